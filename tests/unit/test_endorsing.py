"""Endorsements: signed, put into badges, and answered alone and beside badges."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import openbadges_issuer as ob
from openbadges_issuer.contexts import OPEN_BADGES
from openbadges_issuer.encoding import read_sha256, sha256_multibase
from openbadges_issuer.errors import InputError, ModelError, OpenBadgesError, SettingsError
from tests.hostile import forge
from tests.hostile.composing import enveloped, presentation
from tests.hostile.forge import NOW

DID_URL = forge.DID_URL
DISTRICT = ob.Profile(id=forge.DISTRICT, name="Kettle Moraine School District")
FLIPPED = ob.Achievement(
    id="https://badges.kettle-moraine.example/achievements/flipped-classroom",
    achievement_type="MicroCredential",
    name="Flipped classroom",
    description="Plans a flipped unit.",
    criteria=ob.Criteria(narrative="Two units."),
)
MECHANISMS = ["eddsa-rdfc-2022", "eddsa-jcs-2022", "vc-jwt"]


def issuer(name: str, seed: int) -> ob.Issuer:
    signer = forge.ed25519(seed)
    profile = ob.Profile(id=forge.did_key(signer), name=name)
    return ob.Issuer(profile, signer=signer, clock=lambda: NOW)


STATE = issuer("Department of Public Instruction", 7)
LISTED = ob.Policy(
    trust=ob.TrustList.from_mapping(
        {"issuers": {STATE.profile.id: {"name": "State", "endorses": True}}}
    )
)


def verify(data: Any, policy: ob.Policy = LISTED, **how: Any) -> ob.Report:
    raw = json.dumps(data) if isinstance(data, dict) else data
    verifier = ob.Verifier(policy, fetcher=forge.server(), clock=lambda: NOW)
    report = verifier.verify(raw, **how)
    forge.check_contract(report)
    return report


def district(profile: ob.Profile = DISTRICT) -> ob.Issuer:
    return ob.Issuer(profile, signer=forge.DISTRICT_KEY, clock=lambda: NOW)


def award(issuer: ob.Issuer, achievement: ob.Achievement = FLIPPED, **how: Any) -> str:
    return issuer.issue(achievement, to=ob.Recipient.by_email("teacher@example.org"), **how).text


# Signing -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("securing", MECHANISMS)
def test_all_that_is_said_is_signed(securing: str) -> None:
    day = datetime(2026, 11, 1, tzinfo=UTC)
    signed = STATE.endorse(
        DISTRICT,
        comment="One of ours.",
        documents={DID_URL: b"{}"},
        status=ob.StatusEntry("https://state.example/status/1", 7),
        awarded_date=day,
        valid_from=day,
        valid_until=day + timedelta(365),
        id="urn:uuid:8f3a6f0e-0000-4000-8000-000000000001",
        securing=securing,
    )
    document = {name: value for name, value in signed.document.items() if name != "proof"}
    assert document == {
        "@context": ["https://www.w3.org/ns/credentials/v2", OPEN_BADGES],
        "id": "urn:uuid:8f3a6f0e-0000-4000-8000-000000000001",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement of Kettle Moraine School District",
        "issuer": STATE.profile.to_json(),
        "validFrom": "2026-11-01T00:00:00Z",
        "validUntil": "2027-11-01T00:00:00Z",
        "awardedDate": "2026-11-01T00:00:00Z",
        "credentialSubject": {
            "id": forge.DISTRICT,
            "type": ["EndorsementSubject"],
            "endorsementComment": "One of ours.",
        },
        "relatedResource": [{"id": DID_URL, "digestMultibase": sha256_multibase(b"{}")}],
        "credentialStatus": signed.document["credentialStatus"],
    }
    assert signed.document["credentialStatus"]["statusListIndex"] == "7"


def test_what_is_not_given_does_not_stand_in_it() -> None:
    assert STATE.endorse("urn:uuid:1").document.keys() == {
        *("@context", "id", "type", "name", "issuer", "validFrom", "credentialSubject", "proof"),
    }


def test_each_thing_that_can_be_endorsed() -> None:
    badge = district().issue(FLIPPED, to=ob.Recipient.by_email("teacher@example.org"))
    for what, id_, name in (
        (DISTRICT, DISTRICT.id, DISTRICT.name),
        (FLIPPED, FLIPPED.id, FLIPPED.name),
        (badge, badge.document["id"], FLIPPED.name),
        (badge.document, badge.document["id"], FLIPPED.name),
        (forge.DISTRICT, forge.DISTRICT, forge.DISTRICT),
        (ob.Profile(id="did:web:a.example"), "did:web:a.example", "did:web:a.example"),
    ):
        document = STATE.endorse(what).document
        assert document["credentialSubject"]["id"] == id_
        assert document["name"] == f"Endorsement of {name}"
    assert STATE.endorse(FLIPPED, name="Ours too").document["name"] == "Ours too"


REFUSED: dict[str, tuple[Any, dict[str, Any], type[OpenBadgesError], str]] = {
    "itself": (STATE.profile, {}, ModelError, "$.credentialSubject.id"),
    "no id": ({"name": "A"}, {}, ModelError, "$.id"),
    "an id that is none": ("a district", {}, ModelError, "$.credentialSubject.id"),
    "its own id": (DISTRICT, {"id": "1"}, ModelError, "$.id"),
    "an end before": (
        DISTRICT,
        {"valid_until": NOW - timedelta(1)},
        ModelError,
        "$.validUntil",
    ),
    "no time zone": (DISTRICT, {"valid_until": datetime(2027, 1, 1)}, SettingsError, ""),  # noqa: DTZ001
    "for a holder": (DISTRICT, {"securing": "ecdsa-sd-2023"}, SettingsError, ""),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_signed(name: str) -> None:
    what, given, error, path = REFUSED[name]
    with pytest.raises(error) as caught:
        STATE.endorse(what, **given)
    assert caught.value.path == path


def test_digests_in_either_base() -> None:
    assert read_sha256(sha256_multibase(b"")) == read_sha256(
        "zQmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n"
    )
    for odd in (None, 7, "", "u", "uEiB", "z0", sha256_multibase(b"") + "AAAA"):
        assert read_sha256(odd) is None


# In a badge --------------------------------------------------------------------------------------


@pytest.mark.parametrize("securing", MECHANISMS)
@pytest.mark.parametrize("own", ["eddsa-rdfc-2022", "vc-jwt"])
def test_a_district_is_known_by_the_endorsement_in_its_badges(securing: str, own: str) -> None:
    words = STATE.endorse(DISTRICT, comment="One of ours.", securing=securing)
    profile = ob.endorsed(DISTRICT, words)
    report = verify(award(district(profile), securing=own))
    assert report.verdict is ob.Verdict.VALID
    assert report.check("endorsements").outcome is ob.Outcome.PASSED
    assert verify(award(district())).verdict is ob.Verdict.ISSUER_UNKNOWN


def test_endorsements_are_put_beside_those_that_are_there() -> None:
    first, last = STATE.endorse(FLIPPED), STATE.endorse(FLIPPED)
    token = STATE.endorse(FLIPPED, securing="vc-jwt")
    achievement = ob.endorsed(ob.endorsed(FLIPPED, first.text), token.bytes, last)
    members = achievement.to_json()
    assert members["endorsement"] == [first.document, last.document]
    assert members["endorsementJwt"] == [token.token]
    assert FLIPPED.to_json().keys() == members.keys() - {"endorsement", "endorsementJwt"}
    report = verify(award(district(ob.endorsed(DISTRICT, STATE.endorse(DISTRICT))), achievement))
    assert "its achievement" in report.check("endorsements").detail


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (STATE.endorse("did:web:another.example"), ModelError),
        (award(district()), ModelError),
        (json.dumps(STATE.endorse(DISTRICT).document | {"proof": None})[:-15] + "}", InputError),
        (json.dumps({"type": ["EndorsementCredential"], "proof": {}}), ModelError),
        ("", OpenBadgesError),
        (b"\xff", InputError),
    ],
)
def test_what_is_put_nowhere(given: Any, error: type[OpenBadgesError]) -> None:
    with pytest.raises(error):
        ob.endorsed(DISTRICT, given)


# Alone and beside --------------------------------------------------------------------------------


@pytest.mark.parametrize("securing", MECHANISMS)
def test_alone_it_is_no_badge_and_is_answered(securing: str) -> None:
    report = verify(STATE.endorse(DISTRICT, comment="One of ours.", securing=securing).text)
    assert report.verdict is ob.Verdict.UNSUPPORTED
    (alone,) = report.endorsements
    assert alone.report.verdict is ob.Verdict.VALID
    assert forge.DISTRICT in report.words.sentence
    assert "One of ours" in report.words.sentence
    assert report.words.heading != verify(forge.status_list()).words.heading


def test_alone_it_may_not_count() -> None:
    nobody = ob.Policy(trust=ob.TrustList())
    report = verify(STATE.endorse(DISTRICT).text, nobody)
    assert report.verdict is ob.Verdict.UNSUPPORTED
    assert report.endorsements[0].report.verdict is ob.Verdict.ISSUER_UNKNOWN
    changed = STATE.endorse(DISTRICT).text.replace("Kettle", "Cattle")
    assert verify(changed).verdict is ob.Verdict.TAMPERED
    assert verify(changed).endorsements == ()


@pytest.mark.parametrize("enclose", [lambda one: one.document, lambda one: enveloped(one.text)])
def test_beside_a_badge_it_makes_the_issuer_known(enclose: Any) -> None:
    securing = "vc-jwt" if "enveloped" in enclose.__code__.co_names else "eddsa-rdfc-2022"
    badge = json.loads(award(district()))
    words = enclose(STATE.endorse(DISTRICT, securing=securing))
    report = verify(presentation(badge, words))
    assert report.verdict is ob.Verdict.VALID
    assert report.require().issuer_id == forge.DISTRICT
    assert len(report.endorsements) == 1
    assert verify(presentation(badge)).verdict is ob.Verdict.ISSUER_UNKNOWN


def test_beside_badges_each_has_the_words_that_are_about_it() -> None:
    ours = json.loads(award(district()))
    theirs = json.loads(award(issuer("A neighbor", 8)))
    about_ours, about_nothing = STATE.endorse(DISTRICT), STATE.endorse("did:web:else.example")
    changed = STATE.endorse(DISTRICT).document | {"name": "Changed"}
    report = verify(
        presentation(ours, about_ours.document, theirs, about_nothing.document, changed)
    )
    assert [part.report.verdict for part in report.parts] == [
        ob.Verdict.VALID,
        ob.Verdict.ISSUER_UNKNOWN,
    ]
    assert [len(part.report.endorsements) for part in report.parts] == [1, 0]
    assert [part.report.verdict for part in report.endorsements] == [
        ob.Verdict.VALID,
        ob.Verdict.VALID,
        ob.Verdict.TAMPERED,
    ]
    assert report.verdict is ob.Verdict.ISSUER_UNKNOWN  # an endorsement changes none


def test_whom_a_badge_belongs_to_is_not_asked_of_an_endorsement() -> None:
    badge = json.loads(award(district()))
    document = presentation(badge, STATE.endorse(DISTRICT).document)
    assert verify(document, recipient="teacher@example.org").verdict is ob.Verdict.VALID
    wrong = verify(document, recipient="else@example.org")
    assert wrong.verdict is ob.Verdict.WRONG_RECIPIENT


def test_endorsements_presented_alone_are_no_badges() -> None:
    report = verify(presentation(STATE.endorse(DISTRICT).document))
    assert report.verdict is ob.Verdict.UNSUPPORTED
