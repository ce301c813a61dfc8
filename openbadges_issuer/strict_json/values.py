"""JSON values: which are plain, where one stands, and one that may be a list."""

from __future__ import annotations

import json
import re
from typing import Any

MAX_SAFE_INTEGER = 2**53 - 1
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def is_plain(value: Any, levels: int) -> bool:
    """Tell whether orjson reads and writes a value as Python's parser and RFC 8785 do.

    What it does in its own way is the order of keys that are not ASCII, large integers, numbers
    that are written with an exponent, and objects that are not JSON values at all.

    Args:
        value: what orjson has read or written.
        levels: how deep objects and arrays may be nested in it.
    """
    kind = type(value)  # an object made from a plain type is written in its own way
    if kind is dict:
        inside, plain = value.values(), levels > 0 and "".join(value).isascii()
    elif kind is list:
        inside, plain = value, levels > 0
    elif kind is int:
        return bool(-MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER)
    elif kind is float:
        return bool(1e-5 <= abs(value) < 1e16 or value == 0)
    else:
        return kind is str or kind is bool or value is None
    if plain:
        for item in inside:
            if type(item) is not str and not is_plain(item, levels - 1):
                return False
    return plain


def member_path(path: str, key: str | int) -> str:
    """Extend a JSON path (RFC 9535) by one member name or list index."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    if _NAME.fullmatch(key):
        return f"{path}.{key}"
    return f"{path}[{json.dumps(key[:80], ensure_ascii=False)}]"


def as_list(value: Any) -> list[Any]:
    """Give the values of a member that may hold one value or a list: null and no member are none.

    JSON-LD takes ``"type": "Profile"`` and ``"type": ["Profile"]`` for the same.
    """
    if isinstance(value, list):
        return value
    return [] if value is None else [value]
