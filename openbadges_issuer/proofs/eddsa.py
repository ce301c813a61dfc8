"""What the EdDSA cryptosuites share: an Ed25519 signature over two hashes, as multibase text.

Specification: Data Integrity EdDSA Cryptosuites 1.0 sections 3.2 and 3.3, which say it twice.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from openbadges_issuer import timestamps
from openbadges_issuer.encoding import multibase_decode
from openbadges_issuer.errors import InputError, KeyFormatError, ProofError
from openbadges_issuer.keys import PublicKey
from openbadges_issuer.proofs.data_integrity import PROOF_PURPOSE, Proof

ALGORITHM = "Ed25519"
_SIGNATURE_BYTES = 64
_PROOF_VALUE_CHARS = 200


def check_key(algorithm: str) -> None:
    """Refuse to sign with a key of another kind.

    Raises:
        KeyFormatError: it is not an Ed25519 key.
    """
    if algorithm != ALGORITHM:
        raise KeyFormatError(f"an EdDSA cryptosuite needs an Ed25519 key, not {algorithm}")


def configuration(
    cryptosuite: str, *, created: datetime, verification_method: str
) -> dict[str, Any]:
    """Give the members of a new proof but for its `proofValue` (sections 3.2.5 and 3.3.5)."""
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": cryptosuite,
        "created": timestamps.format(created),
        "verificationMethod": verification_method,
        "proofPurpose": PROOF_PURPOSE,
    }


def verify_proof(proof: Proof, hashed: bytes, public_key: PublicKey) -> None:
    """Check the signature of one proof over the hash data (sections 3.2.7 and 3.3.7).

    Args:
        proof: the proof as read.
        hashed: what the suite's `hash_data` gave for the document and this proof's configuration.
        public_key: the key that the proof's verification method names.

    Raises:
        ProofError: the signature does not fit the document, the proof and the key.
    """
    if public_key.algorithm != ALGORITHM:
        raise ProofError(f"{proof.cryptosuite} needs an Ed25519 key, not {public_key.algorithm}")
    try:
        signature = multibase_decode(proof.proof_value, max_chars=_PROOF_VALUE_CHARS)
    except InputError as error:
        raise ProofError(error.message, path="$.proof.proofValue") from None
    if not proof.proof_value.startswith("z") or len(signature) != _SIGNATURE_BYTES:
        raise ProofError("proofValue must be z and the base58btc form of 64 bytes")
    public_key.verify(signature, hashed)


def sha256(data: bytes) -> bytes:
    """Hash a canonical form (sections 3.2.4 and 3.3.4)."""
    return hashlib.sha256(data).digest()
