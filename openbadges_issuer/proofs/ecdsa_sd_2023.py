"""The cryptosuite ecdsa-sd-2023: the holder of a badge chooses which of its statements to show.

The issuer signs a base proof, for the holder alone. From it, the holder derives proofs for others,
each over a part of the badge; they are what is verified.

Specification: Data Integrity ECDSA Cryptosuites 1.0 section 3.6.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from openbadges_issuer import jsonld
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.memo import Memo
from openbadges_issuer.proofs import rdfc
from openbadges_issuer.proofs.cryptosuite import Prepared, Unsecured, Verification
from openbadges_issuer.proofs.data_integrity import Proof
from openbadges_issuer.proofs.selective import CRYPTOSUITE

# ruff: noqa: PLC0415  # what few badges need is loaded when one does


@dataclass(frozen=True)
class SelectiveDisclosure:
    """Makes base proofs, and verifies derived ones.

    Attributes:
        name: what stands as `cryptosuite` in a proof.
    """

    name: str = CRYPTOSUITE

    def check_terms(self, document: Unsecured) -> None:
        """Check the terms; as `Cryptosuite.check_terms`. Labels are those of each proof."""
        jsonld.check_terms(
            document.document, limits=document.limits, memo=document.memo, described_once=True
        )

    def as_signed(self, document: Unsecured, proof: Proof) -> Unsecured:
        """Give the document as it is; as `Cryptosuite.as_signed`."""
        return rdfc.as_signed(document, proof)

    def verification(self, document: Unsecured, proof: Proof) -> Verification:
        """Do all for a derived proof that needs no key; as `Cryptosuite.verification`."""
        from openbadges_issuer.proofs.selective.derived_proof import verification

        return verification(document, proof)

    def check_key(self, algorithm: str) -> None:
        """Refuse to sign with a key of another kind; as `IssuingCryptosuite.check_key`."""
        from openbadges_issuer.proofs.selective.signatures import check_key

        check_key(algorithm)

    def prepare_proof(
        self,
        document: dict[str, Any],
        *,
        algorithm: str,
        created: datetime,
        verification_method: str,
        memo: Memo | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> Prepared:
        """Do all for a base proof but the signature; as `IssuingCryptosuite.prepare_proof`.

        What is mandatory follows from the document, see `usual_mandatory_pointers`.
        """
        from openbadges_issuer.proofs.selective.base_proof import prepare_base_proof

        return prepare_base_proof(
            document,
            algorithm=algorithm,
            created=created,
            verification_method=verification_method,
            limits=limits,
        )


SUITE = SelectiveDisclosure()
