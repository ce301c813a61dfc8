"""What the actor of a move fills in: checked, and written in one way.

So that equal records are one proposal: an amount as a whole number or as text such as ``"4.5"``, a
day as ``2026-11-21``, and what is left empty not at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from openbadges_issuer.phrases import Phrase
from openbadges_issuer.programs.cases.refusals import Refusal, invalid, none_of, out_of_bounds
from openbadges_issuer.programs.cases.steps import Steps
from openbadges_issuer.programs.model.workflows import (
    AmountRecord,
    Answer,
    DateRecord,
    Record,
    RubricRecord,
    TextRecord,
    YesNoRecord,
)

_AMOUNT = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_LONGEST = 20_000


Filled = tuple[dict[str, Any], Refusal | None]


def fill_in(steps: Steps, move: str, filled: Mapping[str, Any]) -> Filled:
    """Check the records of a move, and return them as they are kept; or what is wrong."""
    asked = steps.workflow.moves[move].records
    answer = steps.workflow.answer_of(move)
    kept: dict[str, Any] = {}
    for name, record in asked.items():
        value = filled.get(name)
        if _is_empty(value):
            if not record.optional:
                return {}, invalid(name, Phrase("must be filled in"))
            continue
        written = _written(steps, name, record, answer, value)
        if isinstance(written, Refusal):
            return {}, written
        kept[name] = written
    for name in filled.keys() - asked.keys():
        return {}, invalid(str(name), Phrase("is not asked for here"))
    return kept, None


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _written(
    steps: Steps, name: str, record: Record, answer: Answer | None, value: Any
) -> Any | Refusal:
    match record:
        case TextRecord():
            return _text(name, value)
        case YesNoRecord(must_be=must_be):
            is_right = isinstance(value, bool) and must_be in (None, value)
            return value if is_right else invalid(name, _YES_OR_NO[must_be])
        case AmountRecord():
            return _amount(steps, name, record, value)
        case DateRecord():
            return _day(name, value)
        case RubricRecord():
            return _levels(steps, name, answer, value)


def _text(name: str, value: Any) -> str | Refusal:
    if isinstance(value, str) and len(value) <= _LONGEST:
        return value
    return invalid(name, Phrase("must be text of at most {n} characters", n=_LONGEST))


_YES_OR_NO = {
    None: Phrase("must be yes or no"),
    True: Phrase("must be yes"),
    False: Phrase("must be no"),
}


def _amount(steps: Steps, name: str, record: AmountRecord, value: Any) -> int | str | Refusal:
    text = str(value) if isinstance(value, int | str | Decimal) else ""
    if isinstance(value, bool) or not _AMOUNT.fullmatch(text):
        return invalid(name, Phrase('must be an amount, such as 4 or "4.5"'))
    amount, least, most = Decimal(text), record.min or Decimal(0), record.max
    if amount < least or (most is not None and amount > most):
        if most is not None:
            return out_of_bounds(name, text, str(least), str(most))
        return invalid(name, Phrase("{value} must be {min} or more", value=text, min=str(least)))
    if record.step and (amount - least) % record.step:
        return invalid(
            name,
            Phrase(
                "{value} must be {min}, or more in steps of {step}",
                value=text,
                min=str(least),
                step=str(record.step),
            ),
        )
    decimals = steps.program.units[record.unit].decimals
    if amount != round(amount, decimals):
        return invalid(
            name, Phrase("{value} must have at most {n} decimals", value=text, n=decimals)
        )
    return int(amount) if amount == int(amount) else f"{amount.normalize():f}"


def _day(name: str, value: Any) -> str | Refusal:
    text = value.isoformat() if isinstance(value, date) else value
    try:
        if isinstance(text, str) and _DAY.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    return invalid(name, Phrase("must be a day, such as 2026-11-21"))


def _levels(steps: Steps, name: str, answer: Answer | None, value: Any) -> dict[str, str] | Refusal:
    """Take a level for each criterion; together they must give the answer of the move."""
    rubric = steps.rubric
    if rubric is None or not isinstance(value, Mapping) or value.keys() != rubric.criteria.keys():
        criteria = list(rubric.criteria) if rubric else []
        return invalid(
            name, Phrase("must be a level for each of {criteria}", criteria=", ".join(criteria))
        )
    for level in value.values():
        if not isinstance(level, str) or level not in rubric.levels:
            return none_of(name, rubric.levels)
    passed = all(rubric.passes(level) for level in value.values())
    if answer == "met" and not passed:
        least = steps.program.say(rubric.levels[rubric.pass_])
        return invalid(name, Phrase('must be "{level}" or higher in each criterion', level=least))
    if answer == "not_yet" and passed:
        least = steps.program.say(rubric.levels[rubric.pass_])
        return invalid(name, Phrase('must be below "{level}" in a criterion', level=least))
    return {criterion: value[criterion] for criterion in rubric.criteria}
