"""Every name in a file stands for an entry of it; Refs have a module of their own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from openbadges_issuer.programs.checks.finding import Finding, conditions, rewards
from openbadges_issuer.programs.faults import suggestion
from openbadges_issuer.programs.model.conditions import Counted, Involved
from openbadges_issuer.programs.model.rewards import GivesRole, GivesValue
from openbadges_issuer.programs.model.workflows import AmountRecord, Workflow
from openbadges_issuer.programs.program import Program

Name = tuple[str, str, str | None]
"""Path, sort of thing, and name; None where none was given."""


def check(program: Program) -> Iterator[Finding]:
    """Find names that stand for nothing."""
    known: dict[str, Collection[str]] = {
        "role": program.roles,
        "unit": program.units,
        "catalogue": program.catalogues,
        "framework": program.frameworks,
        "part": program.parts,
        "rubric": program.rubrics,
        "workflow": program.workflows,
        "deadline": program.deadlines,
        "entry of accepts": program.accepts,
    }
    for names in (_of_achievements(program), _of_the_rest(program)):
        yield from _unknown(names, known)
    for key, workflow in program.workflows.items():
        path = f"workflows.{key}"
        within = {**known, "state": workflow.states, "move": workflow.moves}
        yield from _unknown(_of_workflow(path, workflow), within)
    for key, rubric in program.rubrics.items():
        yield from _unknown([(f"rubrics.{key}.pass", "level", rubric.pass_)],
                            {"level": rubric.levels})  # fmt: skip


def _unknown(
    names: Sequence[Name] | Iterator[Name], known: dict[str, Collection[str]]
) -> Iterator[Finding]:
    for path, sort, name in names:
        if name is not None and name not in known[sort]:
            offered = suggestion(name, known[sort])
            yield Finding("reference", path, f'there is no {sort} "{name}"{offered}')


def _listed(path: str, sort: str, names: Sequence[str]) -> Iterator[Name]:
    for number, name in enumerate(names):
        yield f"{path}[{number}]", sort, name


def _of_achievements(program: Program) -> Iterator[Name]:
    for key, achievement in program.achievements.items():
        path = f"achievements.{key}"
        yield f"{path}.workflow", "workflow", achievement.workflow
        yield f"{path}.rubric", "rubric", achievement.rubric
        yield from _listed(f"{path}.from", "catalogue", achievement.from_)
        yield from _listed(f"{path}.parts", "part", achievement.parts)
        yield from _listed(f"{path}.aligns_to", "framework", achievement.aligns_to)
    for key, rubric in program.rubrics.items():
        for name, criterion in rubric.criteria.items():
            yield f"rubrics.{key}.criteria.{name}.part", "part", criterion.part
    for key, catalogue in program.catalogues.items():
        yield f"catalogues.{key}.approval", "role", catalogue.approval
    for path, condition, _ in conditions(program):
        match condition:
            case Involved():
                yield f"{path}.involved", "role", condition.involved
            case Counted():
                yield f"{path}.count.chosen_in", "part", condition.count.chosen_in


def _of_workflow(path: str, workflow: Workflow) -> Iterator[Name]:
    yield f"{path}.start", "state", workflow.start
    if workflow.resubmission:
        yield f"{path}.resubmission.move", "move", workflow.resubmission.move
    for key, move in workflow.moves.items():
        inner = f"{path}.moves.{key}"
        yield from _listed(f"{inner}.from", "state", move.from_)
        yield f"{inner}.to", "state", move.to
        yield f"{inner}.by", "role", move.by
        yield from _listed(f"{inner}.needs", "part", move.needs)
        yield f"{inner}.accepts", "entry of accepts", move.accepts
        yield f"{inner}.before", "deadline", move.before
        for name, record in move.records.items():
            if isinstance(record, AmountRecord):
                yield f"{inner}.records.{name}.unit", "unit", record.unit


def _of_the_rest(program: Program) -> Iterator[Name]:
    for key, deadline in program.deadlines.items():
        yield f"deadlines.{key}.extended_by", "role", deadline.extended_by
    for key, duty in program.duties.items():
        yield f"duties.{key}.role", "role", duty.role
        yield f"duties.{key}.with", "role", duty.with_
    for key, school in program.schools.items():
        for catalogue in school.offers:
            yield f"schools.{key}.offers.{catalogue}", "catalogue", catalogue
    for path, reward in rewards(program):
        yield f"{path}.on_request_of", "role", reward.on_request_of
        match reward.gives:
            case GivesValue():
                yield f"{path}.gives.unit", "unit", reward.gives.unit
            case GivesRole():
                yield f"{path}.gives.role", "role", reward.gives.role
