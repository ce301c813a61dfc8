"""What is wrong with a document, from pydantic's words into the project's, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from functools import reduce
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from openbadges_issuer.errors import ModelError
from openbadges_issuer.strict_json import member_path

REQUIRED = "this member is required"


class Fault(NamedTuple):
    """A rule that a view breaks, at a place below it (names as in JSON, list indices)."""

    path: tuple[str | int, ...]
    sentence: str


class NoValue(Enum):
    """Stands where a document has no value, so that Python's defaults do not fill it in."""

    MISSING = REQUIRED
    NULL = "null is not a value here: leave the member out"


def as_validation_error(name: str, faults: Iterable[Fault]) -> ValidationError:
    """Put faults into the form in which pydantic collects them, each with its place."""
    return ValidationError.from_exception_data(
        name,
        [
            InitErrorDetails(
                type=PydanticCustomError("rule", "{sentence}", {"sentence": sentence}),
                loc=path,
                input=None,
            )
            for path, sentence in faults
        ],
    )


def in_python(name: str, error: ValidationError) -> Iterator[ModelError]:
    """Tell the problems of members given in Python; paths start with the name of the class."""
    for details in error.errors(include_url=False):
        steps = [to_camel(step) if isinstance(step, str) else step for step in details["loc"]]
        yield ModelError(_sentence(details), path=reduce(member_path, steps, name))


def in_document(path: str, document: Any, error: ValidationError) -> Iterator[ModelError]:
    """Tell the problems of a document; paths are JSON paths that start with `path`."""
    for details in error.errors(include_url=False):
        steps = _along(document, details["loc"])
        yield ModelError(_sentence(details), path=reduce(member_path, steps, path))


def _along(document: Any, steps: Iterable[str | int]) -> Iterator[str | int]:
    """Leave out the steps that the view has and the document has not: [0] of a single value."""
    here = document
    for step in steps:
        if isinstance(step, int) and isinstance(here, list):
            here = here[step]
            yield step
        elif isinstance(step, str) and isinstance(here, dict):
            here = here.get(step)
            yield step


def _sentence(details: ErrorDetails) -> str:
    if isinstance(details["input"], NoValue):
        return str(details["input"].value)
    match details["type"]:
        case "value_error":
            return str(details["ctx"]["error"])
        case "missing":
            return REQUIRED
        case "extra_forbidden":
            return "this member is not defined here, and this class takes no others"
        case "model_type":
            return f"an object is expected, of the class {details['ctx']['class_name']}"
    return details["msg"]
