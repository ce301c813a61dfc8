"""The derived proof: made by the holder, for others, over a part of the document.

Specification: Data Integrity ECDSA Cryptosuites 1.0 sections 3.6.6 and 3.6.7 (add derived proof,
verify derived proof), 3.5.4 (createDisclosureData) and 3.5.9 (createVerifyData).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from openbadges_issuer.errors import InputError, Problem, ProofError
from openbadges_issuer.jsonld import canonical_form
from openbadges_issuer.keys import PublicKey
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.proofs.cryptosuite import Unsecured, Verification
from openbadges_issuer.proofs.data_integrity import Proof, proofs_of, unsecured
from openbadges_issuer.proofs.selective.base_proof import BaseProof
from openbadges_issuer.proofs.selective.completing import complete
from openbadges_issuer.proofs.selective.pointers import Choice, choose, select, unchosen
from openbadges_issuer.proofs.selective.proof_values import (
    BaseProofValue,
    DerivedProofValue,
    is_base,
)
from openbadges_issuer.proofs.selective.signatures import (
    CRYPTOSUITE,
    Groups,
    base_data,
    check_base,
    check_count,
    check_statements,
)

_PATH = "$.proof.proofValue"


def derive(
    secured: Mapping[str, Any], reveal: Iterable[str] = (), *, limits: Limits = DEFAULT_LIMITS
) -> dict[str, Any]:
    """Derive, from what the issuer gave to the holder, a copy that shows a part.

    The copy keeps what the issuer made mandatory, what Open Badges requires of each object that is
    shown in part, and what limits the badge: its period, its status entry, its terms of use.
    Results, criteria, identifiers and what others have signed are shown whole.

    Args:
        secured: the credential with its base proof; left unchanged.
        reveal: JSON pointers (RFC 6901) to what is shown besides.
        limits: bounds on the canonicalization.

    Raises:
        ProofError: there is no base proof, or not just one, or a statement is not as signed.
        TermError: the document has something that would not be signed.
        InputError: a pointer points at nothing, or a bound was reached.
    """
    document = unsecured(secured)
    proof = _base_proof_of(secured, limits)
    base = BaseProof(document, proof, limits=limits)
    base.check_statements()
    choice = _choice(document, base.value, reveal)
    shown = base.statements.selected(choice)
    signatures = iter(base.value.signatures)
    by_index = {
        index: next(signatures)
        for index in range(len(base.statements.lines))
        if index not in base.mandatory
    }
    places = range(len(shown.indexes))
    value = DerivedProofValue(
        base_signature=base.value.base_signature,
        public_key=base.value.public_key,
        signatures=tuple(by_index[index] for index in shown.indexes if index in by_index),
        label_map=shown.label_map,
        mandatory_indexes=tuple(at for at in places if shown.indexes[at] in base.mandatory),
    )
    part: dict[str, Any] = select(document, choice)
    if _relabeled(part, value, limits) != tuple(base.statements.lines[i] for i in shown.indexes):
        raise InputError("this part of the badge says something else alone; show more of it")
    return part | {"proof": [proof.configuration | {"proofValue": value.write()}]}


def withheld(
    secured: Mapping[str, Any], reveal: Iterable[str] = (), *, limits: Limits = DEFAULT_LIMITS
) -> list[str]:
    """Point at what `derive` leaves out.

    Raises:
        ProofError, InputError: as `derive`.
    """
    document = unsecured(secured)
    value = BaseProofValue.read(_base_proof_of(secured, limits).proof_value)
    return list(unchosen(document, _choice(document, value, reveal)))


def _choice(document: dict[str, Any], value: BaseProofValue, reveal: Iterable[str]) -> Choice:
    choice = choose(document, [*value.mandatory_pointers, *reveal])
    complete(document, choice)
    return choice


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
    lines = _relabeled(document, value, limits)
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


def _relabeled(
    document: dict[str, Any], value: DerivedProofValue, limits: Limits
) -> tuple[str, ...]:
    """Give the statements of a document under the labels that were signed."""

    def relabel(labels: Mapping[str, str]) -> dict[str, str]:
        if value.label_map.keys() != {*labels.values()}:
            raise ProofError("the labels are not those of the document's nodes", path=_PATH)
        return {given: value.label_map[label] for given, label in labels.items()}

    return canonical_form(document, limits=limits, relabel=relabel).lines


def _base_proof_of(secured: Mapping[str, Any], limits: Limits) -> Proof:
    """Find the one base proof of a credential; other proofs are over the whole of it."""
    proofs = proofs_of(secured, limits=limits)
    found = [
        proof
        for proof in proofs
        if isinstance(proof, Mapping)
        and proof.get("cryptosuite") == CRYPTOSUITE
        and isinstance(proof.get("proofValue"), str)
        and is_base(proof["proofValue"])
    ]
    if len(found) != 1:
        raise ProofError(
            f"a copy is derived from a badge with one base proof by {CRYPTOSUITE}; "
            f"this one has {len(found)}",
            problem=Problem.PROOF_UNSUPPORTED,
            path="$.proof",
        )
    return Proof.read(found[0], "$.proof")
