"""The values of the model as pydantic types; what each takes stands in the room `schema`.

A value is kept as it was written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, PlainValidator

from openbadges_issuer.schema import enumerations, values

T = TypeVar("T")


def _checked(check: Callable[[Any], None]) -> PlainValidator:
    def validate(value: Any) -> Any:
        check(value)
        return dict(value) if isinstance(value, dict) else value

    return PlainValidator(validate)


def _listed(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,)


Boolean = Annotated[bool, _checked(values.boolean)]
CompactJws = Annotated[str, _checked(values.compact_jws)]
Context = Annotated[str | dict[str, Any], _checked(values.context)]
Date = Annotated[str, _checked(values.day)]
DateTimeZ = Annotated[str, _checked(values.date_time)]
Iri = Annotated[str, _checked(values.iri)]
LanguageCode = Annotated[str, _checked(values.language_code)]
Number = Annotated[float, _checked(values.number)]
OpenObject = Annotated[Any, _checked(values.open_object)]
String = Annotated[str, _checked(values.string)]
Text = Annotated[str | dict[str, str], _checked(values.text)]
"""Text, text with language and direction, or an object from language codes to text."""
Many = Annotated[tuple[T, ...], BeforeValidator(_listed)]
"""Zero or more, in order. JSON-LD lets one value stand for a list of one: both are read."""

AchievementType = Annotated[str, _checked(enumerations.achievement_type)]
AlignmentTargetType = Annotated[str, _checked(enumerations.alignment_target_type)]
AssociationType = Annotated[str, _checked(enumerations.association_type)]
IdentifierType = Annotated[str, _checked(enumerations.identifier_type)]
IdentityType = Annotated[str, _checked(enumerations.identity_type)]
ResultStatusType = Annotated[str, _checked(enumerations.result_status_type)]
ResultType = Annotated[str, _checked(enumerations.result_type)]
