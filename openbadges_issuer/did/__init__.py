"""Decentralized and https identifiers: from the URL of a verification method to its public key.

Specification: Controlled Identifiers 1.0 section 3.3; Decentralized Identifiers 1.0 section 7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openbadges_issuer.did import controller_document, did_jwk, did_key
from openbadges_issuer.did.addresses import document_url
from openbadges_issuer.did.bare_jwk import resolve_jwk
from openbadges_issuer.did.publishing import did_document, jwk_method_id, multikey_method_id
from openbadges_issuer.did.verification_method import LOCAL, VerificationMethod
from openbadges_issuer.errors import Problem, ResolutionError
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from openbadges_issuer.fetching import Fetcher
    from openbadges_issuer.keys.public_key import PublicKey

__all__ = [
    "LOCAL",
    "VerificationMethod",
    "did_document",
    "document_url",
    "find_methods",
    "jwk_method_id",
    "multikey_method_id",
    "resolve",
    "resolve_jwk",
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
        ResolutionError: KEY_UNREACHABLE when there is no document to be had,
            DID_RESOLUTION_FAILED when there is and it is bad or the URL is, KEY_NOT_AUTHORIZED
            when it has no such method, KEY_UNSUPPORTED for another DID method or type of method.
        KeyFormatError: the key is malformed or weak; KEY_UNSUPPORTED for another kind.
    """
    _check_length(verification_method_url)
    if verification_method_url.count("#") != 1 or verification_method_url.endswith("#"):
        raise ResolutionError(
            f"{verification_method_url[:200]!r} names no verification method: "
            "a fragment such as #key-1 is needed"
        )
    controller = verification_method_url.partition("#")[0]
    match _did_method(controller):
        case "key":
            return did_key.resolve(verification_method_url)
        case "jwk":
            return did_jwk.resolve(verification_method_url)
    document = controller_document.retrieve(controller, fetcher, limits)
    return document.method(verification_method_url)


def find_methods(
    controller: str, public_key: PublicKey, fetcher: Fetcher, *, limits: Limits = DEFAULT_LIMITS
) -> list[VerificationMethod]:
    """Find the methods under which a controller lists a key, whatever their form; at least one.

    Args:
        controller: DID or https URL of the issuer.
        public_key: the key that something was signed with.
        fetcher: retrieves the document of a did:web or https controller; asked at most once.
        limits: as for `resolve`.

    Raises:
        ResolutionError: as `resolve`; KEY_NOT_AUTHORIZED when the controller lists no such key.
        KeyFormatError: as `resolve`.
    """
    _check_length(controller)
    match _did_method(controller):
        case "key":
            own = did_key.resolve(f"{controller}#{controller.removeprefix('did:key:')}")
        case "jwk":
            own = did_jwk.resolve(f"{controller}#0")
        case _:
            document = controller_document.retrieve(controller, fetcher, limits)
            return document.methods_of(public_key)
    if own.public_key != public_key:
        raise ResolutionError(
            f"the key of {controller[:200]} is another", problem=Problem.KEY_NOT_AUTHORIZED
        )
    return [own]


def _check_length(url: str) -> None:
    if len(url) > _MAX_URL_CHARS:
        raise ResolutionError(
            f"the URL of a verification method has at most {_MAX_URL_CHARS} characters; "
            f"this one has {len(url)}"
        )


def _did_method(controller: str) -> str | None:
    """Name the DID method of an identifier; None for an https URL."""
    match controller.split(":", 2):
        case "did", ("key" | "jwk" | "web") as method, _:
            return method
        case "did", method, _:
            raise ResolutionError(
                f"the DID method {method[:40]!r} is not used here; key, jwk and web are",
                problem=Problem.KEY_UNSUPPORTED,
            )
    return None
