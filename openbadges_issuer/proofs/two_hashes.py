"""What most cryptosuites do: sign the hash of the proof's other members, then the document's hash.

They differ in how both become bytes (`rdfc`, `jcs`) and in the keys that they take. Each kind of
key has its hash function, which canonicalization uses as well.

Specification: Data Integrity EdDSA Cryptosuites 1.0 sections 3.2 and 3.3; Data Integrity ECDSA
Cryptosuites 1.0 sections 3.2 and 3.3, which say the same four times.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from openbadges_issuer import timestamps
from openbadges_issuer.encoding import multibase_decode, multibase_encode
from openbadges_issuer.errors import InputError, KeyFormatError, ProofError
from openbadges_issuer.jsonld import HashName
from openbadges_issuer.jsonld.rdfc import HASHES
from openbadges_issuer.keys import PublicKey
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.memo import Memo
from openbadges_issuer.proofs.cryptosuite import Prepared, Unsecured, Verification
from openbadges_issuer.proofs.data_integrity import (
    DATA_INTEGRITY_PROOF,
    PROOF_PURPOSE,
    Proof,
    configuration_limits,
    in_proof,
)

EDDSA: Mapping[str, HashName] = {"Ed25519": "sha256"}
"""The keys of the EdDSA cryptosuites, by their algorithm: the hash function."""

ECDSA: Mapping[str, HashName] = {"ES256": "sha256", "ES384": "sha384"}
"""The keys of the ECDSA cryptosuites, by their algorithm: the hash function."""

_KEYS = {"Ed25519": "an Ed25519", "ES256": "a P-256", "ES384": "a P-384", "RS256": "an RSA"}
_PROOF_VALUE_CHARS = 200


class Transformation(Protocol):
    """How a document and a proof become bytes: the module `rdfc` or `jcs`."""

    def transform(
        self,
        document: dict[str, Any],
        hash_name: HashName,
        *,
        limits: Limits,
        memo: Memo | None,
        issuing: bool = False,
    ) -> bytes:
        """Check the terms of an unsecured document, and give its canonical form.

        Args:
            document: left unchanged.
            hash_name: of the hash function inside the canonicalization, if it has one.
            limits: bounds on untrusted input.
            memo: for many documents that have objects in common.
            issuing: whether to refuse what is verified though it is not issued.

        Raises:
            TermError: the document has something that would not be signed.
            InputError: a value has no canonical form, or a bound was reached (TOO_COMPLEX).
        """
        ...

    def transform_configuration(
        self,
        configuration: Mapping[str, Any],
        context: Any,
        hash_name: HashName,
        *,
        limits: Limits,
    ) -> bytes:
        """Check the terms of a proof without its `proofValue`, and give its canonical form.

        Args:
            configuration: left unchanged.
            context: the document's `@context`.
            hash_name: as for `transform`.
            limits: bounds on untrusted input.

        Raises:
            TermError, InputError: as `transform`.
        """
        ...

    def as_signed(self, document: Unsecured, proof: Proof) -> Unsecured:
        """Give the document as a proof signs it; as `Cryptosuite.as_signed`."""
        ...

    def own_members(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Give the members of a new proof that follow from the document."""
        ...


