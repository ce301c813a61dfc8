"""The rules that the published schema leaves to code: one fault at a time, by every door.

A document is checked by the room `schema`, by itself or for the model; members by the model.
"""

from __future__ import annotations

import copy

import pytest

from openbadges_issuer import schema
from openbadges_issuer.errors import ModelError
from openbadges_issuer.model import (
    AchievementCredential,
    AchievementSubject,
    ClrCredential,
    ClrSubject,
    Criteria,
    EndorsementCredential,
    EndorsementSubject,
    VerifiableCredential,
)
from openbadges_issuer.strict_json import member_path

V2 = "https://www.w3.org/ns/credentials/v2"
V1 = "https://www.w3.org/2018/credentials/v1"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OB_300 = "https://purl.imsglobal.org/spec/ob/v3p0/context.json"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
BADGE = {
    "@context": [V2, OB],
    "id": "urn:uuid:4d1a7f0e-0000-4000-8000-000000000001",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "Flipped classroom",
    "issuer": {"id": "did:web:badges.example", "type": ["Profile"]},
    "validFrom": "2026-01-31T09:00:00Z",
    "validUntil": "2028-01-31T09:00:00Z",
    "credentialSubject": {
        "id": "did:key:z6Mk",
        "type": ["AchievementSubject"],
        "result": [
            {"type": ["Result"], "value": "90"},
            {"type": ["Result"], "resultDescription": "urn:x:rubric", "achievedLevel": "urn:x:l2"},
            {"type": ["Result"], "resultDescription": "urn:x:state", "status": "Completed"},
        ],
        "achievement": {
            "id": "https://badges.example/achievements/flipped",
            "type": ["Achievement"],
            "name": "Flipped classroom",
            "description": "Turns lessons round.",
            "criteria": {"id": "https://badges.example/criteria"},
            "resultDescription": [
                {
                    "id": "urn:x:rubric",
                    "type": ["ResultDescription"],
                    "name": "Rubric",
                    "resultType": "RubricCriterionLevel",
                    "rubricCriterionLevel": [
                        {"id": "urn:x:l1", "type": ["RubricCriterionLevel"], "name": "Not yet"},
                        {"id": "urn:x:l2", "type": ["RubricCriterionLevel"], "name": "Met"},
                    ],
                },
                {
                    "id": "urn:x:state",
                    "type": ["ResultDescription"],
                    "name": "State",
                    "resultType": "Status",
                },
            ],
        },
    },
}
ENDORSEMENT = {
    "@context": [V2, OB],
    "id": "urn:uuid:4d1a7f0e-0000-4000-8000-000000000002",
    "type": ["VerifiableCredential", "EndorsementCredential"],
    "name": "Well made",
    "issuer": {"id": "did:web:endorser.example", "type": ["Profile"]},
    "validFrom": "2026-01-31T09:00:00Z",
    "credentialSubject": {"id": "did:web:badges.example", "type": ["EndorsementSubject"]},
}
RECORD = {
    "@context": [V2, CLR, OB],
    "id": "urn:uuid:4d1a7f0e-0000-4000-8000-000000000003",
    "type": ["VerifiableCredential", "ClrCredential"],
    "name": "Record",
    "issuer": {"id": "did:web:badges.example", "type": ["Profile"]},
    "validFrom": "2026-01-31T09:00:00Z",
    "credentialSubject": {
        "id": "did:key:z6Mk",
        "type": ["ClrSubject"],
        "verifiableCredential": [BADGE],
    },
}
LEGACY = {key: value for key, value in BADGE.items() if not key.startswith("valid")} | {
    "@context": [V1, OB_300],
    "issuanceDate": "2021-01-31T09:00:00Z",
    "expirationDate": "2023-01-31T09:00:00Z",
}
REMOVED = ...


def changed(document, path, value):
    """A copy with one member changed or removed."""
    result = copy.deepcopy(document)
    *parents, last = path
    holder = result
    for step in parents:
        holder = holder[step]
    if value is REMOVED:
        del holder[last]
    else:
        holder[last] = value
    return result


def problems(view, document):
    """What is wrong with a document; nobody can build it from its members either."""
    found = schema.problems(document, view.__name__)
    assert list(map(str, view.problems(document))) == list(map(str, found))
    if found:
        with pytest.raises(ModelError):
            view(**document)
    else:
        view(**document)
    return found


def paths(view, document):
    return [problem.path for problem in problems(view, document)]


