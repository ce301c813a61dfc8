"""The document that an issuer publishes, so that verifiers find its keys.

Specification: Controlled Identifiers 1.0 sections 2.2.2, 2.2.3 and 2.3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openbadges_issuer import timestamps
from openbadges_issuer.did.addresses import document_url
from openbadges_issuer.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from openbadges_issuer.keys.public_key import PublicKey

_CONTROLLED_IDENTIFIER_CONTEXT = "https://www.w3.org/ns/cid/v1"
_DID_CONTEXTS = [  # the first alone knows no type of key
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/security/jwk/v1",
]


def multikey_method_id(controller: str, public_key: PublicKey) -> str | None:
    """Name the Multikey method of a key in its controller's document; None for an RSA key."""
    return f"{controller}#{public_key.multikey}" if public_key.multikey else None


def jwk_method_id(controller: str, public_key: PublicKey) -> str:
    """Name the JsonWebKey method of a key in its controller's document."""
    return f"{controller}#{public_key.thumbprint}"


def did_document(
    did: str,
    keys: Sequence[PublicKey],
    *,
    expires: Mapping[PublicKey, datetime] | None = None,
    revoked: Mapping[PublicKey, datetime] | None = None,
) -> dict[str, Any]:
    """Write the document of an issuer, each key once as Multikey and once as JsonWebKey.

    A method never holds two forms of a key, and ``assertionMethod`` lists full URLs, as some
    verifiers demand both. A retired key stays, with its time, so that what it signed before still
    counts. A stolen key stays too, so that verifiers learn of it; nothing it ever signed counts,
    since a thief can write any date.

    Args:
        did: a did:web identifier, or an https URL that serves the document.
        keys: the keys that sign or signed credentials.
        expires: for retired keys, when they were last used.
        revoked: for stolen keys, when that was found out.

    Raises:
        ResolutionError: `did` is neither did:web nor an https URL that can be resolved.
        SettingsError: a key given twice, or a time without offset or for a key not among `keys`.
    """
    document_url(did)
    context: str | list[str] = _CONTROLLED_IDENTIFIER_CONTEXT
    if did.startswith("did:"):
        context = list(_DID_CONTEXTS)
    if len(set(keys)) != len(keys):
        raise SettingsError("a key is given twice; a document lists each key once")
    times = {"expires": expires or {}, "revoked": revoked or {}}
    if not {key for by_key in times.values() for key in by_key} <= set(keys):
        raise SettingsError("a time is given for a key that is not among the document's keys")
    methods = [
        method | {name: timestamps.format(at[key]) for name, at in times.items() if key in at}
        for key in keys
        for method in _methods(did, key)
    ]
    return {
        "@context": context,
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def _methods(did: str, key: PublicKey) -> list[dict[str, Any]]:
    as_jwk = {
        "id": jwk_method_id(did, key),
        "type": "JsonWebKey",
        "controller": did,
        "publicKeyJwk": key.jwk,
    }
    if key.multikey is None:
        return [as_jwk]
    as_multikey = {
        "id": multikey_method_id(did, key),
        "type": "Multikey",
        "controller": did,
        "publicKeyMultibase": key.multikey,
    }
    return [as_multikey, as_jwk]
