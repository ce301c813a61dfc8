"""The values of the model: text, IRIs, date-times, numbers. Each check says what it expected.

A value is kept as it was written.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, PlainValidator

from openbadges_issuer import timestamps
from openbadges_issuer.errors import InputError

T = TypeVar("T")

_SHOWN = 60
_KINDS: dict[type[Any], str] = {dict: "an object", list: "a list", tuple: "a list"}

# RFC 3987 and the grammar of N-Quads leave these out of an IRI.
_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x20\x7f-\x9f<>"{}|\\^`]+')
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[A-Z]{2})?")
_LANGUAGE_CODE = re.compile(r"[a-z]{2,4}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?")
_COMPACT_JWS = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+")


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


def _date_time(value: Any) -> Any:
    try:
        timestamps.parse(value)
    except InputError as error:
        raise ValueError(error.message) from None
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
    if isinstance(value, dict) and (_is_value_object(value) or _is_language_map(value)):
        return dict(value)
    raise ValueError(
        'text is expected, or {"@value": "…", "@language": "en"}, '
        f"not {'another object' if isinstance(value, dict) else quoted(value)}"
    )


def _is_value_object(value: dict[Any, Any]) -> bool:
    """VC Data Model 2.0 section 11.1: a text with its language and base direction."""
    return (
        isinstance(value.get("@value"), str)
        and isinstance(value.get("@language", ""), str)
        and value.get("@direction", "ltr") in ("ltr", "rtl")
        and value.keys() <= {"@value", "@language", "@direction"}
    )


def _is_language_map(value: dict[Any, Any]) -> bool:
    """An object from language codes to text: the published schema allows it anywhere."""
    return (
        bool(value)
        and "id" not in value
        and all(
            isinstance(language, str) and _LANGUAGE.fullmatch(language) and isinstance(text, str)
            for language, text in value.items()
        )
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
"""Text, text with language and direction, or an object from language codes to text."""
Many = Annotated[Sequence[T], BeforeValidator(_listed)]
"""Zero or more, in order. JSON-LD lets one value stand for a list of one: both are read."""
