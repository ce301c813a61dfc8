"""Many achievements in one credential: Comprehensive Learner Record 2.0."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, PlainValidator

from openbadges_issuer.contexts import CLR, CREDENTIALS_V2, OPEN_BADGES
from openbadges_issuer.model.achievement import Achievement
from openbadges_issuer.model.badge import IdentityObject
from openbadges_issuer.model.base import View
from openbadges_issuer.model.credential import VerifiableCredential
from openbadges_issuer.model.profile import Endorsement, Image
from openbadges_issuer.model.values import (
    AssociationType,
    Boolean,
    CompactJws,
    Context,
    Iri,
    Many,
    String,
    Text,
)

EmbeddedCredential = Annotated[dict[str, Any], PlainValidator(VerifiableCredential.embedded)]
"""A credential inside another document: checked, and kept as it was signed."""


class Association(View):
    """A link between two achievements, read as: source *type* target. Closed.

    `source_id` and `target_id` are ids of achievements, not of credentials.
    """

    model_config = ConfigDict(extra="forbid")

    type: String = "Association"
    association_type: AssociationType
    source_id: Iri
    target_id: Iri


class ClrSubject(View):
    """The learner, the credentials of the record, and how their achievements hang together.

    `achievement` has the definitions that none of the credentials carries.
    """

    id: Iri | None = None
    type: Many[String] = ("ClrSubject",)
    identifier: Many[IdentityObject] = ()
    verifiable_credential: Many[EmbeddedCredential]
    achievement: Many[Achievement] = ()
    association: Many[Association] = ()


class ClrCredential(VerifiableCredential):
    """A record of credentials, signed by who put it together. `partial`: it is not the whole."""

    context: Many[Context] = (CREDENTIALS_V2, CLR, OPEN_BADGES)
    id: Iri
    type: Many[String] = ("VerifiableCredential", "ClrCredential")
    name: Text
    credential_subject: ClrSubject
    image: Image | None = None
    partial: Boolean | None = None
    endorsement: Many[Endorsement] = ()
    endorsement_jwt: Many[CompactJws] = ()
