"""What others say of a badge has a verdict of its own and never changes the badge's (B14).

What a verifier says where one does not count is in the hostile set (cases/endorsements.py).
"""

from __future__ import annotations

from typing import Any

import pytest

from openbadges_issuer.errors import Problem
from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.report import Outcome, Report, Verdict
from tests.hostile import forge
from tests.hostile.composing import (
    BODY_KEY,
    KNOWING,
    SUBJECT,
    endorsement,
    own_method,
    vouched,
)
from tests.hostile.forge import badge, expect, put, sign, token, verify

FAILED, UNDECIDED, PASSED = Outcome.FAILED, Outcome.UNDECIDED, Outcome.PASSED
BADGE_ID = badge()["id"]
ACHIEVEMENT_ID = badge()[SUBJECT]["achievement"]["id"]
STRANGER_KEY = forge.ed25519(77)
STRANGER = forge.did_key(STRANGER_KEY)


def endorsed(*endorsements: Any, at: tuple[str, ...] = (), member: str = "endorsement") -> Any:
    """Sign a badge with endorsements at some place in it."""
    return sign(put(badge(), *at, member, to=list(endorsements)))


def asked(document: Any) -> Report:
    report = verify(document, policy=KNOWING)
    expect(report, Verdict.VALID)
    return report


def as_token(document: dict[str, Any]) -> str:
    return token(document, BODY_KEY, kid=own_method(BODY_KEY))


# Places ------------------------------------------------------------------------------------------

PLACES = {
    "the badge": ((), BADGE_ID),
    "the achievement": ((SUBJECT, "achievement"), ACHIEVEMENT_ID),
    "the issuer": (("issuer",), forge.DISTRICT),
    "the creator": ((SUBJECT, "achievement", "creator"), "https://other.example/creator"),
    "the source": ((SUBJECT, "source"), "https://other.example/source"),
}


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("member", ["endorsement", "endorsementJwt"])
@pytest.mark.parametrize("one", [True, False])
def test_endorsements_of_each_thing_that_can_be_endorsed(name: str, member: str, one: bool) -> None:
    place, about = PLACES[name]
    document = badge()
    if place[-1:] in (("creator",), ("source",)):
        document = put(document, *place, to={"id": about, "type": ["Profile"]})
    given = as_token(endorsement(about)) if member == "endorsementJwt" else vouched(about)
    document = put(document, *place, member, to=given if one else [given])
    report = asked(sign(document))
    path = ".".join(("$", *place, member)) + ("" if one else "[0]")
    assert [(part.path, part.report.verdict) for part in report.endorsements] == [
        (path, Verdict.VALID)
    ]
    check = report.check("endorsements")
    assert check.outcome is (UNDECIDED if name in ("the creator", "the source") else PASSED)
    assert "State Board" in check.detail
    assert report.endorsements[0].report.issuer_name == "State Board"


def test_a_copy_of_a_token_is_no_second_endorsement() -> None:
    text = as_token(endorsement(BADGE_ID))
    report = asked(endorsed(*[text] * 3, member="endorsementJwt"))
    assert [part.path for part in report.endorsements] == ["$.endorsementJwt[0]"]


def test_so_many_endorsements_are_looked_into_and_no_more() -> None:
    report = asked(endorsed(*[f"a.b.{n}" for n in range(300)], member="endorsementJwt"))
    assert len(report.endorsements) == DEFAULT_LIMITS.carried + 1
    last = report.endorsements[-1].report
    expect(last, Verdict.UNSUPPORTED, "format", UNDECIDED, Problem.TOO_COMPLEX)


def test_nobody_has_endorsed_it() -> None:
    report = asked(sign(badge()))
    assert report.check("endorsements").outcome is Outcome.NOT_APPLICABLE
    assert report.endorsements == ()


def test_it_is_said_what_is_endorsed() -> None:
    details = []
    for place, about in (PLACES[name] for name in ("the badge", "the achievement", "the issuer")):
        check = asked(endorsed(vouched(about), at=place)).check("endorsements")
        assert check.outcome is PASSED
        details.append(check.detail)
    assert len(set(details)) == len(details)


@pytest.mark.parametrize("creator", [None, STRANGER, forge.DISTRICT])
def test_what_a_stranger_only_names_is_endorsed_without_a_word_about_his_badge(
    creator: str | None,
) -> None:
    document = badge(id="urn:uuid:9", issuer={"id": STRANGER, "type": ["Profile"]})
    achievement = document[SUBJECT]["achievement"] | {"endorsement": [vouched(ACHIEVEMENT_ID)]}
    if creator:
        achievement["creator"] = {"id": creator, "type": ["Profile"]}
    signed = sign(
        put(document, SUBJECT, "achievement", to=achievement),
        STRANGER_KEY,
        verificationMethod=own_method(STRANGER_KEY),
    )
    report = verify(signed, policy=KNOWING)
    expect(report, Verdict.ISSUER_UNKNOWN, "endorsements", UNDECIDED, Problem.RECIPIENT_UNKNOWN)
    assert report.endorsements[0].report


def test_an_issuer_that_is_only_named_is_not_endorsed() -> None:
    named = "https://nobody.example/issuer"
    document = badge(issuer={"id": named, "type": ["Profile"], "endorsement": [vouched(named)]})
    key = f"{named}#{STRANGER_KEY.public_key.multikey}"
    report = verify(sign(document, STRANGER_KEY, verificationMethod=key), policy=KNOWING)
    expect(report, Verdict.ISSUER_UNKNOWN, "endorsements", UNDECIDED)


def test_an_issuer_on_its_own_domain_does_not_borrow_an_achievement() -> None:
    """Its creator may be anybody; only the domain of its id says whose it is."""
    at = (SUBJECT, "achievement")
    elsewhere = "https://achievements.example/flipped-classroom"
    document = put(badge(), *at, "id", to=elsewhere)
    document = put(document, *at, "creator", to={"id": forge.DISTRICT, "type": ["Profile"]})
    report = asked(sign(put(document, *at, "endorsement", to=[vouched(elsewhere)])))
    assert report.check("endorsements").outcome is UNDECIDED
    both = put(document, *at, "endorsement", to=[vouched(elsewhere)])
    both = put(both, "endorsement", to=[vouched(BADGE_ID, id="urn:uuid:1")])
    assert asked(sign(both)).check("endorsements").outcome is PASSED


# What does not count -----------------------------------------------------------------------------


def test_one_level_deep() -> None:
    second = vouched("urn:uuid:1")
    first = vouched(BADGE_ID, id="urn:uuid:1", endorsement=[second])
    report = asked(endorsed(first))
    assert report.endorsements[0].report.endorsements == ()


def test_no_endorsement_of_a_badge_that_is_not_signed() -> None:
    for document in (
        badge(endorsement=[vouched(BADGE_ID)]),
        put(endorsed(vouched(BADGE_ID)), "name", to="Doctor"),
        put(sign(badge()), "endorsement", to=[vouched(BADGE_ID)]),
    ):
        report = verify(document, policy=KNOWING)
        expect(report, Verdict.TAMPERED)
        assert report.endorsements == ()


def test_an_endorsement_is_shown_as_what_it_is() -> None:
    report = asked(endorsed(vouched(BADGE_ID), endorsement("urn:uuid:9", id="urn:uuid:8")))
    good, bad = (part.report for part in report.endorsements)
    assert "our standard" in good.words.sentence
    assert bad.document is None
    assert "our standard" not in str(bad.to_json())
    written = report.to_json()["endorsements"]
    assert [one["report"]["verdict"] for one in written] == ["valid", "tampered"]
