"""Until when something may be done. A deadline names its last second, which still counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from openbadges_issuer.programs.cases.state import State
from openbadges_issuer.programs.model.workflows import AgreedDeadline
from openbadges_issuer.programs.program import Program

_LAST_SECOND = time(23, 59, 59)


def end_of(program: Program, text: object) -> datetime | None:
    """Read a day, to its end, or a moment; None where it is neither.

    Without an offset it is in the program's time zone.
    """
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
        if len(text) == len("2016-06-30"):
            moment = datetime.combine(date.fromisoformat(text), _LAST_SECOND)
    except ValueError:
        return None
    return program.moment(moment) if 1900 <= moment.year <= 9000 else None


def due(program: Program, state: State, deadline: str) -> datetime | None:
    """Tell a deadline of a case; None as long as none was agreed."""
    entry = program.deadlines[deadline]
    fixed = None if isinstance(entry, AgreedDeadline) else program.moment(entry.at)
    return state.deadlines.get(deadline, fixed)


def agreed(
    program: Program, move: str, records: Mapping[str, Any]
) -> Iterator[tuple[str, datetime]]:
    """List the deadlines that a move sets by what it records."""
    for name, entry in program.deadlines.items():
        if isinstance(entry, AgreedDeadline):
            for field in entry.recorded_in:
                recording, _, record = field.partition(".")
                moment = end_of(program, records.get(record)) if recording == move else None
                if moment is not None:
                    yield name, moment


def has_passed(moment: datetime, at: datetime) -> bool:
    """Tell whether a deadline has passed."""
    return at.replace(microsecond=0) > moment
