"""Plain values to a `Program`: which keys there are, and of what form each value is."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from openbadges_issuer.programs.faults import MOST_FAULTS, Fault, suggestion
from openbadges_issuer.programs.form import keys_at
from openbadges_issuer.programs.guessing import correct, leave_out, path_of, stand_in, words_of
from openbadges_issuer.programs.program import FORMAT, Program
from openbadges_issuer.programs.source import Source, joined

_MOST_SHOWN = 60
_EXPECTED = {
    "bool_type": "true or false",
    "int_type": "a whole number",
    "tuple_type": "a list",
    "mapping_type": "a map",
    "model_type": "a map",
    "model_attributes_type": "a map",
}
_BOUNDS = {
    "too_short": "at least one is needed here",
    "too_long": "at most {max_length:,} may stand here",
    "greater_than_equal": "{value} is less than {ge}",
    "less_than_equal": "{value} is more than {le}",
}


@dataclass(frozen=True, slots=True)
class Shaped:
    """What came of plain values.

    Attributes:
        program: None where it is not clear what was meant.
        source: the file as it was probably meant.
        faults: what is wrong with keys and values.
        is_whole: nothing had to be left out of `program`.
    """

    program: Program | None
    source: Source
    faults: list[Fault]
    is_whole: bool = True


def shape(source: Source) -> Shaped:
    """Make a program of what was read."""
    program, errors = _validated(source.values)
    if program is not None:
        return Shaped(program, source, [])
    if len(errors) > MOST_FAULTS:  # it is hardly meant as a program
        return Shaped(None, source, [_fault(source, error) for error in errors[:MOST_FAULTS]])
    meant = replace(source, values=copy.deepcopy(source.values), places=dict(source.places))
    faults = [
        _fault(source, error) for error in errors if correct(meant, path_of(source, error), error)
    ]
    program, errors = _validated(meant.values)
    faults += [_fault(meant, error) for error in errors]
    paths = [path_of(meant, error) for error in errors]
    others = [path for path in paths if not stand_in(meant, path)]
    if paths and all([leave_out(meant, path) for path in others]):
        program, _ = _validated(meant.values)
    return Shaped(program, meant, faults, is_whole=not others)


def _validated(values: Any) -> tuple[Program | None, list[ErrorDetails]]:
    try:
        return Program.model_validate(values), []
    except ValidationError as error:
        return None, error.errors(include_url=False)


def _fault(source: Source, error: ErrorDetails) -> Fault:
    path, value = path_of(source, error), _shown(error["input"])
    match error["type"]:
        case "missing":
            check, sentence = "missing_key", f'"{path[-1]}" is missing'
        case "extra_forbidden":
            check = "unknown_key"
            known = suggestion(str(path[-1]), keys_at(path[:-1]))
            sentence = f'there is no key "{path[-1]}" here{known}'
        case "expected":
            check, sentence = "value", f"{value} is not {error['ctx']['expected']}"
        case "literal_error":
            words = words_of(error)
            listed = " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))
            check = "value"
            sentence = f"{value} is not {listed}{suggestion(str(error['input']), words)}"
        case "one_of":
            check, sentence = "one_of", error["msg"]
        case "model_type" if not path:
            check, sentence = "value", f"a program is a map that begins with format: {FORMAT}"
        case kind if kind in _BOUNDS:
            check, sentence = "value", _BOUNDS[kind].format(value=value, **error["ctx"])
        case kind:
            check, sentence = "value", f"{value} is not {_EXPECTED.get(kind, 'expected here')}"
    return source.fault(check, joined(path), sentence)


def _shown(value: Any) -> str:
    match value:
        case Mapping():
            return "a map"
        case list() | tuple():
            return "a list"
        case None:
            return "nothing"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"
