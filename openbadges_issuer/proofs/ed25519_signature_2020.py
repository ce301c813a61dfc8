"""The older type of proof Ed25519Signature2020: RDFC-1.0, SHA-256, Ed25519. Verified only.

Its proofs have no `cryptosuite`: their `type` says how they are made, and comes from a context of
its own. A key that is published as Multikey is the same key, and is taken too.

Specification: Data Integrity EdDSA Cryptosuites 1.0, Ed25519Signature2020.
"""

from __future__ import annotations

from openbadges_issuer.errors import ProofError
from openbadges_issuer.proofs import rdfc
from openbadges_issuer.proofs.cryptosuite import Unsecured
from openbadges_issuer.proofs.data_integrity import Proof
from openbadges_issuer.proofs.two_hashes import EDDSA, TwoHashes

TYPE = "Ed25519Signature2020"


class _Ed25519Signature2020(TwoHashes):
    def as_signed(self, document: Unsecured, proof: Proof) -> Unsecured:
        """Give the document as it is; a proof of this type must say when it was made."""
        if proof.created is None:
            raise ProofError(
                f"a proof of the type {TYPE} says when it was made", path=f"{proof.path}.created"
            )
        return super().as_signed(document, proof)


SUITE = _Ed25519Signature2020(TYPE, rdfc, EDDSA)
