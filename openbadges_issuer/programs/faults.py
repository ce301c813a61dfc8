"""What is wrong with a program file: each fault with its line, its path and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openbadges_issuer.errors import SettingsError

MOST_FAULTS = 100
_FARTHEST = 2


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, or worth knowing.

    Attributes:
        check: which check found it, such as `unknown_key` or `reference`.
        file: name of the file.
        line: line of the key at fault, from 1.
        column: its column, from 1.
        path: where that is in the file, such as ``rewards.hours.gives``; empty for the whole.
        sentence: what is wrong, and what to do.
        is_warning: the file can be used all the same.
    """

    check: str
    file: str
    line: int
    column: int
    path: str
    sentence: str
    is_warning: bool = False

    def __str__(self) -> str:
        """Write it as compilers do, so that editors find the place."""
        where = f"{self.path}: " if self.path else ""
        return f"{self.file}:{self.line}:{self.column}: {where}{self.sentence}"


class ProgramError(SettingsError):
    """A program file that cannot be used.

    Attributes:
        faults: everything that is wrong, in the order of the file, at most 100.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Tell the first fault, and how many there are."""
        more = len(faults) - 1
        rest = f" (and {more} more)" if more else ""
        super().__init__(f"{faults[0]}{rest}")
        self.faults = tuple(faults)


def in_file_order(faults: Iterable[Fault]) -> list[Fault]:
    """Sort faults by their place, and leave out what is said twice."""
    ordered = sorted(
        dict.fromkeys(faults), key=lambda fault: (fault.line, fault.column, fault.path)
    )
    return ordered[:MOST_FAULTS]


def suggestion(typed: str, known: Iterable[str]) -> str:
    """Offer the known name that was probably meant: `` (did you mean "near"?)``, or nothing."""
    near = nearest(typed, known)
    return f' (did you mean "{near}"?)' if near else ""


def nearest(typed: str, known: Iterable[str]) -> str | None:
    """Return the known name within edit distance 2 of a typed one; None when there is none.

    Of several it is the nearest, then the first by the alphabet. What shares no letter is not near.
    """
    names = sorted(name for name in known if abs(len(name) - len(typed)) <= _FARTHEST)
    for steps in range(_FARTHEST + 1):
        for name in names:
            if steps < max(len(name), len(typed)) and _is_within(steps, typed, name):
                return name
    return None


def _is_within(steps: int, one: str, other: str) -> bool:
    """Tell whether so many letters put in, taken out or changed make one word of another."""
    while one and one[:1] == other[:1]:
        one, other = one[1:], other[1:]
    if not one or not other:
        return len(one) + len(other) <= steps
    return steps > 0 and (
        _is_within(steps - 1, one[1:], other[1:])
        or _is_within(steps - 1, one[1:], other)
        or _is_within(steps - 1, one, other[1:])
    )
