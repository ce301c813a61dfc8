"""The cryptosuite eddsa-rdfc-2022: RDFC-1.0, SHA-256, Ed25519. What is signed are statements.

Specification: Data Integrity EdDSA Cryptosuites 1.0 section 3.2.
"""

from __future__ import annotations

from openbadges_issuer.proofs import rdfc
from openbadges_issuer.proofs.two_hashes import EDDSA, TwoHashes

CRYPTOSUITE = "eddsa-rdfc-2022"

SUITE = TwoHashes(CRYPTOSUITE, rdfc, EDDSA)
