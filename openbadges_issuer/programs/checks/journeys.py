"""A case gets somewhere: states, moves, and what is handed in before an award."""

from __future__ import annotations

from collections.abc import Iterator

from openbadges_issuer.programs.checks.finding import Finding
from openbadges_issuer.programs.model.achievements import ProgramAchievement
from openbadges_issuer.programs.model.workflows import (
    AgreedDeadline,
    DateRecord,
    RubricRecord,
    TextRecord,
    Workflow,
)
from openbadges_issuer.programs.program import Program

_ENDS = ("awarded", "closed")


def check(program: Program) -> Iterator[Finding]:
    """Find states without a way, and moves without what they need. Names must be known."""
    for key, workflow in program.workflows.items():
        path = f"workflows.{key}"
        users = {
            name: achievement
            for name, achievement in program.achievements.items()
            if achievement.workflow == key
        }
        if not users:
            yield Finding("unused", path, f'workflow "{key}" is used by no achievement')
        yield from _states(path, workflow)
        yield from _moves(path, workflow, users)
        yield from _deadlines(program, path, workflow)
        for name, achievement in users.items():
            yield from _parts(path, workflow, name, achievement)
            yield from _judgement(path, workflow, name, achievement)
    asked = {part for entry in program.achievements.values() for part in entry.parts}
    for part in program.parts.keys() - asked:
        yield Finding("unused", f"parts.{part}", f'part "{part}" is used by no achievement')


def reachable(workflow: Workflow, *, start: str | None = None, without: str = "") -> set[str]:
    """List the states to which moves lead, save those that need a part."""
    found = {start or workflow.start}
    added = found
    while added:
        added = {
            move.to
            for move in workflow.moves.values()
            if not added.isdisjoint(move.from_) and without not in move.needs
        } - found
        found |= added
    return found


def _states(path: str, workflow: Workflow) -> Iterator[Finding]:
    kinds = {state.kind for state in workflow.states.values()}
    if "awarded" not in kinds:
        yield Finding("award_state", path, 'workflow has no state of kind "awarded"')
        return
    found = reachable(workflow)
    for name in workflow.states:
        if name not in found:
            sentence = f'state "{name}" can\'t be reached from "{workflow.start}"'
            yield Finding("unreachable", f"{path}.states.{name}", sentence)
            continue
        after = reachable(workflow, start=name)
        if not any(workflow.states[later].kind in _ENDS for later in after):
            sentence = f'from state "{name}" no award and no end can be reached'
            yield Finding("no_way_out", f"{path}.states.{name}", sentence)


def _moves(
    path: str, workflow: Workflow, users: dict[str, ProgramAchievement]
) -> Iterator[Finding]:
    asked = {part for achievement in users.values() for part in achievement.parts}
    for name, move in workflow.moves.items():
        inner = f"{path}.moves.{name}"
        says_why = any(
            isinstance(record, TextRecord) and not record.optional
            for record in move.records.values()
        )
        if workflow.answer_of(name) == "not_yet" and not says_why:
            sentence = (
                'a move that answers "not yet" must record feedback: a text that is not optional'
            )
            yield Finding("feedback", inner, sentence)
        for number, part in enumerate(move.needs):
            if users and part not in asked:
                sentence = f'no achievement with this workflow asks for part "{part}"'
                yield Finding("unused", f"{inner}.needs[{number}]", sentence)


def _parts(
    path: str, workflow: Workflow, name: str, achievement: ProgramAchievement
) -> Iterator[Finding]:
    for number, part in enumerate(achievement.parts):
        if not any(part in move.needs for move in workflow.moves.values()):
            sentence = f'part "{part}" is asked for but no move needs it'
            yield Finding("unused", f"achievements.{name}.parts[{number}]", sentence)
            continue
        found = reachable(workflow, without=part)
        for move_name, move in workflow.moves.items():
            awards = workflow.answer_of(move_name) == "met"
            if awards and part not in move.needs and not found.isdisjoint(move.from_):
                sentence = f'"{move_name}" can be reached without part "{part}"'
                yield Finding("part_before_award", f"{path}.moves.{move_name}", sentence)


def _judgement(
    path: str, workflow: Workflow, name: str, achievement: ProgramAchievement
) -> Iterator[Finding]:
    for move_name, move in workflow.moves.items():
        records = [record for record in move.records.values() if isinstance(record, RubricRecord)]
        if records and achievement.rubric is None:
            sentence = f'"rubric" is missing: "{move_name}" records the levels of one'
            yield Finding("judgement", f"achievements.{name}", sentence)
        judged = any(not record.optional for record in records)
        if workflow.answer_of(move_name) == "met" and achievement.rubric and not judged:
            sentence = f'"{name}" has a rubric, but this move does not record its levels'
            yield Finding("judgement", f"{path}.moves.{move_name}", sentence)


def _deadlines(program: Program, path: str, workflow: Workflow) -> Iterator[Finding]:
    for name, move in workflow.moves.items():
        deadline = program.deadlines[move.before] if move.before else None
        if not isinstance(deadline, AgreedDeadline):
            continue
        fields = [field.split(".") for field in deadline.recorded_in]
        found = [
            move_name in workflow.moves
            and isinstance(workflow.moves[move_name].records.get(record), DateRecord)
            for move_name, record in fields
        ]
        if not any(found):
            sentence = f'no move of this workflow records the date of deadline "{move.before}"'
            yield Finding("deadline", f"{path}.moves.{name}.before", sentence)
