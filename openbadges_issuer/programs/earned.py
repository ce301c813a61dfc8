"""What counts as earned by one person under a program, and the stacks that it completes.

Earned is what the district issued and is in force, and a badge of others that an entry of `accepts`
with ``effect: counts`` takes in. Evidence of learning is not earned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from openbadges_issuer.programs import references
from openbadges_issuer.programs.facts import NO_FACTS, Facts
from openbadges_issuer.programs.program import Program
from openbadges_issuer.programs.weighing import Lists, Standing, Weighed, weigh
from openbadges_issuer.report import Report


class Achieved(NamedTuple):
    """One achievement that counts as earned.

    Attributes:
        ref: an exact ref, or the key of a template with no instance named.
        key: what makes it one achievement: the exact ref, or the achievement id of others.
        day: on which it was earned.
        achievement_id: id in the badge; empty for a stack that has no badge yet.
        is_own: the district issued it, or is to issue it.
        levels: that were reached, one for each criterion.
    """

    ref: str
    key: str
    day: date
    achievement_id: str = ""
    is_own: bool = True
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Earned:
    """What one person has earned under a program, and the facts that conditions ask for.

    Attributes:
        program: the program.
        achieved: by what makes each one achievement, in order of the day.
        facts: about the person.
    """

    program: Program
    achieved: Mapping[str, Achieved]
    facts: Facts = NO_FACTS

    @classmethod
    def of(
        cls,
        program: Program,
        reports: Iterable[Report],
        on: date,
        facts: Facts = NO_FACTS,
        lists: Lists | None = None,
    ) -> Earned:
        """Take what counts of a person's badges on a day.

        Args:
            program: of the district.
            reports: of the verifier, for every badge of that person; see `weigh`.
            on: the day.
            facts: choices that were approved, and roles that joined.
            lists: the host's trust lists.

        Raises:
            TypeError: one of the badges is not a report of the verifier.
        """
        return cls(program, achieved_of(weigh(program, reports, on, lists)), facts)

    def by(self, day: date) -> Earned:
        """Return what was earned by a day."""
        kept = {key: one for key, one in self.achieved.items() if one.day <= day}
        return Earned(self.program, kept, self.facts)

    def with_more(self, more: Iterable[Achieved]) -> Earned:
        """Add what is earned without a badge; it comes after the badges of its day."""
        ordered = sorted([*self.achieved.values(), *more], key=lambda one: one.day)
        return Earned(self.program, {one.key: one for one in ordered}, self.facts)

    def all_of(self, ref: str, this: str = "") -> list[Achieved]:
        """List what is earned of a Ref, in order of the day."""
        ref = references.bound(ref, this)
        if ref in self.achieved:  # its own key, as most are; the others are IRIs
            return [self.achieved[ref]]
        if self.program.has(ref):
            return []
        return [one for one in self.achieved.values() if references.covers(ref, one.ref)]


def achieved_of(weighed: Iterable[Weighed]) -> dict[str, Achieved]:
    """Take what counts as earned of a person's badges."""
    return {
        one.place.key: Achieved(
            one.place.ref,
            one.place.key,
            one.day,
            one.badge.achievement_id or "",
            one.place.accepts is None,
            one.badge.levels,
        )
        for one in weighed
        if one.standing is Standing.COUNTED and one.place and one.place.counts and one.day
    }
