"""The cryptosuite eddsa-jcs-2022: JCS, SHA-256, Ed25519. What is signed is the JSON itself.

The terms are checked all the same: a member that no context defines is signed, but it means
nothing to a program that reads the statements, and something else to each that reads the text.

Specification: Data Integrity EdDSA Cryptosuites 1.0 section 3.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from openbadges_issuer import strict_json
from openbadges_issuer.errors import ProofError
from openbadges_issuer.jsonld import check_terms
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.memo import Memo
from openbadges_issuer.proofs import eddsa
from openbadges_issuer.proofs.data_integrity import Proof, configuration_limits, in_proof
from openbadges_issuer.proofs.eddsa import check_key, verify_proof
from openbadges_issuer.strict_json import as_list

__all__ = [
    "CRYPTOSUITE",
    "as_signed",
    "check_key",
    "hash_data",
    "hash_document",
    "prepare_proof",
    "verify_proof",
]

CRYPTOSUITE = "eddsa-jcs-2022"


def prepare_proof(
    document: dict[str, Any],
    *,
    algorithm: str,
    created: datetime,
    verification_method: str,
    memo: Memo | None = None,
) -> tuple[dict[str, Any], bytes]:
    """Give a new proof without its signature, and what is to be signed (sections 3.3.1 to 3.3.5).

    Args:
        document: the unsecured document; left unchanged.
        algorithm: of the key that will sign.
        created: the time of signing, with offset.
        verification_method: URL under which the issuer publishes that key.
        memo: for many documents that have objects in common.

    Raises:
        KeyFormatError: keys of that kind do not sign in this way.
        TermError: a term is undefined, or the badge is described in two places, which a proof over
            its statements would not bear.
        InputError: a value has no canonical form, or a bound was reached.
    """
    check_key(algorithm)
    configuration = eddsa.configuration(
        CRYPTOSUITE, created=created, verification_method=verification_method
    )
    check_terms(document, memo=memo, described_once=True)
    document_hash = eddsa.sha256(strict_json.canonical(document))
    context = configuration["@context"] = document["@context"]
    return configuration, hash_data(document_hash, context, configuration)


def as_signed(document: dict[str, Any], proof: Proof) -> dict[str, Any]:
    """Give the unsecured document as this proof signs it: under the proof's contexts (3.3.2).

    What others have put behind those contexts since is not signed, and so it is not kept.

    Raises:
        ProofError: the document's contexts do not start with those of the proof.
    """
    if "@context" not in proof.configuration:
        return document
    context = proof.configuration["@context"]
    if context == document["@context"]:
        return document
    signed, given = as_list(context), as_list(document["@context"])
    if given[: len(signed)] != signed:
        raise ProofError(
            "the contexts of the credential do not start with those that were signed",
            path='$.proof["@context"]',
        )
    return {**document, "@context": context}


def hash_document(
    document: dict[str, Any], *, limits: Limits = DEFAULT_LIMITS, memo: Memo | None = None
) -> bytes:
    """Transform and hash the unsecured document (sections 3.3.3 and 3.3.4).

    Raises:
        TermError: a term is undefined.
        InputError: a value has no canonical form, or a bound was reached (TOO_COMPLEX).
    """
    check_terms(document, limits=limits, memo=memo)
    return eddsa.sha256(strict_json.canonical(document))


def hash_data(
    document_hash: bytes,
    context: Any,
    configuration: Mapping[str, Any],
    *,
    limits: Limits = DEFAULT_LIMITS,
) -> bytes:
    """Give what is signed: the proof's hash, then the document's (sections 3.3.4 and 3.3.5).

    Args:
        document_hash: what `hash_document` gave.
        context: the document's `@context`, by which a proof that brings none is understood.
        configuration: the proof without its `proofValue`.
        limits: bounds on the check of the terms.

    Raises:
        TermError: a term of the proof is undefined.
        InputError: a bound was reached (TOO_COMPLEX).
    """
    with in_proof():
        check_terms({"@context": context, **configuration}, limits=configuration_limits(limits))
    return eddsa.sha256(strict_json.canonical(configuration)) + document_hash
