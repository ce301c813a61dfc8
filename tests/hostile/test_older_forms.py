"""What was issued before today's forms: VC 1.1, older contexts, the beta, Open Badges 2.0 and 1.

What a verifier says of each is in the hostile set (cases/older_forms.py).
"""

from __future__ import annotations

import pytest

from openbadges_issuer.errors import Problem
from openbadges_issuer.report import Outcome, Verdict
from tests.hostile import forge
from tests.hostile.cases.older_forms import (
    END,
    OB,
    OWN_CLAIMS,
    SHORT,
    UNDER_ITS_OLDER_NAME,
    in_claim,
    legacy,
    older_badges,
    the_beta,
)
from tests.hostile.forge import badge, expect, sign, verify

FAILED, UNDECIDED, PASSED = Outcome.FAILED, Outcome.UNDECIDED, Outcome.PASSED


# Contexts ----------------------------------------------------------------------------------------


def test_it_is_said_that_a_badge_is_of_the_beta() -> None:
    [signed] = [row for row in the_beta() if row.name == UNDER_ITS_OLDER_NAME]
    assert "beta" in signed.judge().check("signature").detail


# The claim vc ------------------------------------------------------------------------------------


def test_a_credential_in_the_claim() -> None:
    report = verify(in_claim(legacy()))
    expect(report, Verdict.VALID)
    assert report.document == legacy()
    assert report.securing == "vc-jwt"


def test_the_claims_say_what_the_credential_leaves_out() -> None:
    report = verify(in_claim(SHORT, **OWN_CLAIMS, exp=1_893_456_000))
    expect(report, Verdict.VALID)
    assert report.document == legacy(expirationDate=END)


# Open Badges 2.0 and 1 ---------------------------------------------------------------------------


def test_an_older_badge_is_told_to_be_one() -> None:
    rows = [row for row in older_badges() if row.answer.part is None]
    assert rows
    for row in rows:
        nobody = forge.tripwire()
        report = row.judged_by(row.verifier(nobody))
        expect(report, Verdict.UNSUPPORTED, "format", UNDECIDED)
        problem = report.check("format").problem
        assert "older badge" in report.words.sentence
        is_2 = report.words.heading == "This is an older badge (Open Badges 2.0)"
        assert is_2 is (problem is Problem.OPEN_BADGES_2)
        assert report.verdict.exit_status == 2
        assert nobody.asked == []


# A schema of its own -----------------------------------------------------------------------------


@pytest.mark.parametrize("one", [True, False])
def test_a_schema_of_its_own_is_named_and_changes_nothing(one: bool) -> None:
    url = "https://schemas.example/mine.json"
    context = [*badge()["@context"], f"{OB}/extensions.json"]
    entries = [
        {"id": entry, "type": "1EdTechJsonSchemaValidator2019"}
        for entry in (f"{OB}/schema/json/ob_v3p0_achievementcredential_schema.json", url)
    ]
    fetcher = forge.server()
    for wrong in ({}, {"name": 5}):
        schemas = entries[1] if one else entries
        document = badge(**{"@context": context, "credentialSchema": schemas} | wrong)
        report = verify(sign(document), fetcher)
        expect(report, Verdict.MALFORMED if wrong else Verdict.VALID)
    assert url not in fetcher.asked
    report = verify(sign(badge(**{"@context": context, "credentialSchema": entries})))
    assert url in report.check("schema").detail
    report = verify(sign(badge(**{"@context": context, "credentialSchema": entries[:1]})))
    assert report.check("schema").detail == verify(sign(badge())).check("schema").detail
