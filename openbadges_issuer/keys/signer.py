"""The port that signs, and the signer whose key is in this process.

A key may live elsewhere (a security module, a key service): any object of the `Signer` shape will
do. A private key never leaves its signer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn, Protocol, Self

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from openbadges_issuer import strict_json
from openbadges_issuer.encoding import base64url_encode
from openbadges_issuer.errors import KeyFormatError, Problem, SettingsError
from openbadges_issuer.keys import ecdsa
from openbadges_issuer.keys.public_key import PublicKey

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

_NEW_RSA_BITS = 3_072


class Signer(Protocol):
    """Signs for one verification method."""

    @property
    def verification_method(self) -> str:
        """URL under which a verifier finds the public key."""
        ...

    @property
    def algorithm(self) -> str:
        """The signature algorithm: ``Ed25519``, ``ES256``, ``ES384`` or ``RS256``."""
        ...

    def sign(self, data: bytes) -> bytes:
        """Give the raw signature of `data` (not hashed), in the form `PublicKey.verify` takes."""
        ...


class KeySigner:
    """Signs with a private key held in memory.

    It cannot be copied or pickled, and shows nothing of its private key.

    Attributes:
        public_key: the key that verifies.
        verification_method: URL under which a verifier finds `public_key`.
    """

    __slots__ = ("_private_key", "public_key", "verification_method")

    def __init__(
        self, private_key: PrivateKeyTypes, verification_method: str | None = None
    ) -> None:
        """Hold a key.

        Args:
            private_key: of the package `cryptography`: Ed25519, P-256, P-384 or RSA.
            verification_method: default: the key's own did:key method, for RSA did:jwk.

        Raises:
            KeyFormatError: a weak key; KEY_UNSUPPORTED for another kind of key.
        """
        if not isinstance(
            private_key, Ed25519PrivateKey | ec.EllipticCurvePrivateKey | RSAPrivateKey
        ):
            raise KeyFormatError(
                "keys of this kind do not sign badges; Ed25519, P-256, P-384 and RSA keys do",
                problem=Problem.KEY_UNSUPPORTED,
            )
        self._private_key = private_key
        self.public_key = PublicKey(private_key.public_key())
        self.verification_method = verification_method or _own_method(self.public_key)

    @classmethod
    def generate(
        cls, algorithm: str = "Ed25519", *, verification_method: str | None = None
    ) -> Self:
        """Make a new key.

        Args:
            algorithm: ``Ed25519``, ``ES256``, ``ES384`` or ``RS256``.
            verification_method: as for `KeySigner`.

        Raises:
            SettingsError: another algorithm.
        """
        private_key: PrivateKeyTypes
        match algorithm:
            case "Ed25519":
                private_key = Ed25519PrivateKey.generate()
            case "ES256":
                private_key = ec.generate_private_key(ecdsa.P256.curve)
            case "ES384":
                private_key = ec.generate_private_key(ecdsa.P384.curve)
            case "RS256":
                private_key = generate_private_key(65_537, _NEW_RSA_BITS)
            case _:
                raise SettingsError(
                    f"there is no algorithm {algorithm!r}; choose Ed25519, ES256, ES384 or RS256"
                )
        return cls(private_key, verification_method)

    def with_verification_method(self, verification_method: str) -> Self:
        """Sign with the same key for another verification method, as in an issuer's document."""
        return type(self)(self._private_key, verification_method)

    @property
    def algorithm(self) -> str:
        """The signature algorithm of the key."""
        return self.public_key.algorithm

    def sign(self, data: bytes) -> bytes:
        """Give the raw signature of `data` (not hashed), in the form `PublicKey.verify` takes."""
        if isinstance(self._private_key, Ed25519PrivateKey):
            return self._private_key.sign(data)
        if isinstance(self._private_key, RSAPrivateKey):
            return self._private_key.sign(data, PKCS1v15(), SHA256())
        return ecdsa.sign(self._private_key, data)

    def __reduce__(self) -> NoReturn:
        """Refuse to be copied or pickled."""
        raise TypeError("a signer is not copied or pickled: its private key stays in one place")

    def __repr__(self) -> str:
        """Show which key, and nothing of the private one."""
        return (
            f"KeySigner(verification_method={self.verification_method!r}, "
            f"algorithm={self.algorithm!r})"
        )


def _own_method(public_key: PublicKey) -> str:
    if multikey := public_key.multikey:
        return f"did:key:{multikey}#{multikey}"
    return f"did:jwk:{base64url_encode(strict_json.canonical(public_key.jwk))}#0"
