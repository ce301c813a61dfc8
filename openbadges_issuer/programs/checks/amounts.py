"""Amounts, their units and their days; and rewards that are decided in a case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from openbadges_issuer.programs.checks.finding import Finding, rewards
from openbadges_issuer.programs.faults import suggestion
from openbadges_issuer.programs.model.rewards import (
    DatedValue,
    GivesDecided,
    GivesValue,
    Reward,
    WhenCounted,
    WhenIssued,
)
from openbadges_issuer.programs.model.workflows import AmountRecord, Workflow
from openbadges_issuer.programs.program import Program
from openbadges_issuer.programs.references import ANY, head


def check(program: Program) -> Iterator[Finding]:
    """Find amounts that cannot be, and rewards whose move or amount is recorded nowhere."""
    for key, unit in program.units.items():
        path = f"units.{key}"
        if unit.kind == "money" and unit.currency is None:
            yield Finding("units", path, "money needs a currency")
        if unit.kind != "money" and unit.currency is not None:
            yield Finding("units", f"{path}.currency", "only money has a currency")
    for key, workflow in program.workflows.items():
        for name, move in workflow.moves.items():
            for record_name, record in move.records.items():
                if isinstance(record, AmountRecord):
                    path = f"workflows.{key}.moves.{name}.records.{record_name}"
                    yield from _record(program, path, record)
    for path, reward in rewards(program):
        yield from _reward(program, path, reward)


def _record(program: Program, path: str, record: AmountRecord) -> Iterator[Finding]:
    if record.min is not None and record.max is not None and record.min > record.max:
        yield Finding("bounds", f"{path}.min", f"min {record.min} is above max {record.max}")
    if record.step == 0:
        yield Finding("bounds", f"{path}.step", "a step is more than 0")
    for name in ("min", "max", "step"):
        yield from _decimals(program, f"{path}.{name}", record.unit, getattr(record, name))


def _decimals(program: Program, path: str, unit: str, amount: Decimal | None) -> Iterator[Finding]:
    if amount is None or unit not in program.units:
        return
    most = program.units[unit].decimals
    if -int(amount.as_tuple().exponent) > most:
        yield Finding("units", path, f"{amount} has more than {most} decimals")


def _reward(program: Program, path: str, reward: Reward) -> Iterator[Finding]:
    gives = reward.gives
    if isinstance(gives, GivesValue):
        for number, value in enumerate(gives.values):
            inner = f"{path}.gives.values[{number}]"
            yield from _decimals(program, f"{inner}.amount", gives.unit, value.amount)
            if value.from_ and value.until and value.until < value.from_:
                yield Finding("dates", f"{inner}.until", '"until" is before "from"')
        yield from _overlaps(f"{path}.gives.values", gives.values)
    if isinstance(gives, GivesValue | GivesDecided) and reward.lasts is None:
        sentence = '"lasts" is missing: an amount is for once, while_employed or permanent'
        yield Finding("lasts", path, sentence)
    yield from _in_the_case(program, path, reward)


def _overlaps(path: str, values: tuple[DatedValue, ...]) -> Iterator[Finding]:
    for later, second in enumerate(values):
        for first in values[:later]:
            start = max(first.from_ or date.min, second.from_ or date.min)
            end = min(first.until or date.max, second.until or date.max)
            if start <= end:
                sentence = f"values overlap from {_day(start)} to {_day(end)}"
                yield Finding("values", f"{path}[{later}]", sentence)


def _day(day: date) -> str:
    return {date.min: "the beginning", date.max: "the end"}.get(day, day.isoformat())


def _in_the_case(program: Program, path: str, reward: Reward) -> Iterator[Finding]:
    """The move that a reward needs, and the record of its amount, are in the cases it is for."""
    decided = reward.gives.decided_in if isinstance(reward.gives, GivesDecided) else None
    move = reward.needs_move
    if isinstance(reward.when, WhenCounted):
        if decided or move:
            key = "gives.decided_in" if decided else "needs_move"
            sentence = "a count is of several cases: nothing is decided in one of them"
            yield Finding("needs_move", f"{path}.{key}", sentence)
        return
    refs = reward.when.issued if isinstance(reward.when, WhenIssued) else reward.when.earned
    keys = list(program.achievements) if ANY in refs else [head(ref) for ref in refs]
    for key in dict.fromkeys(keys):
        entry = program.achievements.get(key)
        if entry is None or (entry.workflow or "") not in program.workflows:
            if entry and (decided or move) and ANY not in refs:
                sentence = f'"{key}" has no cases in which it could be'
                yield Finding("needs_move", f"{path}.when", sentence)
            continue
        workflow = program.workflows[entry.workflow or ""]
        if move and move not in workflow.moves:
            offered = suggestion(move, workflow.moves)
            sentence = f'there is no move "{move}" in workflow "{entry.workflow}"{offered}'
            yield Finding("reference", f"{path}.needs_move", sentence)
        if decided and program.amount_record(key, decided) is None:
            offered = suggestion(decided, _amounts(workflow))
            sentence = (
                f'no amount is recorded as "{decided}" in workflow "{entry.workflow}"{offered}'
            )
            yield Finding("reference", f"{path}.gives.decided_in", sentence)


def _amounts(workflow: Workflow) -> Iterator[str]:
    for name, move in workflow.moves.items():
        for record_name, record in move.records.items():
            if isinstance(record, AmountRecord):
                yield f"{name}.{record_name}"
