"""Entries of several bits, and those that tell something by which a badge is as good as before."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from openbadges_issuer.encoding import base64url_encode
from openbadges_issuer.errors import Problem
from openbadges_issuer.report import Outcome, Report, Verdict
from tests.hostile import forge
from tests.hostile.forge import ABSENT, badge, entry, expect, sign, status_list, token, verify

FAILED, UNDECIDED, PASSED = Outcome.FAILED, Outcome.UNDECIDED, Outcome.PASSED
MESSAGES = f"https://{forge.HOST}/status/messages"
WORDS = ("pending review", "accepted", "rejected", "undefined")
SAID = [{"status": f"0x{value}", "message": word} for value, word in enumerate(WORDS)]
ACCEPTED, REJECTED, UNSAID = 4, 5, 6  # indices


def about(purpose: str = "message", index: int = ACCEPTED, **changes: Any) -> dict[str, Any]:
    """Give an entry that names the list of messages, with two bits."""
    members = {
        "id": f"{MESSAGES}#{purpose}",
        "statusPurpose": purpose,
        "statusListCredential": MESSAGES,
        "statusSize": 2,
        "statusMessage": SAID,
    }
    return entry(index, **members | changes)


def messages(*purposes: str, **changes: Any) -> dict[str, Any]:
    """Give the list of messages, unsigned."""
    raw = bytearray(32_768)
    raw[1] = 0b01_10_00_00  # of indices 4 to 7
    subject = {
        "id": f"{MESSAGES}#list",
        "type": "BitstringStatusList",
        "statusPurpose": list(purposes or ("message",)),
        "encodedList": "u" + base64url_encode(gzip.compress(raw, mtime=0)),
    }
    return status_list(id=MESSAGES, credentialSubject=subject | changes)


def judged(status: Any, listed: Any = None) -> Report:
    listed = sign(messages()) if listed is None else listed
    web = forge.server()
    web.holds[MESSAGES] = forge.dumps(listed) if isinstance(listed, dict) else listed.encode()
    return verify(sign(badge(credentialStatus=status)), web)


def told(report: Report) -> str:
    return report.check("status_revocation").detail


# Revoked and suspended, by several bits ----------------------------------------------------------


@pytest.mark.parametrize("purpose", ["revocation", "suspension"])
def test_any_value_but_zero_is_a_yes(purpose: str) -> None:
    verdict = {"revocation": Verdict.REVOKED, "suspension": Verdict.SUSPENDED}[purpose]
    listed = sign(messages(purpose))
    for index in (ACCEPTED, REJECTED):
        expect(judged(about(purpose, index), listed), verdict, f"status_{purpose}", FAILED)
    expect(judged(about(purpose, UNSAID), listed), Verdict.VALID, f"status_{purpose}", PASSED)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"statusMessage": ABSENT}, Problem.STATUS_INVALID),
        ({"statusMessage": SAID[:3]}, Problem.STATUS_INVALID),
        ({"statusMessage": [*SAID[:3], {"status": "3", "message": "x"}]}, Problem.STATUS_INVALID),
        ({"statusMessage": [*SAID[:3], {"status": "0x4", "message": "x"}]}, Problem.STATUS_INVALID),
        ({"statusMessage": [*SAID[:3], {"status": "0x2", "message": "x"}]}, Problem.STATUS_INVALID),
        ({"statusMessage": [*SAID[:3], {"status": "0x3"}]}, Problem.STATUS_INVALID),
        ({"statusSize": 0}, Problem.STATUS_INVALID),
        ({"statusSize": -2}, Problem.STATUS_INVALID),
        ({"statusSize": 3}, Problem.STATUS_INVALID),
        ({"statusListIndex": "131072"}, Problem.RANGE),
        ({"statusListIndex": "4_2"}, Problem.STATUS_INVALID),
    ],
    ids=str,
)
def test_an_entry_of_several_bits_that_cannot_be_used(
    changes: dict[str, Any], problem: Problem
) -> None:
    report = judged(about("revocation", **changes), sign(messages("revocation")))
    expect(report, Verdict.STATUS_UNKNOWN, "status_revocation", UNDECIDED, problem)


def test_an_entry_of_many_bits_is_not_read() -> None:
    report = judged(about("revocation", statusSize=9), sign(messages("revocation")))
    expect(report, Verdict.UNSUPPORTED, "status_revocation", UNDECIDED, Problem.STATUS_UNSUPPORTED)


def test_a_list_that_is_long_enough_for_one_bit_only() -> None:
    report = judged(
        about("revocation"), sign(messages("revocation", encodedList=forge.bits().encode()))
    )
    expect(report, Verdict.STATUS_UNKNOWN, "status_revocation", UNDECIDED, Problem.STATUS_LENGTH)


# Messages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("index", "message"), [(ACCEPTED, WORDS[1]), (REJECTED, WORDS[2]), (UNSAID, WORDS[0])]
)
@pytest.mark.parametrize("secured", [sign, token])
def test_a_message_is_told_and_changes_nothing(index: int, message: str, secured: Any) -> None:
    alone = judged(about(index=index), secured(messages()))
    expect(alone, Verdict.VALID, "status_revocation", Outcome.NOT_APPLICABLE)
    assert f'"{message}"' in told(alone)
    beside = judged([about(index=index), entry()], secured(messages()))
    expect(beside, Verdict.VALID, "status_revocation", PASSED)
    assert f'"{message}"' in told(beside)
    revoked = judged([about(index=index), entry(forge.WITHDRAWN)], secured(messages()))
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
    listed = sign(messages("refresh"))
    report = judged([about("refresh", index), entry()], listed)
    expect(report, Verdict.VALID, "status_revocation", PASSED)
    assert ("newer" in told(report)) is (index == ACCEPTED)


@pytest.mark.parametrize(
    ("status", "listed"),
    [
        (about(), messages()),
        (about(), sign(messages(), forge.ATTACKER_KEY)),
        (about(), sign(messages("refresh"))),
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


def test_what_decides_is_asked_before_what_tells() -> None:
    status = [about(), about("refresh"), entry(), entry(forge.WITHDRAWN, "suspension")]
    expect(judged(status), Verdict.SUSPENDED, "status_revocation", PASSED)
