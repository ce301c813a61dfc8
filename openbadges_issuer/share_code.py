"""Codes of share pages: twelve characters that survive paper, a telephone and a hurry.

Crockford's base32 has no I, L, O and U, so what looks alike is never two codes.
"""

from __future__ import annotations

import re
import secrets

LENGTH = 12
"""Characters of a code; 60 random bits."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE = re.compile(f"[{_ALPHABET}]{{{LENGTH}}}")
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015]")  # keyboards make dashes of hyphens
_MISREAD = str.maketrans("OIL", "011")
_MOST_CHARS = 60  # of what somebody may have typed


def new() -> str:
    """Make a random code."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(LENGTH))


def normalize(typed: str) -> str | None:
    """Read a code as people type it: in any case, with spaces and dashes, O for 0, I or L for 1.

    Returns:
        The code, or None when it is none.
    """
    if len(typed) > _MOST_CHARS:
        return None
    letters = _BETWEEN.sub("", typed)
    code = letters.upper().translate(_MISREAD)
    return code if letters.isascii() and _CODE.fullmatch(code) else None


def formatted(code: str) -> str:
    """Write a code for paper: ``7Q2M-4XKD-9RTV``."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))
