"""A badge that a person holds, as a program looks at it. Only a report of the verifier makes one.

What was not verified has no way into a condition, a stack or a recognition.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from openbadges_issuer import timestamps
from openbadges_issuer.errors import InputError
from openbadges_issuer.phrases import Day
from openbadges_issuer.plain_text import plain
from openbadges_issuer.programs.program import Program
from openbadges_issuer.report import Report, Verdict
from openbadges_issuer.strict_json import as_list

_DATES = ("awardedDate", "validFrom", "issuanceDate")  # the last is that of VC Data Model 1.1
_IN_UTC = ("Z", "+00:00", "-00:00")  # six in the evening in Denver is no midnight


@dataclass(frozen=True, eq=False)
class HeldBadge:
    """One badge of one person, and what its verification found.

    Attributes:
        report: of the verifier, for one credential.
    """

    report: Report

    def __post_init__(self) -> None:
        """Take nothing but a report.

        Raises:
            TypeError: it is something else, such as a document that nobody verified.
        """
        if not isinstance(self.report, Report):
            raise TypeError(
                f"a {type(self.report).__name__} was given for a badge; "
                "only what a Verifier reports on counts"
            )

    @property
    def verdict(self) -> Verdict:
        """What the verifier says of it."""
        return self.report.verdict

    @property
    def issuer_id(self) -> str | None:
        """The proved issuer; None when its key was not confirmed."""
        return self.report.issuer_id if self.report.issuer_name else None

    @cached_property
    def achievement_id(self) -> str | None:
        """The id of its achievement; None when it has none, or its signature is not good."""
        found = self._achievement.get("id")
        return found if isinstance(found, str) and found else None

    @cached_property
    def title(self) -> str:
        """The signed name of its achievement, on one line; empty when there is none to show."""
        name = self._achievement.get("name")
        return plain(name) if isinstance(name, str) else ""

    @property
    def earned(self) -> datetime | None:
        """When it was earned: its `awardedDate`, else when it became valid."""
        return self._earned[1] if self._earned else None

    @cached_property
    def _earned(self) -> tuple[str, datetime] | None:
        """As it was written, and in UTC."""
        for member in _DATES:
            written = self._document.get(member)
            try:
                moment = timestamps.parse(written)
            except InputError:
                continue
            return str(written), moment
        return None

    def day(self, program: Program) -> date | None:
        """Return the day on which it was earned, in the program's time zone.

        A day that was written as its first or last second in UTC is that day everywhere.
        """
        if self._earned is None:
            return None
        written, moment = self._earned
        if written.endswith(_IN_UTC) and Day(moment).is_meant_as_day:
            return moment.date()
        try:
            return program.local_day(moment)
        except OverflowError:  # the first or last day of the calendar
            return moment.date()

    @cached_property
    def genres(self) -> frozenset[str]:
        """The genres of its evidence."""
        found = (one.get("genre") for one in _maps(self._document.get("evidence")))
        return frozenset(genre for genre in found if isinstance(genre, str))

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels that were reached, one for each criterion that was judged by levels."""
        named = {
            level.get("id"): level.get("level")
            for result in _maps(self._achievement.get("resultDescription"))
            for level in _maps(result.get("rubricCriterionLevel"))
            if isinstance(level.get("id"), str)
        }
        reached = (one.get("achievedLevel") for one in _maps(self._subject.get("result")))
        levels = (named.get(level) for level in reached if isinstance(level, str))
        return tuple(level for level in levels if isinstance(level, str))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what was signed, however it was stored; empty when nothing can be shown."""
        if not self._document:
            return ""
        text = json.dumps(self._document, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def _document(self) -> Mapping[str, Any]:
        return self.report.document or {}

    @property
    def _subject(self) -> Mapping[str, Any]:
        return _map(self._document.get("credentialSubject"))

    @property
    def _achievement(self) -> Mapping[str, Any]:
        return _map(self._subject.get("achievement"))


def held(reports: Iterable[Report]) -> Iterator[HeldBadge]:
    """Give the badges of one person; of a record or a presentation each badge in it.

    Raises:
        TypeError: one is no report.
    """
    for report in reports:
        badge = HeldBadge(report)
        if report.parts:
            yield from held(part.report for part in report.parts)
        else:
            yield badge


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _maps(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in as_list(value) if isinstance(one, dict)]
