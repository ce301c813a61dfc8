"""What is wrong with a view, from pydantic's words into the project's, and where."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from pydantic import ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from openbadges_issuer.errors import ModelError
from openbadges_issuer.schema.faults import NOT_DEFINED, REQUIRED, Fault, no_object_of
from openbadges_issuer.strict_json import member_path


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


def problems_of(error: ValidationError, start: str) -> list[ModelError]:
    """Tell the problems of members as pydantic found them; paths start with `start`."""
    return [
        ModelError(_sentence(details), path=reduce(member_path, _steps(details), start))
        for details in error.errors(include_url=False)
    ]


def _steps(details: ErrorDetails) -> list[str | int]:
    return [to_camel(step) if isinstance(step, str) else step for step in details["loc"]]


def _sentence(details: ErrorDetails) -> str:
    match details["type"]:
        case "value_error":
            return str(details["ctx"]["error"])
        case "missing":
            return REQUIRED
        case "extra_forbidden":
            return NOT_DEFINED
        case "model_type":
            return no_object_of(details["ctx"]["class_name"])
    return details["msg"]
