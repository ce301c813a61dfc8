"""The same signed statements, told in other JSON: what a reader finds must not change.

The signature of an embedded proof covers statements, not JSON. A holder may rewrite the JSON as
long as the statements stay, so each rewriting that could hide something must be refused. Every
forgery here has the canonical form of the badge that the district signed.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest

from openbadges_issuer import contexts, timestamps
from openbadges_issuer.errors import Problem, TermError
from openbadges_issuer.proofs import SECURING_MECHANISMS
from openbadges_issuer.report import Outcome, Verdict
from tests.hostile import forge
from tests.hostile.forge import badge, expect, put, sign, verify

SUBJECT = "credentialSubject"
VC = "https://www.w3.org/2018/credentials#"
OB = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
REVOKED = forge.entry(forge.WITHDRAWN)
ENDED = timestamps.format(forge.NOW.replace(year=2025))


def same(forged: dict[str, Any], original: dict[str, Any]) -> dict[str, Any]:
    """Put the original's good proof on a forgery that states the same."""
    assert forge.normalize(forged) == forge.normalize(original)
    return {**forged, "proof": sign(original)["proof"]}


def refused(document: dict[str, Any]) -> None:
    report = verify(document)
    expect(report, Verdict.TAMPERED, "format", Outcome.FAILED, Problem.UNDEFINED_TERM)
    assert report.document is None


def renamed(document: dict[str, Any], *path: str, to: str) -> dict[str, Any]:
    """Give the last member of a path another name."""
    changed = copy.deepcopy(document)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    inner[to] = inner.pop(path[-1])
    return changed


# Members under other names -----------------------------------------------------------------------


def test_a_revocation_cannot_be_hidden_under_the_iri_of_its_member() -> None:
    original = badge(credentialStatus=REVOKED)
    expect(verify(sign(original)), Verdict.REVOKED, "status_revocation")
    refused(same(renamed(original, "credentialStatus", to=f"{VC}credentialStatus"), original))


@pytest.mark.parametrize(
    ("path", "iri"),
    [
        (("name",), "https://schema.org/name"),
        ((SUBJECT,), f"{VC}credentialSubject"),
        (("issuer",), f"{VC}issuer"),
        ((SUBJECT, "identifier"), f"{OB}identifier"),
        ((SUBJECT, "achievement", "description"), "https://schema.org/description"),
        ((SUBJECT, "achievement", "criteria"), f"{OB}Criteria"),
        ((SUBJECT, "achievement", "criteria"), "Criteria"),
    ],
)
def test_no_member_goes_by_its_iri_or_by_a_type_of_that_iri(
    path: tuple[str, ...], iri: str
) -> None:
    refused(same(renamed(badge(), *path, to=iri), badge()))


def test_a_prefix_is_no_way_round() -> None:
    original = badge(credentialStatus=REVOKED)
    forged = renamed(original, "credentialStatus", to="cred:credentialStatus")
    clr = [*original["@context"], contexts.CLR]
    for document in (forged, put(forged, "@context", to=clr)):
        expect(verify({**document, "proof": sign(original)["proof"]}), Verdict.TAMPERED, "format")


# Members of one node in two places ---------------------------------------------------------------


def endorsed(about: str, **members: Any) -> dict[str, Any]:
    """Give a badge that carries an endorsement about the badge, its achievement or its holder."""
    document = badge(**members)
    endorsement = {
        "@context": document["@context"],
        "id": "urn:uuid:e",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement",
        "issuer": {"id": "did:web:body.example", "type": ["Profile"]},
        "validFrom": document["validFrom"],
        SUBJECT: {"id": about, "type": ["EndorsementSubject"], "endorsementComment": "Good."},
    }
    return {**document, "endorsement": [endorsement]}


@pytest.mark.parametrize("member", ["credentialStatus", "validUntil"])
def test_what_ends_a_badge_cannot_be_moved_into_an_endorsement_of_it(member: str) -> None:
    original = endorsed(badge()["id"], credentialStatus=REVOKED, validUntil=ENDED)
    report = verify(sign(original))
    expect(report, Verdict.REVOKED)
    assert report.check("not_after").outcome is Outcome.FAILED
    inner = original["endorsement"][0][SUBJECT]
    moved = {
        **inner,
        "type": ["EndorsementSubject", "VerifiableCredential"],
        member: original[member],
    }
    forged = put(put(original, "endorsement", 0, SUBJECT, to=moved), member, to=forge.ABSENT)
    refused(same(forged, original))


@pytest.mark.parametrize("place", ["refreshService", "evidence", "termsOfUse"])
def test_nor_into_anything_else_that_has_the_badges_address(place: str) -> None:
    address = badge()["id"]
    mention = {"id": address, "type": "1EdTechCredentialRefresh"}
    original = badge(
        **{
            "@context": [
                *badge()["@context"],
                "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
            ],
            place: mention,
        },
        credentialStatus=REVOKED,
    )
    moved = {
        "id": address,
        "type": [mention["type"], "VerifiableCredential"],
        "credentialStatus": REVOKED,
    }
    forged = put(put(original, place, to=moved), "credentialStatus", to=forge.ABSENT)
    expect(verify(sign(original)), Verdict.REVOKED)
    refused(same(forged, original))


