"""A key by its own https URL, which returns one bare JWK.

Specification: Open Badges 3.0 section 8.2; RFC 7517 section 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openbadges_issuer.did.addresses import on_own_origin
from openbadges_issuer.did.retrieving import read_object, retrieve_text
from openbadges_issuer.errors import Problem, ResolutionError
from openbadges_issuer.keys.public_key import PublicKey
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.phrases import Phrase

if TYPE_CHECKING:
    from openbadges_issuer.fetching import Fetcher

ACCEPT = "application/jwk+json, application/json"


def resolve_jwk(
    url: str, issuer_id: str, fetcher: Fetcher, *, limits: Limits = DEFAULT_LIMITS
) -> PublicKey:
    """Retrieve the public key at an https URL on the issuer's own origin.

    Several issuers can share an origin: that the key stands there does not make it the issuer's.
    `find_methods` tells whether it is.

    Args:
        url: an https URL without fragment.
        issuer_id: the issuer that the credential names; nothing is asked of anyone else's origin.
        fetcher: asked at most once.
        limits: `document_bytes`, `json_depth` and `json_members` are applied.

    Raises:
        ResolutionError: KEY_NOT_AUTHORIZED on another origin, KEY_UNREACHABLE when nothing was
            retrieved, DID_RESOLUTION_FAILED when what was is not one JWK.
        KeyFormatError: the key is private, malformed or weak; KEY_UNSUPPORTED for another kind.
    """
    if not on_own_origin(url, issuer_id):
        raise ResolutionError(
            Phrase(
                "it names {issuer}, but was signed with a key of {owner}",
                issuer=issuer_id[:200],
                owner=url[:200],
            ),
            problem=Problem.KEY_NOT_AUTHORIZED,
        )
    jwk = read_object(retrieve_text(url, fetcher, limits, accept=ACCEPT).content, url, limits)
    if "keys" in jwk:
        raise ResolutionError(f"{url} holds a set of keys; one JWK by itself is expected")
    if "kty" not in jwk:
        raise ResolutionError(f"{url} holds no JWK: it has no kty")
    return PublicKey.from_jwk(jwk)
