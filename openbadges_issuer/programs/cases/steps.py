"""The steps of one achievement's cases: its workflow, and whose step each is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from openbadges_issuer.programs.cases.happenings import PartAdded
from openbadges_issuer.programs.cases.state import State
from openbadges_issuer.programs.checks.journeys import reachable
from openbadges_issuer.programs.model.achievements import ProgramAchievement
from openbadges_issuer.programs.model.evidence import Part, Rubric
from openbadges_issuer.programs.model.rewards import Reward, When, WhenCounted, WhenIssued
from openbadges_issuer.programs.model.workflows import Move, Workflow
from openbadges_issuer.programs.program import Program


@dataclass(frozen=True, slots=True)
class Steps:
    """What the file says of the cases of an achievement."""

    program: Program
    achievement: ProgramAchievement
    workflow: Workflow

    @classmethod
    def of(cls, program: Program, exact: str) -> Steps:
        """Find them.

        Raises:
            KeyError: there are no cases of it.
        """
        achievement = program.achievement(exact)
        return cls(program, achievement, program.workflows[achievement.workflow or ""])

    def asked(self, move: Move) -> list[str]:
        """List the parts that a move needs, of those that the achievement asks for."""
        return [part for part in move.needs if part in self.achievement.parts]

    def part(self, key: str) -> Part | None:
        """Return a part that the achievement asks for."""
        return self.program.parts[key] if key in self.achievement.parts else None

    @property
    def rubric(self) -> Rubric | None:
        """By what it is judged."""
        key = self.achievement.rubric
        return None if key is None else self.program.rubrics[key]

    def is_settled(self, part: str, state: str) -> bool:
        """Tell whether an award can be reached from a state with no more look at a part."""
        found = reachable(self.workflow, start=state, without=part)
        return any(self.workflow.states[name].kind == "awarded" for name in found)

    def coaching(self) -> set[str]:
        """List the moves that are a coach's look."""
        return {name for name, move in self.workflow.moves.items() if move.coaching}

    def applicant_roles(self) -> list[str]:
        """List the roles in which an applicant acts: theirs is the turn, and nobody is excluded."""
        found = {
            move.by: None
            for move in self.workflow.moves.values()
            if not move.coaching
            and "applicant" not in self.program.roles[move.by].excludes
            and any(self.workflow.states[name].kind in ("open", "not_yet") for name in move.from_)
        }
        return list(found)

    def decides(self, name: str) -> bool:
        """Tell whether a move is a decision of somebody else than the applicant."""
        move = self.workflow.moves[name]
        return not move.coaching and move.by not in self.applicant_roles()

    def is_approved(self, state: State, what: str) -> bool:
        """Tell whether a choice was approved; by as many as have to vote, where a group does."""
        roles = {by for which, by, _ in state.approvals if which == what}
        return any(
            role in self.program.roles
            and len(state.approvers(what, role)) >= (self.program.roles[role].quorum or 1)
            for role in roles
        )

    def named(self, pieces: Mapping[str, tuple[PartAdded, ...]], part: str) -> tuple[str, ...]:
        """List what the pieces of a part name, each once."""
        return tuple(dict.fromkeys(name for piece in pieces.get(part, ()) for name in piece.names))

    def chosen(self, state: State) -> dict[str, frozenset[str]]:
        """List what was approved of the choices in a case, by part: together, or one by one."""
        found = {part: frozenset(names) for part, names in state.chosen.items()}
        for part in state.pieces:
            one_by_one = {
                name for name in self.named(state.frozen, part) if self.is_approved(state, name)
            }
            found[part] = found.get(part, frozenset()) | one_by_one
        return found

    def goals(self, pieces: Mapping[str, tuple[PartAdded, ...]]) -> Iterator[tuple[str, str]]:
        """List the goals that a plan names, as framework and item, in the order of the file."""
        named = {
            name
            for key in self.achievement.parts
            if self.program.parts[key].stage == "application"
            for name in self.named(pieces, key)
        }
        for framework in self.achievement.aligns_to:
            for item in self.program.frameworks[framework].items:
                if f"{framework}.{item}" in named:
                    yield framework, item

    def rewards(self, state: State) -> dict[str, Reward]:
        """List the rewards of the case's achievement, by the district and by the school."""
        return {
            name: reward
            for name, (_, reward) in self.program.rewards_at(state.school).items()
            if any(
                self.program.covers(ref, state.achievement, state.achievement)
                for ref in _refs_of(reward.when)
            )
        }


def _refs_of(when: When) -> tuple[str, ...]:
    match when:
        case WhenCounted(count=count):
            return count.of
        case WhenIssued(issued=refs):
            return refs
    return when.earned
