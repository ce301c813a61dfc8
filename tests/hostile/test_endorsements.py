"""What others say of a badge has a verdict of its own and never changes the badge's (B14)."""

from __future__ import annotations

from typing import Any

import pytest

from openbadges_issuer.errors import Problem
from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.report import Outcome, Report, Verdict
from tests.hostile import forge
from tests.hostile.composing import (
    BODY,
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


def test_endorsements_in_a_token() -> None:
    report = asked(token(badge(endorsement=[vouched(BADGE_ID)])))
    assert report.check("endorsements").outcome is PASSED


# What does not count -----------------------------------------------------------------------------

WRONG: dict[str, tuple[Any, Verdict]] = {
    "altered": (
        put(vouched(BADGE_ID), SUBJECT, "endorsementComment", to="The best of all."),
        Verdict.TAMPERED,
    ),
    "unsigned": (endorsement(BADGE_ID), Verdict.TAMPERED),
    "forged in the name of a body": (
        sign(endorsement(BADGE_ID), STRANGER_KEY, verificationMethod=own_method(STRANGER_KEY)),
        Verdict.TAMPERED,
    ),
    "with a foreign key under a known method": (
        sign(endorsement(BADGE_ID), STRANGER_KEY, verificationMethod=own_method(BODY_KEY)),
        Verdict.TAMPERED,
    ),
    "about another badge": (vouched("urn:uuid:another"), Verdict.WRONG_RECIPIENT),
    "about the achievement, at the badge": (vouched(ACHIEVEMENT_ID), Verdict.WRONG_RECIPIENT),
    "about the issuer, at the badge": (vouched(forge.DISTRICT), Verdict.WRONG_RECIPIENT),
    "ended": (vouched(BADGE_ID, validUntil="2026-11-01T00:00:00Z"), Verdict.EXPIRED),
    "not begun": (vouched(BADGE_ID, validFrom="2027-01-01T00:00:00Z"), Verdict.NOT_YET_VALID),
    "by a body that nobody knows": (
        vouched(BADGE_ID, STRANGER_KEY, issuer={"id": STRANGER, "type": ["Profile"]}),
        Verdict.ISSUER_UNKNOWN,
    ),
    "no endorsement": (
        vouched(BADGE_ID, type=["VerifiableCredential"]),
        Verdict.UNSUPPORTED,
    ),
    "a badge": (
        sign(
            badge(issuer={"id": BODY, "type": ["Profile"]}),
            BODY_KEY,
            verificationMethod=own_method(BODY_KEY),
        ),
        Verdict.WRONG_RECIPIENT,
    ),
    "without a name": (
        vouched(BADGE_ID, name=5),
        Verdict.MALFORMED,
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_endorsement_that_does_not_count_changes_nothing(name: str) -> None:
    wrong, verdict = WRONG[name]
    report = verify(endorsed(wrong), policy=KNOWING)
    assert report.verdict in {Verdict.VALID, Verdict.TAMPERED}
    if report.verdict is Verdict.TAMPERED:  # one object of the id of the badge is enough
        assert name == "a badge"
        return
    assert [part.report.verdict for part in report.endorsements] == [verdict]
    check = report.check("endorsements")
    assert check.outcome is (FAILED if verdict.exit_status == 1 else UNDECIDED)
    assert check.problem is not None
    beside = asked(endorsed(wrong | {"id": "urn:uuid:1"}, vouched(BADGE_ID)))
    assert beside.check("endorsements").outcome is PASSED


def test_an_issuer_does_not_vouch_for_itself() -> None:
    own = sign(endorsement(BADGE_ID, issuer={"id": forge.DISTRICT, "type": ["Profile"]}))
    report = asked(endorsed(own))
    assert report.endorsements[0].report.verdict is Verdict.VALID
    assert report.check("endorsements").outcome is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize("value", ["", "x", "a.b.c", token(badge())[:-9]])
def test_what_is_no_token(value: str) -> None:
    report = verify(endorsed(value, member="endorsementJwt"), policy=KNOWING)
    assert report.check("endorsements").outcome is not PASSED
    assert not report.endorsements[0].report


def test_a_token_whose_claims_say_something_else() -> None:
    document = endorsement(BADGE_ID)
    payload = forge.claims(document, sub=ACHIEVEMENT_ID)
    text = forge.jws(forge.header(BODY_KEY, kid=own_method(BODY_KEY)), payload, BODY_KEY)
    report = asked(endorsed(text, member="endorsementJwt"))
    inner = report.endorsements[0].report
    expect(inner, Verdict.TAMPERED, "signature", FAILED, Problem.CLAIM_MISMATCH)


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


def test_an_endorsement_saves_no_badge() -> None:
    ended = badge(validUntil="2026-11-01T00:00:00Z", endorsement=[vouched(BADGE_ID)])
    report = verify(sign(ended), policy=KNOWING)
    expect(report, Verdict.EXPIRED, "endorsements", PASSED)
    strange = badge(issuer={"id": STRANGER, "type": ["Profile"]}, endorsement=[vouched(BADGE_ID)])
    signed = sign(strange, STRANGER_KEY, verificationMethod=own_method(STRANGER_KEY))
    expect(verify(signed, policy=KNOWING), Verdict.ISSUER_UNKNOWN, "endorsements", PASSED)


def test_an_endorsement_is_shown_as_what_it_is() -> None:
    report = asked(endorsed(vouched(BADGE_ID), endorsement("urn:uuid:9", id="urn:uuid:8")))
    good, bad = (part.report for part in report.endorsements)
    assert "our standard" in good.words.sentence
    assert bad.document is None
    assert "our standard" not in str(bad.to_json())
    written = report.to_json()["endorsements"]
    assert [one["report"]["verdict"] for one in written] == ["valid", "tampered"]


def test_an_endorsement_alone_is_no_badge() -> None:
    expect(verify(vouched(BADGE_ID), policy=KNOWING), Verdict.UNSUPPORTED, "schema", UNDECIDED)
