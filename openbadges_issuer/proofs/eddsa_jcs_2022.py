"""The cryptosuite eddsa-jcs-2022: JCS, SHA-256, Ed25519. What is signed is the JSON itself.

Specification: Data Integrity EdDSA Cryptosuites 1.0 section 3.3.
"""

from __future__ import annotations

from openbadges_issuer.proofs import jcs
from openbadges_issuer.proofs.two_hashes import EDDSA, TwoHashes

CRYPTOSUITE = "eddsa-jcs-2022"

SUITE = TwoHashes(CRYPTOSUITE, jcs, EDDSA)
