"""Multikey: a public key as one text, ``z`` and base58btc of a multicodec prefix and the key.

Specification: Controlled Identifiers 1.0 section 2.2.2.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from openbadges_issuer.encoding import base58btc_decode, multibase_encode
from openbadges_issuer.errors import InputError, KeyFormatError, Problem
from openbadges_issuer.keys import ecdsa

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

_PREFIX_BYTES = 2
_ED25519 = b"\xed\x01"
_CURVES = {b"\x80\x24": ecdsa.P256, b"\x81\x24": ecdsa.P384}
_NOT_USED_HERE = {
    b"\xe7\x01": "secp256k1",
    b"\xea\x01": "BLS12-381 G1",
    b"\xeb\x01": "BLS12-381 G2",
    b"\xec\x01": "X25519",
    b"\xee\x01": "BLS12-381 G1 and G2",
    b"\x82\x24": "P-521",
    b"\x83\x24": "Ed448",
    b"\x84\x24": "X448",
    b"\x85\x24": "RSA",
    b"\x86\x24": "SM2",
}


@lru_cache(maxsize=1_000)  # an issuer has few keys, and signs many badges with each
def decode(text: str) -> Ed25519PublicKey | EllipticCurvePublicKey:
    """Read a Multikey's public key.

    Raises:
        KeyFormatError: not base58btc, a private key, a wrong length or a point off the curve;
            KEY_UNSUPPORTED for another kind of public key.
    """
    if not text.startswith("z"):
        raise KeyFormatError("a Multikey's public key starts with z (base58btc)")
    try:
        data = base58btc_decode(text[1:])
    except InputError as error:
        raise KeyFormatError(f"this is not a Multikey's public key: {error.message}") from None
    prefix, raw = data[:_PREFIX_BYTES], data[_PREFIX_BYTES:]
    if prefix == _ED25519:
        _check_length(raw, 32, "Ed25519")
        return Ed25519PublicKey.from_public_bytes(raw)
    if curve := _CURVES.get(prefix):
        _check_length(raw, 1 + curve.size, curve.crv)
        return ecdsa.point(curve, raw)
    if kind := _NOT_USED_HERE.get(prefix):
        raise KeyFormatError(
            f"{kind} keys are not used here; Ed25519, P-256 and P-384 are",
            problem=Problem.KEY_UNSUPPORTED,
        )
    raise KeyFormatError(f"no kind of public key starts with the bytes {prefix.hex(' ')}")


def encode(key: Ed25519PublicKey | EllipticCurvePublicKey) -> str:
    """Write a public key as Multikey text."""
    if isinstance(key, Ed25519PublicKey):
        return multibase_encode(_ED25519 + key.public_bytes_raw())
    # loads every format that keys are written in
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
        Encoding,
        PublicFormat,
    )

    own = ecdsa.curve_of(key)
    prefix = next(prefix for prefix, curve in _CURVES.items() if curve is own)
    return multibase_encode(prefix + key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint))


def _check_length(raw: bytes, length: int, kind: str) -> None:
    if len(raw) != length:
        raise KeyFormatError(f"a {kind} public key has {length} bytes; this one has {len(raw)}")
