"""A badge that is described in two places: not signed, and an issuer that may be.

What a verifier says where a holder rewrites a good badge is in the hostile set (cases/reshaped.py).
"""

from __future__ import annotations

from typing import Any

import pytest

from openbadges_issuer.errors import Problem, TermError
from openbadges_issuer.proofs import SECURING_MECHANISMS
from openbadges_issuer.report import Outcome, Verdict
from tests.hostile import forge
from tests.hostile.forge import badge, expect, put, sign, verify

SUBJECT = "credentialSubject"
REVOKED = forge.entry(forge.WITHDRAWN)


def refused(document: dict[str, Any]) -> None:
    report = verify(document)
    expect(report, Verdict.TAMPERED, "format", Outcome.FAILED, Problem.UNDEFINED_TERM)
    assert report.document is None


def test_the_district_itself_cannot_describe_a_badge_twice() -> None:
    again = {**badge(), "credentialStatus": REVOKED}
    document = put(badge(), "endorsement", to=[again])
    refused(sign(document))
    for securing in SECURING_MECHANISMS:
        with pytest.raises(TermError) as caught:
            forge.issuer_for(securing).sign(document, securing=securing)
        assert caught.value.path == "$.endorsement[0]"


def test_an_issuer_who_is_the_creator_too_may_be_described_twice() -> None:
    document = put(badge(), SUBJECT, "achievement", "creator", to=badge()["issuer"])
    expect(verify(sign(document)), Verdict.VALID)
