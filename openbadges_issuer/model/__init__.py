"""Views of Open Badges 3.0 and CLR 2.0: `View.of` reads one, `to_json` writes it."""

from openbadges_issuer.model.achievement import (
    Achievement,
    Alignment,
    Criteria,
    Related,
    ResultDescription,
    RubricCriterionLevel,
)
from openbadges_issuer.model.badge import (
    AchievementCredential,
    AchievementSubject,
    IdentityObject,
    Result,
)
from openbadges_issuer.model.base import View
from openbadges_issuer.model.clr import Association, ClrCredential, ClrSubject
from openbadges_issuer.model.credential import VerifiableCredential
from openbadges_issuer.model.endorsement import EndorsementCredential, EndorsementSubject
from openbadges_issuer.model.kinds import credential_class
from openbadges_issuer.model.profile import (
    Address,
    GeoCoordinates,
    IdentifierEntry,
    Image,
    Profile,
)
from openbadges_issuer.model.recipient import Recipient
from openbadges_issuer.model.vc import (
    CredentialSchema,
    CredentialStatus,
    Evidence,
    Proof,
    RefreshService,
    TermsOfUse,
)

__all__ = [
    "Achievement",
    "AchievementCredential",
    "AchievementSubject",
    "Address",
    "Alignment",
    "Association",
    "ClrCredential",
    "ClrSubject",
    "CredentialSchema",
    "CredentialStatus",
    "Criteria",
    "EndorsementCredential",
    "EndorsementSubject",
    "Evidence",
    "GeoCoordinates",
    "IdentifierEntry",
    "IdentityObject",
    "Image",
    "Profile",
    "Proof",
    "Recipient",
    "RefreshService",
    "Related",
    "Result",
    "ResultDescription",
    "RubricCriterionLevel",
    "TermsOfUse",
    "VerifiableCredential",
    "View",
    "credential_class",
]
