"""Text forms of bytes: base64url, base58btc, multibase. Strict: one spelling for each value.

Specifications: RFC 4648 section 5; Controlled Identifiers 1.0 section 2.4 (Multibase).
"""

from __future__ import annotations

import hashlib
import re

import pybase64

from openbadges_issuer.errors import InputError

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PAIRS = [first + second for first in _BASE58 for second in _BASE58]
_FOUR = len(_PAIRS) ** 2  # below 2^30, by which Python divides quickly
_NO_LETTER = 255
_SHA_256 = b"\x12\x20"  # code of the multihash, and how many bytes follow
_BASE58_VALUES = bytes(
    _BASE58.index(chr(code)) if chr(code) in _BASE58 else _NO_LETTER for code in range(256)
)
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")


def base64url_encode(data: bytes) -> str:
    """Encode without padding."""
    return pybase64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def base64url_decode(text: str) -> bytes:
    """Decode unpadded base64url.

    Raises:
        InputError: padding, another alphabet, white space, an impossible length, or unused bits
            that are not zero (a second spelling of the same bytes).
    """
    if not ("+" in text or "/" in text):  # it would take them for - and _, and warn
        try:
            data = pybase64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except ValueError:
            data = b""
        if base64url_encode(data) == text:  # so it is the one spelling
            return data
    if not _BASE64URL.fullmatch(text) or len(text) % 4 == 1:
        raise InputError("this is not base64url text without padding")
    raise InputError("this base64url text has unused bits that are not zero")


def base58btc_encode(data: bytes) -> str:
    """Encode with the Bitcoin alphabet. Quadratic: meant for keys and signatures."""
    number = int.from_bytes(data)
    pairs = []
    while number:
        number, four = divmod(number, _FOUR)
        pairs.append(_PAIRS[four % len(_PAIRS)])
        pairs.append(_PAIRS[four // len(_PAIRS)])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + "".join(reversed(pairs)).lstrip("1")


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
    values = text.encode("ascii", "replace").translate(_BASE58_VALUES)
    if _NO_LETTER in values:
        raise InputError(f"{text[values.index(_NO_LETTER)]!r} is not a letter of base58btc")
    number = 0
    for value in values:
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


def sha256_multibase(data: bytes) -> str:
    """Write the SHA-256 digest of data as multihash in multibase (base64url): `digestMultibase`.

    Specification: VC Data Model 2.0 section 5.3; Controlled Identifiers 1.0 section 2.5.
    """
    return "u" + base64url_encode(_SHA_256 + hashlib.sha256(data).digest())


def read_sha256(stated: object) -> bytes | None:
    """Read a `digestMultibase` in either base; None when it is no SHA-256 digest."""
    try:
        multihash = multibase_decode(stated) if isinstance(stated, str) else b""
    except InputError:
        return None
    return multihash[2:] if multihash[:2] == _SHA_256 and len(multihash) == 34 else None
