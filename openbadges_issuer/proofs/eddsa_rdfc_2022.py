"""The cryptosuite eddsa-rdfc-2022: RDFC-1.0, SHA-256, Ed25519.

Specification: Data Integrity EdDSA Cryptosuites 1.0 section 3.2.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from openbadges_issuer import timestamps
from openbadges_issuer.encoding import multibase_decode, multibase_encode
from openbadges_issuer.errors import InputError, KeyFormatError, ProofError, TermError
from openbadges_issuer.jsonld import canonicalize
from openbadges_issuer.keys import PublicKey, Signer
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.proofs.data_integrity import PROOF_PURPOSE, Proof

CRYPTOSUITE = "eddsa-rdfc-2022"
ALGORITHM = "Ed25519"
_SIGNATURE_BYTES = 64
_PROOF_VALUE_CHARS = 200
_CONFIGURATION_VALUES = 200  # a proof has about ten


def create_proof(
    document: dict[str, Any],
    signer: Signer,
    *,
    created: datetime,
    verification_method: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> dict[str, Any]:
    """Sign a document and return the proof to embed (section 3.2.1).

    Args:
        document: the unsecured document; left unchanged.
        signer: holds an Ed25519 key.
        created: the time of signing, with offset.
        verification_method: URL under which the issuer publishes that key; default: the signer's.
        limits: bounds on the canonicalization.

    Raises:
        KeyFormatError: the signer's key is of another kind.
        TermError: the document has something that would not be signed.
    """
    configuration, hashed = prepare_proof(
        document,
        algorithm=signer.algorithm,
        created=created,
        verification_method=verification_method or signer.verification_method,
        limits=limits,
    )
    return {**configuration, "proofValue": multibase_encode(signer.sign(hashed))}


def prepare_proof(
    document: dict[str, Any],
    *,
    algorithm: str,
    created: datetime,
    verification_method: str,
    limits: Limits = DEFAULT_LIMITS,
) -> tuple[dict[str, Any], bytes]:
    """Do all of `create_proof` but the signature: give the proof without it, and what is signed.

    Args:
        document: the unsecured document; left unchanged.
        algorithm: of the key that will sign.
        created: the time of signing, with offset.
        verification_method: URL under which the issuer publishes that key.
        limits: bounds on the canonicalization.

    Raises:
        KeyFormatError: a key of another kind.
        TermError: the document has something that would not be signed.
    """
    check_key(algorithm)
    configuration = {
        "type": "DataIntegrityProof",
        "cryptosuite": CRYPTOSUITE,
        "created": timestamps.format(created),
        "verificationMethod": verification_method,
        "proofPurpose": PROOF_PURPOSE,
    }
    document_hash = hash_document(document, limits=limits)
    context = document.get("@context")
    return configuration, hash_data(document_hash, context, configuration, limits=limits)


def check_key(algorithm: str) -> None:
    """Refuse a key of another kind.

    Raises:
        KeyFormatError: it is not an Ed25519 key.
    """
    if algorithm != ALGORITHM:
        raise KeyFormatError(f"{CRYPTOSUITE} needs an Ed25519 key, not {algorithm}")


def verify_proof(proof: Proof, hashed: bytes, public_key: PublicKey) -> None:
    """Check the signature of one proof over the hash data (section 3.2.7).

    Args:
        proof: the proof as read.
        hashed: what `hash_data` gave for the document and this proof's configuration.
        public_key: the key that the proof's verification method names.

    Raises:
        ProofError: the signature does not fit the document, the proof and the key.
    """
    if public_key.algorithm != ALGORITHM:
        raise ProofError(f"{CRYPTOSUITE} needs an Ed25519 key, not {public_key.algorithm}")
    try:
        signature = multibase_decode(proof.proof_value, max_chars=_PROOF_VALUE_CHARS)
    except InputError as error:
        raise ProofError(error.message, path="$.proof.proofValue") from None
    if not proof.proof_value.startswith("z") or len(signature) != _SIGNATURE_BYTES:
        raise ProofError("proofValue must be z and the base58btc form of 64 bytes")
    public_key.verify(signature, hashed)


def hash_document(document: dict[str, Any], *, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """Transform and hash the unsecured document (sections 3.2.3 and 3.2.4), for all its proofs.

    Raises:
        TermError: the document has something that would not be signed.
        InputError: a bound was reached (TOO_COMPLEX).
    """
    return _sha256(canonicalize(document, limits=limits))


def hash_data(
    document_hash: bytes,
    context: Any,
    configuration: Mapping[str, Any],
    *,
    limits: Limits = DEFAULT_LIMITS,
) -> bytes:
    """Give what is signed: the proof's hash, then the document's (sections 3.2.4 and 3.2.5).

    Args:
        document_hash: what `hash_document` gave.
        context: the document's `@context`.
        configuration: the proof without its `proofValue`.
        limits: bounds on the canonicalization.

    Raises:
        TermError: the proof has something that would not be signed.
        InputError: a bound was reached (TOO_COMPLEX).
    """
    config = {**configuration, "@context": context}
    small = replace(limits, quads=min(limits.quads, _CONFIGURATION_VALUES))
    try:
        return _sha256(canonicalize(config, limits=small)) + document_hash
    except TermError as error:
        path = error.path.replace("$", "$.proof", 1)
        raise TermError(error.message, problem=error.problem, path=path) from None


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
