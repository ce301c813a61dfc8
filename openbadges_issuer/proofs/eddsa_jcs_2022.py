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
from openbadges_issuer.jsonld import check_described_once, check_terms
from openbadges_issuer.keys import Signer
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.proofs import eddsa
from openbadges_issuer.proofs.data_integrity import Proof, configuration_limits, in_proof
from openbadges_issuer.proofs.eddsa import check_key, verify_proof
from openbadges_issuer.strict_json import as_list

__all__ = [
    "CRYPTOSUITE",
    "as_signed",
    "check_key",
    "create_proof",
    "hash_data",
    "hash_document",
    "prepare_proof",
    "verify_proof",
]

CRYPTOSUITE = "eddsa-jcs-2022"


def create_proof(
    document: dict[str, Any],
    signer: Signer,
    *,
    created: datetime,
    verification_method: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> dict[str, Any]:
    """Sign a document and return the proof to embed (section 3.3.1).

    Args:
        document: the unsecured document; left unchanged.
        signer: holds an Ed25519 key.
        created: the time of signing, with offset.
        verification_method: URL under which the issuer publishes that key; default: the signer's.
        limits: bounds on the check of the terms.

    Raises:
        KeyFormatError: the signer's key is of another kind.
        TermError: a term is undefined, or the badge is described in two places, which a proof over
            its statements would not bear.
        InputError: a value has no canonical form, or a bound was reached.
    """
    configuration, hashed = prepare_proof(
        document,
        algorithm=signer.algorithm,
        created=created,
        verification_method=verification_method or signer.verification_method,
        limits=limits,
    )
    return eddsa.sign(configuration, hashed, signer)


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
        limits: as for `create_proof`.

    Raises:
        KeyFormatError, TermError, InputError: as `create_proof`.
    """
    check_key(algorithm)
    configuration = eddsa.configuration(
        CRYPTOSUITE, created=created, verification_method=verification_method
    )
    document_hash = hash_document(document, limits=limits)
    check_described_once(document, limits=limits)
    context = configuration["@context"] = document["@context"]
    return configuration, hash_data(document_hash, context, configuration, limits=limits)


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


def hash_document(document: dict[str, Any], *, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """Transform and hash the unsecured document (sections 3.3.3 and 3.3.4).

    Raises:
        TermError: a term is undefined.
        InputError: a value has no canonical form, or a bound was reached (TOO_COMPLEX).
    """
    check_terms(document, limits=limits)
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
