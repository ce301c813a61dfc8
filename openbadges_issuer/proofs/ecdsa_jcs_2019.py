"""The cryptosuite ecdsa-jcs-2019: JCS, and P-256 with SHA-256 or P-384 with SHA-384.

Specification: Data Integrity ECDSA Cryptosuites 1.0 section 3.3.
"""

from __future__ import annotations

from openbadges_issuer.proofs import jcs
from openbadges_issuer.proofs.two_hashes import ECDSA, TwoHashes

CRYPTOSUITE = "ecdsa-jcs-2019"

SUITE = TwoHashes(CRYPTOSUITE, jcs, ECDSA)
