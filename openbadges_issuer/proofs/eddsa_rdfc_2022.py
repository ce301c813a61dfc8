"""The cryptosuite eddsa-rdfc-2022: RDFC-1.0, SHA-256, Ed25519. What is signed are statements.

Specification: Data Integrity EdDSA Cryptosuites 1.0 section 3.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from openbadges_issuer.errors import Problem, TermError
from openbadges_issuer.jsonld import canonicalize
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.memo import Memo
from openbadges_issuer.proofs import eddsa, usual_proof
from openbadges_issuer.proofs.data_integrity import Proof, configuration_limits, in_proof
from openbadges_issuer.proofs.eddsa import check_key, verify_proof

__all__ = [
    "CRYPTOSUITE",
    "as_signed",
    "check_key",
    "hash_data",
    "hash_document",
    "prepare_proof",
    "verify_proof",
]

CRYPTOSUITE = "eddsa-rdfc-2022"


def prepare_proof(
    document: dict[str, Any],
    *,
    algorithm: str,
    created: datetime,
    verification_method: str,
    memo: Memo | None = None,
) -> tuple[dict[str, Any], bytes]:
    """Give a new proof without its signature, and what is to be signed (sections 3.2.1 to 3.2.5).

    Args:
        document: the unsecured document; left unchanged.
        algorithm: of the key that will sign.
        created: the time of signing, with offset.
        verification_method: URL under which the issuer publishes that key.
        memo: for many documents that have objects in common.

    Raises:
        KeyFormatError: keys of that kind do not sign in this way.
        TermError: the document has something that would not be signed.
        InputError: a bound was reached.
    """
    check_key(algorithm)
    configuration = eddsa.configuration(
        CRYPTOSUITE, created=created, verification_method=verification_method
    )
    document_hash = hash_document(document, memo=memo)
    context = document.get("@context")
    return configuration, hash_data(document_hash, context, configuration)


def as_signed(document: dict[str, Any], proof: Proof) -> dict[str, Any]:
    """Give the unsecured document as this proof signs it: as it is.

    Raises:
        TermError: the proof has a context of its own, for which the document's would be taken.
    """
    if "@context" in proof.configuration:
        raise TermError(
            f"a proof by {CRYPTOSUITE} has no @context of its own",
            problem=Problem.CONTEXT_NOT_ALLOWED,
            path='$.proof["@context"]',
        )
    return document


def hash_document(
    document: dict[str, Any], *, limits: Limits = DEFAULT_LIMITS, memo: Memo | None = None
) -> bytes:
    """Transform and hash the unsecured document (sections 3.2.3 and 3.2.4), for all its proofs.

    Raises:
        TermError: the document has something that would not be signed.
        InputError: a bound was reached (TOO_COMPLEX).
    """
    return eddsa.sha256(canonicalize(document, limits=limits, memo=memo))


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
    limits = configuration_limits(limits)
    with in_proof():
        canonical = usual_proof.canonical_form(context, configuration, limits)
        if canonical is None:
            canonical = canonicalize({**configuration, "@context": context}, limits=limits)
    return eddsa.sha256(canonical) + document_hash
