"""How IRIs, language tags and numbers are written, and which of them all programs write alike.

Specifications: RFC 3987; BCP 47 as JSON-LD 1.1 checks it; JSON-LD 1.1 API section 8.6 (numbers).
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from decimal import ROUND_HALF_UP, Context, Decimal

from openbadges_issuer.jsonld.nquads import literal
from openbadges_issuer.strict_json import MAX_SAFE_INTEGER

XSD = "http://www.w3.org/2001/XMLSchema#"
XSD_DOUBLE = f"{XSD}double"
I18N = "https://www.w3.org/ns/i18n#"

# An IRI with one of these would break out of its angle brackets, or out of its line; one with white
# space of any script (U+FEFF is such in JavaScript) is a relative one to PyLD, which changes it.
_NEVER_IN_IRIS = r"\s\ufeff\x00-\x20<>\"{}|\\^`\x7f"
ABSOLUTE_IRI = re.compile(rf"[A-Za-z][A-Za-z0-9+.-]*:[^{_NEVER_IN_IRIS}]*")
NEVER_IN_IRIS = re.compile(rf"[{_NEVER_IN_IRIS}]")
LANGUAGE_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")

_SCHEMES = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*+:.*\n)*+")
_NOT_IN_IRIS = bytes(range(0x21)) + b'<>"{}|\\^`\x7f'

# jsonld.js takes a number for a double when its JavaScript text has a point, or from here on.
_ALWAYS_DOUBLE = 1e21
_JAVASCRIPT_HAS_NO_POINT = re.compile(r"-?\de-\d+")
_SIXTEEN_DIGITS = Context(prec=16, rounding=ROUND_HALF_UP)


def are_plain_iris(texts: Collection[str]) -> bool:
    """Tell whether each text is an absolute IRI that every program leaves as it is.

    All are looked at together, which takes a tenth of the time.
    """
    if not texts:
        return True
    joined = "\n".join(texts)
    if not joined.isascii():
        return all(map(ABSOLUTE_IRI.fullmatch, texts))
    # of the characters that no IRI has, only the line feeds between the texts may be there
    kept = joined.encode().translate(None, _NOT_IN_IRIS)
    return len(kept) == len(joined) - (len(texts) - 1) and bool(_SCHEMES.fullmatch(f"{joined}\n"))


def is_agreed_number(number: float) -> bool:
    """Tell whether JavaScript's and Python's JSON-LD write a number alike."""
    try:
        value = float(number)
    except OverflowError:
        return False
    if not math.isfinite(value):
        return False
    if value.is_integer():
        agreed = abs(value) <= MAX_SAFE_INTEGER or abs(value) >= _ALWAYS_DOUBLE
        return agreed and not str(number).startswith("-0")
    # JavaScript's text of such a number has no point, and jsonld.js takes it for an integer
    return not (abs(value) < 1e-6 and _JAVASCRIPT_HAS_NO_POINT.fullmatch(repr(value)))


def number_literal(number: float, datatype: str | None) -> str:
    """Write a number as an N-Quads literal, with the datatype of its term or the one it has."""
    integral = float(number).is_integer() and abs(number) < _ALWAYS_DOUBLE
    if integral and datatype != XSD_DOUBLE:
        return literal(str(int(number)), datatype or f"{XSD}integer")
    return literal(_double(float(number)), datatype or XSD_DOUBLE)


def boolean_literal(value: bool, datatype: str | None) -> str:
    """Write true or false as an N-Quads literal."""
    return literal("true" if value else "false", datatype or f"{XSD}boolean")


def _double(number: float) -> str:
    """Write as XSD's canonical double does, with JavaScript's 16 significant digits."""
    sign, digits, exponent = _SIXTEEN_DIGITS.create_decimal(Decimal(number)).as_tuple()
    text = "".join(map(str, digits)).rstrip("0") or "0"
    power = int(exponent) + len(digits) - 1 if any(digits) else 0
    return f"{'-' if sign else ''}{text[0]}.{text[1:] or '0'}E{power}"
