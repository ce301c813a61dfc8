"""Writing JSON: compact, and in the one form of RFC 8785 that is signed and hashed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import orjson

from openbadges_issuer.errors import InputError, Problem
from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.strict_json.values import is_plain, member_path

_Written = TypeVar("_Written", bytes, str)
_WHOLE = re.compile(rb"\.0(?:[,\]}]|\Z)")  # the end of a whole number, or what looks like one
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def dumps(value: Any) -> str:
    """Write compact JSON with text as it is (no ASCII escapes), members in their order.

    Raises:
        InputError: a value that JSON does not have, with its JSON path; or nesting too deep.
    """
    written = _by_orjson(value, 0)
    return _write(value, _ENCODER.encode) if written is None else written.decode()


def canonical(value: Any) -> bytes:
    """Write the JSON Canonicalization Scheme's form (RFC 8785).

    Raises:
        InputError: integers beyond ±(2^53−1), NaN, lone surrogates or keys that are not text, with
            the JSON path; or nesting too deep.
    """
    written = _by_orjson(value, orjson.OPT_SORT_KEYS)
    if written is None:
        import rfc8785  # noqa: PLC0415  # loaded when used, which is seldom

        return _write(value, rfc8785.dumps)
    if _WHOLE.search(written):  # RFC 8785 writes 3, and not 3.0
        return orjson.dumps(_with_integers(value), option=orjson.OPT_SORT_KEYS)
    return written


def _by_orjson(value: Any, option: int) -> bytes | None:
    """Write by orjson; None for what it refuses or would write in its own way."""
    try:
        written = orjson.dumps(value, option=option)  # first: it ends where a value holds itself
    except TypeError:
        return None
    return written if is_plain(value, DEFAULT_LIMITS.json_depth) else None


def _with_integers(value: Any) -> Any:
    """Copy a plain value with each whole number as an integer, minus zero as zero."""
    if isinstance(value, dict):
        return {key: _with_integers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_integers(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _write(value: Any, writer: Callable[[Any], _Written]) -> _Written:
    """Write by any writer, and say where the value is at fault."""
    try:
        return writer(value)
    except RecursionError:
        raise InputError("this value is nested too deeply", problem=Problem.TOO_COMPLEX) from None
    except (TypeError, ValueError):
        raise InputError(
            "JSON has no value for this that all programs read alike; it has text, true, false, "
            "null, finite numbers (integers within ±(2^53−1)), lists, and objects with text keys",
            path=_fault_in(value, writer),
        ) from None


def _fault_in(value: Any, writer: Callable[[Any], object]) -> str:
    """Give the JSON path of the innermost value that cannot be written, each tried alone."""
    path = "$"
    for _ in range(DEFAULT_LIMITS.json_depth):
        for key, item in _items(value):
            if _fails(item, writer):
                path, value = member_path(path, key), item
                break
        else:
            break
    return path


def _fails(value: Any, writer: Callable[[Any], object]) -> bool:
    try:
        writer(value)
    except (TypeError, ValueError, RecursionError):
        return True
    return False


def _items(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, dict):
        yield from ((str(key), item) for key, item in value.items())
    elif isinstance(value, list | tuple):
        yield from enumerate(value)
