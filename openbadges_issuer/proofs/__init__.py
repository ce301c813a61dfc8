"""Securing mechanisms: embedded proofs, one file a cryptosuite, and the enveloping VC-JWT."""

from __future__ import annotations

from openbadges_issuer.proofs import eddsa_rdfc_2022

SUITES = {eddsa_rdfc_2022.CRYPTOSUITE: eddsa_rdfc_2022}
"""Every cryptosuite that is verified, by the name that stands in a proof."""

SECURING_MECHANISMS = (eddsa_rdfc_2022.CRYPTOSUITE, "vc-jwt")
"""Every way in which a credential can be issued."""
