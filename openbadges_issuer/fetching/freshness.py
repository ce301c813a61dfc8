"""For how long a copy of what was fetched is good."""

from __future__ import annotations

import re
from datetime import timedelta

from openbadges_issuer.encoding import base64url_decode
from openbadges_issuer.errors import InputError

LONGEST_FRESH = timedelta(hours=1)
"""An older list of withdrawn badges is no answer, whatever it says."""

_TTL = re.compile(rb'"ttl"\s*:\s*([0-9]{1,15})')


def good_for(content: bytes) -> timedelta:
    """Tell for how long a copy is good: for an hour, or less where it is a list that says so.

    What stands in it is not proved yet, so it can make the time shorter and never longer.

    Specification: Bitstring Status List 1.0 section 2.2 (`ttl`, in milliseconds).
    """
    text = content if b'"ttl"' in content else _payload(content)
    stated = [timedelta(milliseconds=int(digits)) for digits in _TTL.findall(text)]
    return min([LONGEST_FRESH, *stated])


def _payload(content: bytes) -> bytes:
    """Take the text out of a token; empty for what is none."""
    parts = content.split(b".")
    if len(parts) != 3 or not content.lstrip().startswith(b"eyJ"):
        return b""
    try:
        return base64url_decode(parts[1].decode("ascii"))
    except (InputError, UnicodeDecodeError):
        return b""
