"""Copies that a holder shows (ecdsa-sd-2023): what is told of them.

What a verifier says where one has a fault is in the hostile set (cases/copies.py).
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.proofs.selective.deriving import derive
from openbadges_issuer.report import Outcome, Verdict
from openbadges_issuer.verifying import Verifier
from tests.hostile import forge
from tests.hostile.cases.case import SIGNATURE_INVALID, TOO_COMPLEX
from tests.hostile.cases.copies import (
    BASE_PROOF,
    SUBJECT,
    altered,
    base,
    copy,
    of_all,
    rich,
    value_of,
)
from tests.hostile.forge import expect, verify


@pytest.mark.parametrize(
    "reveal", [[], ["/evidence/0/name"], ["/credentialSubject/narrative"], [""]]
)
def test_a_copy_is_valid_whatever_it_shows(reveal: list[str]) -> None:
    shown = derive(of_all(), reveal)
    report = verify(shown, recipient=forge.TEACHER)
    expect(report, Verdict.VALID)
    assert report.securing == "ecdsa-sd-2023"
    assert report.document == shown
    assert report.check("schema").outcome is Outcome.PASSED


def test_a_copy_keeps_what_limits_the_badge_though_nothing_is_mandatory() -> None:
    shown = derive(base(rich(), pointers=[]), ["/evidence/1"])
    assert shown["validUntil"] == "2030-01-01T00:00:00Z"
    assert shown["credentialStatus"] == forge.entry()
    assert shown["evidence"] == [{"type": ["Evidence"], "name": "Lesson"}]
    assert "narrative" not in shown[SUBJECT]
    expect(verify(shown), Verdict.VALID)


def test_a_copy_is_derived_from_the_one_base_proof_among_others() -> None:
    both = {**rich(), "proof": [*forge.sign(rich())["proof"], *of_all()["proof"]]}
    assert derive(both)["proof"] == derive(of_all())["proof"]


def test_it_is_said_where_a_proof_value_is_wrong() -> None:
    few = altered(signatures=value_of(copy()).signatures[1:])
    for document, answer in ((of_all(), BASE_PROOF), (few, SIGNATURE_INVALID)):
        report = verify(document)
        path = "$.proof.proofValue"
        expect(report, answer.verdict, answer.check, answer.outcome, answer.problem, path)


def test_too_many_signed_statements_are_not_checked() -> None:
    number = len(value_of(copy()).signatures)
    for most in (number - 1, number):
        limits = replace(DEFAULT_LIMITS, signed_statements=most)
        verifier = Verifier(
            forge.TRUSTED, fetcher=forge.server(), clock=lambda: forge.NOW, limits=limits
        )
        report = verifier.verify(forge.dumps(copy()))
        if most == number:
            expect(report, Verdict.VALID)
        else:
            answer = TOO_COMPLEX
            expect(report, answer.verdict, answer.check, answer.outcome, answer.problem)
