"""What others say of an achievement, an issuer or a badge (OB 3.0, "EndorsementCredential")."""

from __future__ import annotations

from openbadges_issuer.contexts import CREDENTIALS_V2, OPEN_BADGES
from openbadges_issuer.model.base import View
from openbadges_issuer.model.credential import VerifiableCredential
from openbadges_issuer.model.values import Context, Iri, Many, String, Text


class EndorsementSubject(View):
    """What is endorsed, and the endorser's words (Markdown)."""

    id: Iri
    type: Many[String] = ("EndorsementSubject",)
    endorsement_comment: Text | None = None


class EndorsementCredential(VerifiableCredential):
    """An endorsement, signed by the endorser."""

    context: Many[Context] = (CREDENTIALS_V2, OPEN_BADGES)
    id: Iri
    type: Many[String] = ("VerifiableCredential", "EndorsementCredential")
    name: Text
    credential_subject: EndorsementSubject
