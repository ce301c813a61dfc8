"""A public key: the same value whether it came as Multikey, as JWK or from a signer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from openbadges_issuer import strict_json
from openbadges_issuer.encoding import base64url_encode
from openbadges_issuer.errors import ProofError
from openbadges_issuer.keys import ecdsa, ed25519, jwk, multikey, rsa
from openbadges_issuer.phrases import Phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey


@dataclass(frozen=True, eq=False, repr=False)
class PublicKey:
    """An Ed25519, P-256, P-384 or RSA key that is sound; a weak or broken one cannot be held.

    Two keys are equal when they are the same key, however they were written.

    Attributes:
        key: the key as the package `cryptography` holds it.

    Raises:
        KeyFormatError: a weak key; KEY_UNSUPPORTED for another curve.
    """

    key: Ed25519PublicKey | EllipticCurvePublicKey | RSAPublicKey

    def __post_init__(self) -> None:
        """Refuse what must not verify anything."""
        if isinstance(self.key, Ed25519PublicKey):
            ed25519.check_point(self.key.public_bytes_raw())
        elif isinstance(self.key, RSAPublicKey):
            numbers = self.key.public_numbers()
            rsa.check_numbers(numbers.n, numbers.e)
        else:
            ecdsa.curve_of(self.key)

    @classmethod
    def from_multikey(cls, text: str) -> Self:
        """Read Multikey text (``z…``); Controlled Identifiers 1.0 section 2.2.2.

        Raises:
            KeyFormatError: malformed or weak; KEY_UNSUPPORTED for another kind of key.
        """
        return cls(multikey.decode(text))

    @classmethod
    def from_jwk(cls, members: Mapping[str, Any]) -> Self:
        """Read a public JWK; RFC 7517.

        Raises:
            KeyFormatError: malformed, weak, private, or not for verifying; KEY_UNSUPPORTED for
                another kind of key.
        """
        return cls(jwk.decode(members))

    @cached_property
    def algorithm(self) -> str:
        """The one signature algorithm of this key: ``Ed25519``, ``ES256``, ``ES384``, ``RS256``."""
        if isinstance(self.key, Ed25519PublicKey):
            return "Ed25519"
        if isinstance(self.key, RSAPublicKey):
            return "RS256"
        return ecdsa.curve_of(self.key).algorithm

    @cached_property
    def multikey(self) -> str | None:
        """Multikey text; None for an RSA key, which has none."""
        return None if isinstance(self.key, RSAPublicKey) else multikey.encode(self.key)

    @property
    def jwk(self) -> dict[str, str]:
        """A new public JWK with the required members only."""
        return jwk.encode(self.key)

    @cached_property
    def thumbprint(self) -> str:
        """SHA-256 of the JWK in base64url; RFC 7638."""
        return base64url_encode(sha256(strict_json.canonical(self.jwk)).digest())

    def verify(self, signature: bytes, data: bytes) -> None:
        """Verify a raw signature.

        Args:
            signature: Ed25519: 64 bytes; ES256 and ES384: r‖s of 64 and 96 bytes; RS256:
                PKCS#1 v1.5 with SHA-256, as long as the modulus.
            data: what was signed, not hashed.

        Raises:
            ProofError: the signature does not hold (SIGNATURE_INVALID).
        """
        if len(signature) != self._signature_bytes:
            raise ProofError(
                f"a signature by this {self.algorithm} key has {self._signature_bytes} bytes; "
                f"this one has {len(signature)}"
            )
        try:
            if isinstance(self.key, Ed25519PublicKey):
                self.key.verify(signature, data)
            elif isinstance(self.key, RSAPublicKey):
                self.key.verify(signature, data, PKCS1v15(), SHA256())
            else:
                ecdsa.verify(self.key, signature, data)
        except InvalidSignature:
            raise ProofError(
                Phrase("the signature does not belong to this key and this data")
            ) from None

    @cached_property
    def _signature_bytes(self) -> int:
        if isinstance(self.key, Ed25519PublicKey):
            return 64
        if isinstance(self.key, RSAPublicKey):
            return (self.key.key_size + 7) // 8
        return 2 * ecdsa.curve_of(self.key).size

    def __eq__(self, other: object) -> bool:
        """Compare the keys, not how they were written."""
        return isinstance(other, PublicKey) and self.key == other.key

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash(self.thumbprint)

    def __repr__(self) -> str:
        """Show which key, shortly."""
        return f"PublicKey(algorithm={self.algorithm!r}, thumbprint={self.thumbprint!r})"
