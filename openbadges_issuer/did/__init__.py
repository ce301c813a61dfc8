"""Decentralized and https identifiers: from the URL of a verification method to its public key.

Specification: Controlled Identifiers 1.0 section 3.3; Decentralized Identifiers 1.0 section 7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openbadges_issuer.did import controller_document, did_jwk, did_key, did_web
from openbadges_issuer.did.publishing import did_document, jwk_method_id, multikey_method_id
from openbadges_issuer.did.verification_method import VerificationMethod
from openbadges_issuer.errors import Problem, ResolutionError
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from openbadges_issuer.fetching import Fetcher

__all__ = [
    "VerificationMethod",
    "did_document",
    "document_url",
    "jwk_method_id",
    "multikey_method_id",
    "resolve",
]

_MAX_URL_CHARS = 4_096  # a did:jwk of an RSA key of 8192 bits has about 2,000


def resolve(
    verification_method_url: str, fetcher: Fetcher, *, limits: Limits = DEFAULT_LIMITS
) -> VerificationMethod:
    """Resolve a verification method: did:key, did:jwk (both local), did:web or https.

    Args:
        verification_method_url: absolute, with the fragment that names the method.
        fetcher: retrieves documents for did:web and https; asked at most once.
        limits: `document_bytes`, `json_depth` and `json_members` are applied.

    Raises:
        ResolutionError: KEY_UNREACHABLE when the document could not be retrieved,
            DID_RESOLUTION_FAILED when it was and is bad or the URL is, KEY_NOT_AUTHORIZED when it
            has no such method, KEY_UNSUPPORTED for another DID method or type of method.
        KeyFormatError: the key is malformed or weak; KEY_UNSUPPORTED for another kind.
    """
    if len(verification_method_url) > _MAX_URL_CHARS:
        raise ResolutionError(
            f"the URL of a verification method has at most {_MAX_URL_CHARS} characters; "
            f"this one has {len(verification_method_url)}"
        )
    if verification_method_url.count("#") != 1 or verification_method_url.endswith("#"):
        raise ResolutionError(
            f"{verification_method_url[:200]!r} names no verification method: "
            "a fragment such as #key-1 is needed"
        )
    match verification_method_url.split(":", 2):
        case "did", "key", _:
            return did_key.resolve(verification_method_url)
        case "did", "jwk", _:
            return did_jwk.resolve(verification_method_url)
        case "did", "web", _:
            return did_web.resolve(verification_method_url, fetcher, limits)
        case "did", method, _:
            raise ResolutionError(
                f"the DID method {method[:40]!r} is not used here; key, jwk and web are",
                problem=Problem.KEY_UNSUPPORTED,
            )
        case _:
            return controller_document.resolve(verification_method_url, fetcher, limits)


def document_url(issuer_id: str) -> str:
    """Return the URL at which the document of a did:web or https issuer is published.

    Raises:
        ResolutionError: another kind of id, or one that is not well-formed.
    """
    if issuer_id.startswith("did:"):
        return did_web.document_url(issuer_id)
    controller_document.check_url(issuer_id)
    return issuer_id
