"""Single values: what is taken and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from openbadges_issuer import timestamps
from openbadges_issuer.errors import ModelError
from openbadges_issuer.model import (
    Achievement,
    AchievementSubject,
    Alignment,
    Association,
    Evidence,
    GeoCoordinates,
    IdentifierEntry,
    IdentityObject,
    Profile,
    Proof,
    Related,
    Result,
    ResultDescription,
)
from openbadges_issuer.schema import enumerations


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-31T09:00:00Z", datetime(2026, 1, 31, 9, tzinfo=UTC)),
        ("2026-01-31T09:00:00+02:00", datetime(2026, 1, 31, 7, tzinfo=UTC)),
        ("2026-01-31T09:00:00-14:00", datetime(2026, 1, 31, 23, tzinfo=UTC)),
        ("2024-02-29T23:59:59.5Z", datetime(2024, 2, 29, 23, 59, 59, 500_000, tzinfo=UTC)),
        ("2024-02-29T00:00:00.123456789Z", datetime(2024, 2, 29, 0, 0, 0, 123_456, tzinfo=UTC)),
        ("2024-02-29T00:00:00-00:00", datetime(2024, 2, 29, tzinfo=UTC)),
    ],
)
def test_a_date_time_means_a_moment_and_is_kept_as_it_was_written(text, moment):
    assert timestamps.parse(text) == moment
    assert Proof.of({"type": "x", "created": text}).to_json()["created"] == text


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-31T09:00:00",
        "2026-01-31",
        "2026-01-31 09:00:00Z",
        "2026-01-31T09:00Z",
        "2026-01-31T09:00:00.Z",
        "2026-01-31T09:00:00+0200",
        "2026-01-31T09:00:00+02",
        "2026-01-31T09:00:00+14:01",
        "2026-01-31t09:00:00z",
        "2026-02-30T09:00:00Z",
        "2025-02-29T09:00:00Z",
        "2026-13-01T09:00:00Z",
        "2026-01-31T24:00:00Z",
        "2026-01-31T09:60:00Z",
        "2026-01-31T23:59:60Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "-0001-01-01T00:00:00Z",
        "２０２６-01-31T09:00:00Z",
        " 2026-01-31T09:00:00Z",
        "2026-01-31T09:00:00Z\n",
        "",
        0,
        True,
        {"en": "2026-01-31T09:00:00Z"},
    ],
)
def test_what_is_no_date_time_with_offset_is_refused(text):
    (problem,) = Proof.problems({"type": "x", "created": text})
    assert problem.path == "$.created"


@pytest.mark.parametrize("text", ["2026-02-30", "2026-1-1", "2026-01-31T09:00:00Z", "20260131", 5])
def test_a_date_is_a_real_one(text):
    assert Profile(id="urn:x:1", date_of_birth="2000-02-29").date_of_birth == "2000-02-29"
    with pytest.raises(ModelError, match="date"):
        Profile(id="urn:x:1", date_of_birth=text)


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example/x?y=1#z",
        "did:web:a.example%3A5000:u",
        "urn:uuid:1",
        "mailto:a@example.com",
        "data:image/png;base64,iVBORw0KGgo=",
        "https://exämple.example/ü",
        "x+y-z.1:a",
    ],
)
def test_an_absolute_iri_is_taken(text):
    assert Profile(id=text).id == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "/a",
        "#a",
        "//a.example",
        "a.example/x",
        "https:",
        ":a",
        "1a:b",
        "ä:b",
        "https://a example",
        "https://a.example ",
        " https://a.example",
        "https://a.example\n",
        "https://a.example/\x00",
        "https://a.example/\x85",
        "https://a.example/\u2028",
        "https://a.example/<x>",
        'https://a.example/"',
        "https://a.example/\\",
        "https://a.example/{x}",
        "https://a.example/^`|",
        7,
        None,
        ["https://a.example"],
        {"en": "https://a.example"},
    ],
)
def test_what_is_no_absolute_iri_is_refused(text):
    with pytest.raises(ModelError):
        Profile(id=text)


@pytest.mark.parametrize("value", [True, False, "1", None, [1], {}, float("nan"), float("inf")])
def test_a_number_is_a_number(value):
    right = {"type": "GeoCoordinates", "latitude": 1, "longitude": -1.5}
    written = GeoCoordinates.of(right).to_json()
    assert written == right
    assert type(written["latitude"]) is int
    with pytest.raises(ModelError):
        GeoCoordinates(latitude=value, longitude=0)


@pytest.mark.parametrize("value", [0, 1, "true", None])
def test_a_boolean_is_a_boolean(value):
    with pytest.raises(ModelError):
        IdentityObject(hashed=value, identity_hash="a", identity_type="name")


@pytest.mark.parametrize("value", ["e30.e30", "e30.e30.", ".e30.AA", "e30.e 30.AA", "e30.e30.AA.x"])
def test_a_compact_jws_has_three_parts(value):
    assert Profile(id="urn:x:1", endorsement_jwt=["e30..AA"]).endorsement_jwt == ("e30..AA",)
    with pytest.raises(ModelError, match="compact JWS"):
        Profile(id="urn:x:1", endorsement_jwt=[value])


@pytest.mark.parametrize("value", ["english", "en-us", "EN", "en_US", "", {"en": "en"}])
def test_a_language_code_has_its_form(value):
    for right in "en", "es-419", "zh-Hant", "zh-Hant-TW":
        assert Related(id="urn:x:1", in_language=right).in_language == right
    with pytest.raises(ModelError, match="language code"):
        Related(id="urn:x:1", in_language=value)


ALIGNMENT = {"target_name": "n", "target_url": "https://a.example"}
ACHIEVEMENT = {"id": "urn:x:1", "name": "n", "description": "d", "criteria": {"narrative": "x"}}
IDENTITY = {"hashed": False, "identity_hash": "a"}
LINK = {"source_id": "urn:x:1", "target_id": "urn:x:2"}
EXTENSIBLE = [
    (Achievement, ACHIEVEMENT, "achievement_type", enumerations.ACHIEVEMENT_TYPES, 31),
    (Alignment, ALIGNMENT, "target_type", enumerations.ALIGNMENT_TARGET_TYPES, 7),
    (ResultDescription, ACHIEVEMENT, "result_type", enumerations.RESULT_TYPES, 12),
    (IdentifierEntry, {"identifier": "1"}, "identifier_type", enumerations.IDENTIFIER_TYPES, 19),
    (IdentityObject, IDENTITY, "identity_type", enumerations.IDENTIFIER_TYPES, 19),
]
CLOSED = [
    (Result, {}, "status", enumerations.RESULT_STATUS_TYPES, 7),
    (Association, LINK, "association_type", enumerations.ASSOCIATION_TYPES, 8),
]


@pytest.mark.parametrize(("view", "others", "member", "values", "count"), EXTENSIBLE + CLOSED)
def test_an_enumeration_takes_its_values_and_no_others(view, others, member, values, count):
    assert len(set(values)) == count
    for value in values:
        assert getattr(view(**others, **{member: value}), member) == value
    for wrong in (
        "",
        "Foo",
        values[0].swapcase(),
        f"{values[0]} ",
        1,
        [values[0]],
        {"en": values[0]},
    ):
        with pytest.raises(ModelError, match=values[-1]):
            view(**others, **{member: wrong})


@pytest.mark.parametrize(("view", "others", "member", "values", "count"), EXTENSIBLE)
def test_an_extensible_enumeration_takes_ext(view, others, member, values, count):
    assert values
    assert count
    assert getattr(view(**others, **{member: "ext:Az0._-"}), member) == "ext:Az0._-"
    for wrong in "ext:", "ext:a b", "ext:a|b", "xext:a", "ext:a\n", "Ext:a", "ext:é":
        with pytest.raises(ModelError):
            view(**others, **{member: wrong})


@pytest.mark.parametrize(("view", "others", "member", "values", "count"), CLOSED)
def test_a_closed_enumeration_takes_no_ext(view, others, member, values, count):
    assert len(values) == count
    with pytest.raises(ModelError):
        view(**others, **{member: "ext:a"})


def test_email_is_read_as_a_type_of_identity_only():
    assert IdentityObject(identity_type="email", **IDENTITY).identity_type == "email"
    with pytest.raises(ModelError):
        IdentifierEntry(identifier="1", identifier_type="email")


def test_numbers_and_dates_of_a_subject():
    subject = {"id": "urn:x:1", "achievement": Achievement(**ACHIEVEMENT)}
    assert AchievementSubject(**subject, credits_earned=1.5).credits_earned == 1.5
    with pytest.raises(ModelError):
        AchievementSubject(**subject, activity_start_date="2026-01-31")


def test_text_is_text():
    assert Evidence(narrative="").to_json()["narrative"] == ""
    for wrong in 1, True, ["text"], {"en": 1}, {"EN": "x"}, {1: "x"}, {"en": {"en": "x"}}:
        with pytest.raises(ModelError, match="text is expected"):
            Evidence(narrative=wrong)
