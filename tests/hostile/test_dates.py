"""To the second: when a badge begins and ends, on whatever clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from openbadges_issuer import timestamps
from openbadges_issuer.errors import Problem, SettingsError
from openbadges_issuer.report import Outcome, Verdict
from openbadges_issuer.verifying import Verifier
from tests.hostile import forge
from tests.hostile.forge import ABSENT, badge, expect, sign, token, verify

FAILED = Outcome.FAILED
SECOND = timedelta(seconds=1)
MEMBERS = [("validFrom", "not_before"), ("validUntil", "not_after")]


def at(moment: datetime) -> str:
    return timestamps.format(moment)


@pytest.mark.parametrize("secure", [sign, token])
@pytest.mark.parametrize(("late", "begun"), [(-SECOND, False), (SECOND * 0, True), (SECOND, True)])
def test_the_second_it_begins(secure: Any, late: timedelta, begun: bool) -> None:
    secured = secure(badge(validFrom=at(forge.NOW)))
    report = verify(secured, now=forge.NOW + late)
    if begun:
        expect(report, Verdict.VALID, "not_before", Outcome.PASSED)
    else:
        expect(report, Verdict.NOT_YET_VALID, "not_before", FAILED, Problem.NOT_YET_VALID)


@pytest.mark.parametrize("secure", [sign, token])
@pytest.mark.parametrize(("late", "ended"), [(-SECOND, False), (SECOND * 0, False), (SECOND, True)])
def test_the_second_it_ends(secure: Any, late: timedelta, ended: bool) -> None:
    secured = secure(badge(validUntil=at(forge.NOW)))
    report = verify(secured, now=forge.NOW + late)
    if ended:
        expect(report, Verdict.EXPIRED, "not_after", FAILED, Problem.EXPIRED)
    else:
        expect(report, Verdict.VALID, "not_after", Outcome.PASSED)


@pytest.mark.parametrize("hours", [-12, -6, 0, 5.5, 14])
def test_the_zone_of_the_clock_does_not_matter(hours: float) -> None:
    zone = timezone(timedelta(hours=hours))
    ended = sign(badge(validUntil=at(forge.NOW - SECOND)))
    report = verify(ended, now=forge.NOW.astimezone(zone))
    expect(report, Verdict.EXPIRED)
    assert report.checked_at == forge.NOW
    assert report.checked_at.tzinfo is UTC


@pytest.mark.parametrize(
    "offset", ["+14:00", "-13:59", "+05:30", "-06:00", "Z", "+00:00", "-00:00"]
)
def test_the_zone_of_the_badge_matters(offset: str) -> None:
    text = f"2026-11-21T15:00:00{offset}"
    end = datetime.fromisoformat(text)
    secured = sign(badge(validUntil=text))
    expect(verify(secured, now=end), Verdict.VALID)
    expect(verify(secured, now=end + SECOND), Verdict.EXPIRED)


def test_fractions_count() -> None:
    secured = sign(badge(validUntil="2026-11-21T15:00:00.5Z"))
    expect(verify(secured), Verdict.VALID)
    expect(verify(secured, now=forge.NOW + timedelta(milliseconds=501)), Verdict.EXPIRED)


NO_DATES = [
    "2026-11-22",
    "2027-01-01T00:00:00",
    "2027-01-01 00:00:00Z",
    "2027-01-01t00:00:00z",
    "2027-02-29T00:00:00Z",
    "2027-01-01T24:00:00Z",
    "2027-01-01T23:59:60Z",
    "2027-01-01T00:00:00+15:00",
    "2027-01-01T00:00:00.Z",
    "20270101T000000Z",
    "２０２７-01-01T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "10000-01-01T00:00:00Z",
    "never",
    "",
]


@pytest.mark.parametrize(("member", "check"), MEMBERS)
@pytest.mark.parametrize("text", NO_DATES)
def test_texts_that_are_no_date(member: str, check: str, text: str) -> None:
    report = verify(sign(badge(**{member: text})))
    expect(report, Verdict.MALFORMED, check, Outcome.UNDECIDED, Problem.MALFORMED_VALUE)
    assert report.check("schema").outcome is FAILED


@pytest.mark.parametrize(("member", "check"), MEMBERS)
@pytest.mark.parametrize("value", [5, True, ["2027-01-01T00:00:00Z"], {"id": "urn:x:1"}])
def test_values_that_are_no_date(member: str, check: str, value: Any) -> None:
    report = verify(sign(badge(**{member: value})))
    expect(report, Verdict.MALFORMED, check, Outcome.UNDECIDED)


def test_no_beginning() -> None:
    expect(
        verify(sign(badge(validFrom=ABSENT))), Verdict.MALFORMED, "not_before", Outcome.UNDECIDED
    )


def test_an_end_before_the_beginning() -> None:
    document = badge(validUntil=at(forge.ISSUED - SECOND))
    report = verify(sign(document))
    expect(report, Verdict.EXPIRED, "schema", FAILED)
    early = verify(sign(document, created=ABSENT), now=forge.ISSUED - SECOND)
    expect(early, Verdict.NOT_YET_VALID)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00"])
def test_the_edge_of_time(text: str) -> None:
    report = verify(sign(badge(validUntil=text)))
    assert report.verdict in {Verdict.EXPIRED, Verdict.MALFORMED}


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00"])
def test_the_other_edge_of_time(text: str) -> None:
    report = verify(sign(badge(validUntil=text)))
    assert report.verdict in {Verdict.VALID, Verdict.MALFORMED}


def test_a_clock_without_a_zone_is_a_mistake_of_the_caller() -> None:
    """`astimezone` would take it for local time: the answer would depend on the machine."""
    naive = datetime(2026, 11, 21, 15, 0)  # noqa: DTZ001
    verifier = Verifier(forge.TRUSTED, fetcher=forge.server(), clock=lambda: naive)
    with pytest.raises(SettingsError):
        verifier.verify(forge.dumps(sign(badge())))
