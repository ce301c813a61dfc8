"""Whose badge is it? Every way to pass off somebody else's, or to make nobody's look like one's."""

from __future__ import annotations

from hashlib import md5, sha256
from typing import Any

import pytest

from openbadges_issuer.errors import Problem
from openbadges_issuer.report import Outcome, Report, Verdict
from tests.hostile import forge
from tests.hostile.forge import ABSENT, badge, expect, identity, sign, token, verify

FAILED, UNDECIDED, PASSED = Outcome.FAILED, Outcome.UNDECIDED, Outcome.PASSED


def held_by(*entries: Any, recipient: str = forge.TEACHER, **members: Any) -> Report:
    subject = badge()["credentialSubject"] | {"identifier": list(entries)} | members
    document = badge(credentialSubject={k: v for k, v in subject.items() if v is not ABSENT})
    return verify(sign(document), recipient=recipient)


def theirs(report: Report) -> None:
    expect(report, Verdict.VALID, "recipient", PASSED)


def not_theirs(report: Report) -> None:
    expect(report, Verdict.WRONG_RECIPIENT, "recipient", FAILED, Problem.RECIPIENT_MISMATCH)


def unknown(report: Report) -> None:
    expect(report, Verdict.RECIPIENT_UNKNOWN, "recipient", UNDECIDED, Problem.RECIPIENT_UNKNOWN)


def test_nobody_was_asked_about() -> None:
    expect(verify(sign(badge())), Verdict.VALID, "recipient", Outcome.NOT_APPLICABLE)


@pytest.mark.parametrize(
    "typed",
    [
        "teacher@example.org",
        " teacher@example.org ",
        "teacher@EXAMPLE.org",
        "Teacher@Example.Org",
        "TEACHER@EXAMPLE.ORG",
    ],
)
def test_the_address_as_people_type_it(typed: str) -> None:
    for secured in (sign(badge()), token(badge())):
        theirs(verify(secured, recipient=typed))


@pytest.mark.parametrize(
    "typed",
    [
        "other@example.org",
        "teacher@example.com",
        "teacher@example.org.attacker.example",
        "teacher@example.orgx",
        "eacher@example.org",
        "teacher+x@example.org",
        "teacher@example.org\u200b",
        "tеacher@example.org",
        "ｔeacher@example.org",
        "teacher@example.orgsea",
        identity(forge.TEACHER)["identityHash"] + "@",
    ],
)
def test_another_address(typed: str) -> None:
    not_theirs(verify(sign(badge()), recipient=typed))


@pytest.mark.parametrize("typed", ["", " ", "did:example:1", "A. Teacher", "555 0100"])
def test_what_cannot_be_compared_with_an_address(typed: str) -> None:
    unknown(verify(sign(badge()), recipient=typed))


def test_all_identifiers_are_compared() -> None:
    others = [identity(f"{n}@example.org", salt=str(n)) for n in range(99)]
    theirs(held_by(*others, identity(forge.TEACHER)))
    not_theirs(held_by(*others))
    unknown(held_by(*others, identity("x@example.org"), identity(forge.TEACHER)))


def test_one_identifier_that_is_not_in_a_list() -> None:
    subject = badge()["credentialSubject"] | {"identifier": identity(forge.TEACHER)}
    theirs(verify(sign(badge(credentialSubject=subject)), recipient=forge.TEACHER))


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (identity(forge.TEACHER) | {"salt": ""}, not_theirs),
        (identity(forge.TEACHER, salt="deep"), theirs),
        (identity(forge.TEACHER, identityType="email"), None),
        (identity(forge.TEACHER, identityType="name"), unknown),
        (identity(forge.TEACHER, identityType="userName"), unknown),
        (identity(forge.TEACHER, hashed=False), not_theirs),
        (identity(forge.TEACHER, hashed=False, identityHash=forge.TEACHER), theirs),
        (identity(forge.TEACHER, hashed=False, identityHash="Teacher@Example.org"), theirs),
        (identity(forge.TEACHER, identityHash=forge.TEACHER), unknown),
        (identity(forge.TEACHER, identityHash="sha256$"), unknown),
        (identity(forge.TEACHER, identityHash="sha512$" + "0" * 128), unknown),
        (identity(forge.TEACHER, identityHash="none$" + forge.TEACHER), unknown),
        (identity(forge.TEACHER, identityHash=""), unknown),
    ],
)
def test_forms_of_an_identifier(entry: dict[str, Any], says: Any) -> None:
    report = held_by(entry)
    if says is None:  # a word of the implementation guide that the enumeration does not have
        assert report.check("recipient").outcome is PASSED
    else:
        says(report)


def test_hashes_of_the_standard() -> None:
    plain = f"sha256${sha256(b'teacher@example.org').hexdigest()}"
    theirs(held_by(identity(forge.TEACHER, identityHash=plain, salt="") | {"salt": ""}))
    upper = identity(forge.TEACHER)["identityHash"].replace("sha256$", "").upper()
    theirs(held_by(identity(forge.TEACHER, identityHash=f"sha256${upper}")))
    before = sha256(b"sea" + forge.TEACHER.encode()).hexdigest()  # the salt goes behind
    not_theirs(held_by(identity(forge.TEACHER, identityHash=f"sha256${before}")))


def test_md5_is_read_and_told() -> None:
    weak = f"md5${md5(b'teacher@example.orgsea').hexdigest()}"  # noqa: S324
    report = held_by(identity(forge.TEACHER, identityHash=weak))
    theirs(report)
    assert (
        report.check("recipient").detail
        != held_by(identity(forge.TEACHER)).check("recipient").detail
    )


def test_an_identifier_that_matches_nobody_does_not_match_everybody() -> None:
    unknown(held_by())
    unknown(held_by(recipient="did:example:1"))
    not_theirs(held_by(id="did:example:2", recipient="did:example:1"))


@pytest.mark.parametrize(
    ("subject_id", "typed", "says"),
    [
        ("did:example:1", "did:example:1", theirs),
        ("did:example:1", " did:example:1", theirs),
        ("did:example:1", "did:example:10", not_theirs),
        ("did:example:1", "did:example:", not_theirs),
        ("mailto:teacher@example.org", "Teacher@example.org", theirs),
        ("mailto:teacher@example.org", "other@example.org", not_theirs),
        ("urn:uuid:7f4e0a52-54ba-4c0e-8f0e-5f4a0f5d5b1c", "teacher@example.org", unknown),
        ("https://example.org/teacher", "teacher", unknown),
    ],
)
def test_the_id_of_the_subject(subject_id: str, typed: str, says: Any) -> None:
    says(held_by(id=subject_id, recipient=typed))


def test_the_wrong_recipient_goes_before_everything_but_forgery() -> None:
    """So that a withdrawn badge of somebody else tells nothing about that person."""
    document = badge(credentialStatus=forge.entry(forge.WITHDRAWN))
    not_theirs(verify(sign(document), recipient="other@example.org"))
    forged = {**sign(document), "name": "Doctor"}
    report = verify(forged, recipient="other@example.org")
    expect(report, Verdict.TAMPERED, "recipient", UNDECIDED)
