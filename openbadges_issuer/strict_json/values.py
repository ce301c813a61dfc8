"""JSON values: where one stands, and one that may be a list."""

from __future__ import annotations

import json
from typing import Any

MAX_SAFE_INTEGER = 2**53 - 1


def member_path(path: str, key: str | int) -> str:
    """Extend a JSON path (RFC 9535) by one member name or list index."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    if key.isascii() and key.isidentifier():
        return f"{path}.{key}"
    return f"{path}[{json.dumps(key[:80], ensure_ascii=False)}]"


def as_list(value: Any) -> list[Any]:
    """Give the values of a member that may hold one value or a list: null and no member are none.

    JSON-LD takes ``"type": "Profile"`` and ``"type": ["Profile"]`` for the same.
    """
    if isinstance(value, list):
        return value
    return [] if value is None else [value]
