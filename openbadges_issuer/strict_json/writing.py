"""Writing JSON: compact, and in the one form of RFC 8785 that is signed and hashed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import orjson

from openbadges_issuer.errors import InputError, Problem
from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.strict_json.reading import load_object
from openbadges_issuer.strict_json.values import MAX_SAFE_INTEGER, member_path

_Written = TypeVar("_Written", bytes, str)
_WHOLE = re.compile(rb"\.0(?:[,\]}]|\Z)")  # the end of a whole number, or what looks like one
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def dumps(value: Any) -> str:
    """Write compact JSON with text as it is (no ASCII escapes), members in their order.

    Raises:
        InputError: a value that JSON does not have, with its JSON path; or nesting too deep.
    """
    written = _by_orjson(value)
    try:
        if written is not None and orjson.loads(written) == value:  # not so for NaN, or a date
            return written.decode()
    except RecursionError:
        pass
    return _write(value, _ENCODER.encode)


def rewritten(value: Any) -> str:
    """Write as `dumps` what `loads` has given, of which nothing is in doubt."""
    return orjson.dumps(value).decode()


def copied(members: Mapping[str, Any]) -> dict[str, Any]:
    """Copy an object by way of its text: what comes back is JSON, and shares nothing.

    Raises:
        InputError: as `dumps` and `load_object`.
    """
    value = dict(members)
    written = _by_orjson(value)
    try:
        if written is not None and (own := load_object(written)) == value:
            return own
    except (InputError, RecursionError):
        pass  # it is said below what is wrong
    return load_object(_write(value, _ENCODER.encode))


def canonical(value: Any) -> bytes:
    """Write the JSON Canonicalization Scheme's form (RFC 8785).

    Raises:
        InputError: integers beyond ±(2^53−1), NaN, lone surrogates or keys that are not text, with
            the JSON path; or nesting too deep.
    """
    written = _by_orjson(value, orjson.OPT_SORT_KEYS)
    if written is None or not _is_plain(value, DEFAULT_LIMITS.json_depth):
        import rfc8785  # noqa: PLC0415  # loaded when used, which is seldom

        return _write(value, rfc8785.dumps)
    if _WHOLE.search(written):  # RFC 8785 writes 3, and not 3.0
        return orjson.dumps(_with_integers(value), option=orjson.OPT_SORT_KEYS)
    return written


def _by_orjson(value: Any, option: int = 0) -> bytes | None:
    """Write by orjson, which ends where a value holds itself; None for what it refuses."""
    try:
        return orjson.dumps(value, option=option)
    except TypeError:
        return None


def _is_plain(value: Any, levels: int) -> bool:
    """Tell whether orjson writes a value as RFC 8785 does, but for the fraction of whole numbers.

    What it does in its own way is the order of keys that are not ASCII, large integers, numbers
    that are written with an exponent, and objects that are not JSON values at all.

    Args:
        value: what orjson has written.
        levels: how deep objects and arrays may be nested in it.
    """
    level, names = [value], []
    for _ in range(levels + 1):  # the last is that of what the deepest hold
        below: list[Any] = []
        for item in level:
            kind = type(item)  # an object made from a plain type is written in its own way
            if kind is str:  # as most are
                continue
            if kind is dict:
                names += item
                below += item.values()
            elif kind is list:
                below += item
            elif not _is_plain_scalar(item):
                return False
        if not below:
            return "".join(names).isascii()
        level = below
    return False


def _is_plain_scalar(value: Any) -> bool:
    kind = type(value)
    if kind is int:
        return bool(-MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER)
    if kind is float:
        return bool(1e-5 <= abs(value) < 1e16 or value == 0)
    return kind is bool or value is None


def _with_integers(value: Any) -> Any:
    """Copy a plain value with each whole number as an integer, minus zero as zero."""
    kind = type(value)
    if kind is dict:
        return {k: v if type(v) is str else _with_integers(v) for k, v in value.items()}
    if kind is list:
        return [v if type(v) is str else _with_integers(v) for v in value]
    return int(value) if kind is float and value.is_integer() else value


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
