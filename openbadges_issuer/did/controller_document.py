"""Controlled identifier documents, DID documents among them, and the methods they publish.

Specification: Controlled Identifiers 1.0 sections 2.2, 2.3 and 3.3.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from openbadges_issuer import strict_json, timestamps
from openbadges_issuer.did.verification_method import RELATIONSHIPS, VerificationMethod
from openbadges_issuer.errors import (
    FetchError,
    InputError,
    KeyFormatError,
    Problem,
    ResolutionError,
)
from openbadges_issuer.keys.jwk import PRIVATE_MEMBERS
from openbadges_issuer.keys.public_key import PublicKey

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from openbadges_issuer.fetching import Fetcher, Response
    from openbadges_issuer.limits import Limits

ACCEPT = "application/did+ld+json, application/did+json, application/json"

_ACCEPT_JWK = "application/jwk+json, application/json"
_HTTPS = re.compile(
    r"https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:[/?][A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?"
)
# the member that holds the key, and the only algorithm unless any will do
_TYPES = {
    "Multikey": ("publicKeyMultibase", None),
    "JsonWebKey": ("publicKeyJwk", None),
    "JsonWebKey2020": ("publicKeyJwk", None),
    "Ed25519VerificationKey2020": ("publicKeyMultibase", "Ed25519"),
    "EcdsaSecp256r1VerificationKey2019": ("publicKeyMultibase", "ES256"),
}


def resolve(url: str, fetcher: Fetcher, limits: Limits) -> VerificationMethod:
    """Retrieve the document of an https identifier and read the method from it.

    Raises:
        ResolutionError: not a plain https URL, else as `retrieve`.
        KeyFormatError: as `retrieve`.
    """
    document_url = url.partition("#")[0]
    check_url(document_url)
    return retrieve(url, document_url, fetcher, limits)


def check_url(document_url: str) -> None:
    """Refuse what cannot be the URL of a document.

    Raises:
        ResolutionError: not https, a user name, a fragment, or characters no URL has.
    """
    if not _HTTPS.fullmatch(document_url):
        raise ResolutionError(
            f"{document_url[:200]!r} is not an https URL that a document can have: "
            "no other scheme, no user name, no spaces"
        )


def retrieve(
    method_id: str, document_url: str, fetcher: Fetcher, limits: Limits
) -> VerificationMethod:
    """Fetch a document and read one method from it.

    Raises:
        ResolutionError: KEY_UNREACHABLE when the document was not retrieved, else as `read_method`.
        KeyFormatError: as `read_method`.
    """
    document, response = _retrieve_object(document_url, fetcher, limits)
    return _from(response, read_method(document, method_id))


def find(
    document_id: str, document_url: str, public_key: PublicKey, fetcher: Fetcher, limits: Limits
) -> list[VerificationMethod]:
    """Fetch a document and read every method from it that holds this key.

    A method that cannot be used, or is another controller's, is passed over: it holds no key that
    could be this one.

    Raises:
        ResolutionError: KEY_UNREACHABLE when the document was not retrieved, else as `read_method`
            of the document as a whole.
    """
    document, response = _retrieve_object(document_url, fetcher, limits)
    _check_id(document, document_id)
    found = []
    for method_id in _methods(document, document_id):
        try:
            method = read_method(document, method_id)
        except (ResolutionError, KeyFormatError):
            continue
        if method.public_key == public_key:
            found.append(_from(response, method))
    return found


def retrieve_jwk(url: str, fetcher: Fetcher, limits: Limits) -> PublicKey:
    """Fetch one bare public JWK.

    Raises:
        ResolutionError: KEY_UNREACHABLE when it was not retrieved, else DID_RESOLUTION_FAILED.
        KeyFormatError: KEY_UNSUPPORTED for another kind of key.
    """
    jwk, _ = _retrieve_object(url, fetcher, limits, accept=_ACCEPT_JWK)
    try:
        return PublicKey.from_jwk(jwk)
    except KeyFormatError as error:
        if error.problem is Problem.KEY_UNSUPPORTED:
            raise
        raise ResolutionError(f"{url} holds no public key: {error.message}") from None


def read_method(document: dict[str, Any], method_id: str) -> VerificationMethod:
    """Read one method from the document of its controller.

    Args:
        document: the parsed document.
        method_id: absolute URL of the method; what stands before ``#`` is the document's id.

    Raises:
        ResolutionError: the document is not the controller's or is malformed, publishes a private
            key, or the method has another controller or two key formats; KEY_NOT_AUTHORIZED when
            the document has no such method; KEY_UNSUPPORTED for another type of method.
        KeyFormatError: the key is unsound; KEY_UNSUPPORTED for another kind of key.
    """
    document_id = method_id.partition("#")[0]
    _check_id(document, document_id)
    method = _methods(document, document_id).get(method_id)
    if method is None:
        raise ResolutionError(
            f"the document of {document_id[:200]} has no verification method {method_id[:200]}: "
            "the key was withdrawn, or was never published there",
            problem=Problem.KEY_NOT_AUTHORIZED,
        )
    if method.get("controller") != document_id:
        raise ResolutionError(
            f"the controller of {method_id[:200]} is {_shown(method.get('controller'))}, "
            f"not {document_id[:200]}"
        )
    return VerificationMethod(
        id=method_id,
        controller=document_id,
        public_key=_public_key(method, method_id),
        relationships=frozenset(
            name for name in RELATIONSHIPS if method_id in _listed(document, name, document_id)
        ),
        expires=_time(method, "expires"),
        revoked=_time(method, "revoked"),
    )


def _retrieve_object(
    url: str, fetcher: Fetcher, limits: Limits, accept: str = ACCEPT
) -> tuple[dict[str, Any], Response]:
    try:
        response = fetcher.fetch(url, max_bytes=limits.document_bytes, accept=accept)
    except FetchError as error:
        raise ResolutionError(
            f"the document that publishes the key was not retrieved: {error.message}",
            problem=Problem.KEY_UNREACHABLE,
        ) from error
    if len(response.content) > limits.document_bytes:
        raise ResolutionError(f"{url} is longer than {limits.document_bytes} bytes")
    try:
        return strict_json.load_object(response.content, limits=limits), response
    except InputError as error:
        raise ResolutionError(f"{url} holds no document: {error.message}") from None


def _from(response: Response, method: VerificationMethod) -> VerificationMethod:
    return replace(
        method,
        source=response.url,
        retrieved_at=response.retrieved_at,
        stale=response.stale,
    )


def _check_id(document: dict[str, Any], document_id: str) -> None:
    if document.get("id") != document_id:
        raise ResolutionError(
            f"the document for {document_id[:200]} has the id {_shown(document.get('id'))}; "
            "a document speaks for its own id only"
        )


def _methods(document: dict[str, Any], document_id: str) -> dict[str, dict[str, Any]]:
    """Collect all methods, also those embedded in a relationship, by absolute id."""
    methods: dict[str, dict[str, Any]] = {}
    for name in ("verificationMethod", *RELATIONSHIPS):
        for entry in _entries(document, name):
            if isinstance(entry, str) and name != "verificationMethod":
                continue
            if not isinstance(entry, dict):
                raise ResolutionError(f"an entry of {name} is not a verification method")
            method_id = _absolute(entry.get("id"), document_id)
            if method_id in methods:
                raise ResolutionError(f"the verification method {method_id[:200]} is given twice")
            if private := sorted(_private_members(entry)):
                raise ResolutionError(
                    f"the method {method_id[:200]} publishes a private key ({', '.join(private)}): "
                    "nothing this document lists can be believed until the key is replaced"
                )
            methods[method_id] = entry
    return methods


def _listed(document: dict[str, Any], relationship: str, document_id: str) -> set[str]:
    return {
        _absolute(entry.get("id") if isinstance(entry, dict) else entry, document_id)
        for entry in _entries(document, relationship)
    }


def _entries(document: dict[str, Any], name: str) -> list[Any]:
    value = document.get(name, [])
    return value if isinstance(value, list) else [value]  # null too, which is refused


def _absolute(reference: Any, document_id: str) -> str:
    if isinstance(reference, str):
        if reference.startswith("#"):
            return document_id + reference
        if ":" in reference:
            return reference
    raise ResolutionError(
        f"{_shown(reference)} does not name a verification method: "
        "it is neither an absolute URL nor a fragment such as #key-1"
    )


def _private_members(method: dict[str, Any]) -> Iterator[str]:
    yield from (name for name in method if name.startswith(("privateKey", "secretKey")))
    if isinstance(jwk := method.get("publicKeyJwk"), dict):
        yield from PRIVATE_MEMBERS & jwk.keys()


def _public_key(method: dict[str, Any], method_id: str) -> PublicKey:
    method_type = method.get("type")
    if not isinstance(method_type, str):
        raise ResolutionError(f"the method {method_id[:200]} has no type")
    if method_type not in _TYPES:
        raise ResolutionError(
            f"verification methods of the type {_shown(method_type)} are not used here; "
            "Multikey and JsonWebKey are",
            problem=Problem.KEY_UNSUPPORTED,
        )
    member, algorithm = _TYPES[method_type]
    if [name for name in method if name.startswith("publicKey")] != [member]:
        raise ResolutionError(
            f"a {method_type} holds its key in {member} and in no other form; "
            f"{method_id[:200]} does not"
        )
    value = method[member]
    if member == "publicKeyJwk" and isinstance(value, dict):
        public_key = PublicKey.from_jwk(value)
    elif member == "publicKeyMultibase" and isinstance(value, str):
        public_key = PublicKey.from_multikey(value)
    else:
        raise ResolutionError(f"the {member} of {method_id[:200]} cannot be {_shown(value)}")
    if algorithm and public_key.algorithm != algorithm:
        raise KeyFormatError(f"a {method_type} cannot hold a {public_key.algorithm} key")
    return public_key


def _time(method: dict[str, Any], name: str) -> datetime | None:
    if name not in method:
        return None
    try:
        return timestamps.parse(method[name])
    except InputError as error:
        raise ResolutionError(
            f"the time {name} of a verification method: {error.message}"
        ) from None


def _shown(value: Any) -> str:
    return repr(value[:200]) if isinstance(value, str) else f"a {type(value).__name__}"
