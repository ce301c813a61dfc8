"""The values of the model: text, IRIs, date-times, numbers. Each check says what it expected.

A value is kept as it was written. `parse_date_time` gives the moment that a date-time means.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, PlainValidator

from openbadges_issuer.errors import ModelError

T = TypeVar("T")

_SHOWN = 60
_KINDS: dict[type[Any], str] = {dict: "an object", list: "a list", tuple: "a list"}

# RFC 3987 and the grammar of N-Quads leave these out of an IRI.
_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x20\x7f-\x9f<>"{}|\\^`]+')
# What XML Schema's dateTimeStamp and RFC 3339 both allow.
_DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?"
    r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[A-Z]{2})?")
_LANGUAGE_CODE = re.compile(r"[a-z]{2,4}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?")
_COMPACT_JWS = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+")


def parse_date_time(text: str) -> datetime:
    """Return the moment, in UTC, that a date-time with offset means (to the microsecond).

    Raises:
        ModelError: not a date-time with offset, or one that does not exist.
    """
    try:
        return _moment(text)
    except ValueError as error:
        raise ModelError(str(error)) from None


def format_date_time(moment: datetime) -> str:
    """Write a moment as the standards want it: UTC, whole seconds, such as 2026-01-31T09:00:00Z.

    Raises:
        ModelError: the moment has no offset.
    """
    if moment.utcoffset() is None:
        raise ModelError("this moment has no offset: give a datetime with tzinfo")
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def quoted(value: Any) -> str:
    """Show a value in a message: short, and never the inside of an object or list."""
    if isinstance(value, str):
        return json.dumps(
            value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…", ensure_ascii=False
        )
    if value is None or isinstance(value, bool | int | float):
        return json.dumps(value)
    return _KINDS.get(type(value), f"a {type(value).__name__}")


def iri(value: Any) -> str:
    """Check that a value is syntactically an absolute IRI.

    Raises:
        ValueError: it is not.
    """
    if not isinstance(value, str) or not _IRI.fullmatch(value):
        raise ValueError(
            "an absolute IRI is expected, such as https://example.org/1 or urn:uuid:…, "
            f"without spaces, not {quoted(value)}"
        )
    return value


def _moment(value: Any) -> datetime:
    if isinstance(value, str) and _DATE_TIME.fullmatch(value):
        try:
            return datetime.fromisoformat(value).astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValueError(f"{quoted(value)} is a date or time that does not exist") from None
    raise ValueError(
        "a date-time with its offset is expected, such as 2026-01-31T09:00:00Z, "
        f"not {quoted(value)}"
    )


def _date_time(value: Any) -> Any:
    _moment(value)
    return value


def _date(value: Any) -> str:
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"{quoted(value)} is a date that does not exist") from None
        return value
    raise ValueError(f"a date is expected, such as 2026-01-31, not {quoted(value)}")


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"text is expected, not {quoted(value)}")
    return value


def _text(value: Any) -> str | dict[str, str]:
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and all(
        isinstance(language, str) and _LANGUAGE.fullmatch(language) and isinstance(text, str)
        for language, text in value.items()
    ):
        return dict(value)
    raise ValueError(
        'text is expected, or an object from language codes to text such as {"en": "…"}, '
        f"not {'another object' if isinstance(value, dict) else quoted(value)}"
    )


def _language_code(value: Any) -> str:
    if not isinstance(value, str) or not _LANGUAGE_CODE.fullmatch(value):
        raise ValueError(f"a language code is expected, such as en or en-US, not {quoted(value)}")
    return value


def _compact_jws(value: Any) -> str:
    if not isinstance(value, str) or not _COMPACT_JWS.fullmatch(value):
        raise ValueError(
            "a compact JWS is expected: three base64url parts with dots between them, "
            f"not {quoted(value)}"
        )
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"a number is expected, not {quoted(value)}")
    return value


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"true or false is expected, not {quoted(value)}")
    return value


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"an object is expected, not {quoted(value)}")
    return value


def _context(value: Any) -> str | dict[str, Any]:
    return value if isinstance(value, dict) else iri(value)


def _listed(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,)


Boolean = Annotated[bool, PlainValidator(_boolean)]
CompactJws = Annotated[str, PlainValidator(_compact_jws)]
Context = Annotated[str | dict[str, Any], PlainValidator(_context)]
Date = Annotated[str, PlainValidator(_date)]
DateTimeZ = Annotated[str, PlainValidator(_date_time)]
Iri = Annotated[str, PlainValidator(iri)]
LanguageCode = Annotated[str, PlainValidator(_language_code)]
Number = Annotated[float, PlainValidator(_number)]
OpenObject = Annotated[Any, PlainValidator(_object)]
String = Annotated[str, PlainValidator(_string)]
Text = Annotated[str | dict[str, str], PlainValidator(_text)]
"""Text, or an object from language codes to text, as the published schema allows."""
Many = Annotated[Sequence[T], BeforeValidator(_listed)]
"""Zero or more, in order. JSON-LD lets one value stand for a list of one: both are read."""
