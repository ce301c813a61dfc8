"""The two proof values of ecdsa-sd-2023: the holder's own, and the one that is shown.

Specification: Data Integrity ECDSA Cryptosuites 1.0 sections 3.5.2, 3.5.3, 3.5.7 and 3.5.8, but for
the length of the public key: the text says 36 bytes, and a P-256 Multikey has 35.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

from openbadges_issuer.encoding import base64url_decode, base64url_encode
from openbadges_issuer.errors import InputError, Problem, ProofError
from openbadges_issuer.proofs.selective import cbor

SIGNATURE_BYTES = 64
PUBLIC_KEY_BYTES = 35
HMAC_KEY_BYTES = 32
_LABEL_BYTES = 32
_BASE, _DERIVED = b"\xd9\x5d\x00", b"\xd9\x5d\x01"
_PATH = "$.proof.proofValue"


class BaseProofValue(NamedTuple):
    """What the issuer gives to the holder, and the holder to nobody.

    Attributes:
        base_signature: by the issuer's key.
        public_key: of the proof itself: `80 24` and a compressed point of P-256.
        hmac_key: with it, the labels can be told from which they were made. A secret.
        signatures: by the proof's own key, of each statement that may be withheld, in order.
        mandatory_pointers: JSON pointers to what may not be withheld.
    """

    base_signature: bytes
    public_key: bytes
    hmac_key: bytes
    signatures: tuple[bytes, ...]
    mandatory_pointers: tuple[str, ...]

    @classmethod
    def read(cls, proof_value: str) -> BaseProofValue:
        """Read the holder's own proof value (parseBaseProofValue).

        Raises:
            ProofError: it is another, or malformed.
        """
        try:
            reader = cbor.Reader(_after(_BASE, proof_value))
            reader.array(5)
            value = cls(
                base_signature=reader.byte_string(SIGNATURE_BYTES),
                public_key=reader.byte_string(PUBLIC_KEY_BYTES),
                hmac_key=reader.byte_string(HMAC_KEY_BYTES),
                signatures=tuple(reader.byte_string(SIGNATURE_BYTES) for _ in reader.array()),
                mandatory_pointers=tuple(reader.text() for _ in reader.array()),
            )
            reader.end()
        except InputError as error:
            raise _malformed(error) from None
        _check_distinct(value.mandatory_pointers, "pointers")
        return value

    def write(self) -> str:
        """Write the proof value (serializeBaseProofValue)."""
        return _written(
            _BASE,
            cbor.byte_string(self.base_signature),
            cbor.byte_string(self.public_key),
            cbor.byte_string(self.hmac_key),
            cbor.array([cbor.byte_string(signature) for signature in self.signatures]),
            cbor.array([cbor.text(pointer) for pointer in self.mandatory_pointers]),
        )

    def signed(self, base_signature: bytes) -> str:
        """Write the proof value with the issuer's signature."""
        return self._replace(base_signature=base_signature).write()

    def __repr__(self) -> str:
        """Show nothing of what is secret."""
        return f"BaseProofValue({len(self.signatures)} signatures)"


class DerivedProofValue(NamedTuple):
    """What the holder shows.

    Attributes:
        base_signature: as in the holder's own.
        public_key: as in the holder's own.
        signatures: of each statement that is shown and could have been withheld, in order.
        label_map: canonical label of each blank node that is shown → its label when signed,
            both without ``_:``.
        mandatory_indexes: which of the shown statements could not be withheld, in order.
    """

    base_signature: bytes
    public_key: bytes
    signatures: tuple[bytes, ...]
    label_map: Mapping[str, str]
    mandatory_indexes: tuple[int, ...]

    @classmethod
    def read(cls, proof_value: str) -> DerivedProofValue:
        """Read a proof value that is shown (parseDerivedProofValue).

        Raises:
            ProofError: BASE_PROOF when it is the holder's own, else it is malformed.
        """
        try:
            data = _after(_DERIVED, proof_value)
            reader = cbor.Reader(data)
            reader.array(5)
            base_signature = reader.byte_string(SIGNATURE_BYTES)
            public_key = reader.byte_string(PUBLIC_KEY_BYTES)
            signatures = tuple(reader.byte_string(SIGNATURE_BYTES) for _ in reader.array())
            labels = [(reader.unsigned(), reader.byte_string(_LABEL_BYTES)) for _ in reader.map()]
            indexes = tuple(reader.unsigned() for _ in reader.array())
            reader.end()
        except InputError as error:
            raise _malformed(error) from None
        _check_distinct([number for number, _ in labels], "labels")
        _check_distinct([label for _, label in labels], "labels")
        if any(after <= before for before, after in pairwise(indexes)):
            raise _malformed(InputError("the indexes are not in order"))
        label_map = {f"c14n{number}": f"u{base64url_encode(label)}" for number, label in labels}
        return cls(base_signature, public_key, signatures, label_map, indexes)

    def write(self) -> str:
        """Write the proof value (serializeDerivedProofValue)."""
        labels = {
            cbor.unsigned(int(label.removeprefix("c14n"))): cbor.byte_string(
                base64url_decode(signed.removeprefix("u"))
            )
            for label, signed in self.label_map.items()
        }
        return _written(
            _DERIVED,
            cbor.byte_string(self.base_signature),
            cbor.byte_string(self.public_key),
            cbor.array([cbor.byte_string(signature) for signature in self.signatures]),
            cbor.map_(labels),
            cbor.array([cbor.unsigned(index) for index in self.mandatory_indexes]),
        )


def is_base(proof_value: str) -> bool:
    """Tell whether a proof value is the holder's own, by how it begins."""
    return proof_value.startswith(f"u{base64url_encode(_BASE)}")


def _after(header: bytes, proof_value: str) -> bytes:
    """Decode a proof value, and take its header off."""
    if is_base(proof_value) and header is not _BASE:
        raise ProofError(
            "this is the holder's own copy, with the secret that protects what is withheld; "
            "a copy for others is derived from it",
            problem=Problem.BASE_PROOF,
            path=_PATH,
        )
    if not proof_value.startswith(f"u{base64url_encode(header)}"):
        kind = "base" if header is _BASE else "derived"
        raise InputError(f"the proof value of a {kind} proof begins differently")
    return base64url_decode(proof_value[1:]).removeprefix(header)


def _written(header: bytes, *items: bytes) -> str:
    return "u" + base64url_encode(header + cbor.array(list(items)))


def _check_distinct(values: Iterable[object], what: str) -> None:
    given = list(values)
    if len({*given}) < len(given):
        raise _malformed(InputError(f"two {what} are the same"))


def _malformed(error: InputError) -> ProofError:
    return ProofError(f"this proof value cannot be read: {error.message}", path=_PATH)
