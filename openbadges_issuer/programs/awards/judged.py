"""What a case came to, as far as a badge may tell it.

A badge is made of this and of the program file. Amounts, votes, feedback, tries and people have no
place in it, so they cannot get into a badge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from openbadges_issuer.errors import SettingsError
from openbadges_issuer.programs.cases.happenings import PartAdded
from openbadges_issuer.programs.cases.state import Made, State
from openbadges_issuer.programs.cases.steps import Steps
from openbadges_issuer.programs.model.workflows import RubricRecord
from openbadges_issuer.programs.program import Program


@dataclass(frozen=True, slots=True)
class Judged:
    """An awarded case.

    Attributes:
        achievement: exact ref.
        day: of the decision, where the program is.
        pieces: what was handed in, by part, as it was judged.
        goals: framework and item of each goal that the plan names.
        levels: the level reached, by criterion; each one passes.
    """

    achievement: str
    day: date
    pieces: Mapping[str, tuple[PartAdded, ...]]
    goals: tuple[tuple[str, str], ...]
    levels: Mapping[str, str]

    @classmethod
    def of(cls, program: Program, state: State) -> Judged:
        """Take what a badge may tell from a case.

        Raises:
            SettingsError: it is not awarded, the district does not issue its badge, or something
                that was to be handed in is not there; with the names of that.
        """
        steps, decided = Steps.of(program, state.achievement), state.decided
        if decided is None or steps.achievement.award != "case":
            raise SettingsError(
                f'there is nothing to issue for this case: it is "{state.name}"'
                if decided is None
                else "there is nothing to issue for this case: others issue this badge"
            )
        if missing := list(_missing(steps, state)):
            raise SettingsError(f"this was not handed in: {'; '.join(missing)}")
        return cls(
            achievement=state.achievement,
            day=program.local_day(decided.at),
            pieces=state.frozen,
            goals=tuple(steps.goals(state.frozen)),
            levels=_levels(steps, decided),
        )


def _missing(steps: Steps, state: State) -> Iterator[str]:
    """Name the parts that a move that was made needed, and of which pieces are missing."""
    moves = {made.move for made in state.moves}
    for key in steps.achievement.parts:
        part = steps.program.parts[key]
        needed = any(key in steps.workflow.moves[move].needs for move in moves)
        if needed and len(state.frozen.get(key, ())) < part.min:
            yield steps.program.say(part.label)


def _levels(steps: Steps, decided: Made) -> dict[str, str]:
    """Take the levels that the decision recorded: those that pass."""
    records = steps.workflow.moves[decided.move].records
    rubric, levels = steps.rubric, dict[str, str]()
    for name, record in records.items():
        recorded = decided.records.get(name)
        if rubric and isinstance(record, RubricRecord) and isinstance(recorded, Mapping):
            levels |= {
                criterion: level
                for criterion, level in recorded.items()
                if criterion in rubric.criteria and rubric.passes(level)
            }
    return levels
