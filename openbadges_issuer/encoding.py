"""Text forms of bytes: base64url, base58btc, multibase. Strict: one spelling for each value.

Specifications: RFC 4648 section 5; Controlled Identifiers 1.0 section 2.4 (Multibase).
"""

from __future__ import annotations

import base64
import re

from openbadges_issuer.errors import InputError

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BASE58_VALUE = {letter: value for value, letter in enumerate(_BASE58)}
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")


def base64url_encode(data: bytes) -> str:
    """Encode without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def base64url_decode(text: str) -> bytes:
    """Decode unpadded base64url.

    Raises:
        InputError: padding, another alphabet, white space, an impossible length, or unused bits
            that are not zero (a second spelling of the same bytes).
    """
    if not _BASE64URL.fullmatch(text) or len(text) % 4 == 1:
        raise InputError("this is not base64url text without padding")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64url_encode(data) != text:
        raise InputError("this base64url text has unused bits that are not zero")
    return data


def base58btc_encode(data: bytes) -> str:
    """Encode with the Bitcoin alphabet. Quadratic: meant for keys and signatures."""
    number = int.from_bytes(data)
    letters = []
    while number:
        number, remainder = divmod(number, 58)
        letters.append(_BASE58[remainder])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + "".join(reversed(letters))


def base58btc_decode(text: str, *, max_chars: int = 1_000) -> bytes:
    """Decode base58btc.

    Args:
        text: letters of the Bitcoin alphabet only; white space is refused.
        max_chars: longest text that is tried, since decoding is quadratic.

    Raises:
        InputError: too long, or a letter outside the alphabet.
    """
    if len(text) > max_chars:
        raise InputError(f"this base58 text has {len(text)} characters; at most {max_chars} fit")
    number = 0
    for letter in text:
        value = _BASE58_VALUE.get(letter)
        if value is None:
            raise InputError(f"{letter!r} is not a letter of base58btc")
        number = number * 58 + value
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def multibase_encode(data: bytes) -> str:
    """Encode as multibase base58btc, the letter ``z`` first."""
    return "z" + base58btc_encode(data)


def multibase_decode(text: str, *, max_chars: int = 1_000) -> bytes:
    """Decode multibase ``z`` (base58btc) or ``u`` (base64url without padding).

    Raises:
        InputError: another base, or text that is not of that base.
    """
    match text[:1]:
        case "z":
            return base58btc_decode(text[1:], max_chars=max_chars)
        case "u":
            return base64url_decode(text[1:])
    raise InputError("a multibase value starts with z (base58btc) or u (base64url)")
