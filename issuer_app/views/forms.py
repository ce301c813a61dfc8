"""What a reader typed into a form."""

from __future__ import annotations

from flask import request

_MOST_ADDRESS_CHARS = 320  # RFC 5321: 64 before the @, 255 after it


def typed_address() -> str:
    """Give the address that a badge is to be compared with; "" when nobody typed one."""
    return request.form.get("recipient", "").strip()[:_MOST_ADDRESS_CHARS]
