"""What the three credentials share (VC Data Model 2.0, section 4; 1.1 is read too)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from urllib.parse import unquote

from pydantic import BeforeValidator

from openbadges_issuer import timestamps
from openbadges_issuer.contexts import CREDENTIALS_V1, CREDENTIALS_V2
from openbadges_issuer.model.base import View
from openbadges_issuer.model.profile import Profile
from openbadges_issuer.model.values import (
    Context,
    DateTimeZ,
    Iri,
    Many,
    OpenObject,
    String,
    Text,
)
from openbadges_issuer.model.vc import (
    CredentialSchema,
    CredentialStatus,
    Evidence,
    Proof,
    RefreshService,
    TermsOfUse,
)


def _as_profile(value: Any) -> Any:
    return {"id": value, "type": ["Profile"]} if isinstance(value, str) else value


Issuer = Annotated[Profile, BeforeValidator(_as_profile)]
"""A Profile; its id alone is read too."""


class VerifiableCredential(View):
    """A credential of any kind, as a ClrCredential may carry it.

    The VC 1.1 form (first context `https://www.w3.org/2018/credentials/v1`) is read: it has
    `issuance_date` and `expiration_date` in place of `valid_from` and `valid_until`.
    `not_before` and `not_after` are the same for both.
    """

    context: Many[Context] = (CREDENTIALS_V2,)
    id: Iri | None = None
    type: Many[String] = ("VerifiableCredential",)
    name: Text | None = None
    description: Text | None = None
    issuer: Issuer
    valid_from: DateTimeZ | None = None
    valid_until: DateTimeZ | None = None
    issuance_date: DateTimeZ | None = None
    expiration_date: DateTimeZ | None = None
    awarded_date: DateTimeZ | None = None
    credential_subject: OpenObject
    credential_schema: Many[CredentialSchema] = ()
    credential_status: Many[CredentialStatus] = ()
    refresh_service: RefreshService | None = None
    terms_of_use: Many[TermsOfUse] = ()
    evidence: Many[Evidence] = ()
    proof: Many[Proof] = ()

    @property
    def is_legacy(self) -> bool:
        """Whether the credential has the VC 1.1 form."""
        return tuple(self.context[:1]) == (CREDENTIALS_V1,)

    @property
    def not_before(self) -> datetime:
        """When the credential becomes valid, in UTC."""
        return timestamps.parse(self._period[0])

    @property
    def not_after(self) -> datetime | None:
        """The last moment at which the credential is valid, in UTC; None when it has no end."""
        end = self._period[1]
        return None if end is None else timestamps.parse(end)

    def same_as(self, other: VerifiableCredential) -> bool:
        """Tell whether both are the same credential: equal issuer id and id (OB 3.0, "Equality").

        Both ids are compared after percent-decoding and trimming.
        """
        return self.id is not None and self._identity == other._identity

    def replaces(self, other: VerifiableCredential) -> bool:
        """Tell whether this is a later form of the same credential, by the start of validity."""
        return self.same_as(other) and self.not_before > other.not_before

    def to_json(self) -> dict[str, Any]:
        """Return the document; see `View.to_json`."""
        document = super().to_json()
        if len(self.credential_status) == 1:
            # Open Badges 3.0 has at most one; several, which VC 2.0 allows, are only read.
            document["credentialStatus"] = document["credentialStatus"][0]
        return document

    @property
    def _period(self) -> tuple[str | None, str | None]:
        if self.is_legacy:
            return self.issuance_date, self.expiration_date
        return self.valid_from, self.valid_until

    @property
    def _identity(self) -> tuple[str, str]:
        return unquote(self.issuer.id).strip(), unquote(self.id or "").strip()
