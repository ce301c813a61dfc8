"""JSON as RFC 8259 and I-JSON mean it: one value for each text, and no surprises.

Python's own parser takes NaN, duplicate keys, lone surrogates and UTF-16; each would let two
programs read two different badges out of the same bytes. orjson is far quicker and lax in its own
ways, so each function asks it first, and takes its answer only where that is the strict one.
"""

from __future__ import annotations

from openbadges_issuer.strict_json.reading import load_object, loads
from openbadges_issuer.strict_json.values import MAX_SAFE_INTEGER, as_list, member_path, quoted
from openbadges_issuer.strict_json.writing import canonical, copied, dumps, rewritten

__all__ = [
    "MAX_SAFE_INTEGER",
    "as_list",
    "canonical",
    "copied",
    "dumps",
    "load_object",
    "loads",
    "member_path",
    "quoted",
    "rewritten",
]
