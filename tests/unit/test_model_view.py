"""What every view does: building, reading, writing, and saying what is wrong where."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from openbadges_issuer.errors import ModelError, Problem
from openbadges_issuer.model import (
    Achievement,
    AchievementCredential,
    AchievementSubject,
    Address,
    CredentialStatus,
    Criteria,
    EndorsementCredential,
    Evidence,
    IdentifierEntry,
    Image,
    Profile,
    Result,
    View,
    credential_class,
)

ACHIEVEMENT = {
    "id": "https://badges.example/achievements/flipped",
    "type": ["Achievement"],
    "name": "Flipped classroom",
    "description": "Turns lessons round.",
    "criteria": {"narrative": "Teach three flipped lessons."},
}
BADGE = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "urn:uuid:4d1a7f0e-0000-4000-8000-000000000001",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "Flipped classroom",
    "issuer": {"id": "did:web:badges.example", "type": ["Profile"], "name": "A district"},
    "validFrom": "2026-01-31T09:00:00Z",
    "credentialSubject": {
        "id": "did:key:z6Mk",
        "type": ["AchievementSubject"],
        "achievement": ACHIEVEMENT,
    },
}
ENDORSEMENT = {
    "@context": BADGE["@context"],
    "id": "urn:uuid:4d1a7f0e-0000-4000-8000-000000000002",
    "type": ["VerifiableCredential", "EndorsementCredential"],
    "name": "Well made",
    "issuer": "https://endorser.example",
    "validFrom": "2026-01-31T09:00:00Z",
    "credentialSubject": {"id": ACHIEVEMENT["id"], "type": "EndorsementSubject"},
    "proof": {"type": "DataIntegrityProof", "proofValue": "z1"},
}


def test_a_caller_writes_only_what_is_his():
    badge = AchievementCredential(
        id=BADGE["id"],
        name="Flipped classroom",
        issuer=Profile(id="did:web:badges.example", name="A district"),
        valid_from="2026-01-31T09:00:00Z",
        credential_subject=AchievementSubject(
            id="did:key:z6Mk",
            achievement=Achievement(
                id=ACHIEVEMENT["id"],
                name="Flipped classroom",
                description="Turns lessons round.",
                criteria=Criteria(narrative="Teach three flipped lessons."),
            ),
        ),
    )
    assert badge.to_json() == BADGE
    assert AchievementCredential.of(BADGE) == badge


def test_members_come_in_the_order_of_the_model_and_unknown_ones_last():
    document = {"x": 1, "name": "n", "type": ["Profile"], "a": [{"b": None}], "id": "did:web:a.b"}
    assert list(Profile.of(document).to_json()) == ["id", "type", "name", "x", "a"]
    backwards = dict(reversed(BADGE.items()))
    assert list(AchievementCredential.of(backwards).to_json())[:3] == ["@context", "id", "type"]


def test_members_without_a_value_are_left_out_and_empty_lists_that_were_given_stay():
    assert Evidence(name="Unit plan", genre=None).to_json() == {
        "type": ["Evidence"],
        "name": "Unit plan",
    }
    assert Achievement.of(ACHIEVEMENT | {"tag": []}).to_json()["tag"] == []
    assert "tag" not in Achievement.of(ACHIEVEMENT).to_json()


def test_unknown_members_are_kept_even_with_names_of_python():
    unknown = {"achievement_type": 1, "to_json": [None], "model_fields": {"a": 1.5}, "": "é"}
    view = Achievement.of(ACHIEVEMENT | unknown)
    assert view.achievement_type is None
    assert view.to_json() == ACHIEVEMENT | unknown


@pytest.mark.parametrize(
    ("view", "document"),
    [
        (Image, {"id": "https://a.example/i.png", "type": "Image"}),
        (IdentifierEntry, {"type": "IdentifierEntry", "identifier": "1", "identifierType": "isbn"}),
    ],
)
def test_closed_classes_refuse_unknown_members(view, document):
    (problem,) = view.problems(document | {"alt text": "x"})
    assert problem.path == '$["alt text"]'
    assert "not defined here" in problem.message
    with pytest.raises(ModelError):
        view(alt="x", **{key: value for key, value in document.items() if key != "type"})


def test_a_view_is_frozen_and_shares_nothing_with_documents():
    document = {"type": ["Evidence"], "x": {"list": [1]}, "name": {"en": "Plan"}}
    view = Evidence.of(document)
    document["x"]["list"].append(2)
    document["name"]["en"] = "changed"
    written = view.to_json()
    assert written == {"type": ["Evidence"], "name": {"en": "Plan"}, "x": {"list": [1]}}
    written["x"]["list"].append(3)
    written["name"]["en"] = "changed"
    assert view.to_json() == {"type": ["Evidence"], "name": {"en": "Plan"}, "x": {"list": [1]}}
    with pytest.raises(Exception, match="frozen"):
        view.name = "other"


def test_single_values_are_read_as_lists_and_written_as_lists():
    alignment = {"type": "Alignment", "targetName": "n", "targetUrl": "https://a.example"}
    view = Achievement.of(
        ACHIEVEMENT | {"type": "Achievement", "tag": "one", "alignment": alignment}
    )
    assert view.tag == ("one",)
    written = view.to_json()
    assert (written["type"], written["tag"]) == (["Achievement"], ["one"])
    assert written["alignment"] == [alignment | {"type": ["Alignment"]}]


def test_a_language_map_is_text_and_is_kept():
    view = Achievement.of(ACHIEVEMENT | {"name": {"en": "Flip", "de-DE": "Drehen"}})
    assert view.to_json()["name"] == {"en": "Flip", "de-DE": "Drehen"}
    (problem,) = Achievement.problems(ACHIEVEMENT | {"name": {"english": "Flip"}})
    assert problem.path == "$.name"
    (problem,) = Achievement.problems(ACHIEVEMENT | {"id": {"en": "https://a.example/1"}})
    assert problem.path == "$.id"


def test_an_issuer_may_be_its_id_alone_and_is_written_as_an_object():
    view = AchievementCredential.of(BADGE | {"issuer": "https://issuer.example"})
    assert view.issuer == Profile(id="https://issuer.example")
    assert view.to_json()["issuer"] == {"id": "https://issuer.example", "type": ["Profile"]}
    (problem,) = AchievementCredential.problems(BADGE | {"issuer": "the district"})
    assert problem.path == "$.issuer"
    assert "absolute IRI" in problem.message


def test_an_embedded_credential_stays_as_it_was_signed():
    document = ACHIEVEMENT | {"endorsement": [ENDORSEMENT]}
    view = Achievement.of(document)
    assert view.to_json()["endorsement"] == [ENDORSEMENT]
    view.to_json()["endorsement"][0]["name"] = "changed"
    assert view.endorsement == (ENDORSEMENT,)
    endorsement = EndorsementCredential.of(view.endorsement[0])
    assert endorsement.issuer.id == "https://endorser.example"
    built = Profile(id="did:web:a.example", endorsement=[endorsement])
    assert built.to_json()["endorsement"] == [endorsement.to_json()]
    mine = dict(ENDORSEMENT)
    built = Profile(id="did:web:a.example", endorsement=[mine])
    mine["name"] = "changed"
    assert built.endorsement == (ENDORSEMENT,)


def test_problems_inside_an_embedded_credential_are_named():
    bad = ENDORSEMENT | {"credentialSubject": {"id": "x", "type": "EndorsementSubject"}}
    (problem,) = Achievement.problems(ACHIEVEMENT | {"endorsement": [ENDORSEMENT, bad]})
    assert problem.path == "$.endorsement[1].credentialSubject.id"
    (problem,) = Achievement.problems(ACHIEVEMENT | {"endorsement": bad})
    assert problem.path == "$.endorsement.credentialSubject.id"
    (problem,) = Achievement.problems(ACHIEVEMENT | {"endorsement": "e30.e30.AA"})
    assert problem.path == "$.endorsement"


def test_one_status_is_written_alone_and_several_as_a_list():
    one = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation"}
    other = one | {"statusPurpose": "suspension"}
    for read, written in (one, one), ([one], one), ([one, other], [one, other]):
        view = AchievementCredential.of(BADGE | {"credentialStatus": read})
        assert view.to_json()["credentialStatus"] == written
        assert isinstance(view.credential_status[0], CredentialStatus)


def test_of_names_the_first_problem_and_problems_all():
    document = BADGE | {
        "validFrom": "yesterday",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "achievement": {"id": "x", "type": ["Achievement"], "name": "n", "criteria": {}},
        },
    }
    problems = AchievementCredential.problems(document)
    assert [problem.path for problem in problems] == [
        "$.validFrom",
        "$.credentialSubject.achievement.id",
        "$.credentialSubject.achievement.description",
        "$.credentialSubject.achievement.criteria",
    ]
    with pytest.raises(ModelError) as raised:
        AchievementCredential.of(document)
    assert str(raised.value) == str(problems[0])
    assert raised.value.problem is Problem.MALFORMED_VALUE
    assert raised.value.__cause__ is None
    assert AchievementCredential.problems(BADGE) == []


def test_paths_start_where_the_caller_says():
    (problem,) = Profile.problems({"type": ["Profile"]}, "$.issuer")
    assert (problem.path, problem.message) == ("$.issuer.id", "this member is required")


def test_a_document_must_say_its_type_and_context():
    without = {key: value for key, value in BADGE.items() if key not in {"type", "@context"}}
    assert [problem.path for problem in AchievementCredential.problems(without)] == [
        '$["@context"]',
        "$.type",
    ]


def test_null_is_no_value():
    (problem,) = Evidence.problems({"type": ["Evidence"], "name": None})
    assert problem.path == "$.name"
    assert problem.message.startswith("null is not a value here")


@pytest.mark.parametrize("value", [None, 1, "text", ["list"], True])
def test_what_is_no_object_is_refused(value):
    with pytest.raises(ModelError) as raised:
        Profile.of(value)
    assert raised.value.path == "$"


def test_what_json_does_not_have_is_refused():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    circle = {}
    circle["x"] = circle
    for extra in deep, circle, float("nan"), object(), {(1, 2): 3}, "\ud800", 2**53:
        with pytest.raises(ModelError):
            Evidence.of({"type": ["Evidence"], "extra": extra})
    with pytest.raises(ModelError) as raised:
        Evidence.of({"type": ["Evidence"], "extra": deep})
    assert raised.value.problem is Problem.TOO_COMPLEX


def test_in_python_too_a_wrong_view_is_a_model_error():
    with pytest.raises(ModelError) as raised:
        Achievement(id="https://a.example/1", description="d", criteria=Criteria(narrative="x"))
    assert str(raised.value) == "Achievement.name: this member is required"
    with pytest.raises(ModelError) as raised:
        Profile(id="did:web:a.example", parent_org={"id": "https://a.example", "dateOfBirth": "no"})
    assert raised.value.path == "Profile.parentOrg.dateOfBirth"
    with pytest.raises(ModelError) as raised:
        Profile(id="did:web:a.example", date_of_birth="no")
    assert raised.value.path == "Profile.dateOfBirth"
    with pytest.raises(ModelError) as raised:
        Profile(id="did:web:a.example", address=Image(id="https://a.example"))
    assert raised.value.message == "an object is expected, of the class Address"


def test_messages_are_short_and_hold_no_control_characters():
    with pytest.raises(ModelError) as raised:
        Profile(id="\x1b[31m" + "x" * 10_000)
    assert len(raised.value.message) < 250
    assert raised.value.message.isprintable()
    with pytest.raises(ModelError) as raised:
        Profile(id="urn:x:1", type=["\x1b[31m"] * 10_000)
    assert len(raised.value.message) < 250
    assert raised.value.message.isprintable()
    with pytest.raises(ModelError) as raised:
        Image.of({"id": "https://a.example", "type": "Image", "k\n" * 1000: 1})
    assert len(raised.value.path) < 250
    assert raised.value.path.isprintable()


@pytest.mark.parametrize(
    ("view", "stated"),
    [
        (Profile, ["Person"]),
        (Profile, "Person"),
        (Profile, []),
        (Address, ["address"]),
        (Image, "Picture"),
        (Image, ["Image"]),
        (AchievementCredential, ["OpenBadgeCredential"]),
        (AchievementCredential, "OpenBadgeCredential"),
        (AchievementCredential, ["VerifiableCredential", "EndorsementCredential"]),
    ],
)
def test_the_type_must_name_the_class(view, stated):
    paths = [problem.path for problem in view.problems({"type": stated})]
    assert [path for path in paths if path.startswith("$.type")]


def test_a_badge_has_one_of_two_type_names_and_others_besides():
    for name in "AchievementCredential", "OpenBadgeCredential":
        stated = ["VerifiableCredential", name, "https://a.example/OtherType"]
        assert list(AchievementCredential.of(BADGE | {"type": stated}).type) == stated


def test_the_class_of_a_document_is_that_of_its_type():
    assert credential_class(BADGE) is AchievementCredential
    assert credential_class({"type": "AchievementCredential"}) is AchievementCredential
    assert credential_class(ENDORSEMENT) is EndorsementCredential
    for stated in None, [], ["VerifiableCredential"], [1, {}], {"a": 1}:
        with pytest.raises(ModelError) as raised:
            credential_class({"type": stated})
        assert raised.value.problem is Problem.CREDENTIAL_UNSUPPORTED


def test_the_same_credential_is_replaced_by_the_one_that_begins_later():
    old = AchievementCredential.of(BADGE | {"id": "https://a.example/%41"})
    new = AchievementCredential.of(
        BADGE | {"id": "https://a.example/A", "validFrom": "2026-01-31T10:00:01+01:00"}
    )
    assert old.same_as(new)
    assert new.replaces(old)
    assert not old.replaces(new)
    assert not new.replaces(new)
    elsewhere = AchievementCredential.of(new.to_json() | {"issuer": "https://other.example"})
    assert not elsewhere.same_as(new)
    assert not AchievementCredential.of(BADGE).same_as(new)


def test_validity_is_given_as_moments():
    badge = AchievementCredential.of(BADGE | {"validUntil": "2026-06-30T23:59:59+02:00"})
    assert badge.not_before == datetime(2026, 1, 31, 9, tzinfo=UTC)
    assert badge.not_after == datetime(2026, 6, 30, 21, 59, 59, tzinfo=UTC)
    assert AchievementCredential.of(BADGE).not_after is None


def test_every_class_is_a_view():
    assert issubclass(Result, View)
    assert Result(value="A").to_json() == {"type": ["Result"], "value": "A"}


class Program(View):
    """A file that holds views and is none of the standard's."""

    achievement_of: Achievement
    assumed: tuple[str, ...] = ()


