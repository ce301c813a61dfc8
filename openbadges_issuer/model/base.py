"""`View`: what every class of the model shares. The document is the truth; a view shows it.

A view is built in Python by snake_cased names, or read from a document by `View.of`. It is frozen.
Members that the model does not define are kept, and given back unchanged.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, ClassVar, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.alias_generators import to_camel

from openbadges_issuer import strict_json
from openbadges_issuer.errors import InputError, ModelError
from openbadges_issuer.model.faults import (
    Fault,
    NoValue,
    as_validation_error,
    in_document,
    in_python,
)
from openbadges_issuer.model.values import quoted
from openbadges_issuer.model.written import Written

_READING = "reading a document"


class View(BaseModel):
    """A frozen view of one object of a document."""

    model_config = ConfigDict(
        alias_generator=lambda name: "@context" if name == "context" else to_camel(name),
        validate_by_name=True,
        validate_by_alias=True,
        extra="allow",
        frozen=True,
    )

    _synonyms: ClassVar[Mapping[str, str]] = {}
    """Other names of a type that mean the same."""

    def __init__(self, /, **members: Any) -> None:
        """Build a view from members, by their snake_cased names.

        Raises:
            ModelError: a member is missing or wrong, or a rule is broken.
        """
        try:
            super().__init__(**members)
        except ValidationError as error:
            raise next(in_python(type(self).__name__, error)) from None

    # Objects inside a document are then built without this __init__, so that every error is told.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @classmethod
    def of(cls, document: Mapping[str, Any], path: str = "$") -> Self:
        """Read a document. The view holds a copy.

        Single values are read where a list is meant (JSON-LD value compaction).

        Args:
            document: a JSON object as Python values.
            path: the JSON path of the document itself, where the paths of errors start.

        Raises:
            ModelError: the first problem of `problems`.
        """
        own = _own_copy(document, path)
        try:
            return cls._read(own)
        except ValidationError as error:
            raise next(in_document(path, own, error)) from None

    @classmethod
    def problems(cls, document: Mapping[str, Any], path: str = "$") -> list[ModelError]:
        """List what keeps a document from being read; empty when `of` would read it.

        Rules between members of an object are checked when the members themselves are right.
        """
        try:
            own = _own_copy(document, path)
        except ModelError as error:
            return [error]
        try:
            cls._read(own)
        except ValidationError as error:
            return list(in_document(path, own, error))
        return []

    @classmethod
    def embedded(cls, value: Any) -> dict[str, Any]:
        """Check a document that another carries and return it as it is: it may be signed.

        Raises:
            ValidationError: for pydantic, which puts the place before it.
        """
        document = value.to_json() if isinstance(value, View) else value
        cls._read(document)
        return copy.deepcopy(dict(document))

    def to_json(self, *, written: Written | None = None) -> dict[str, Any]:
        """Return the document: a new dict in the order of the model, then what it does not define.

        Members without a value are left out; multi-valued members are lists, whatever was read.

        Args:
            written: what views that stand in many documents were written as, which these
                documents then share.
        """
        document: dict[str, Any] = {}
        values = self.__dict__
        for name, alias in _aliases(type(self)):
            value = values[name]
            if type(value) is str:  # most are
                document[alias] = value
            elif value is not None and (value != () or name in self.model_fields_set):
                document[alias] = _json(value, written)
        if self.model_extra:
            document |= copy.deepcopy(self.model_extra)
        return document

    def faults(self) -> Iterable[Fault]:
        """Give the rules between members that this view breaks. Subclasses have the rules."""
        return ()

    @classmethod
    def _read(cls, document: Any) -> Self:
        return cls.model_validate(document, by_alias=True, by_name=False, context=_READING)

    @model_validator(mode="before")
    @classmethod
    def _state_what_is_not_there(cls, members: Any, info: ValidationInfo) -> Any:
        if info.context is not _READING or not isinstance(members, dict):
            return members
        stated = dict(members)
        for field in cls.model_fields.values():
            alias = str(field.alias)
            if alias in members:
                if members[alias] is None:
                    stated[alias] = NoValue.NULL
            elif not field.is_required() and field.default not in (None, ()):
                stated[alias] = NoValue.MISSING
        return stated

    @field_validator("type", check_fields=False)
    @classmethod
    def _type_names_the_class(cls, stated: Any) -> Any:
        field = cls.model_fields["type"]
        if not field.is_required():
            names = {cls._synonyms.get(name, name) for name in _names(stated)}
            for name in _names(field.default):
                if name not in names:
                    raise ValueError(
                        f"the type must name {name}, not {quoted(', '.join(_names(stated)))}"
                    )
        return stated

    @model_validator(mode="after")
    def _keep_the_rules(self) -> Self:
        faults = list(self.faults())
        if faults:
            raise as_validation_error(type(self).__name__, faults)
        return self


def _names(stated: Any) -> tuple[str, ...]:
    return (stated,) if isinstance(stated, str) else tuple(stated)


@cache
def _aliases(view: type[View]) -> list[tuple[str, str]]:
    return [(name, str(field.alias)) for name, field in view.model_fields.items()]


def _json(value: Any, written: Written | None) -> Any:
    if isinstance(value, tuple):
        return [item if type(item) is str else _json(item, written) for item in value]
    if isinstance(value, View):
        known = written.get(value) if written else None
        return known or value.to_json(written=written)
    if isinstance(value, dict):
        return copy.deepcopy(value)
    return value


def _own_copy(document: Any, path: str) -> dict[str, Any]:
    """Copy by way of JSON text: what comes back is JSON, within bounds, and shares nothing."""
    if not isinstance(document, Mapping):
        raise ModelError("a JSON object is expected", path=path)
    try:
        return strict_json.load_object(strict_json.dumps(dict(document)))
    except InputError as error:
        raise ModelError(error.message, problem=error.problem, path=path) from None
