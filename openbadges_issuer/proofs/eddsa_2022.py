"""The cryptosuite eddsa-2022: the name that eddsa-rdfc-2022 had in drafts. Verified only.

Specification: Data Integrity EdDSA Cryptosuites 1.0 section 3.2.
"""

from __future__ import annotations

from openbadges_issuer.proofs import rdfc
from openbadges_issuer.proofs.two_hashes import EDDSA, TwoHashes

CRYPTOSUITE = "eddsa-2022"

SUITE = TwoHashes(CRYPTOSUITE, rdfc, EDDSA)
