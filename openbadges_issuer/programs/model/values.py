"""The values of a program file as pydantic types: each takes one form, and says which."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal, NoReturn, TypeVar
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    StrictBool,
    StrictInt,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from openbadges_issuer.schema import enumerations, values

TEXT = "one text, or one for each language"
"""Marks such a value in the JSON Schema."""

T = TypeVar("T")
Day = TypeVar("Day", bound=date)

_ID = r"[a-z0-9_-]{1,40}"
_PROGRAM_ID = r"[a-z0-9-]{1,64}"
_REF = rf"{_ID}(?:\.{_ID}){{0,2}}(?:\.(?:\*|\{{n\}}))?"
_DID = r"did:[a-z0-9]+:[A-Za-z0-9._:%-]+"
_LANGUAGE = r"[a-z]{2,4}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?"
_AMOUNT = r"[0-9]{1,12}(?:\.[0-9]{1,6})?"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_MOMENT = rf"{_DAY}T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?(?:Z|[+-][01][0-9]:[0-5][0-9])?"
_DURATION = r"P(?=[0-9])(?:([0-9]{1,3})Y)?(?:([0-9]{1,3})M)?(?:([0-9]{1,5})D)?"
_FIELD = rf"{_ID}\.{_ID}"


class Entry(BaseModel):
    """A map of a program file: its keys are known, and it does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Duration:
    """A time in years, months and days (ISO 8601, such as ``P5Y``), never zero."""

    years: int = 0
    months: int = 0
    days: int = 0

    def after(self, day: Day) -> Day:
        """Return the day, or moment, on which it ends.

        That is the same day of the month or, where there is none, the last: 29 February and
        ``P5Y`` give 28 February. The day still counts.
        """
        years, month = divmod(day.year * 12 + day.month - 1 + self.years * 12 + self.months, 12)
        last = monthrange(years, month + 1)[1]
        same = day.replace(year=years, month=month + 1, day=min(day.day, last))
        return same + timedelta(days=self.days)

    def iso(self) -> str:
        """Write it as in a file: ``P5Y``."""
        given = ((self.years, "Y"), (self.months, "M"), (self.days, "D"))
        return "P" + "".join(f"{number}{unit}" for number, unit in given if number)

    def __str__(self) -> str:
        """Write it for people: "5 years", "1 year, 6 months"."""
        given = ((self.years, "year"), (self.months, "month"), (self.days, "day"))
        return ", ".join(f"{n} {name}{'s' * (n != 1)}" for n, name in given if n)


def refuse(expected: str) -> NoReturn:
    """Refuse a value; the sentence becomes ``{value} is not {expected}``."""
    raise PydanticCustomError("expected", "{expected}", {"expected": expected})


def _matching(pattern: str, expected: str, make: Callable[[str], T]) -> PlainValidator:
    compiled = re.compile(pattern)

    def validate(value: Any) -> T:
        if isinstance(value, str) and compiled.fullmatch(value):
            try:
                return make(value)
            except (ValueError, OSError, LookupError):
                pass
        refuse(expected)

    return PlainValidator(validate)