@dataclass(frozen=True, eq=False)
class TwoHashes:
    """A cryptosuite over two hashes. The signature is multibase text in base58btc.

    Attributes:
        name: what stands as `cryptosuite` in a proof.
        transformation: how the document and the proof become bytes.
        hashes: by the algorithm of each key that it takes, the hash function.
    """

    name: str
    transformation: Transformation
    hashes: Mapping[str, HashName]

    @property
    def first_hash(self) -> HashName:
        """The hash function of most keys, taken until the key is known."""
        return next(iter(self.hashes.values()))

    def check_terms(self, document: Unsecured) -> None:
        """Transform and hash the document for most keys; as `Cryptosuite.check_terms`."""
        document.hash(self.transformation.transform, self.first_hash)

    def as_signed(self, document: Unsecured, proof: Proof) -> Unsecured:
        """Give the document as a proof signs it; as `Cryptosuite.as_signed`."""
        return self.transformation.as_signed(document, proof)

    def verification(self, document: Unsecured, proof: Proof) -> Verification:
        """Hash for most keys, and again for a key of another kind; as the protocol says."""
        signature = _signature_of(proof)
        first_hash = self.first_hash
        hashed = self.hash_data(document, proof.configuration, first_hash)

        def verify(public_key: PublicKey) -> None:
            hash_name = self.hashes.get(public_key.algorithm)
            if hash_name is None:
                raise ProofError(self._other_key(public_key.algorithm))
            if hash_name == first_hash:
                public_key.verify(signature, hashed)
            else:
                again = self.hash_data(document, proof.configuration, hash_name)
                public_key.verify(signature, again)

        return verify

    def hash_data(
        self, document: Unsecured, configuration: Mapping[str, Any], hash_name: HashName
    ) -> bytes:
        """Give what is signed: the proof's hash, then the document's.

        Args:
            document: as the proof signs it.
            configuration: the proof without its `proofValue`.
            hash_name: of the hash function that goes with the key.

        Raises:
            TermError: the document or the proof has something that would not be signed.
            InputError: a bound was reached (TOO_COMPLEX).
        """
        document_hash = document.hash(self.transformation.transform, hash_name)
        context = document.document["@context"]
        return self._proof_hash(configuration, context, hash_name, document.limits) + document_hash

    def check_key(self, algorithm: str) -> None:
        """Refuse to sign with a key of another kind; as `IssuingCryptosuite.check_key`."""
        if algorithm not in self.hashes:
            raise KeyFormatError(self._other_key(algorithm))

    def prepare_proof(
        self,
        document: dict[str, Any],
        *,
        algorithm: str,
        created: datetime,
        verification_method: str,
        memo: Memo | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> Prepared:
        """Do all for a new proof but the signature; as `IssuingCryptosuite.prepare_proof`."""
        self.check_key(algorithm)
        hash_name = self.hashes[algorithm]
        canonical = self.transformation.transform(
            document, hash_name, limits=limits, memo=memo, issuing=True
        )
        configuration = {
            "type": DATA_INTEGRITY_PROOF,
            "cryptosuite": self.name,
            "created": timestamps.format(created),
            "verificationMethod": verification_method,
            "proofPurpose": PROOF_PURPOSE,
            **self.transformation.own_members(document),
        }
        proof_hash = self._proof_hash(configuration, document["@context"], hash_name, limits)
        hashed = proof_hash + HASHES[hash_name](canonical).digest()
        return Prepared(configuration, hashed, multibase_encode)

    def canonical_configuration(
        self, configuration: Mapping[str, Any], context: Any, hash_name: HashName, limits: Limits
    ) -> bytes:
        """Give the canonical form of a proof without its `proofValue`, whose hash is signed.

        Raises:
            TermError, InputError: as `hash_data`.
        """
        with in_proof():
            return self.transformation.transform_configuration(
                configuration, context, hash_name, limits=configuration_limits(limits)
            )

    def _proof_hash(
        self, configuration: Mapping[str, Any], context: Any, hash_name: HashName, limits: Limits
    ) -> bytes:
        canonical = self.canonical_configuration(configuration, context, hash_name, limits)
        return HASHES[hash_name](canonical).digest()

    def _other_key(self, algorithm: str) -> str:
        needed = " or ".join(_KEYS[name] for name in self.hashes)
        return f"{self.name} needs {needed} key, not {_KEYS.get(algorithm, algorithm)} key"


def _signature_of(proof: Proof) -> bytes:
    """Read a signature, of the length that the key will ask for."""
    if not proof.proof_value.startswith("z"):
        raise ProofError("a proofValue starts with z (base58btc)", path=f"{proof.path}.proofValue")
    try:
        return multibase_decode(proof.proof_value, max_chars=_PROOF_VALUE_CHARS)
    except InputError as error:
        raise ProofError(error.message, path=f"{proof.path}.proofValue") from None
