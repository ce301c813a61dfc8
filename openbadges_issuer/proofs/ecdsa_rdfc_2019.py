"""The cryptosuite ecdsa-rdfc-2019: RDFC-1.0, and P-256 with SHA-256 or P-384 with SHA-384.

Specification: Data Integrity ECDSA Cryptosuites 1.0 section 3.2.
"""

from __future__ import annotations

from openbadges_issuer.proofs import rdfc
from openbadges_issuer.proofs.two_hashes import ECDSA, TwoHashes

CRYPTOSUITE = "ecdsa-rdfc-2019"

SUITE = TwoHashes(CRYPTOSUITE, rdfc, ECDSA)
