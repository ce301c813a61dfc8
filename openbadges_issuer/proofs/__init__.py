"""Securing mechanisms: embedded proofs, one file a cryptosuite, and the enveloping VC-JWT."""

from __future__ import annotations

from openbadges_issuer.proofs import eddsa_jcs_2022, eddsa_rdfc_2022
from openbadges_issuer.proofs.data_integrity import Cryptosuite

_SUITES: tuple[Cryptosuite, ...] = (eddsa_rdfc_2022, eddsa_jcs_2022)

SUITES = {suite.CRYPTOSUITE: suite for suite in _SUITES}
"""Every cryptosuite that is verified and issued, by the name that stands in a proof."""

SECURING_MECHANISMS = (*SUITES, "vc-jwt")
"""Every way in which a credential can be issued."""
