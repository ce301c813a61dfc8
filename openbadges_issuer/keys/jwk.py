"""JSON Web Keys, read strictly: one spelling, full lengths, no private member where none belongs.

Specification: RFC 7517; RFC 7518 section 6; RFC 8037 section 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPrivateNumbers,
    RSAPublicKey,
)

from openbadges_issuer.encoding import base64url_decode, base64url_encode
from openbadges_issuer.errors import InputError, KeyFormatError, Problem
from openbadges_issuer.keys import ecdsa, rsa

if TYPE_CHECKING:
    from collections.abc import Mapping

PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_CURVES = {curve.crv: curve for curve in (ecdsa.P256, ecdsa.P384)}
_PUBLIC_KINDS = {"OKP", "EC", "RSA"}
# Honest, and not known here; each fits the kind of key that it stands beside.
_OTHER_ALGORITHMS = ("RS384", "RS512", "PS256", "PS384", "PS512")


def decode(jwk: Mapping[str, Any]) -> Ed25519PublicKey | ec.EllipticCurvePublicKey | RSAPublicKey:
    """Read a public JWK that is meant for verifying signatures.

    Raises:
        KeyFormatError: a private member, a symmetric key, a wrong length, a point off the curve,
            a weak key, or `alg`, `use` or `key_ops` that say another use; KEY_UNSUPPORTED for
            another kind of public key or another algorithm of RSA.
    """
    if private := sorted(PRIVATE_MEMBERS & jwk.keys()):
        raise KeyFormatError(
            f"this JWK gives away the secret part of its key ({', '.join(private)}): "
            "the key must be replaced, and only its public members published"
        )
    _check_use(jwk, "verify")
    return _public_key(jwk)


def decode_private(
    jwk: Mapping[str, Any],
) -> Ed25519PrivateKey | ec.EllipticCurvePrivateKey | RSAPrivateKey:
    """Read a private JWK that is meant for signing.

    Raises:
        KeyFormatError: as `decode`, and for a private part that is missing, malformed or does not
            belong to the public part. No message holds a value.
    """
    _check_use(jwk, "sign")
    public = _public_key(jwk)
    try:
        private = _private_key(jwk, public)
    except ValueError:
        raise KeyFormatError("the members of this JWK are not those of a private key") from None
    if private.public_key() != public:
        raise KeyFormatError("the public and the private members of this JWK differ")
    return private


def encode(key: Ed25519PublicKey | ec.EllipticCurvePublicKey | RSAPublicKey) -> dict[str, str]:
    """Write a public JWK with its required members only, in RFC 7638's order."""
    if isinstance(key, Ed25519PublicKey):
        return {"crv": "Ed25519", "kty": "OKP", "x": base64url_encode(key.public_bytes_raw())}
    if isinstance(key, RSAPublicKey):
        rsa_numbers = key.public_numbers()
        return {
            "e": _base64url_uint(rsa_numbers.e),
            "kty": "RSA",
            "n": _base64url_uint(rsa_numbers.n),
        }
    curve, numbers = ecdsa.curve_of(key), key.public_numbers()
    return {
        "crv": curve.crv,
        "kty": "EC",
        "x": base64url_encode(numbers.x.to_bytes(curve.size)),
        "y": base64url_encode(numbers.y.to_bytes(curve.size)),
    }


def _public_key(
    jwk: Mapping[str, Any],
) -> Ed25519PublicKey | ec.EllipticCurvePublicKey | RSAPublicKey:
    match jwk.get("kty"), jwk.get("crv"):
        case "OKP", "Ed25519":
            _check_algorithm(jwk, "Ed25519", "EdDSA")
            return Ed25519PublicKey.from_public_bytes(_octets(jwk, "x", 32))
        case "EC", str(crv) if curve := _CURVES.get(crv):
            _check_algorithm(jwk, curve.algorithm)
            x, y = _octets(jwk, "x", curve.size), _octets(jwk, "y", curve.size)
            return ecdsa.point(curve, b"\x04" + x + y)
        case "RSA", _:
            _check_algorithm(jwk, "RS256")
            return rsa.public_key(_uint(jwk, "n"), _uint(jwk, "e"))
        case "oct", _:
            raise KeyFormatError("a symmetric key (kty oct) proves nothing about who signed")
        case ("OKP" | "EC") as kty, str(crv):
            raise KeyFormatError(
                f"{kty} keys on {crv[:40]!r} are not used here; Ed25519, P-256 and P-384 are",
                problem=Problem.KEY_UNSUPPORTED,
            )
        case str(kty), _ if kty not in _PUBLIC_KINDS:
            raise KeyFormatError(
                f"keys of the kind (kty) {kty[:40]!r} are not used here; OKP, EC and RSA are",
                problem=Problem.KEY_UNSUPPORTED,
            )
    raise KeyFormatError("this JWK does not say its kind: kty and, for OKP and EC, crv are texts")


def _private_key(
    jwk: Mapping[str, Any],
    public: Ed25519PublicKey | ec.EllipticCurvePublicKey | RSAPublicKey,
) -> Ed25519PrivateKey | ec.EllipticCurvePrivateKey | RSAPrivateKey:
    if isinstance(public, Ed25519PublicKey):
        return Ed25519PrivateKey.from_private_bytes(_octets(jwk, "d", 32))
    if isinstance(public, RSAPublicKey):
        p, q, d, dp, dq, qi = (_uint(jwk, name) for name in ("p", "q", "d", "dp", "dq", "qi"))
        return RSAPrivateNumbers(p, q, d, dp, dq, qi, public.public_numbers()).private_key()
    curve = ecdsa.curve_of(public)
    return ec.derive_private_key(int.from_bytes(_octets(jwk, "d", curve.size)), curve.curve)


def _check_use(jwk: Mapping[str, Any], operation: str) -> None:
    if "use" in jwk and jwk["use"] != "sig":
        raise KeyFormatError('this JWK is not for signatures: its use is not "sig"')
    if "key_ops" in jwk and operation not in _as_list(jwk["key_ops"]):
        raise KeyFormatError(f'this JWK is not for signatures: its key_ops lack "{operation}"')


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _check_algorithm(jwk: Mapping[str, Any], *names: str) -> None:
    alg = jwk.get("alg", names[0])
    if alg not in names:
        raise KeyFormatError(
            f"the alg of this JWK is not {' or '.join(names)}, as its kind asks",
            problem=Problem.KEY_UNSUPPORTED if alg in _OTHER_ALGORITHMS else Problem.KEY_INVALID,
        )


def _octets(jwk: Mapping[str, Any], name: str, length: int | None = None) -> bytes:
    value = jwk.get(name)
    if not isinstance(value, str):
        raise KeyFormatError(f"the member {name} of this JWK is missing or not text")
    try:
        data = base64url_decode(value)
    except InputError:
        raise KeyFormatError(f"the member {name} of this JWK is not base64url") from None
    if length is not None and len(data) != length:
        raise KeyFormatError(
            f"the member {name} of this JWK has {length} bytes; this one has {len(data)}"
        )
    return data


def _uint(jwk: Mapping[str, Any], name: str) -> int:
    data = _octets(jwk, name)
    if not data or (data[0] == 0 and len(data) > 1):
        raise KeyFormatError(f"the member {name} of this JWK is empty or starts with zero bytes")
    return int.from_bytes(data)


def _base64url_uint(number: int) -> str:
    return base64url_encode(number.to_bytes((number.bit_length() + 7) // 8))
