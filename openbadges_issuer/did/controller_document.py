"""Controlled identifier documents, DID documents among them, and the methods they publish.

Specification: Controlled Identifiers 1.0 sections 2.2, 2.3 and 3.3.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from openbadges_issuer.did.addresses import document_url
from openbadges_issuer.did.retrieving import read_object, retrieve_text
from openbadges_issuer.did.verification_method import (
    RELATIONSHIPS,
    VerificationMethod,
    read_public_key,
    read_time,
)
from openbadges_issuer.errors import Problem, ResolutionError
from openbadges_issuer.keys.jwk import PRIVATE_MEMBERS
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.strict_json import as_list, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from openbadges_issuer.fetching import Fetcher, Response
    from openbadges_issuer.keys.public_key import PublicKey
    from openbadges_issuer.limits import Limits

_url_of = lru_cache(maxsize=64)(document_url)
ACCEPT = "application/did+ld+json, application/did+json, application/json"


class ControllerDocument(NamedTuple):
    """What a controller says of its keys. It speaks for its own id only.

    Attributes:
        id: the DID or https URL that it speaks for.
        entries: its verification methods by absolute id, as they stand in it, those embedded in a
            relationship among them.
        relationships: for each of `RELATIONSHIPS`, the absolute ids under it.
        read: the methods that were read already, by id.
    """

    id: str
    entries: dict[str, dict[str, Any]]
    relationships: dict[str, set[str]]
    read: dict[str, VerificationMethod]

    def method(self, method_id: str) -> VerificationMethod:
        """Read the method of this absolute id, without saying when and how the document came.

        Raises:
            ResolutionError: as `Retrieved.method`.
            KeyFormatError: as `Retrieved.method`.
        """
        if method_id in self.read:
            return self.read[method_id]
        entry = self.entries.get(method_id)
        if entry is None:
            raise _Lacking(Phrase("the method {method}", method=method_id[:200]))
        if entry.get("controller") != self.id:
            raise ResolutionError(
                f"the controller of {method_id[:200]} is {quoted(entry.get('controller'))}, "
                f"not {self.id[:200]}"
            )
        public_key = read_public_key(entry, method_id)
        self.read[method_id] = VerificationMethod(
            id=method_id,
            controller=self.id,
            public_key=public_key,
            relationships=frozenset(
                name for name, ids in self.relationships.items() if method_id in ids
            ),
            expires=read_time(entry, "expires"),
            revoked=_revoked(self._holding(public_key)),
        )
        return self.read[method_id]

    def methods_of(self, public_key: PublicKey) -> list[VerificationMethod]:
        """Read every method that holds this key; as `method`.

        Raises:
            ResolutionError: as `Retrieved.methods_of`.
            KeyFormatError: as `Retrieved.methods_of`.
        """
        methods = [
            self.method(method_id)
            for method_id, entry in self._holding(public_key).items()
            if entry.get("controller") == self.id
        ]
        if not methods:
            raise _Lacking(Phrase("the key {key}", key=public_key.thumbprint))
        return methods

    def _holding(self, public_key: PublicKey) -> dict[str, dict[str, Any]]:
        """Find the methods that hold a key, whatever their form and whatever else is odd in them.

        A key has one Multikey text and one spelling of each JWK member, so texts are compared: to
        read every key of a stranger's document would take seconds.
        """
        multikey, members = public_key.multikey, public_key.jwk.items()
        return {
            method_id: entry
            for method_id, entry in self.entries.items()
            if (multikey is not None and entry.get("publicKeyMultibase") == multikey)
            or (isinstance(jwk := entry.get("publicKeyJwk"), dict) and members <= jwk.items())
        }


class Retrieved(NamedTuple):
    """A document, and when and how it came.

    Attributes:
        document: what it says.
        response: how it came.
    """

    document: ControllerDocument
    response: Response

    def method(self, method_id: str) -> VerificationMethod:
        """Read the method of this absolute id.

        Raises:
            ResolutionError: another controller, two key formats, or a time that is none;
                KEY_NOT_AUTHORIZED when the document has no such method; KEY_UNSUPPORTED for
                another type of method.
            KeyFormatError: the key is unsound; KEY_UNSUPPORTED for another kind of key.
        """
        try:
            return self._came(self.document.method(method_id))
        except _Lacking as lacking:
            raise self._lacks(lacking.what) from None

    def methods_of(self, public_key: PublicKey) -> list[VerificationMethod]:
        """Read every method of the controller's that holds this key; at least one.

        Raises:
            ResolutionError: as `method`; KEY_NOT_AUTHORIZED when no method holds the key.
            KeyFormatError: as `method`.
        """
        try:
            return [self._came(method) for method in self.document.methods_of(public_key)]
        except _Lacking as lacking:
            raise self._lacks(lacking.what) from None

    def _came(self, method: VerificationMethod) -> VerificationMethod:
        response = self.response
        return VerificationMethod(  # much sooner than `_replace`
            id=method.id,
            controller=method.controller,
            public_key=method.public_key,
            relationships=method.relationships,
            source=response.url,
            retrieved_at=response.retrieved_at,
            stale=response.stale,
            by_holder=response.by_holder,
            vouched_by=response.vouched_by,
            expires=method.expires,
            revoked=method.revoked,
        )

    def _lacks(self, what: Phrase) -> ResolutionError:
        issuer = self.document.id[:200]
        if self.response.by_holder:
            return ResolutionError(
                Phrase(
                    "the document of {issuer} was not retrieved, and the copy that came with the "
                    "badge does not have {what}",
                    issuer=issuer,
                    what=what,
                ),
                problem=Problem.KEY_UNREACHABLE,
            )
        if self.response.stale:  # it may have been published since
            return ResolutionError(
                Phrase(
                    "the document of {issuer} was not retrieved, and our copy of {time} does not "
                    "have {what}",
                    issuer=issuer,
                    time=self.response.retrieved_at,
                    what=what,
                ),
                problem=Problem.KEY_UNREACHABLE,
            )
        return ResolutionError(
            Phrase(
                "the document of {issuer} does not have {what}: the key was withdrawn, or was "
                "never published there",
                issuer=issuer,
                what=what,
            ),
            problem=Problem.KEY_NOT_AUTHORIZED,
        )


class _Lacking(Exception):  # noqa: N818  # how it came decides what that means
    """A document does not have what was asked for."""

    def __init__(self, what: Phrase) -> None:
        super().__init__(what)
        self.what = what


def retrieve(controller: str, fetcher: Fetcher, limits: Limits) -> Retrieved:
    """Fetch the document of a did:web or https identifier.

    Raises:
        ResolutionError: KEY_UNREACHABLE when there is no such document, DID_RESOLUTION_FAILED
            when it is not the controller's, is malformed, or publishes a private key.
    """
    response = retrieve_text(_url_of(controller), fetcher, limits, accept=ACCEPT)
    return Retrieved(_read(response.content, controller, limits), response)


@lru_cache(maxsize=64)  # all badges of an issuer name one document
def _read(content: bytes, controller: str, limits: Limits) -> ControllerDocument:
    """Read the document of a controller; raises as `retrieve`."""
    url = document_url(controller)
    document = read_object(content, url, limits)
    if document.get("id") != controller:
        raise ResolutionError(
            f"the document for {controller[:200]} has the id {quoted(document.get('id'))}; "
            "a document speaks for its own id only"
        )
    members = {"verificationMethod", *RELATIONSHIPS}
    if not (controller.startswith("did:") or members & document.keys()):
        raise ResolutionError(  # such as a Profile
            f"what stands at {url[:200]} is no document that could publish a key",
            problem=Problem.KEY_UNREACHABLE,
        )
    entries = _entries(document, controller)
    relationships = {name: _ids(document, name, controller) for name in RELATIONSHIPS}
    return ControllerDocument(controller, entries, relationships, {})


def _entries(document: dict[str, Any], document_id: str) -> dict[str, dict[str, Any]]:
    """Collect all methods, also those embedded in a relationship, by absolute id."""
    entries: dict[str, dict[str, Any]] = {}
    for name in ("verificationMethod", *RELATIONSHIPS):
        for entry in as_list(document.get(name)):
            if isinstance(entry, str) and name != "verificationMethod":
                continue
            if not isinstance(entry, dict):
                raise ResolutionError(f"an entry of {name} is not a verification method")
            method_id = _absolute(entry.get("id"), document_id)
            if method_id in entries:
                raise ResolutionError(f"the verification method {method_id[:200]} is given twice")
            if private := sorted(_private_members(entry)):
                raise ResolutionError(
                    f"the method {method_id[:200]} publishes a private key ({', '.join(private)}): "
                    "nothing this document lists can be believed until the key is replaced"
                )
            entries[method_id] = entry
    return entries


def _ids(document: dict[str, Any], relationship: str, document_id: str) -> set[str]:
    return {
        _absolute(entry.get("id") if isinstance(entry, dict) else entry, document_id)
        for entry in as_list(document.get(relationship))
    }


def _revoked(holding: dict[str, dict[str, Any]]) -> datetime | None:
    """Say when a key was withdrawn, of the methods that hold it: stolen in one form is stolen."""
    times = [read_time(entry, "revoked") for entry in holding.values()]
    return min((time for time in times if time is not None), default=None)


def _absolute(reference: Any, document_id: str) -> str:
    if isinstance(reference, str):
        if reference.startswith("#"):
            return document_id + reference
        if ":" in reference:
            return reference
    raise ResolutionError(
        f"{quoted(reference)} does not name a verification method: "
        "it is neither an absolute URL nor a fragment such as #key-1"
    )


def _private_members(entry: dict[str, Any]) -> Iterator[str]:
    yield from (name for name in entry if name.startswith(("privateKey", "secretKey")))
    if isinstance(jwk := entry.get("publicKeyJwk"), dict):
        yield from PRIVATE_MEMBERS & jwk.keys()
