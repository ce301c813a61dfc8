"""Reading JSON: by orjson where it surely reads what the strict rules do, else rule by rule."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

import orjson

from openbadges_issuer.errors import InputError, Problem
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.strict_json.values import MAX_SAFE_INTEGER

_IN_DOUBT = object()
_DIGITS_AS_ZEROS = bytes(ord("0") if chr(code).isdecimal() else ord(" ") for code in range(256))
_MANY_DIGITS = b"0" * len(str(MAX_SAFE_INTEGER))
_ESCAPED_COLON = re.compile(rb"\\u003[aA]")
# Matches to the end where a string is not closed: a match that failed would start again and again.
_STRING = re.compile(r'"(?:[^"\\]|\\.?)*+"?', re.DOTALL)


def loads(text: bytes | str, *, limits: Limits = DEFAULT_LIMITS) -> Any:
    """Parse one JSON text.

    Args:
        text: UTF-8 bytes or text; a byte order mark is refused.
        limits: `json_depth` and `json_members` are applied here; the caller has bounded the size.

    Raises:
        InputError: not UTF-8, not JSON, duplicate keys, NaN or Infinity, integers beyond
            ±(2^53−1), numbers that overflow, lone surrogates, or too deep or too many values.
    """
    value = _by_orjson(text, limits)
    return _by_rules(text, limits) if value is _IN_DOUBT else value


def _by_orjson(text: bytes | str, limits: Limits) -> Any:
    """Parse by orjson; _IN_DOUBT for what is no JSON, and for what the rules may refuse."""
    if len(text) > limits.json_members and _separators(text) >= limits.json_members:
        return _IN_DOUBT
    try:
        raw = text.encode() if isinstance(text, str) else text
        value = orjson.loads(raw)
        again = orjson.dumps(value, option=orjson.OPT_STRICT_INTEGER)
    except (ValueError, TypeError):  # of orjson, and of half a surrogate pair in the text
        return _IN_DOUBT
    faithful = raw == again or _says_the_same(raw, again)
    return value if faithful and not _is_deep(value, limits) else _IN_DOUBT


def _says_the_same(raw: bytes, again: bytes) -> bool:
    """Tell that orjson let nothing through that the rules refuse, by what it writes again.

    It keeps the last of two members with one name: as each member has a colon, there are then fewer
    than in the text, unless a colon that was written as an escape makes up for it. Large integers,
    which it rounds, have many digits.
    """
    return (
        raw.count(b":") == again.count(b":")
        and not _ESCAPED_COLON.search(raw)
        and _MANY_DIGITS not in raw.translate(_DIGITS_AS_ZEROS)
    )


def _is_deep(value: Any, limits: Limits) -> bool:
    """Tell whether a value is nested too deeply, by how far it is indented.

    Only an indent stands behind a line feed. orjson writes 254 levels at most, so this is not long.
    """
    too_deep = b"\n" + b"  " * (limits.json_depth + 1)
    return too_deep in orjson.dumps(value, option=orjson.OPT_INDENT_2)


def _by_rules(text: bytes | str, limits: Limits) -> Any:
    """Parse by Python's parser with every rule applied; errors as `loads`."""
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError as error:
            raise InputError(f"this is not UTF-8 text (byte {error.start})") from None
    if text.startswith("\ufeff"):
        raise InputError("this JSON text starts with a byte order mark")
    _check_size(text, limits)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_int=_integer,
            parse_float=_float,
        )
    except RecursionError:
        raise InputError("this JSON is nested too deeply", problem=Problem.TOO_COMPLEX) from None
    except json.JSONDecodeError as error:
        raise InputError(
            f"this is not JSON (line {error.lineno}, column {error.colno}: {error.msg})"
        ) from None
    _check_bounds(value, limits)
    return value


def load_object(text: bytes | str, *, limits: Limits = DEFAULT_LIMITS) -> dict[str, Any]:
    """Parse one JSON text that must be an object; errors as `loads`."""
    value = loads(text, limits=limits)
    if not isinstance(value, dict):
        raise InputError("this JSON is not an object")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise InputError(f'the member "{key[:80]}" is given twice')
            seen.add(key)
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise InputError(f"{name} is not a JSON number")


def _integer(digits: str) -> int:
    if len(digits) > 17 or abs(number := int(digits)) > MAX_SAFE_INTEGER:
        raise InputError("an integer is beyond ±(2^53−1), where programs disagree on its value")
    return number


def _float(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise InputError("a number is too large")
    return number


def _check_size(text: str, limits: Limits) -> None:
    """Refuse a text of too many values before any of them takes memory."""
    if _separators(text) > limits.json_members:
        outside_strings = _STRING.sub("", text)
        if _separators(outside_strings) > limits.json_members:
            raise _too_many(limits)


def _separators(text: bytes | str) -> int:
    if isinstance(text, bytes):
        return text.count(b",") + text.count(b"[") + text.count(b"{")
    return text.count(",") + text.count("[") + text.count("{")


def _too_many(limits: Limits) -> InputError:
    return InputError(
        f"this JSON has more than {limits.json_members} values", problem=Problem.TOO_COMPLEX
    )


def _check_bounds(value: Any, limits: Limits) -> None:
    count = 0
    level: list[Any] = [value]
    depth = 0
    while level:
        count += len(level)
        if depth > limits.json_depth:
            raise InputError(
                f"this JSON is nested deeper than {limits.json_depth} levels",
                problem=Problem.TOO_COMPLEX,
            )
        if count > limits.json_members:
            raise _too_many(limits)
        level = [child for item in level for child in _children(item)]
        depth += 1


def _children(item: Any) -> Iterator[Any]:
    if isinstance(item, dict):
        for key in item:
            _check_text(key)
        yield from item.values()
    elif isinstance(item, list):
        yield from item
    elif isinstance(item, str):
        _check_text(item)


def _check_text(text: str) -> None:
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise InputError("a text holds half of a surrogate pair") from None
