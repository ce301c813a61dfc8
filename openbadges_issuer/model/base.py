"""`View`: what every class of the model shares. The document is the truth; a view shows it.

A view is built in Python by snake_cased names, or read from a document by `View.of`. It is frozen.
Members that the model does not define are kept, and given back unchanged.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator
from pydantic.alias_generators import to_camel

from openbadges_issuer import schema, strict_json
from openbadges_issuer.errors import InputError, ModelError
from openbadges_issuer.model.faults import as_validation_error, problems_of
from openbadges_issuer.schema.rules import Rule


class View(BaseModel):
    """A frozen view of one object of a document."""

    model_config = ConfigDict(
        alias_generator=lambda name: "@context" if name == "context" else to_camel(name),
        validate_by_name=True,
        validate_by_alias=True,
        extra="allow",
        frozen=True,
    )

    def __init__(self, /, **members: Any) -> None:
        """Build a view from members, by their snake_cased names.

        Raises:
            ModelError: a member is missing or wrong, or a rule is broken.
        """
        try:
            super().__init__(**members)
        except ValidationError as error:
            raise problems_of(error, type(self).__name__)[0] from None

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
        if problems := _problems(cls, own, path):
            raise problems[0]
        return cls.model_validate(own, by_alias=True, by_name=False)

    @classmethod
    def problems(cls, document: Mapping[str, Any], path: str = "$") -> list[ModelError]:
        """List what keeps a document from being read; empty when `of` would read it.

        Rules between members of an object are checked when the members themselves are right.
        """
        try:
            own = _own_copy(document, path)
        except ModelError as error:
            return [error]
        return _problems(cls, own, path)

    @classmethod
    def embedded(cls, value: Any) -> dict[str, Any]:
        """Check a document that another carries and return it as it is: it may be signed.

        Raises:
            ValidationError: for pydantic, which puts the place before it.
        """
        document = value.to_json() if isinstance(value, View) else copy.deepcopy(value)
        if faults := schema.faults(document, cls.__name__):
            raise as_validation_error(cls.__name__, faults)
        return dict(document)

    def to_json(self) -> dict[str, Any]:
        """Return the document: a new dict in the order of the model, then what it does not define.

        Members without a value are left out; multi-valued members are lists, whatever was read.
        """
        document: dict[str, Any] = {}
        values = self.__dict__
        for alias, name in _names(type(self)).items():
            value = values[name]
            if value is None:  # most are
                continue
            if value or type(value) is not tuple or name in self.model_fields_set:
                document[alias] = value if type(value) is str else as_json(value)
        if self.model_extra:
            document |= copy.deepcopy(self.model_extra)
        return document

    @field_validator("type", check_fields=False)
    @classmethod
    def _type_names_the_class(cls, stated: Any) -> Any:
        if name := _class_name(cls):
            names = stated if isinstance(stated, str) else list(stated)
            schema.check_names(names, schema.CLASSES[name].members["type"].names)
        return stated

    @model_validator(mode="after")
    def _keep_the_rules(self) -> Self:
        # It runs again for each view that stands in another: pydantic cannot tell whether it did.
        if rules := _rules(type(self)):
            members = _Members(self)
            faults = [fault for rule in rules for fault in rule(members)]
            if faults:
                raise as_validation_error(type(self).__name__, faults)
        return self


class _Members:
    """A view as the object that it shows, member by member as a rule asks for them."""

    __slots__ = ("_names", "_values")

    def __init__(self, view: View) -> None:
        self._values = view.__dict__
        self._names = _names(type(view))

    def __contains__(self, alias: object) -> bool:
        return self._values[self._names[str(alias)]] is not None

    def __getitem__(self, alias: str) -> Any:
        value = self._values[self._names[alias]]
        return value if type(value) is str else _as_member(value)

    get = __getitem__


def _as_member(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_as_member(item) for item in value]
    return _Members(value) if isinstance(value, View) else value


@cache
def _class_name(view: type[View]) -> str | None:
    """Name the class of the data model that this is a view of; None for a file of another form."""
    names = (base.__name__ for base in view.__mro__)
    return next((name for name in names if name in schema.CLASSES), None)


@cache
def _rules(view: type[View]) -> Sequence[Rule]:
    """Give the rules between the members of the class of the data model."""
    name = _class_name(view)
    return schema.CLASSES[name].rules if name else ()


def _problems(view: type[View], document: dict[str, Any], path: str) -> list[ModelError]:
    """Ask the data model, and pydantic where the view has members that are not the standard's."""
    name = _class_name(view)
    problems = schema.problems(document, name, path) if name else []
    if not problems and view.__name__ != name:
        try:
            view.model_validate(document, by_alias=True, by_name=False)
        except ValidationError as error:
            return problems_of(error, path)
    return problems


@cache
def _names(view: type[View]) -> dict[str, str]:
    """Map the members of the document to the names in Python."""
    return {str(field.alias): name for name, field in view.model_fields.items()}


def as_json(value: Any) -> Any:
    """Write what may stand in a member of a view: views as documents, and tuples as lists."""
    if isinstance(value, tuple):
        return [item if type(item) is str else as_json(item) for item in value]
    if isinstance(value, View):
        return value.to_json()
    if isinstance(value, dict):
        return copy.deepcopy(value)
    return value


def _own_copy(document: Any, path: str) -> dict[str, Any]:
    """Copy by way of JSON text: what comes back is JSON, within bounds, and shares nothing."""
    if not isinstance(document, Mapping):
        raise ModelError("a JSON object is expected", path=path)
    try:
        return strict_json.copied(document)
    except InputError as error:
        raise ModelError(error.message, problem=error.problem, path=path) from None
