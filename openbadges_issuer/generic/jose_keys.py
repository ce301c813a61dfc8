"""The keys of the suite for VC-JOSE-COSE: the kinds that sign badges, and P-521, which signs none.

Specification: RFC 7517; RFC 7518 sections 3.4 and 6.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar, Protocol, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from openbadges_issuer import strict_json
from openbadges_issuer.encoding import base64url_decode, base64url_encode
from openbadges_issuer.errors import InputError, KeyFormatError, ProofError, SettingsError
from openbadges_issuer.keys import KeySigner, PublicKey, ecdsa, private_key
from openbadges_issuer.keys.jwk import PRIVATE_MEMBERS
from openbadges_issuer.proofs.vc_jwt import VerifyingKey

P521 = ecdsa.Curve("ES512", "P-521", ec.SECP521R1(), hashes.SHA512(), 66)


class JosePublicKey(VerifyingKey, Protocol):
    """A public key of the suite."""

    @property
    def thumbprint(self) -> str:
        """SHA-256 of the JWK in base64url; RFC 7638."""
        ...


class JoseSigner(Protocol):
    """A private key of the suite."""

    @property
    def public_key(self) -> JosePublicKey:
        """The key that verifies."""
        ...

    def sign(self, data: bytes) -> bytes:
        """Give the raw signature of `data` (not hashed)."""
        ...


@dataclass(frozen=True)
class P521PublicKey:
    """A public key on P-521.

    Attributes:
        key: the key as the package `cryptography` holds it.
    """

    key: ec.EllipticCurvePublicKey
    algorithm: ClassVar[str] = P521.algorithm

    @classmethod
    def from_jwk(cls, members: Mapping[str, Any]) -> Self:
        """Read the public members of a JWK.

        Raises:
            KeyFormatError: they are not those of a point on the curve.
        """
        return cls(ecdsa.point(P521, b"\x04" + _octets(members, "x") + _octets(members, "y")))

    @property
    def thumbprint(self) -> str:
        """SHA-256 of the JWK in base64url; RFC 7638."""
        numbers = self.key.public_numbers()
        x, y = (base64url_encode(n.to_bytes(P521.size)) for n in (numbers.x, numbers.y))
        jwk = {"crv": P521.crv, "kty": "EC", "x": x, "y": y}
        return base64url_encode(sha256(strict_json.canonical(jwk)).digest())

    def verify(self, signature: bytes, data: bytes) -> None:
        """Verify r‖s of 132 bytes.

        Raises:
            ProofError: the signature does not hold (SIGNATURE_INVALID).
        """
        try:
            if len(signature) != 2 * P521.size:
                raise InvalidSignature
            ecdsa.verify_on(P521, self.key, signature, data)
        except InvalidSignature:
            raise ProofError("the signature does not belong to this key and this data") from None


@dataclass(frozen=True, repr=False)
class P521Signer:
    """A private key on P-521.

    Attributes:
        public_key: the key that verifies.
    """

    _key: ec.EllipticCurvePrivateKey
    public_key: P521PublicKey

    @classmethod
    def from_jwk(cls, members: Mapping[str, Any]) -> Self:
        """Read a private JWK.

        Raises:
            KeyFormatError: its members are not those of a private key.
        """
        public_key = P521PublicKey.from_jwk(members)
        number = int.from_bytes(_octets(members, "d"))
        try:
            key = ec.derive_private_key(number, P521.curve)
        except ValueError:
            raise KeyFormatError("the member d of this JWK is not that of a private key") from None
        if key.public_key() != public_key.key:
            raise KeyFormatError("the public and the private members of this JWK differ")
        return cls(key, public_key)

    def sign(self, data: bytes) -> bytes:
        """Give r‖s of 132 bytes."""
        return ecdsa.sign_on(P521, self._key, data)


def read_signer(text: bytes) -> JoseSigner:
    """Read a private JWK, or PEM of PKCS#8 that is not encrypted.

    Raises:
        KeyFormatError: it is neither, or damaged; KEY_UNSUPPORTED for another kind of key.
        SettingsError: it is encrypted.
    """
    if text.lstrip().startswith(b"{"):
        members = strict_json.load_object(text)
        if members.get("crv") == P521.crv:
            return P521Signer.from_jwk(members)
    return KeySigner(private_key.decode(text, _no_passphrase))


def read_public_key(text: bytes) -> JosePublicKey:
    """Read the public members of a JWK, which may be a private one.

    Raises:
        InputError: it is no JSON object.
        KeyFormatError: malformed or weak; KEY_UNSUPPORTED for another kind of key.
    """
    members = strict_json.load_object(text)
    if members.get("crv") == P521.crv:
        return P521PublicKey.from_jwk(members)
    left_out = PRIVATE_MEMBERS | {"key_ops"}  # those of a private key are to sign
    return PublicKey.from_jwk({name: v for name, v in members.items() if name not in left_out})


def _octets(members: Mapping[str, Any], name: str) -> bytes:
    value = members.get(name)
    try:
        data = base64url_decode(value) if isinstance(value, str) else b""
    except InputError:
        data = b""
    if len(data) != P521.size:
        raise KeyFormatError(f"the member {name} of a P-521 key has {P521.size} bytes in base64url")
    return data


def _no_passphrase() -> str:
    raise SettingsError("a key for tests is not encrypted")
