"""Who a badge is for."""

from __future__ import annotations

import re
import secrets
import uuid
from dataclasses import dataclass
from typing import Self

from openbadges_issuer.errors import ModelError
from openbadges_issuer.identity import identity_hash
from openbadges_issuer.model.badge import IdentityObject
from openbadges_issuer.schema.values import iri
from openbadges_issuer.strict_json import quoted

_SALT_BYTES = 16
_DID = re.compile(r"did:[a-z0-9]+:[A-Za-z0-9._:%-]+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True)
class Recipient:
    """A recipient, as `credentialSubject` names one.

    Attributes:
        id: an opaque `urn:uuid:`, a DID, or the caller's own IRI.
        identifier: hashed identifiers; empty when the id says it all.
    """

    id: str
    identifier: tuple[IdentityObject, ...] = ()

    @classmethod
    def by_email(cls, *addresses: str, id: str | None = None) -> Self:
        """Name a recipient by e-mail addresses, each hashed with a salt of its own.

        Args:
            addresses: at least one; the hash is over the address in lower case.
            id: what to use as `credentialSubject.id`; default a new random `urn:uuid:`. Keep it, to
                give all badges of one person and issuer the same one.

        Raises:
            ModelError: no address, one that is no e-mail address, or an id that is no IRI.
        """
        if not addresses:
            raise ModelError("give at least one e-mail address of the recipient")
        subject_id = id or f"urn:uuid:{uuid.uuid4()}"
        try:
            iri(subject_id)
        except ValueError as error:
            raise ModelError(str(error)) from None
        return cls(subject_id, tuple(_hashed_email(address) for address in addresses))

    @classmethod
    def by_did(cls, did: str) -> Self:
        """Name a recipient by a decentralized identifier.

        Raises:
            ModelError: this is not a DID.
        """
        if not _DID.fullmatch(did):
            raise ModelError(f"a DID is expected, such as did:web:example.org, not {quoted(did)}")
        return cls(did)


def _hashed_email(address: str) -> IdentityObject:
    if not _EMAIL.fullmatch(address):
        raise ModelError(
            "an e-mail address is expected, such as teacher@example.org, with one @ "
            f"and without spaces, not {quoted(address)}"
        )
    salt = secrets.token_hex(_SALT_BYTES)
    return IdentityObject(
        hashed=True,
        identity_hash=identity_hash(address.lower(), salt),
        identity_type="emailAddress",
        salt=salt,
    )