def test_a_file_of_another_form_may_hold_views():
    program = Program.of({"achievementOf": ACHIEVEMENT, "assumed": ["a"]})
    assert program.achievement_of == Achievement.of(ACHIEVEMENT)
    (problem,) = Program.problems({"achievementOf": ACHIEVEMENT | {"criteria": {}}})
    assert problem.path == "$.achievementOf.criteria"
    with pytest.raises(ModelError) as raised:
        Program.of({"assumed": "x"}, "$[1]")
    assert raised.value.path == "$[1].achievementOf"


class District(Profile):
    """A profile with a member of its own."""

    nces_id: str


def test_a_class_may_be_given_members_of_its_own():
    district = {"id": "did:web:a.example", "type": ["Profile"], "ncesId": "5507230"}
    assert District.of(district).nces_id == "5507230"
    assert [p.path for p in District.problems(district | {"ncesId": 5})] == ["$.ncesId"]
    assert [p.path for p in District.problems(district | {"id": "x"})] == ["$.id"]
    with pytest.raises(ModelError):
        District.of(district | {"ncesId": 5})


def test_importing_the_model_loads_nothing_heavy():
    code = (
        "import sys, openbadges_issuer.model;"
        "print([m for m in ('cryptography', 'pyld', 'jwcrypto', 'lxml') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
