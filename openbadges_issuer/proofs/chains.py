"""Chains of proofs: a proof that signs, with the document, the proofs before it.

Specification: VC Data Integrity 1.0 sections 2.1.2 (proof chains) and 4.5 (verify proof sets and
chains).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openbadges_issuer.errors import ProofError
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.proofs.data_integrity import Proof


def find_previous(proof: Proof, proofs: Sequence[Any]) -> list[int]:
    """Find the proofs that a proof names as those before it, in the order of the set.

    Args:
        proof: one of the set.
        proofs: the whole set, unread.

    Returns:
        Their places in the set; none for a proof that is not chained.

    Raises:
        ProofError: a proof that it names is not there, or is there twice.
    """
    if not proof.previous:
        return []
    ids = [other.get("id") if isinstance(other, Mapping) else None for other in proofs]
    for id_ in proof.previous:
        if ids.count(id_) != 1:
            raise ProofError(
                Phrase("the proof before it is not there: {id}", id=repr(id_[:200]))
                if id_ not in ids
                else Phrase("two proofs have the id {id}", id=repr(id_[:200])),
                path=f"{proof.path}.previousProof",
            )
    return [index for index, id_ in enumerate(ids) if id_ in proof.previous]
