"""Who is known because a listed body endorses it, and who is not (threats B13, B14)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from openbadges_issuer.errors import Problem
from openbadges_issuer.report import Outcome, Report, Verdict
from openbadges_issuer.verifying import Policy, TrustList
from tests.hostile import forge
from tests.hostile.composing import BODY, BODY_KEY, SUBJECT, endorsement, own_method, vouched
from tests.hostile.forge import badge, expect, put, sign, token, verify

DAY = forge.ISSUED.date()
OTHER_KEY = forge.ed25519(9)
OTHER = forge.did_key(OTHER_KEY)


def knowing(*lists: dict[str, Any]) -> Policy:
    """Give the policy that knows these bodies, a list each, and not the district."""
    return Policy(trust=[TrustList.from_mapping({"issuers": issuers}) for issuers in lists])


BOARD = {"name": "State Board", "place": "Madison", "endorses": True}
KNOWING = knowing({BODY: BOARD})


def endorsed(*endorsements: Any) -> Any:
    """Sign the district's badge with endorsements of its issuer."""
    return sign(put(badge(), "issuer", "endorsement", to=list(endorsements)))


def known(report: Report) -> None:
    expect(report, Verdict.VALID, "issuer_known", Outcome.PASSED)


def stranger(report: Report) -> None:
    expect(report, Verdict.ISSUER_UNKNOWN, "issuer_known", Outcome.FAILED, Problem.ISSUER_UNKNOWN)


def test_whom_a_listed_body_endorses_is_known_by_its_domain() -> None:
    report = verify(endorsed(vouched(forge.DISTRICT)), policy=KNOWING)
    known(report)
    assert "State Board, Madison" in report.check("issuer_known").detail
    assert report.issuer_name == forge.HOST  # an endorsement gives no name
    assert report.require().issuer_id == forge.DISTRICT


def test_every_way_to_write_and_to_place_an_endorsement() -> None:
    text = token(endorsement(forge.DISTRICT), BODY_KEY, kid=own_method(BODY_KEY))
    creator = {"id": forge.DISTRICT, "type": ["Profile"], "endorsement": [vouched(forge.DISTRICT)]}
    for document in (
        put(badge(), "issuer", "endorsementJwt", to=[text]),
        put(badge(), "issuer", "endorsement", to=vouched(forge.DISTRICT)),
        put(badge(), SUBJECT, "achievement", "creator", to=creator),
    ):
        known(verify(sign(document), policy=KNOWING))
        known(verify(token(document), policy=KNOWING))


def test_one_that_counts_is_enough() -> None:
    stranger(verify(sign(badge()), policy=KNOWING))
    bad = vouched(forge.ATTACKER, id="urn:uuid:2b1b1c61-9a36-4f0e-b7a2-0f1d3a0f7d11")
    known(verify(endorsed(bad, vouched(forge.DISTRICT)), policy=KNOWING))


@pytest.mark.parametrize("member", [{}, {"endorses": False}])
def test_a_neighbor_on_the_list_makes_nobody_known(member: dict[str, bool]) -> None:
    policy = knowing({BODY: {"name": "Another district", **member}})
    report = verify(endorsed(vouched(forge.DISTRICT)), policy=policy)
    stranger(report)
    assert report.check("endorsements").outcome is Outcome.PASSED  # told, and no more than that