@pytest.mark.parametrize(
    ("view", "document"),
    [
        (AchievementCredential, BADGE),
        (AchievementCredential, LEGACY),
        (EndorsementCredential, ENDORSEMENT),
        (ClrCredential, RECORD),
        (VerifiableCredential, BADGE),
        (VerifiableCredential, LEGACY),
    ],
)
def test_what_is_right_comes_back_as_it_is(view, document):
    assert view.of(document).to_json() == document


RESULT = ("credentialSubject", "result")
DESCRIPTION = ("credentialSubject", "achievement", "resultDescription")


@pytest.mark.parametrize(
    ("path", "value", "expected", "words"),
    [
        (("credentialSubject", "id"), REMOVED, "$.credentialSubject", "at least one identifier"),
        (
            ("credentialSubject", "achievement", "criteria"),
            {"type": "Criteria"},
            "$.credentialSubject.achievement.criteria",
            "narrative",
        ),
        (
            (*RESULT, 0, "resultDescription"),
            "urn:x:other",
            "$.credentialSubject.result[0].resultDescription",
            "not the id of a resultDescription",
        ),
        (
            (*RESULT, 1, "resultDescription"),
            "urn:x:l2",
            "$.credentialSubject.result[1].resultDescription",
            "not the id of a resultDescription",
        ),
        (
            (*RESULT, 1, "achievedLevel"),
            "urn:x:l3",
            "$.credentialSubject.result[1].achievedLevel",
            "not the id of a rubricCriterionLevel",
        ),
        (
            (*RESULT, 2, "achievedLevel"),
            "urn:x:l2",
            "$.credentialSubject.result[2].achievedLevel",
            "not the id of a rubricCriterionLevel",
        ),
        (
            (*RESULT, 0, "achievedLevel"),
            "urn:x:l2",
            "$.credentialSubject.result[0].achievedLevel",
            "not the id of a rubricCriterionLevel",
        ),
        (
            (*RESULT, 2, "status"),
            REMOVED,
            "$.credentialSubject.result[2].status",
            "resultType is Status",
        ),
        (
            RESULT,
            {"type": "Result", "resultDescription": "urn:x:state"},
            "$.credentialSubject.result.status",
            "resultType is Status",
        ),
        (("validUntil",), "2026-01-31T08:59:59Z", "$.validUntil", "before it begins"),
        (("validUntil",), "2026-01-31T10:00:00+01:01", "$.validUntil", "before it begins"),
        (("validFrom",), REMOVED, "$.validFrom", "required"),
        (("credentialSubject", "source"), "https://a.example", "$.credentialSubject.source", "obj"),
        (("image",), "https://a.example/i.png", "$.image", "an object is expected"),
        (("credentialSubject",), [BADGE["credentialSubject"]], "$.credentialSubject", "an object"),
    ],
)
def test_one_fault_is_named_at_its_place(path, value, expected, words):
    (problem,) = problems(AchievementCredential, changed(BADGE, path, value))
    assert problem.path == expected
    assert words in problem.message


def test_validity_may_end_when_it_begins():
    assert paths(AchievementCredential, BADGE | {"validUntil": "2026-01-31T10:00:00+01:00"}) == []


def test_a_subject_without_id_needs_an_identifier():
    identifier = {
        "type": "IdentityObject",
        "hashed": False,
        "identityHash": "a@example.com",
        "identityType": "email",
    }
    subject = {key: value for key, value in BADGE["credentialSubject"].items() if key != "id"}
    assert paths(AchievementSubject, subject) == ["$"]
    assert paths(AchievementSubject, subject | {"identifier": []}) == ["$"]
    assert paths(AchievementSubject, subject | {"identifier": identifier}) == []
    record = {"type": "ClrSubject", "verifiableCredential": BADGE}
    assert paths(ClrSubject, record) == ["$"]
    assert paths(ClrSubject, record | {"identifier": [identifier]}) == []


def test_the_subject_of_an_endorsement_needs_its_id():
    assert paths(EndorsementSubject, {"type": "EndorsementSubject"}) == ["$.id"]


@pytest.mark.parametrize("criteria", [{"id": "https://a.example"}, {"narrative": "x"}])
def test_criteria_need_one_of_two(criteria):
    assert paths(Criteria, criteria) == []
    with pytest.raises(ModelError, match="narrative"):
        Criteria()


