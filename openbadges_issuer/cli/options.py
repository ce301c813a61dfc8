"""What was typed: options that may not be empty, dates, and what an error is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path

import typer

from openbadges_issuer import timestamps
from openbadges_issuer.errors import InputError, OpenBadgesError, SettingsError

START_OF_DAY, END_OF_DAY = time(0), time(23, 59, 59)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def filled(text: str | None) -> str | None:
    """Refuse an empty text: a script whose variable is not set gives one, and nobody means it."""
    if text is not None and not text.strip():
        raise typer.BadParameter("it is empty")
    return text


def moment(option: str, text: str | None, time_of_day: time) -> datetime | None:
    """Read a date-time with offset, or a date and take that time of it, UTC.

    Raises:
        SettingsError: it is neither; the error names the option.
    """
    if text is None:
        return None
    try:
        if _DATE.fullmatch(text):
            return datetime.combine(date.fromisoformat(text), time_of_day, UTC)
        return timestamps.parse(text)
    except (InputError, ValueError):
        raise SettingsError(
            f"{option}: a day such as 2026-11-21, or a date-time with an offset such as "
            f"2026-11-21T15:04:05Z, is expected, not {text[:40]!r}"
        ) from None


def day(option: str, text: str | None) -> date | None:
    """Read a day.

    Raises:
        SettingsError: it is something else; the error names the option.
    """
    if text is None:
        return None
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise SettingsError(f"{option}: a day such as 2026-11-21 is expected, not {text[:40]!r}")


@contextmanager
def tracing(origins: Mapping[str, Path | str | None]) -> Iterator[None]:
    """Trace an error back to the file or the option that it came from.

    Args:
        origins: for a JSON path, a file, or an option such as ``--id``; None for
            what was not given.

    Raises:
        SettingsError: in place of an `OpenBadgesError` at or below one of these paths.
    """
    try:
        yield
    except OpenBadgesError as error:
        for start, origin in origins.items():
            below = error.path.removeprefix(start)
            if origin and error.path.startswith(start) and below[:1] in ("", ".", "["):
                place = f" ${below}:" if isinstance(origin, Path) else ""
                raise SettingsError(
                    f"{origin}:{place} {error.message}", problem=error.problem
                ) from None
        raise
