"""What a resolver finds: a public key, whose it is, and what it may be used for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from openbadges_issuer.keys.public_key import PublicKey

LOCAL = "local"
"""The `source` of a method that follows from its own URL, with nothing fetched."""

RELATIONSHIPS = (
    "assertionMethod",
    "authentication",
    "capabilityDelegation",
    "capabilityInvocation",
    "keyAgreement",
)
"""The verification relationships; credentials are signed under ``assertionMethod``."""


@dataclass(frozen=True, slots=True)
class VerificationMethod:
    """One verification method as its controller states it; Controlled Identifiers 1.0 section 2.2.

    Resolving says nothing about who may issue what: compare `controller` with the issuer, look
    into `relationships`, and compare `expires` and `revoked` with the time of signing.

    Attributes:
        id: the absolute URL that was resolved.
        controller: the DID or URL that answers for the key.
        public_key: the key.
        relationships: of `RELATIONSHIPS`, those under which the controller lists the method.
        source: the URL of the document it was read from, or `LOCAL`.
        retrieved_at: when that document was retrieved, with offset; None when local.
        stale: True when the document is an older copy because its source did not answer.
        expires: the controller does not use the key after this time; None when not given.
        revoked: the controller withdrew the key at this time; None when not given.
    """

    id: str
    controller: str
    public_key: PublicKey
    relationships: frozenset[str]
    source: str = LOCAL
    retrieved_at: datetime | None = None
    stale: bool = False
    expires: datetime | None = None
    revoked: datetime | None = None
