"""Date-times as credentials write them: xsd:dateTimeStamp, the offset always given.

Specification: Verifiable Credentials Data Model 2.0 section 4.9; XML Schema 1.1 Part 2
section 3.4.28.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from openbadges_issuer.errors import InputError, Problem, SettingsError
from openbadges_issuer.strict_json import quoted

# the hour is bounded here, since newer Pythons take 24:00:00 and older ones do not
_DATE_TIME_STAMP = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,20})?"
    r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
)
_LONGEST = len("2026-11-21T15:04:05.+00:00") + 20


def parse(text: object) -> datetime:
    """Read one date-time and give it in UTC; digits beyond the microsecond are dropped.

    Args:
        text: a JSON value that must be such as ``2026-11-21T15:04:05Z`` or
            ``2026-11-21T09:04:05.5-06:00``.

    Raises:
        InputError: not text of that form, no offset, a day or hour that does not exist, a leap
            second, or a year outside 1 to 9999.
    """
    moment = _moment(text) if isinstance(text, str) and len(text) <= _LONGEST else None
    if moment is not None:
        return moment
    raise InputError(
        f"{quoted(text)} is not a date-time with an offset, such as 2026-11-21T15:04:05Z",
        problem=Problem.MALFORMED_VALUE,
    )


@lru_cache(maxsize=1_000)  # one is read several times, and many badges are of one day
def _moment(text: str) -> datetime | None:
    if not _DATE_TIME_STAMP.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def format(moment: datetime) -> str:
    """Write a date-time in UTC to the second, such as ``2026-11-21T15:04:05Z``.

    Raises:
        SettingsError: `moment` is no datetime, or has no offset, so that what it means depends on
            the machine.
        InputError: its year in UTC is not one of 1 to 9999.
    """
    if not isinstance(moment, datetime):
        raise SettingsError(
            f"a {type(moment).__name__} was given for a date-time; give a datetime with a time "
            "zone, such as datetime(2026, 11, 21, tzinfo=UTC)"
        )
    if moment.utcoffset() is None:
        raise SettingsError("a date-time without a time zone was given; give it one, such as UTC")
    try:
        return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    except OverflowError:
        raise InputError(
            "a date-time outside the years 1 to 9999 was given", problem=Problem.MALFORMED_VALUE
        ) from None


CLOCK_SKEW = timedelta(minutes=5)
"""How far the clocks of two honest machines may be apart."""


def now() -> datetime:
    """Give the system's time in UTC: what a clock says when none is given."""
    return datetime.now(UTC)  # noqa: TID251  # the one place
