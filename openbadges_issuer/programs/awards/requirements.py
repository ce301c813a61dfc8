"""What an achievement requires of others: for its criteria, and for the parts of a stack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from openbadges_issuer.programs import references
from openbadges_issuer.programs.conditions import requirement
from openbadges_issuer.programs.earned import Achieved, Earned
from openbadges_issuer.programs.model import conditions
from openbadges_issuer.programs.program import Program


class Asked(NamedTuple):
    """Achievements that a condition asks for.

    Attributes:
        ref: which.
        at_least: so many of them; None for each.
        chosen_in: only those that this part names.
        level: to be reached; None for any.
    """

    ref: str
    at_least: int | None = None
    chosen_in: str | None = None
    level: str | None = None


def asked(program: Program, condition: conditions.Condition | None, exact: str) -> Iterator[Asked]:
    """List what a condition asks for of the case of an achievement, an exact ref."""
    match condition:
        case conditions.Earned(earned=refs):
            yield from (Asked(references.bound(ref, exact)) for ref in refs)
        case conditions.AnyOf(any=inner):
            for one in inner:
                yield from asked(program, one, exact)
        case conditions.Counted(count=count):
            for ref in count.of:
                yield Asked(references.bound(ref, exact), count.at_least, count.chosen_in)
        case conditions.Level(level=level):
            yield Asked(references.bound(level.of, exact), level=level.at_least)
        case conditions.RequirementMet(requirement_met=other):
            bound = references.bound(other, exact)
            yield from asked(program, program.achievement(bound).requires, bound)


def in_words(program: Program, exact: str) -> list[str]:
    """Name what an achievement requires: "School Culture", or "12 × Micro-credential"."""
    required = asked(program, program.achievement(exact).requires, exact)
    return list(dict.fromkeys(_words(program, one) for one in required))


def parts_of(earned: Earned, exact: str) -> list[Achieved]:
    """List what is earned of all that an achievement requires, an exact ref."""
    chosen, found = earned.facts.chosen, []
    for one in asked(earned.program, earned.program.achievement(exact).requires, exact):
        for achieved in earned.all_of(one.ref):
            names = {achieved.key, achieved.achievement_id}
            if one.chosen_in is None or names & chosen.get(one.chosen_in, frozenset()):
                found.append(achieved)
    return list(dict.fromkeys(found))


def no_longer_complete(earned: Earned) -> list[Achieved]:
    """List what the district issued of which it now lacks a part, for a person to decide.

    It stays issued when a badge that it required is revoked, suspended or ends.
    """
    return [
        one
        for one in earned.achieved.values()
        if one.is_own and not requirement(one.ref, earned).holds
    ]


def _words(program: Program, one: Asked) -> str:
    if one.ref == references.ANY:
        name = program.say(program.name)
    elif one.ref in program.achievements or one.ref.endswith(".*"):
        name = program.say(program.achievement(one.ref).name)
    else:
        name = program.title(one.ref)
    rubric = program.rubric_of(one.ref)
    if one.level and rubric and one.level in rubric.levels:
        return f"{name}: {program.say(rubric.levels[one.level])}"
    return name if one.at_least is None else f"{one.at_least} × {name}"