WRONG = {
    "about another": vouched(forge.ATTACKER),
    "about a tenant of the same host": vouched(f"{forge.DISTRICT}:issuers:1"),
    "about the domain": vouched(f"https://{forge.HOST}"),
    "about an id in upper case": vouched(forge.DISTRICT.upper()),
    "about the badge": vouched(badge()["id"]),
    "altered": put(vouched(forge.ATTACKER), SUBJECT, "id", to=forge.DISTRICT),
    "unsigned": endorsement(forge.DISTRICT),
    "ended": vouched(forge.DISTRICT, validUntil="2026-11-01T00:00:00Z"),
    "not begun": vouched(forge.DISTRICT, validFrom="2027-01-01T00:00:00Z"),
    "by another in the name of the body": sign(
        endorsement(forge.DISTRICT), OTHER_KEY, verificationMethod=own_method(OTHER_KEY)
    ),
    "by somebody unknown": vouched(
        forge.DISTRICT, OTHER_KEY, issuer={"id": OTHER, "type": ["Profile"]}
    ),
    "by the issuer itself": sign(
        endorsement(forge.DISTRICT) | {"issuer": {"id": forge.DISTRICT, "type": ["Profile"]}}
    ),
    "a badge for the issuer": vouched(
        forge.DISTRICT,
        type=["VerifiableCredential", "OpenBadgeCredential"],
        credentialSubject={
            "id": forge.DISTRICT,
            "type": ["AchievementSubject"],
            "achievement": badge()[SUBJECT]["achievement"] | {"id": "urn:uuid:1"},
        },
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_endorsement_that_makes_nobody_known(name: str) -> None:
    stranger(verify(endorsed(WRONG[name]), policy=KNOWING))


def test_another_issuer_gains_nothing_from_the_districts_endorsement() -> None:
    document = put(badge(), "issuer", "id", to=OTHER)
    document = put(document, "issuer", "endorsement", to=[vouched(forge.DISTRICT)])
    document = put(document, SUBJECT, "achievement", "creator", to=badge()["issuer"])
    document = put(
        document, SUBJECT, "achievement", "creator", "endorsement", to=vouched(forge.DISTRICT)
    )
    report = verify(
        sign(document, OTHER_KEY, verificationMethod=own_method(OTHER_KEY)), policy=KNOWING
    )
    stranger(report)


def test_an_endorser_is_not_known_by_an_endorsement() -> None:
    """The body endorses another, which endorses the district: one level deep."""
    issuer = {"id": OTHER, "type": ["Profile"], "endorsement": [vouched(OTHER)]}
    stranger(verify(endorsed(vouched(forge.DISTRICT, OTHER_KEY, issuer=issuer)), policy=KNOWING))


def test_an_endorsed_key_has_to_be_the_issuers() -> None:
    document = put(badge(), "issuer", "endorsement", to=[vouched(forge.DISTRICT)])
    stolen = sign(
        document, OTHER_KEY, verificationMethod=f"{forge.DISTRICT}#{OTHER_KEY.public_key.multikey}"
    )
    expect(verify(stolen, policy=KNOWING), Verdict.TAMPERED)


@pytest.mark.parametrize(
    ("days", "counts"),
    [
        ({"from": DAY, "until": forge.NOW.date()}, True),
        ({"until": forge.NOW.date() - timedelta(1)}, False),
        ({"from": DAY + timedelta(1)}, False),
        ({"until": DAY - timedelta(1)}, False),
    ],
)
def test_the_endorser_is_listed_for_the_day_of_the_endorsement_and_today(
    days: dict[str, Any], counts: bool
) -> None:
    report = verify(endorsed(vouched(forge.DISTRICT)), policy=knowing({BODY: BOARD | days}))
    (known if counts else stranger)(report)


def test_any_of_the_lists_may_say_that_the_body_endorses() -> None:
    policy = knowing({BODY: {"name": "The board"}}, {BODY: BOARD})
    known(verify(endorsed(vouched(forge.DISTRICT)), policy=policy))


def test_a_list_that_is_too_old_does_not_say_so() -> None:
    old = {"updated": forge.NOW.date() - timedelta(31), "max_age": 30, "issuers": {BODY: BOARD}}
    policy = Policy(trust=[TrustList.from_mapping(old), TrustList()])
    report = verify(endorsed(vouched(forge.DISTRICT)), policy=policy)
    expect(report, Verdict.ISSUER_UNKNOWN, "issuer_known", Outcome.UNDECIDED)


def test_who_is_listed_needs_no_endorsement() -> None:
    policy = knowing({forge.DISTRICT: {"name": "Kettle Moraine"}, BODY: BOARD})
    report = verify(endorsed(WRONG["altered"]), policy=policy)
    known(report)
    assert report.issuer_name == "Kettle Moraine"


def test_the_end_that_the_list_gives_an_issuer_stands_above_an_endorsement() -> None:
    ended = {"name": "Kettle Moraine", "until": DAY - timedelta(1)}
    policy = knowing({forge.DISTRICT: ended, BODY: BOARD})
    stranger(verify(endorsed(vouched(forge.DISTRICT)), policy=policy))


def test_an_endorsed_achievement_makes_no_issuer_of_itself() -> None:
    """Its host may publish a controller document at the address of the achievement."""
    achievement = f"https://{forge.HOST}/achievements/1"
    own = forge.documents()[forge.DID_URL].replace(forge.DISTRICT.encode(), achievement.encode())
    document = put(badge(), "issuer", "id", to=achievement)
    document = put(document, "issuer", "endorsement", to=[vouched(achievement)])
    key = forge.DISTRICT_KEYS[0]
    method = f"{achievement}#{key.public_key.multikey}"
    served = forge.Server(forge.documents() | {achievement: own})
    report = verify(sign(document, key, verificationMethod=method), served, policy=KNOWING)
    assert report.check("key_bound_to_issuer").outcome is Outcome.PASSED
    stranger(report)
