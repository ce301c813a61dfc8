"""Decentralized and https identifiers: from the URL of a verification method to its public key.

Specification: Controlled Identifiers 1.0 section 3.3; Decentralized Identifiers 1.0 section 7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openbadges_issuer.did import controller_document, did_jwk, did_key, did_web
from openbadges_issuer.did.publishing import did_document, jwk_method_id, multikey_method_id
from openbadges_issuer.did.verification_method import LOCAL, VerificationMethod
from openbadges_issuer.errors import Problem, ResolutionError
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from openbadges_issuer.fetching import Fetcher
    from openbadges_issuer.keys import PublicKey

__all__ = [
    "LOCAL",
    "VerificationMethod",
    "did_document",
    "document_url",
    "jwk_method_id",
    "methods_of",
    "multikey_method_id",
    "origin_of",
    "resolve",
    "retrieve_jwk",
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


def methods_of(
    controller: str, public_key: PublicKey, fetcher: Fetcher, *, limits: Limits = DEFAULT_LIMITS
) -> list[VerificationMethod]:
    """Find every method of a controller that holds this key, in whatever form.

    Args:
        controller: a did:key, did:jwk, did:web or https identifier.
        public_key: the key to look for.
        fetcher: retrieves the controller's document; asked at most once.
        limits: as for `resolve`.

    Raises:
        ResolutionError: as `resolve`, of the document.
        KeyFormatError: a did:key or did:jwk that is no sound key.
    """
    if controller.startswith(("did:key:", "did:jwk:")):
        fragment = "0" if controller.startswith("did:jwk:") else controller.rpartition(":")[2]
        only = resolve(f"{controller}#{fragment}", fetcher, limits=limits)
        return [only] if only.public_key == public_key else []
    return controller_document.find(
        controller, document_url(controller), public_key, fetcher, limits
    )


def retrieve_jwk(url: str, fetcher: Fetcher, *, limits: Limits = DEFAULT_LIMITS) -> PublicKey:
    """Retrieve a public key that stands at a URL as one bare JWK (Open Badges 3.0 section 8.2).

    Raises:
        ResolutionError: KEY_UNREACHABLE when it was not retrieved, DID_RESOLUTION_FAILED when it
            was and is no sound public JWK, or the URL is not https.
        KeyFormatError: KEY_UNSUPPORTED for another kind of key.
    """
    controller_document.check_url(url)
    return controller_document.retrieve_jwk(url, fetcher, limits)


def origin_of(issuer_id: str) -> str | None:
    """Return scheme, host and port of an issuer's web address; None when it has none."""
    try:
        url = document_url(issuer_id)
    except ResolutionError:
        return None
    return "/".join(url.split("/", 3)[:3])


def document_url(issuer_id: str) -> str:
    """Return the URL at which the document of a did:web or https issuer is published.

    Raises:
        ResolutionError: another kind of id, or one that is not well-formed.
    """
    if issuer_id.startswith("did:"):
        return did_web.document_url(issuer_id)
    controller_document.check_url(issuer_id)
    return issuer_id
