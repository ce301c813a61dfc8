"""Plain values to a model: which keys there are, and of what form each value is.

A key or word that is nearly one of those that may stand there is reported, and then read as that
one: so the file's other faults are found at the same time.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from openbadges_issuer.programs.faults import Fault, nearest, suggestion
from openbadges_issuer.programs.source import Path, Source, joined

Model = TypeVar("Model", bound=BaseModel)

_MOST_SHOWN = 60
_EXPECTED = {
    "bool_type": "true or false",
    "int_type": "a whole number",
    "tuple_type": "a list",
    "mapping_type": "a map",
    "model_type": "a map",
    "model_attributes_type": "a map",
}


def shape(model: type[Model], source: Source) -> tuple[Model | None, list[Fault]]:
    """Make a model of what was read.

    Returns:
        The model, made as the file was probably meant; None where that cannot be told. And what is
        wrong.
    """
    made, errors = _validated(model, source.values)
    if made is not None:
        return made, []
    meant = replace(source, values=copy.deepcopy(source.values), places=dict(source.places))
    faults = [
        _fault(model, source, error) for error in errors if _repair(model, meant, source, error)
    ]
    if faults:
        made, errors = _validated(model, meant.values)
    return made, faults + [_fault(model, meant, error) for error in errors]


def _validated(model: type[Model], values: Any) -> tuple[Model | None, list[ErrorDetails]]:
    try:
        return model.model_validate(values), []
    except ValidationError as error:
        return None, error.errors(include_url=False)


def _path(values: Any, error: ErrorDetails) -> Path:
    """Turn pydantic's place into that of the file: without names of its types."""
    path: list[str | int] = []
    steps = [step for step in error["loc"] if not (isinstance(step, str) and step[:1] in "@[")]
    for number, step in enumerate(steps):
        is_there = (isinstance(values, dict) and step in values) or (
            isinstance(values, list) and isinstance(step, int) and step < len(values)
        )
        if is_there:
            values = values[step]
        elif not isinstance(values, dict) or number < len(steps) - 1:
            break
        path.append(step)
    return tuple(path)


def _fault(model: type[BaseModel], source: Source, error: ErrorDetails) -> Fault:
    path, value = _path(source.values, error), _shown(error["input"])
    match error["type"]:
        case "missing":
            check, sentence = "missing_key", f'"{path[-1]}" is missing'
        case "extra_forbidden":
            check = "unknown_key"
            known = suggestion(str(path[-1]), _keys_at(model, path[:-1]))
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


def _repair(model: type[BaseModel], meant: Source, source: Source, error: ErrorDetails) -> bool:
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
    if error["type"] != "extra_forbidden":
        return False
    value = around.pop(path[-1])
    near = nearest(str(path[-1]), _keys_at(model, path[:-1]) - around.keys())
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
    source.places.update(moved)  # type: ignore[attr-defined]


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


@cache
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def _keys_at(model: type[BaseModel], path: Path) -> set[str]:
    """Name the keys that a map at a path may have."""
    whole = _schema(model)
    nodes = _branches(whole, whole)
    for step in path:
        nodes = [branch for node in nodes for branch in _branches(_below(node, step), whole)]
    return {key for node in nodes for key in node.get("properties", {})}


def _below(node: dict[str, Any], step: str | int) -> dict[str, Any]:
    if isinstance(step, int):
        return node.get("items") or {}
    properties = node.get("properties", {})
    if step in properties:
        found: dict[str, Any] = properties[step]
        return found
    others = list(node.get("patternProperties", {}).values())
    return others[0] if others else node.get("additionalProperties") or {}


def _branches(node: dict[str, Any], whole: dict[str, Any]) -> list[dict[str, Any]]:
    """Follow a node of the schema to the maps and lists that it may be."""
    if "$ref" in node:
        return _branches(whole["$defs"][node["$ref"].rpartition("/")[2]], whole)
    several = node.get("anyOf") or node.get("oneOf")
    if several:
        return [branch for one in several for branch in _branches(one, whole)]
    return [node]
