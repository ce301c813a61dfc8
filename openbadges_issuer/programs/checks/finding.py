"""What a check finds, and where in a program the things stand that several checks look at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from openbadges_issuer.programs.model.conditions import AnyOf, Condition
from openbadges_issuer.programs.model.rewards import Reward
from openbadges_issuer.programs.program import Program


class Finding(NamedTuple):
    """One fault, by its path.

    Attributes:
        check: name of the check.
        path: where.
        sentence: what is wrong.
        is_warning: the file can be used all the same.
    """

    check: str
    path: str
    sentence: str
    is_warning: bool = False


class Placed(NamedTuple):
    """A condition, and where it stands.

    Attributes:
        path: its path.
        condition: one that is not `any`.
        achievement: key of the achievement whose entry has it; empty where it is no achievement's.
    """

    path: str
    condition: Condition
    achievement: str = ""


def conditions(program: Program) -> Iterator[Placed]:
    """List every condition of a program, those within `any` one by one."""
    for key, role in program.roles.items():
        yield from single(role.holds, f"roles.{key}.holds")
    for key, achievement in program.achievements.items():
        for name in ("start_when", "requires"):
            condition: Condition | None = getattr(achievement, name)
            yield from single(condition, f"achievements.{key}.{name}", key)
    for key, workflow in program.workflows.items():
        for name, move in workflow.moves.items():
            yield from single(move.guard, f"workflows.{key}.moves.{name}.guard")
    for key, duty in program.duties.items():
        yield from single(duty.requires, f"duties.{key}.requires")


def single(condition: Condition | None, path: str, achievement: str = "") -> Iterator[Placed]:
    """List the conditions of which one consists, itself when it is not `any`."""
    if isinstance(condition, AnyOf):
        for number, inner in enumerate(condition.any):
            yield from single(inner, f"{path}.any[{number}]", achievement)
    elif condition is not None:
        yield Placed(path, condition, achievement)


def rewards(program: Program) -> Iterator[tuple[str, Reward]]:
    """List the rewards of the district and of the schools, with their paths."""
    for key, reward in program.rewards.items():
        yield f"rewards.{key}", reward
    for school, entry in program.schools.items():
        for key, reward in entry.rewards.items():
            yield f"schools.{school}.rewards.{key}", reward
