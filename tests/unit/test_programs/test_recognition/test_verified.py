"""From signed bytes to a recognition: issued, verified as the program trusts, and told."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import openbadges_issuer as ob
from openbadges_issuer.programs.facts import Facts
from openbadges_issuer.programs.recognizing import recognize, trust_of

ON = date(2026, 11, 21)
PICTURE = Path(__file__).parents[4] / "examples" / "art" / "kettle-moraine.png"
NOW = datetime(2026, 11, 21, 15, 4, tzinfo=UTC)
EARNED = datetime(2022, 11, 21, 15, tzinfo=UTC)
TEACHER = "teacher@example.org"
BY_LIST = {"    issuers: [did:web:badges.lake-county.example]": "    trust_lists: [florida]"}


class District:
    """Signs badges, and has its keys where a verifier looks for them."""

    def __init__(self, host: str) -> None:
        self.did = f"did:web:{host}"
        self.base = f"https://{host}/achievements"
        self.signer = ob.KeySigner.generate()
        profile = ob.Profile(id=self.did, name="Any name")
        self.issuer = ob.Issuer(profile, signer=self.signer, clock=lambda: EARNED)

    @property
    def document(self) -> tuple[str, bytes]:
        document = ob.did_document(self.did, [self.signer.public_key])
        return f"https://{self.did.rpartition(':')[2]}/.well-known/did.json", json.dumps(
            document
        ).encode()

    def achievement(self, ref: str) -> ob.Achievement:
        return ob.Achievement(
            id=f"{self.base}/{ref}",
            name=ref.rpartition("/")[2],
            description="What was shown.",
            criteria=ob.Criteria(narrative="Judged by the district."),
        )

    def award(self, ref: str, to: str = TEACHER) -> bytes:
        return self.issuer.issue(self.achievement(ref), to=ob.Recipient.by_email(to)).bytes


LAKE = District("badges.lake-county.example")
OTHER = District("badges.another.example")
KM = District("badges.kettle-moraine.example")


def verified(program, badges, lists=None, recipient=TEACHER):
    documents = dict(one.document for one in (LAKE, OTHER, KM))
    verifier = ob.Verifier(
        ob.Policy(trust_of(program, lists)),
        fetcher=ob.Prefetched(documents, retrieved_at=NOW),
        clock=lambda: NOW,
    )
    return [verifier.verify(badge, recipient=recipient) for badge in badges]


@pytest.mark.parametrize(
    ("issuer", "ref", "recipient", "outcome"),
    [
        (LAKE, "lake-county/culture.1", TEACHER, "counted"),
        (LAKE, "lake-county/culture_pathway", TEACHER, "not_counted"),
        (LAKE, "lake-county/culture.1", "somebody@example.org", "not_counted"),
        (LAKE, "lake-county/culture.1", None, "pending"),
        (OTHER, "lake-county/culture.1", TEACHER, "not_counted"),
        (KM, "kettle-moraine/micro_credential.flipped", TEACHER, "counted"),
    ],
)
def test_the_file_says_whose_badges_are_known(issuer, ref, recipient, outcome, load):
    program = load("kettle-moraine")
    reports = verified(program, [issuer.award(ref)], recipient=recipient)
    (line,) = recognize(program, reports, Facts(), ON).lines
    assert line.outcome == outcome
    assert line.issuer == issuer.did


def test_a_changed_badge_does_not_count_and_shows_nothing(load):
    program = load("kettle-moraine")
    badge = LAKE.award("lake-county/culture.1").replace(b"culture.1", b"culture.2")
    (line,) = recognize(program, verified(program, [badge]), Facts(), ON).lines
    assert (line.outcome, line.verdict, line.title, line.badge) == (
        "not_counted", "tampered", "", "",
    )  # fmt: skip


@pytest.mark.parametrize(
    "art", [b'<svg xmlns="http://www.w3.org/2000/svg"/>', PICTURE.read_bytes()], ids=["SVG", "PNG"]
)
def test_g48_the_same_badge_as_json_and_as_a_picture(art, load):
    program = load("kettle-moraine")
    badge = LAKE.award("lake-county/culture.1")
    picture = ob.bake(badge, art)
    for order in ([badge, picture], [picture, badge]):
        lines = recognize(program, verified(program, order), Facts(), ON).lines
        assert [line.outcome for line in lines] == ["counted", "not_counted"]
        assert lines[0].badge == lines[1].badge


@pytest.mark.parametrize(
    ("lists", "outcome"),
    [
        ({"florida": [LAKE.did]}, "counted"),
        ({"florida": [OTHER.did]}, "not_counted"),
        ({}, "pending"),
    ],
)
def test_a_district_that_is_known_by_a_list(lists, outcome, load):
    program = load("kettle-moraine", BY_LIST)
    given = {
        name: ob.TrustList({did: ob.TrustedIssuer(did, "A district") for did in dids}, name=name)
        for name, dids in lists.items()
    }
    reports = verified(program, [LAKE.award("lake-county/culture.1")], given)
    (line,) = recognize(program, reports, Facts(), ON, lists=given).lines
    assert line.outcome == outcome


def test_a_presentation_stands_for_the_badges_in_it(load):
    program = load("kettle-moraine")
    badges = [json.loads(LAKE.award(f"lake-county/culture.{n}")) for n in (1, 2)]
    presentation = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": badges,
    }
    reports = verified(program, [json.dumps(presentation).encode()])
    lines = recognize(program, reports, Facts(), ON).lines
    assert [(line.title, line.outcome) for line in lines] == [
        ("culture.1", "counted"), ("culture.2", "counted"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["whole", "line", "total", "amount", "json"])
def test_what_it_is_worth_cannot_be_put_into_a_badge(name, load, badge):
    program = load("juab")
    found = recognize(program, [badge("dp a 2016-01-01", program)], Facts(), ON)
    worth = {
        "whole": found, "line": found.lines[0], "total": found.totals[0],
        "amount": found.lines[0].amount, "json": found.to_json(),
    }[name]  # fmt: skip
    with pytest.raises(ob.ModelError):
        ob.Evidence(name="Worth", narrative=worth)
    document = KM.achievement("kettle-moraine/micro_credential.a").model_dump(by_alias=True)
    with pytest.raises((ob.OpenBadgesError, TypeError)):
        KM.issuer.issue(
            ob.Achievement.model_validate({**document, "worth": worth}),
            to=ob.Recipient.by_email(TEACHER),
        )
