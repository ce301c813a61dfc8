"""Plain values to a `Program`: which keys there are, and of what form each value is.

A key or word that is nearly one of those that may stand there is reported, and then read as that
one: so the file's other faults are found at the same time.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from openbadges_issuer.programs.faults import MOST_FAULTS, Fault, nearest, suggestion
from openbadges_issuer.programs.form import keys_at
from openbadges_issuer.programs.program import Program
from openbadges_issuer.programs.source import Path, Source, joined

_MOST_SHOWN = 60
_EXPECTED = {
    "bool_type": "true or false",
    "int_type": "a whole number",
    "tuple_type": "a list",
    "mapping_type": "a map",
    "model_type": "a map",
    "model_attributes_type": "a map",
}


def shape(source: Source) -> tuple[Program | None, Source, list[Fault]]:
    """Make a program of what was read.

    Returns:
        The program, or None where it is not clear what was meant; the file as it was probably
        meant; and what is wrong.
    """
    made, errors = _validated(source.values)
    if made is not None:
        return made, source, []
    if len(errors) > MOST_FAULTS:  # it is hardly meant as a program
        return None, source, [_fault(source, error) for error in errors[:MOST_FAULTS]]
    meant = replace(source, values=copy.deepcopy(source.values), places=dict(source.places))
    faults = [_fault(source, error) for error in errors if _repair(meant, source, error)]
    if faults:
        made, errors = _validated(meant.values)
    return made, meant, faults + [_fault(meant, error) for error in errors]


def _validated(values: Any) -> tuple[Program | None, list[ErrorDetails]]:
    try:
        return Program.model_validate(values), []
    except ValidationError as error:
        return None, error.errors(include_url=False)


def _path(values: Any, error: ErrorDetails) -> Path:
    """Turn pydantic's place into that of the file: without the names that unions have in it."""
    path: list[str | int] = []
    for step in error["loc"]:
        try:
            values = values[step]
        except (KeyError, IndexError, TypeError):
            continue
        path.append(step)
    if error["type"] == "missing":
        path.append(error["loc"][-1])
    return tuple(path)


def _fault(source: Source, error: ErrorDetails) -> Fault:
    path, value = _path(source.values, error), _shown(error["input"])
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
            words = _words(error)
            listed = " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))
            check = "value"
            sentence = f"{value} is not {listed}{suggestion(str(error['input']), words)}"
        case "too_short":
            check, sentence = "value", "at least one is needed here"
        case "greater_than_equal":
            check, sentence = "value", f"{value} is less than {error['ctx']['ge']}"
        case "less_than_equal":
            check, sentence = "value", f"{value} is more than {error['ctx']['le']}"
        case "one_of":
            check, sentence = "one_of", error["msg"]
        case kind:
            check, sentence = "value", f"{value} is not {_EXPECTED.get(kind, 'expected here')}"
    return source.fault(check, joined(path), sentence)


def _repair(meant: Source, source: Source, error: ErrorDetails) -> bool:
    """Read an unknown key or word as the one that was probably meant; tell whether that was done.

    A key that is like no other is left out.
    """
    path = _path(source.values, error)
    around: Any = meant.values
    try:
        for step in path[:-1]:
            around = around[step]
    except (KeyError, IndexError):  # it stands in what was renamed already
        return False
    if error["type"] == "literal_error":
        near = nearest(str(error["input"]), _words(error))
        if near is not None:
            around[path[-1]] = near
        return near is not None
    if error["type"] != "extra_forbidden" or path[-1] not in around:
        return False
    value = around.pop(path[-1])
    near = nearest(str(path[-1]), keys_at(path[:-1]) - around.keys())
    if near is not None:
        around[near] = value
        _move_places(meant, joined(path), joined((*path[:-1], near)))
    return True


def _move_places(source: Source, old: str, new: str) -> None:
    moved = {
        new + path.removeprefix(old): place
        for path, place in source.places.items()
        if path == old or path.startswith((f"{old}.", f"{old}["))
    }
    source.places.update(moved)


def _words(error: ErrorDetails) -> list[str]:
    """List the words that may stand there, as pydantic quotes them."""
    return str(error["ctx"]["expected"]).replace("'", "").replace(" or ", ", ").split(", ")


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
