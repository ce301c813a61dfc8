"""JSON values: where one stands, how it is shown, and one that may be a list."""

from __future__ import annotations

import json
from typing import Any

MAX_SAFE_INTEGER = 2**53 - 1
_LONGEST_NAME = 80  # a path is made for each of many values
_SHOWN = 60
_KINDS: dict[type[Any], str] = {dict: "an object", list: "a list", tuple: "a list"}


def member_path(path: str, key: str | int) -> str:
    """Extend a JSON path (RFC 9535) by one member name or list index; a long name is cut."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    if len(key) <= _LONGEST_NAME and key.isascii() and key.isidentifier():
        return f"{path}.{key}"
    return f"{path}[{json.dumps(key[:_LONGEST_NAME], ensure_ascii=False)}]"


def as_list(value: Any) -> list[Any]:
    """Give the values of a member that may hold one value or a list: null and no member are none.

    JSON-LD takes ``"type": "Profile"`` and ``"type": ["Profile"]`` for the same.
    """
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def quoted(value: Any) -> str:
    """Show a value in a message: short, and never the inside of an object or list."""
    if isinstance(value, str):
        text = value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
        return json.dumps(text, ensure_ascii=not text.isprintable())  # nothing runs backwards
    if isinstance(value, int) and abs(value) > MAX_SAFE_INTEGER:
        return "so large a number"
    if value is None or isinstance(value, bool | int | float):
        return json.dumps(value)
    return _KINDS.get(type(value), f"a {type(value).__name__}")