def _string(pattern: str, **more: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^(?:{pattern})$", **more})


def _one_or_list(pattern: str) -> WithJsonSchema:
    one = {"type": "string", "pattern": f"^(?:{pattern})$"}
    return WithJsonSchema({"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]})


def _zone(name: str) -> str:
    return ZoneInfo(name).key  # whoever has the name has no zone yet


def _duration(text: str) -> Duration:
    found = re.fullmatch(_DURATION, text)
    made = Duration(*(int(number or 0) for number in found.groups())) if found else Duration()
    if made == Duration():
        raise ValueError
    return made


def _achievement_type(name: str) -> str:
    enumerations.achievement_type(name)
    return name


def _amount(value: Any) -> Decimal:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(text, str) and re.fullmatch(_AMOUNT, text):
        return Decimal(text)
    refuse('an amount, such as 4 or "4.5"')


def _text(value: Any) -> str | Mapping[str, str]:
    if isinstance(value, str) and value.strip():
        return value
    if isinstance(value, dict) and value:
        for language, text in value.items():
            try:
                values.language_code(language)
            except ValueError:
                refuse("text, or a map from languages such as en to text")
            if not isinstance(text, str) or not text.strip():
                refuse("text, or a map from languages such as en to text")
        return value
    refuse("text, or a map from languages such as en to text")


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


_A_NAME = "a name of small letters, digits, - and _, at most 40"

Id = Annotated[str, _matching(_ID, _A_NAME, str), _string(_ID)]
"""The key of an entry, or the name of one."""

Ref = Annotated[
    str, _matching(_REF, "an achievement, such as culture, culture.2 or culture.*", str),
    _string(_REF),
]  # fmt: skip
"""Achievements: ``id``, ``id.3``, ``id.*``, ``id.slug``; in places ``any``, ``this``, ``subject``,
``id.{n}``. See `openbadges_issuer.programs.references`."""

Refs = Annotated[
    tuple[Ref, ...],
    BeforeValidator(_one_or_many),
    Field(min_length=1),
    _one_or_list(_REF),
]
"""One or a list of them."""

Ids = tuple[Id, ...]

FieldRef = Annotated[
    str, _matching(_FIELD, "a move and what it records, such as check_in.submit_by", str),
    _string(_FIELD),
]  # fmt: skip

FieldRefs = Annotated[
    tuple[FieldRef, ...],
    BeforeValidator(_one_or_many),
    Field(min_length=1),
    _one_or_list(_FIELD),
]

ProgramId = Annotated[
    str, _matching(_PROGRAM_ID, "a name of small letters, digits and -, at most 64", str),
    _string(_PROGRAM_ID),
]  # fmt: skip

Did = Annotated[str, _matching(_DID, "a DID, such as did:web:badges.example.org", str),
                _string(_DID)]  # fmt: skip

Language = Annotated[str, _matching(_LANGUAGE, "a language, such as en or en-US", str),
                     _string(_LANGUAGE)]  # fmt: skip

TimeZone = Annotated[str, _matching(r"[A-Za-z0-9_+/-]{1,64}", "a time zone, such as "
                                    "America/Chicago", _zone),
                     WithJsonSchema({"type": "string"})]  # fmt: skip

CalendarDay = Annotated[
    date, _matching(_DAY, "a day, such as 2016-06-30", date.fromisoformat),
    WithJsonSchema({"type": "string", "format": "date"}),
]  # fmt: skip

Moment = Annotated[
    datetime,
    _matching(_MOMENT, "a day and time, such as 2016-06-30T23:59:59", datetime.fromisoformat),
    _string(_MOMENT),
]
"""Without an offset it is in the program's time zone: see `Program.moment`."""

ValidFor = Annotated[
    Duration, _matching(_DURATION, "a duration in years, months or days, such as P5Y", _duration),
    _string(_DURATION),
    PlainSerializer(Duration.iso),
]  # fmt: skip

Amount = Annotated[
    Decimal,
    PlainValidator(_amount),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 0},
                              {"type": "string", "pattern": f"^{_AMOUNT}$"}]}),
]  # fmt: skip
"""Exact, never below zero."""

Text = Annotated[
    str | Mapping[str, str],
    PlainValidator(_text),
    WithJsonSchema({"$comment": TEXT, "anyOf": [
        {"type": "string", "minLength": 1},
        {"type": "object", "minProperties": 1, "propertyNames": {"pattern": f"^{_LANGUAGE}$"},
         "additionalProperties": {"type": "string", "minLength": 1}},
    ]}),
]  # fmt: skip
"""One text, or one for each language: see `Program.say`."""

Words = Annotated[str, _matching(r"(?s).*\S.*", "text", str),
                  WithJsonSchema({"type": "string", "minLength": 1})]  # fmt: skip

Currency = Annotated[
    str, _matching("[A-Z]{3}", "a currency, such as USD", str), _string("[A-Z]{3}")
]

AchievementType = Annotated[
    str, _matching(r".+", "a type of Open Badges, such as MicroCredential, or ext:…",
                   _achievement_type),
    WithJsonSchema({"anyOf": [{"enum": list(enumerations.ACHIEVEMENT_TYPES)},
                              {"type": "string", "pattern": "^ext:[A-Za-z0-9._-]+$"}]}),
]  # fmt: skip

AchievementPattern = Annotated[
    str, _matching(r"[a-z]+:[^\s{}]+(?:\{n\}[^\s{}]*)?",
                   "an achievement id, with {n} once at most", str),
    WithJsonSchema({"type": "string", "format": "uri-template"}),
]  # fmt: skip


def _at_most(value: Any) -> int | Literal["unlimited"]:
    if value == "unlimited":
        return "unlimited"
    if isinstance(value, int) and value is not True and value > 0:
        return value
    refuse('a number from 1, or "unlimited"')


Tries = Annotated[
    int | Literal["unlimited"],
    PlainValidator(_at_most),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1}, {"const": "unlimited"}]}),
]

YesNo = StrictBool
Number = StrictInt
Count = Annotated[StrictInt, Field(ge=1)]
