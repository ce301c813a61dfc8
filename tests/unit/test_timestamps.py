"""Date-times: one strict form in, one form out."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openbadges_issuer import timestamps
from openbadges_issuer.errors import InputError, Problem, SettingsError


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-21T15:04:05Z", datetime(2026, 11, 21, 15, 4, 5, tzinfo=UTC)),
        ("2026-11-21T09:04:05-06:00", datetime(2026, 11, 21, 15, 4, 5, tzinfo=UTC)),
        ("2026-11-21T15:04:05+00:00", datetime(2026, 11, 21, 15, 4, 5, tzinfo=UTC)),
        ("2026-11-21T15:04:05-00:00", datetime(2026, 11, 21, 15, 4, 5, tzinfo=UTC)),
        ("2026-11-22T05:04:05+14:00", datetime(2026, 11, 21, 15, 4, 5, tzinfo=UTC)),
        ("2026-11-21T15:04:05.5Z", datetime(2026, 11, 21, 15, 4, 5, 500_000, tzinfo=UTC)),
        ("2026-11-21T15:04:05.1234569Z", datetime(2026, 11, 21, 15, 4, 5, 123_456, tzinfo=UTC)),
        ("2024-02-29T00:00:00Z", datetime(2024, 2, 29, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59Z", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_date_time_is_read_in_utc(text: str, moment: datetime) -> None:
    read = timestamps.parse(text)
    assert read == moment
    assert read.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21T15:04:05",  # no offset
        "2026-11-21",
        "2026-11-21T15:04Z",  # no seconds
        "2026-11-21T15:04:60Z",  # leap second
        "2016-12-31T23:59:60Z",
        "2026-11-21T24:00:00Z",
        "2026-11-21T25:04:05Z",
        "2026-11-21T15:60:05Z",
        "2026-02-29T15:04:05Z",  # 2026 is not a leap year
        "2026-13-01T15:04:05Z",
        "2026-00-01T15:04:05Z",
        "2026-11-31T15:04:05Z",
        "0000-01-01T00:00:00Z",
        "-2026-11-21T15:04:05Z",
        "+2026-11-21T15:04:05Z",
        "12026-11-21T15:04:05Z",
        "0001-01-01T00:00:00+14:00",  # before year 1 in UTC
        "9999-12-31T23:59:59-14:00",
        "2026-11-21T15:04:05+14:01",
        "2026-11-21T15:04:05+15:00",
        "2026-11-21T15:04:05+05:60",
        "2026-11-21T15:04:05+0500",
        "2026-11-21T15:04:05+05",
        "2026-11-21T15:04:05+05:00:01",
        "2026-11-21 15:04:05Z",
        "2026-11-21t15:04:05Z",
        "2026-11-21T15:04:05z",
        "2026-11-21T15:04:05,5Z",
        "2026-11-21T15:04:05.Z",
        "2026-11-21T15:04:05." + "1" * 21 + "Z",
        "20261121T150405Z",
        "2026-W47-6T15:04:05Z",
        "2026-325T15:04:05Z",
        "２０２６-11-21T15:04:05Z",
        " 2026-11-21T15:04:05Z",
        "2026-11-21T15:04:05Z ",
        "2026-11-21T15:04:05Z\n",
        "",
        "yesterday",
        "\ud800",
        1_790_000_000,
        None,
        True,
        ["2026-11-21T15:04:05Z"],
        {},
    ],
)
def test_anything_else_is_refused(text: object) -> None:
    with pytest.raises(InputError) as caught:
        timestamps.parse(text)
    assert caught.value.problem is Problem.MALFORMED_VALUE


def test_a_long_text_is_clipped_in_the_message() -> None:
    with pytest.raises(InputError) as caught:
        timestamps.parse("9" * 100_000)
    assert len(caught.value.message) < 200


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 11, 21, 15, 4, 5, 999_999, tzinfo=UTC), "2026-11-21T15:04:05Z"),
        (
            datetime(2026, 11, 21, 9, 4, 5, tzinfo=timezone(timedelta(hours=-6))),
            "2026-11-21T15:04:05Z",
        ),
        (datetime(7, 1, 2, tzinfo=UTC), "0007-01-02T00:00:00Z"),
    ],
)
def test_a_date_time_is_written_in_utc_to_the_second(moment: datetime, text: str) -> None:
    assert timestamps.format(moment) == text


def test_a_date_time_without_zone_is_not_written() -> None:
    with pytest.raises(SettingsError, match="time zone"):
        timestamps.format(datetime(2026, 11, 21, 15, 4, 5))  # noqa: DTZ001


@settings(deadline=None)
@given(st.datetimes(timezones=st.just(UTC)))
def test_what_is_written_is_read_back(moment: datetime) -> None:
    assert timestamps.parse(timestamps.format(moment)) == moment.replace(microsecond=0)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_text_brings_another_error(text: str) -> None:
    with contextlib.suppress(InputError):
        timestamps.parse(text)
