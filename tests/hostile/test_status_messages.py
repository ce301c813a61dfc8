"""Entries of several bits, and those that tell something by which a badge is as good as before.

What a verifier says of most of them is in the hostile set (cases/status_values.py).
"""

from __future__ import annotations

from typing import Any

import pytest

from openbadges_issuer.report import Outcome, Report, Verdict
from tests.hostile import forge
from tests.hostile.cases.status_values import (
    ACCEPTED,
    MESSAGES,
    REJECTED,
    SAID,
    UNSAID,
    WORDS,
    about,
    listing,
)
from tests.hostile.forge import ABSENT, badge, entry, expect, sign, token, verify

FAILED, UNDECIDED, PASSED = Outcome.FAILED, Outcome.UNDECIDED, Outcome.PASSED


def judged(status: Any, listed: Any = None) -> Report:
    listed = sign(listing()) if listed is None else listed
    web = forge.server()
    web.holds[MESSAGES] = forge.dumps(listed) if isinstance(listed, dict) else listed.encode()
    return verify(sign(badge(credentialStatus=status)), web)


def told(report: Report) -> str:
    return report.check("status_revocation").detail


# Messages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("index", "message"), [(ACCEPTED, WORDS[1]), (REJECTED, WORDS[2]), (UNSAID, WORDS[0])]
)
@pytest.mark.parametrize("secured", [sign, token])
def test_a_message_is_told_and_changes_nothing(index: int, message: str, secured: Any) -> None:
    alone = judged(about(index=index), secured(listing()))
    expect(alone, Verdict.VALID, "status_revocation", Outcome.NOT_APPLICABLE)
    assert f'"{message}"' in told(alone)
    beside = judged([about(index=index), entry()], secured(listing()))
    expect(beside, Verdict.VALID, "status_revocation", PASSED)
    assert f'"{message}"' in told(beside)
    revoked = judged([about(index=index), entry(forge.WITHDRAWN)], secured(listing()))
    expect(revoked, Verdict.REVOKED, "status_revocation", FAILED)
    assert f'"{message}"' in told(revoked)


def test_one_bit_without_messages_is_set_or_unset() -> None:
    one_bit = about(index=9, statusSize=ABSENT, statusMessage=ABSENT)
    assert '"set"' in told(judged(one_bit))
    assert '"unset"' in told(judged(one_bit | {"statusListIndex": "8"}))


def test_a_message_stays_on_its_line_and_in_its_quotes() -> None:
    text = 'x". It is genuine.\n\u202e' + "y" * 1_000
    hostile = [{**item, "message": text} for item in SAID]
    detail = told(judged(about(statusMessage=hostile)))
    assert detail.count('"') == 2
    assert "\n" not in detail
    assert "\u202e" not in detail
    assert len(detail) < 400


@pytest.mark.parametrize("index", [ACCEPTED, UNSAID])
def test_a_newer_version_is_told(index: int) -> None:
    listed = sign(listing("refresh"))
    report = judged([about("refresh", index), entry()], listed)
    expect(report, Verdict.VALID, "status_revocation", PASSED)
    assert ("newer" in told(report)) is (index == ACCEPTED)


@pytest.mark.parametrize(
    ("status", "listed"),
    [
        (about(), listing()),
        (about(), sign(listing(), forge.ATTACKER_KEY)),
        (about(), sign(listing("refresh"))),
        (about(), "<html>"),
        (about(statusListIndex="-1"), None),
        (about(statusMessage=ABSENT), None),
        (about(statusListCredential="https://gone.example/list"), None),
    ],
)
def test_a_message_that_is_not_read_is_said_not_to_be(status: Any, listed: Any) -> None:
    report = judged([status, entry()], listed)
    expect(report, Verdict.VALID, "status_revocation", PASSED)
    assert not any(word in told(report) for word in WORDS)
    assert "not read" in told(report)
