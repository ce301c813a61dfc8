"""Single values: text, IRIs, date-times, numbers. Each check says what it expected.

A check takes a JSON value, changes nothing, and raises ValueError with the end of a sentence.
"""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Any

from openbadges_issuer import timestamps
from openbadges_issuer.errors import InputError
from openbadges_issuer.strict_json import quoted

# RFC 3987 and the grammar of N-Quads leave these out of an IRI: controls, white space of Unicode
# and <>"{}|\^`. The characters that may stand there are listed, which is found faster.
_IRI = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:"
    r"[!#-;=?-\[\]_a-z~\u00a1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e"
    r"\u2060-\u2fff\u3001-\U0010ffff]+"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[A-Z]{2})?")
_LANGUAGE_CODE = re.compile(r"[a-z]{2,4}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?")
_COMPACT_JWS = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+")


def string(value: Any) -> None:
    """Text, and no translations of it."""
    if not isinstance(value, str):
        raise ValueError(f"text is expected, not {quoted(value)}")


def text(value: Any) -> None:
    """Text, text with language and direction, or an object from language codes to text."""
    if isinstance(value, str):
        return
    if not isinstance(value, dict) or not (_is_value_object(value) or _is_language_map(value)):
        raise ValueError(
            'text is expected, or {"@value": "…", "@language": "en"}, '
            f"not {'another object' if isinstance(value, dict) else quoted(value)}"
        )


def iri(value: Any) -> None:
    """Syntactically an absolute IRI (RFC 3987)."""
    if not isinstance(value, str) or not _IRI.fullmatch(value):
        raise ValueError(
            "an absolute IRI is expected, such as https://example.org/1 or urn:uuid:…, "
            f"without spaces, not {quoted(value)}"
        )


def date_time(value: Any) -> None:
    """A DateTimeZ: the offset is always given."""
    try:
        timestamps.parse(value)
    except InputError as error:
        raise ValueError(error.message) from None


def day(value: Any) -> None:
    """A date of the calendar, such as ``2026-01-31``."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise ValueError(f"a date is expected, such as 2026-01-31, not {quoted(value)}")
    try:
        date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{quoted(value)} is a date that does not exist") from None


def language_code(value: Any) -> None:
    """A LanguageCode, such as ``en`` or ``en-US``."""
    if not isinstance(value, str) or not _LANGUAGE_CODE.fullmatch(value):
        raise ValueError(f"a language code is expected, such as en or en-US, not {quoted(value)}")


def compact_jws(value: Any) -> None:
    """Three base64url parts; that of the payload may be empty."""
    if not isinstance(value, str) or not _COMPACT_JWS.fullmatch(value):
        raise ValueError(
            "a compact JWS is expected: three base64url parts with dots between them, "
            f"not {quoted(value)}"
        )


def number(value: Any) -> None:
    """A finite number; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"a number is expected, not {quoted(value)}")


def boolean(value: Any) -> None:
    """One of true and false."""
    if not isinstance(value, bool):
        raise ValueError(f"true or false is expected, not {quoted(value)}")


def open_object(value: Any) -> None:
    """An object of no class in particular."""
    if not isinstance(value, dict):
        raise ValueError(f"an object is expected, not {quoted(value)}")


def context(value: Any) -> None:
    """One entry of @context: an IRI, or definitions."""
    if not isinstance(value, dict):
        iri(value)


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