@pytest.mark.parametrize(
    ("view", "document", "contexts", "expected"),
    [
        (AchievementCredential, BADGE, [OB, V2], ['$["@context"][0]', '$["@context"][1]']),
        (AchievementCredential, BADGE, [V2, "https://a.example/c", OB], ['$["@context"][1]']),
        (AchievementCredential, BADGE, [V2, CLR], ['$["@context"][1]']),
        (AchievementCredential, BADGE, [V2, {"@vocab": "urn:x:"}], ['$["@context"][1]']),
        (AchievementCredential, BADGE, [V2, OB.replace("3.0.3", "3.0.x")], ['$["@context"][1]']),
        (AchievementCredential, BADGE, [V2, OB + "?"], ['$["@context"][1]']),
        (AchievementCredential, BADGE, [V2], ['$["@context"]']),
        (AchievementCredential, BADGE, V2, ['$["@context"]']),
        (AchievementCredential, BADGE, {}, ['$["@context"]', '$["@context"]']),
        (AchievementCredential, BADGE, [], ['$["@context"]', '$["@context"]']),
        (AchievementCredential, BADGE, [V2, OB, "no iri"], ['$["@context"][2]']),
        (EndorsementCredential, ENDORSEMENT, [V2, CLR], ['$["@context"][1]']),
        (ClrCredential, RECORD, [V2, OB, CLR], ['$["@context"][1]', '$["@context"][2]']),
        (ClrCredential, RECORD, [V2, CLR], ['$["@context"]']),
        (VerifiableCredential, BADGE, [OB], ['$["@context"][0]']),
        (AchievementCredential, BADGE, [V2, OB, {"@vocab": "urn:x:"}, "https://a.example"], []),
        (AchievementCredential, BADGE, [V2, OB_300], []),
        (AchievementCredential, BADGE, [V2, OB.replace("3.0.3", "3.0.1")], []),
        (ClrCredential, RECORD, [V2, CLR.replace("-2.0.1", ""), OB, "https://a.example"], []),
    ],
)
def test_contexts_have_an_order(view, document, contexts, expected):
    assert paths(view, document | {"@context": contexts}) == expected


def test_the_vc_1_1_form_is_read_with_its_own_dates():
    legacy = AchievementCredential.of(LEGACY)
    assert legacy.is_legacy
    assert legacy.not_before.year == 2021
    assert legacy.not_after is not None
    assert legacy.not_after.year == 2023
    assert not AchievementCredential.of(BADGE).is_legacy
    record = {key: value for key, value in RECORD.items() if key != "validFrom"}
    record |= {"@context": [V1, CLR, OB], "issuanceDate": "2021-01-31T09:00:00Z"}
    assert ClrCredential.of(record).not_before.year == 2021


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (changed(LEGACY, ("issuanceDate",), REMOVED), "$.issuanceDate"),
        (LEGACY | {"issuanceDate": "2021-01-31"}, "$.issuanceDate"),
        (LEGACY | {"expirationDate": "2020-01-31T09:00:00Z"}, "$.expirationDate"),
        (changed(LEGACY, ("name",), REMOVED), "$.name"),
        (LEGACY | {"@context": [V2, OB]}, "$.validFrom"),
        (BADGE | {"@context": [V1, OB]}, "$.issuanceDate"),
    ],
)
def test_the_vc_1_1_form_has_rules_too(document, expected):
    assert paths(AchievementCredential, document) == [expected]


def test_a_name_is_required_only_where_the_standard_does():
    assert paths(AchievementCredential, changed(BADGE, ("name",), REMOVED)) == []
    assert paths(EndorsementCredential, changed(ENDORSEMENT, ("name",), REMOVED)) == ["$.name"]
    assert paths(ClrCredential, changed(RECORD, ("name",), REMOVED)) == ["$.name"]


def test_a_record_carries_at_least_one_credential():
    path = ("credentialSubject", "verifiableCredential")
    expected = ["$.credentialSubject.verifiableCredential"]
    assert paths(ClrCredential, changed(RECORD, path, [])) == expected
    assert paths(ClrCredential, changed(RECORD, path, REMOVED)) == expected
    for member in "@context", "type", "issuer", "validFrom", "credentialSubject":
        lacking = changed(RECORD, (*path, 0, member), REMOVED)
        assert paths(ClrCredential, lacking) == [member_path(f"{expected[0]}[0]", member)]
    assert paths(ClrCredential, changed(RECORD, (*path, 0, "id"), REMOVED)) == []


def test_credentials_in_a_record_stay_as_they_were_signed():
    signed = BADGE | {
        "type": ["VerifiableCredential", "AchievementCredential"],
        "issuer": "did:web:elsewhere.example",
        "proof": {"type": "DataIntegrityProof", "proofValue": "z1"},
    }
    record = changed(RECORD, ("credentialSubject", "verifiableCredential"), signed)
    written = ClrCredential.of(record).to_json()
    assert written["credentialSubject"]["verifiableCredential"] == [signed]
