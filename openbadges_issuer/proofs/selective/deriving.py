"""Deriving a proof for others from a base proof, as its holder does.

Specification: Data Integrity ECDSA Cryptosuites 1.0 sections 3.6.6 (add derived proof) and 3.5.4
(createDisclosureData).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from openbadges_issuer.errors import InputError, Problem, ProofError
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.proofs.data_integrity import Proof, proofs_of, unsecured
from openbadges_issuer.proofs.selective import CRYPTOSUITE
from openbadges_issuer.proofs.selective.base_proof import BaseProof
from openbadges_issuer.proofs.selective.completing import complete
from openbadges_issuer.proofs.selective.derived_proof import relabeled
from openbadges_issuer.proofs.selective.pointers import Choice, choose, select, unchosen
from openbadges_issuer.proofs.selective.proof_values import (
    BaseProofValue,
    DerivedProofValue,
    is_base,
)


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
    others = [i for i in range(len(base.statements.lines)) if i not in base.mandatory]
    by_index = dict(zip(others, base.value.signatures, strict=True))
    places = range(len(shown.indexes))
    value = DerivedProofValue(
        base_signature=base.value.base_signature,
        public_key=base.value.public_key,
        signatures=tuple(by_index[index] for index in shown.indexes if index in by_index),
        label_map=shown.label_map,
        mandatory_indexes=tuple(at for at in places if shown.indexes[at] in base.mandatory),
    )
    part: dict[str, Any] = select(document, choice)
    if relabeled(part, value, limits) != tuple(base.statements.lines[i] for i in shown.indexes):
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
