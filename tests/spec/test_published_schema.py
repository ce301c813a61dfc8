"""The room `schema` against the published JSON Schema of Open Badges 3.0.

What the published schema refuses is refused here too, but for what is listed in `WIDER`. It leaves
much to code, so it takes far more than may stand in a badge.
"""

from __future__ import annotations

import copy
import hashlib
import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openbadges_issuer import schema
from openbadges_issuer.schema import enumerations
from tests.property.documents import documents, mutated, smallest

FILE = Path(__file__).parent / "data" / "ob_v3p0_achievementcredential_schema.json"
SHA256 = "b7358e895f492e74055dc6bfc7ffc420d0e497f90c4579fb83d9519b86d393ea"
PUBLISHED = json.loads(FILE.read_bytes())
# Context and ProfileRef are ways to write a value.
CLASSES = ["AchievementCredential", *sorted(set(PUBLISHED["$defs"]) - {"Context", "ProfileRef"})]
EXTENSIBLE = {"achievementType", "identifierType", "identityType", "resultType", "targetType"}


def definition(name: str) -> dict[str, Any]:
    return PUBLISHED if name == "AchievementCredential" else PUBLISHED["$defs"][name]


VALIDATORS = {
    name: jsonschema_rs.validator_for(
        {"$schema": PUBLISHED["$schema"], "$ref": f"#/$defs/{name}", "$defs": PUBLISHED["$defs"]}
        if name != "AchievementCredential"
        else PUBLISHED,
        validate_formats=True,
    )
    for name in CLASSES
}


def test_the_schema_is_the_published_one():
    assert hashlib.sha256(FILE.read_bytes()).hexdigest() == SHA256


@pytest.mark.parametrize("name", CLASSES)
def test_classes_have_the_published_members(name):
    published, ours = definition(name), schema.CLASSES[name]
    legacy = {"issuanceDate", "expirationDate"} if name.endswith("Credential") else set()
    assert ours.members.keys() - legacy == published["properties"].keys()
    # a credential of the VC 1.1 form has issuanceDate in its place
    assert ours.required == set(published.get("required", ())) - {"validFrom"}
    assert ours.closed is not published.get("additionalProperties", True)


def enumeration(member: dict[str, Any]) -> set[str]:
    given = member.get("enum") or next(kind["enum"] for kind in member["oneOf"] if "enum" in kind)
    return set(given)


@pytest.mark.parametrize(
    ("name", "member", "ours"),
    [
        ("Achievement", "achievementType", enumerations.ACHIEVEMENT_TYPES),
        ("Alignment", "targetType", enumerations.ALIGNMENT_TARGET_TYPES),
        ("ResultDescription", "resultType", enumerations.RESULT_TYPES),
        ("Result", "status", enumerations.RESULT_STATUS_TYPES),
        ("IdentityObject", "identityType", enumerations.IDENTIFIER_TYPES),
        ("IdentifierEntry", "identifierType", enumerations.IDENTIFIER_TYPES),
    ],
)
def test_enumerations_are_the_published_ones(name, member, ours):
    assert set(ours) == enumeration(definition(name)["properties"][member])


BADGE = smallest("AchievementCredential")
WIDER = {
    # the implementation guide's own examples say it
    "identityType email": ("IdentityObject", {"identityType": "email"}),
    # VC Data Model 2.0 section 11.1
    "a text with its language": ("Evidence", {"name": {"@value": "Plan", "@language": "en"}}),
    # VC Data Model 2.0 section 4.10
    "several statuses": ("AchievementCredential", {"credentialStatus": [{"type": "x"}]}),
    # the pattern lacks the hyphen, by a slip in its brackets
    "ext: and a hyphen": ("Alignment", {"targetType": "ext:-"}),
    # the form of VC Data Model 1.1, which has a schema of its own
    "the VC 1.1 form": (
        "AchievementCredential",
        {
            "@context": ["https://www.w3.org/2018/credentials/v1", BADGE["@context"][1]],
            "name": "Badge",
            "issuanceDate": BADGE["validFrom"],
        },
    ),
}


@pytest.mark.parametrize("case", WIDER)
def test_what_is_taken_here_and_not_there(case):
    name, members = WIDER[case]
    document = smallest(name) | members
    assert schema.faults(document, name) == []
    assert not VALIDATORS[name].is_valid(document)


def narrowed(value: Any) -> Any:
    """Take what is in `WIDER` out of a document that `documents` made."""
    if isinstance(value, list):
        return [narrowed(item) for item in value]
    if not isinstance(value, dict):
        return value
    document = {key: narrowed(item) for key, item in value.items()}
    for key in EXTENSIBLE & document.keys():
        if document[key] == "email" or str(document[key]).startswith("ext:"):
            document[key] = "ext:x"
    status = document.get("credentialStatus")
    if isinstance(status, list):
        del document["credentialStatus"]
    return document


quick = settings(
    deadline=None,
    max_examples=15,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.parametrize("name", CLASSES)
@quick
@given(data=st.data())
def test_what_is_taken_here_is_taken_there(name, data):
    document = narrowed(data.draw(documents(name)))
    assert schema.faults(document, name) == []
    assert VALIDATORS[name].is_valid(document)
    changed = narrowed(data.draw(mutated(copy.deepcopy(document))))
    if schema.faults(changed, name) == []:
        assert VALIDATORS[name].is_valid(changed)
