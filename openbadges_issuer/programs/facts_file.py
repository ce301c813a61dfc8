"""A file of facts about one person, JSON or YAML, to `Facts` that the program knows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from openbadges_issuer.programs.facts import CaseFacts, Facts, MoveMade, Request
from openbadges_issuer.programs.faults import (
    MOST_FAULTS,
    Fault,
    ProgramError,
    in_file_order,
    suggestion,
)
from openbadges_issuer.programs.model.workflows import AmountRecord
from openbadges_issuer.programs.program import Program
from openbadges_issuer.programs.reading import read
from openbadges_issuer.programs.source import Source, joined

_KEYS = {name for model in (Facts, CaseFacts, MoveMade, Request) for name in model.model_fields}


def read_facts(content: bytes, name: str, program: Program) -> Facts:
    """Read a file of facts.

    A name in it that the program does not know is a fault: a slip of the pen must not cost a raise.

    Args:
        content: the whole file.
        name: what to call it in faults.
        program: under which they are used.

    Raises:
        ProgramError: something in it is wrong; with every fault that was found.
    """
    source, faults = read(content, name)
    if not faults:
        try:
            facts = Facts.model_validate(source.values)
        except ValidationError as error:
            faults = [_fault(source, one) for one in error.errors(include_url=False)]
        else:
            faults = list(islice(_unknown(facts, source, program), MOST_FAULTS))
            if not faults:
                return facts
    raise ProgramError(in_file_order(faults))


def _fault(source: Source, error: ErrorDetails) -> Fault:
    path = joined(tuple(step for step in error["loc"] if step != "[key]"))
    last = error["loc"][-1] if error["loc"] else ""
    match error["type"]:
        case "extra_forbidden":
            known = suggestion(str(last), _KEYS)
            return source.fault("unknown_key", path, f'there is no key "{last}" here{known}')
        case "expected":
            return source.fault("value", path, f"{error['ctx']['expected']} is expected here")
        case "missing":
            return source.fault("missing_key", path, f'"{last}" is missing')
        case "tuple_type" | "frozen_set_type":
            return source.fault("value", path, "a list is expected here")
    return source.fault("value", path, "a map is expected here")


def _unknown(facts: Facts, source: Source, program: Program) -> Iterator[Fault]:
    """Name what the program does not know."""
    known = program.all_achievements()
    for key in facts.cases:
        if not (program.has(key) or ":" in key):  # or the id of an achievement of others
            sentence = f'there is no achievement "{key}"{suggestion(key, known)}'
            if key in program.achievements:  # it stands for several
                sentence = f'"{key}" is not one achievement: write which, as in "{key}.…"'
            yield source.fault("reference", f"cases.{key}", sentence)
    for path, name, names in _named(facts, program):
        if name not in names:
            sentence = f'the program has no "{name}"{suggestion(name, names)}'
            yield source.fault("reference", path, sentence)


def _named(facts: Facts, program: Program) -> Iterator[tuple[str, str, set[str]]]:
    """Give each other name with its place and the names that the program has."""
    schools = program.schools.values()
    rewards = {*program.rewards}.union(*(school.rewards for school in schools))
    moves = {move for workflow in program.workflows.values() for move in workflow.moves}
    if facts.school is not None:
        yield "school", facts.school, {*program.schools}
    for part in facts.chosen:
        yield f"chosen.{part}", part, {*program.parts}
    for role in sorted(facts.involved):
        yield "involved", role, {*program.roles}
    for key, case in facts.cases.items():
        for number, made in enumerate(case.moves):
            path = f"cases.{key}.moves[{number}]"
            yield f"{path}.move", made.move, moves
            for record in made.amounts if made.move in moves else ():
                yield f"{path}.amounts.{record}", record, _amounts(program, made.move)
        for reward in case.requests:
            yield f"cases.{key}.requests.{reward}", reward, rewards


def _amounts(program: Program, move: str) -> set[str]:
    """List the amounts that moves of this name record."""
    moves = [one.moves[move] for one in program.workflows.values() if move in one.moves]
    records = [named for one in moves for named in one.records.items()]
    return {name for name, record in records if isinstance(record, AmountRecord)}
