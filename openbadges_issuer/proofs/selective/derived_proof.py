"""The derived proof, as a verifier sees it: over a part of the document, by two layers of keys.

Specification: Data Integrity ECDSA Cryptosuites 1.0 sections 3.6.7 (verify derived proof) and 3.5.9
(createVerifyData).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openbadges_issuer.errors import ProofError
from openbadges_issuer.jsonld import canonical_form
from openbadges_issuer.keys import PublicKey
from openbadges_issuer.limits import Limits
from openbadges_issuer.proofs.cryptosuite import Unsecured, Verification
from openbadges_issuer.proofs.data_integrity import Proof
from openbadges_issuer.proofs.selective.proof_values import DerivedProofValue
from openbadges_issuer.proofs.selective.signatures import (
    Groups,
    base_data,
    check_base,
    check_count,
    check_statements,
)

_PATH = "$.proof.proofValue"


def verification(unsecured_document: Unsecured, proof: Proof) -> Verification:
    """Do all that needs no key to verify a derived proof, and give the rest of it.

    Args:
        unsecured_document: what the proof is over.
        proof: the proof as read.

    Raises:
        ProofError: BASE_PROOF for a base proof, which is not for showing; else the proof is
            malformed, or not over this document.
        TermError: the document or the proof has something that would not be signed.
        InputError: a bound was reached (TOO_COMPLEX).
    """
    document, limits = unsecured_document.document, unsecured_document.limits
    value = DerivedProofValue.read(proof.proof_value)
    lines = relabeled(document, value, limits)
    if value.mandatory_indexes and value.mandatory_indexes[-1] >= len(lines):
        raise ProofError("an index is that of no statement", path=_PATH)
    mandatory, others = Groups.of(lines, {*value.mandatory_indexes}, limits)
    check_count(others, value.signatures)
    context = document["@context"]
    data = base_data(context, proof.configuration, value.public_key, mandatory, limits)

    def verify(public_key: PublicKey) -> None:
        check_base(public_key, value.base_signature, data)
        check_statements(value.public_key, others, value.signatures)

    return verify


def relabeled(
    document: dict[str, Any], value: DerivedProofValue, limits: Limits
) -> tuple[str, ...]:
    """Give the statements of a document under the labels that were signed.

    Raises:
        ProofError: the labels are not those of the document.
        TermError, InputError: as `canonical_form`.
    """

    def relabel(labels: Mapping[str, str]) -> dict[str, str]:
        if value.label_map.keys() != {*labels.values()}:
            raise ProofError("the labels are not those of the document's nodes", path=_PATH)
        return {given: value.label_map[label] for given, label in labels.items()}

    return canonical_form(document, limits=limits, relabel=relabel).lines
