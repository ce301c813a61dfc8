"""What no badge holds and recognition needs: steps taken, amounts decided, requests, choices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import WrapValidator

from openbadges_issuer.programs.model.values import Amount, CalendarDay, Entry, Id, Words


def _or_written(kind: type) -> WrapValidator:
    """Take a value of that type as it is, and one that is written as in a program file."""

    def validate(value: Any, read: Callable[[Any], Any]) -> Any:
        return read(str(value)) if type(value) is kind else read(value)

    return WrapValidator(validate)


Day = Annotated[CalendarDay, _or_written(date)]
ExactAmount = Annotated[Amount, _or_written(Decimal)]


class MoveMade(Entry):
    """One move of a case.

    Attributes:
        move: its name in the program.
        on: the day; None when it is not known.
        amounts: the amounts that were recorded in it, by the name of the record.
    """

    move: Id
    on: Day | None = None
    amounts: Mapping[Id, ExactAmount] = {}


class Request(Entry):
    """What was asked for, and given. None: not yet.

    Attributes:
        asked: the day on which it was asked for.
        granted: the day on which somebody granted it.
    """

    asked: Day | None = None
    granted: Day | None = None

    def is_asked(self, on: date) -> bool:
        """Tell whether it was asked for by that day."""
        return self.asked is not None and self.asked <= on

    def is_granted(self, on: date) -> bool:
        """Tell whether it was granted by that day."""
        return self.granted is not None and self.granted <= on


class CaseFacts(Entry):
    """What happened in the case of one achievement.

    Attributes:
        moves: in the order of the log.
        requests: by the key of the reward; also those of a school.
    """

    moves: tuple[MoveMade, ...] = ()
    requests: Mapping[Id, Request] = {}


class Facts(Entry):
    """The facts about one person.

    Attributes:
        school: key under `schools`; None when it says nothing itself.
        cases: by the achievement: an exact ref, or the achievement id of a badge of others that
            counts as a template.
        chosen: by a part of kind `list`, what it names and what was approved of it: exact refs, or
            achievement ids of others.
        involved: roles that someone at the school holds and has joined with.
    """

    school: Id | None = None
    cases: Mapping[Words, CaseFacts] = {}
    chosen: Mapping[Id, frozenset[Words]] = {}
    involved: frozenset[Id] = frozenset()

    def case(self, key: str) -> CaseFacts:
        """Return the facts of one case; empty ones where nothing is known."""
        return self.cases.get(key, _NO_CASE)


_NO_CASE = CaseFacts()

NO_FACTS = Facts()
"""Nothing is known beside the badges."""
