"""The two ECDSA curves, with signatures of fixed length as JOSE and Data Integrity write them.

Specification: RFC 7518 section 3.4; Data Integrity ECDSA Cryptosuites 1.0 section 3.2.
"""

from __future__ import annotations

from typing import NamedTuple

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from openbadges_issuer.errors import KeyFormatError, Problem


class Curve(NamedTuple):
    """One curve and all that is fixed by it.

    Attributes:
        algorithm: JOSE's name of the signature algorithm.
        crv: JOSE's name of the curve.
        curve: the curve itself.
        digest: the hash inside ECDSA.
        size: bytes of one coordinate, and of r and of s.
    """

    algorithm: str
    crv: str
    curve: ec.EllipticCurve
    digest: hashes.HashAlgorithm
    size: int


P256 = Curve("ES256", "P-256", ec.SECP256R1(), hashes.SHA256(), 32)
P384 = Curve("ES384", "P-384", ec.SECP384R1(), hashes.SHA384(), 48)


def curve_of(key: ec.EllipticCurvePublicKey | ec.EllipticCurvePrivateKey) -> Curve:
    """Find the curve of a key.

    Raises:
        KeyFormatError: another curve than P-256 or P-384 (KEY_UNSUPPORTED).
    """
    for known in (P256, P384):
        if key.curve.name == known.curve.name:
            return known
    raise KeyFormatError(
        f"keys on the curve {key.curve.name} are not used here; P-256 and P-384 are",
        problem=Problem.KEY_UNSUPPORTED,
    )


def point(curve: Curve, encoded: bytes) -> ec.EllipticCurvePublicKey:
    """Read a public key from its SEC 1 form, compressed or not.

    Raises:
        KeyFormatError: not a point on the curve.
    """
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(curve.curve, encoded)
    except ValueError:
        raise KeyFormatError(f"this is not a point on the curve {curve.crv}") from None


def sign(key: ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    """Sign with r‖s, with RFC 6979's deterministic nonce where OpenSSL offers it."""
    return sign_on(curve_of(key), key, data)


def sign_on(curve: Curve, key: ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    """Sign as `sign` does, on any curve."""
    try:
        algorithm = ec.ECDSA(curve.digest, deterministic_signing=True)
    except UnsupportedAlgorithm:
        algorithm = ec.ECDSA(curve.digest)
    r, s = decode_dss_signature(key.sign(data, algorithm))
    return r.to_bytes(curve.size) + s.to_bytes(curve.size)


def verify(key: ec.EllipticCurvePublicKey, signature: bytes, data: bytes) -> None:
    """Verify r‖s of exact length; OpenSSL refuses r and s outside 1 to n-1.

    Raises:
        cryptography.exceptions.InvalidSignature: the signature does not hold.
    """
    verify_on(curve_of(key), key, signature, data)


def verify_on(curve: Curve, key: ec.EllipticCurvePublicKey, signature: bytes, data: bytes) -> None:
    """Verify as `verify` does, on any curve."""
    r, s = signature[: curve.size], signature[curve.size :]
    key.verify(
        encode_dss_signature(int.from_bytes(r), int.from_bytes(s)), data, ec.ECDSA(curve.digest)
    )
