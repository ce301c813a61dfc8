"""Verifying: bytes in, a report out, and never an exception on what is verified."""

from openbadges_issuer.verifying.policy import Policy
from openbadges_issuer.verifying.trust import TrustedIssuer, TrustList, TrustLists
from openbadges_issuer.verifying.verifier import Verifier

__all__ = ["Policy", "TrustList", "TrustLists", "TrustedIssuer", "Verifier"]
