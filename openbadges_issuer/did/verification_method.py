"""A public key, whose it is, and what it may be used for; and how a document writes that down.

Specification: Controlled Identifiers 1.0 section 2.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from openbadges_issuer import timestamps
from openbadges_issuer.errors import InputError, KeyFormatError, Problem, ResolutionError
from openbadges_issuer.keys.public_key import PublicKey
from openbadges_issuer.strict_json import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

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

# the member that holds the key, and the only algorithm unless any will do
_TYPES = {
    "Multikey": ("publicKeyMultibase", None),
    "JsonWebKey": ("publicKeyJwk", None),
    "JsonWebKey2020": ("publicKeyJwk", None),
    "Ed25519VerificationKey2020": ("publicKeyMultibase", "Ed25519"),
    "EcdsaSecp256r1VerificationKey2019": ("publicKeyMultibase", "ES256"),
}


class VerificationMethod(NamedTuple):
    """One verification method as its controller states it.

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
        by_holder: True when whoever brings the badge brought the document.
        vouched_by: name of who is known and vouches for that document; ``""`` for nobody.
        expires: the controller does not use the key after this time; None when not given.
        revoked: the controller withdrew the key at this time, with this method or with another
            that holds the same key; None when not given.
    """

    id: str
    controller: str
    public_key: PublicKey
    relationships: frozenset[str]
    source: str = LOCAL
    retrieved_at: datetime | None = None
    stale: bool = False
    by_holder: bool = False
    vouched_by: str = ""
    expires: datetime | None = None
    revoked: datetime | None = None


def read_public_key(entry: Mapping[str, Any], method_id: str) -> PublicKey:
    """Read the key of a method.

    Args:
        entry: the method as it stands in a document.
        method_id: its absolute URL, for the message of an error.

    Raises:
        ResolutionError: no type, no key or two forms of one; KEY_UNSUPPORTED for another type.
        KeyFormatError: the key is unsound; KEY_UNSUPPORTED for another kind of key.
    """
    method_type = entry.get("type")
    if not isinstance(method_type, str):
        raise ResolutionError(f"the method {method_id[:200]} has no type")
    if method_type not in _TYPES:
        raise ResolutionError(
            f"verification methods of the type {quoted(method_type)} are not used here; "
            "Multikey and JsonWebKey are",
            problem=Problem.KEY_UNSUPPORTED,
        )
    member, algorithm = _TYPES[method_type]
    if [name for name in entry if name.startswith("publicKey")] != [member]:
        raise ResolutionError(
            f"a {method_type} holds its key in {member} and in no other form; "
            f"{method_id[:200]} does not"
        )
    value = entry[member]
    if member == "publicKeyJwk" and isinstance(value, dict):
        public_key = PublicKey.from_jwk(value)
    elif member == "publicKeyMultibase" and isinstance(value, str):
        public_key = PublicKey.from_multikey(value)
    else:
        raise ResolutionError(f"the {member} of {method_id[:200]} cannot be {quoted(value)}")
    if algorithm and public_key.algorithm != algorithm:
        raise KeyFormatError(f"a {method_type} cannot hold a {public_key.algorithm} key")
    return public_key


def read_time(entry: Mapping[str, Any], name: str) -> datetime | None:
    """Read the time `expires` or `revoked` of a method; None when it gives none.

    Raises:
        ResolutionError: it is no date-time with offset.
    """
    if name not in entry:
        return None
    try:
        return timestamps.parse(entry[name])
    except InputError as error:
        raise ResolutionError(
            f"the time {name} of a verification method: {error.message}"
        ) from None