@pytest.mark.parametrize("member", ["name", "awardedDate", "description", "image"])
def test_members_that_any_object_may_have_stay_with_the_badge_too(member: str) -> None:
    value = {
        "image": {"id": "https://badges.example/a.png", "type": "Image"},
        "awardedDate": "2020-01-01T00:00:00Z",
    }.get(member, "text")
    original = endorsed(badge()["id"], **{member: value})
    inner = {**original["endorsement"][0][SUBJECT], member: value}
    forged = put(put(original, "endorsement", 0, SUBJECT, to=inner), member, to=forge.ABSENT)
    expect(verify(sign(original)), Verdict.VALID)
    refused(same(forged, original))


def test_a_result_cannot_be_moved_away_from_its_subject() -> None:
    holder = badge()[SUBJECT]["id"]
    original = put(
        endorsed(holder), SUBJECT, "result", to=[{"type": ["Result"], "status": "Failed"}]
    )
    inner = original["endorsement"][0][SUBJECT]
    moved = {
        **inner,
        "type": ["EndorsementSubject", "AchievementSubject"],
        "result": original[SUBJECT]["result"],
    }
    forged = put(original, "endorsement", 0, SUBJECT, to=moved)
    refused(same(put(forged, SUBJECT, "result", to=forge.ABSENT), original))


def test_a_type_of_achievement_cannot_be_moved_away_from_it() -> None:
    achievement = badge()[SUBJECT]["achievement"]
    original = endorsed(achievement["id"])
    inner = original["endorsement"][0][SUBJECT]
    moved = {
        **inner,
        "type": ["EndorsementSubject", "Achievement"],
        "achievementType": achievement["achievementType"],
    }
    forged = put(original, "endorsement", 0, SUBJECT, to=moved)
    refused(same(put(forged, SUBJECT, "achievement", "achievementType", to=forge.ABSENT), original))


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


# Nodes without id --------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [(SUBJECT, "achievement", "criteria"), (SUBJECT, "result", 0)])
def test_a_node_cannot_be_given_a_label_that_nobody_signed(place: tuple[Any, ...]) -> None:
    original = put(badge(), SUBJECT, "result", to=[{"type": ["Result"], "value": "A"}])
    forged = put(original, *place, "id", to="_:judged-by-the-superintendent-herself")
    refused(same(forged, original))


def test_nor_be_split_in_two_by_such_a_label() -> None:
    result = {"type": ["Result"], "value": "A", "status": "Failed"}
    original = put(badge(), SUBJECT, "result", to=[result])
    halves = [
        {"id": "_:r", "type": ["Result"], "value": "A"},
        {"id": "_:r", "type": ["Result"], "status": "Failed"},
    ]
    refused(same(put(original, SUBJECT, "result", to=halves), original))


@pytest.mark.parametrize("member", [SUBJECT, "credentialStatus"])
def test_a_named_node_split_in_two_is_no_better_than_whole(member: str) -> None:
    """An entry of which half is missing is a doubt, and a subject that is a list is no subject."""
    original = badge(credentialStatus=REVOKED)
    whole = original[member]
    some = {k: v for k, v in whole.items() if k not in {"statusPurpose", "identifier"}}
    rest = {k: v for k, v in whole.items() if k not in some or k in {"id", "type"}}
    report = verify(same(put(original, member, to=[some, rest]), original))
    assert report.verdict in {Verdict.STATUS_UNKNOWN, Verdict.REVOKED, Verdict.TAMPERED}


# Values ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        {"@language": "en"},
        {"@direction": "rtl"},
        {"@language": "en", "@direction": "rtl"},
        [{"@language": "en"}],
    ],
)
@pytest.mark.parametrize("member", ["description", "validUntil", "credentialStatus"])
def test_an_object_that_states_nothing_cannot_be_added(member: str, value: Any) -> None:
    refused({**badge(), member: value, "proof": sign(badge())["proof"]})


def test_a_number_takes_no_direction() -> None:
    original = put(badge(), SUBJECT, "creditsEarned", to=3)
    forged = put(original, SUBJECT, "creditsEarned", to={"@value": 3, "@direction": "rtl"})
    refused({**forged, "proof": sign(original)["proof"]})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("validFrom",), [badge()["validFrom"]]),
        ((SUBJECT,), [badge()[SUBJECT]]),
        ((SUBJECT, "achievement"), [badge()[SUBJECT]["achievement"]]),
        ((SUBJECT, "achievement", "name"), ["Flipped classroom"]),
        ((SUBJECT, "achievement", "name"), [["Flipped classroom"]]),
        ((SUBJECT, "identifier", 0, "hashed"), "true"),
        (("validUntil",), []),
    ],
)
def test_lists_where_one_value_belongs_are_malformed(path: tuple[Any, ...], value: Any) -> None:
    report = verify(same(put(badge(), *path, to=value), badge()))
    expect(report, Verdict.MALFORMED, "schema", Outcome.FAILED, Problem.MALFORMED_VALUE)


def test_the_id_of_a_badge_cannot_lose_its_scheme() -> None:
    refused({**sign(badge()), "id": badge()["id"].removeprefix("https:")})
