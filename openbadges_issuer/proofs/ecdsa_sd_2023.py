"""The cryptosuite ecdsa-sd-2023: the holder of a badge chooses which of its statements to show.

The issuer signs a base proof, for the holder alone. From it, the holder derives proofs for others,
each over a part of the badge.

Specification: Data Integrity ECDSA Cryptosuites 1.0 section 3.6.
"""

from __future__ import annotations

from openbadges_issuer.proofs.selective.base_proof import (
    BaseProof,
    BaseProofDraft,
    create_base_proof,
    draft_base_proof,
)
from openbadges_issuer.proofs.selective.derived_proof import derive, verification
from openbadges_issuer.proofs.selective.signatures import CRYPTOSUITE, check_key

__all__ = [
    "CRYPTOSUITE",
    "BaseProof",
    "BaseProofDraft",
    "check_key",
    "create_base_proof",
    "derive",
    "draft_base_proof",
    "verification",
]
