"""What must hold: before a case begins, at a move, at the award, for a role, of a duty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from openbadges_issuer.programs.model.values import Count, Entry, Id, Ref, Refs


def keyed(*keys: str) -> Discriminator:
    """Tell members of a union by the one of these keys that a map has. Tags are ``@key``."""

    def tag(value: Any) -> str | None:
        given = value if isinstance(value, Mapping) else getattr(type(value), "model_fields", ())
        found = [key for key in keys if key in given]
        return f"@{found[0]}" if len(found) == 1 else None

    listed = f"{', '.join(keys[:-1])} or {keys[-1]}"
    return Discriminator(
        tag,
        custom_error_type="one_of",
        custom_error_message=f"exactly one of {listed} is needed here",
    )


class Earned(Entry):
    """All of these are earned.

    Earned is what was issued here and is in force, or a badge of others that an entry of `accepts`
    with ``effect: counts`` takes in.
    """

    earned: Refs


class AnyOf(Entry):
    """At least one of the conditions holds."""

    any: Annotated[tuple[Condition, ...], Field(min_length=1)]


class AtLeast(Entry):
    """How many different achievements, and of which.

    Attributes:
        at_least: how many.
        of: which count.
        chosen_in: a part of kind `list`; only what it names counts, once that was approved.
    """

    at_least: Count
    of: Annotated[tuple[Ref, ...], Field(min_length=1)]
    chosen_in: Id | None = None


class Counted(Entry):
    """So many different achievements are earned."""

    count: AtLeast


class LevelOf(Entry):
    """Which achievement, and the level of its rubric."""

    of: Ref
    at_least: Id


class Level(Entry):
    """An achievement is earned at this level or a higher one."""

    level: LevelOf


class Involved(Entry):
    """Someone at the applicant's school holds the role and has joined."""

    involved: Id


class RequirementMet(Entry):
    """What the achievement `requires` holds."""

    requirement_met: Ref


Condition = Annotated[
    Annotated[Earned, Tag("@earned")]
    | Annotated[AnyOf, Tag("@any")]
    | Annotated[Counted, Tag("@count")]
    | Annotated[Level, Tag("@level")]
    | Annotated[Involved, Tag("@involved")]
    | Annotated[RequirementMet, Tag("@requirement_met")],
    keyed("earned", "any", "count", "level", "involved", "requirement_met"),
]

AnyOf.model_rebuild()

__all__ = [
    "AnyOf",
    "AtLeast",
    "Condition",
    "Counted",
    "Earned",
    "Involved",
    "Level",
    "LevelOf",
    "RequirementMet",
    "keyed",
]
