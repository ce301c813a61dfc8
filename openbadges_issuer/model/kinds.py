"""Which class shows a document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openbadges_issuer import strict_json
from openbadges_issuer.errors import ModelError, Problem
from openbadges_issuer.model.badge import AchievementCredential
from openbadges_issuer.model.clr import ClrCredential
from openbadges_issuer.model.credential import VerifiableCredential
from openbadges_issuer.model.endorsement import EndorsementCredential

_CLASSES: dict[str, type[VerifiableCredential]] = {
    "AchievementCredential": AchievementCredential,
    "OpenBadgeCredential": AchievementCredential,
    "ClrCredential": ClrCredential,
    "EndorsementCredential": EndorsementCredential,
}


def credential_class(document: Mapping[str, Any]) -> type[VerifiableCredential]:
    """Return the class of the first type in the document that names one.

    Raises:
        ModelError: no type does (CREDENTIAL_UNSUPPORTED).
    """
    for name in strict_json.listed(document.get("type")):
        if isinstance(name, str) and name in _CLASSES:
            return _CLASSES[name]
    raise ModelError(
        f"one of the types {', '.join(_CLASSES)} is expected",
        problem=Problem.CREDENTIAL_UNSUPPORTED,
        path="$.type",
    )
