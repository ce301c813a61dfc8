"""Any verifiable credential, issued and verified by the rules of VC 2.0 alone: for test use only.

Outside test suites and other implementations are set against this profile. It is no part of what
verifies a badge: documents may define terms of their own, the schema of Open Badges is not applied,
and nothing is asked about who the issuer is.
"""

from __future__ import annotations

from openbadges_issuer.generic.issuing import WITH_STATUS, GenericIssuer, generic_issuers
from openbadges_issuer.generic.verifying import Occasion, verify_credential, verify_presentation

__all__ = [
    "WITH_STATUS",
    "GenericIssuer",
    "Occasion",
    "generic_issuers",
    "verify_credential",
    "verify_presentation",
]
