"""Controlled identifier documents, DID documents among them, and the methods they publish.

Specification: Controlled Identifiers 1.0 sections 2.2, 2.3 and 3.3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from openbadges_issuer.did.addresses import document_url
from openbadges_issuer.did.retrieving import retrieve_object
from openbadges_issuer.did.verification_method import (
    RELATIONSHIPS,
    VerificationMethod,
    read_public_key,
    read_time,
    shown,
)
from openbadges_issuer.errors import Problem, ResolutionError
from openbadges_issuer.keys.jwk import PRIVATE_MEMBERS
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.strict_json import as_list

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from openbadges_issuer.fetching import Fetcher, Response
    from openbadges_issuer.keys.public_key import PublicKey
    from openbadges_issuer.limits import Limits

ACCEPT = "application/did+ld+json, application/did+json, application/json"


class ControllerDocument(NamedTuple):
    """What a controller says of its keys. It speaks for its own id only.

    Attributes:
        id: the DID or https URL that it speaks for.
        entries: its verification methods by absolute id, as they stand in it, those embedded in a
            relationship among them.
        relationships: for each of `RELATIONSHIPS`, the absolute ids under it.
        response: when and how it came.
    """

    id: str
    entries: dict[str, dict[str, Any]]
    relationships: dict[str, set[str]]
    response: Response

    def method(self, method_id: str) -> VerificationMethod:
        """Read the method of this absolute id.

        Raises:
            ResolutionError: another controller, two key formats, or a time that is none;
                KEY_NOT_AUTHORIZED when the document has no such method; KEY_UNSUPPORTED for
                another type of method.
            KeyFormatError: the key is unsound; KEY_UNSUPPORTED for another kind of key.
        """
        entry = self.entries.get(method_id)
        if entry is None:
            raise self._lacks(Phrase("the method {method}", method=method_id[:200]))
        if entry.get("controller") != self.id:
            raise ResolutionError(
                f"the controller of {method_id[:200]} is {shown(entry.get('controller'))}, "
                f"not {self.id[:200]}"
            )
        public_key = read_public_key(entry, method_id)
        return self._read(method_id, public_key, _revoked(self._holding(public_key)))

    def methods_of(self, public_key: PublicKey) -> list[VerificationMethod]:
        """Read every method of the controller's that holds this key; at least one.

        Raises:
            ResolutionError: as `method`; KEY_NOT_AUTHORIZED when no method holds the key.
            KeyFormatError: as `method`.
        """
        holding = self._holding(public_key)
        revoked = _revoked(holding)
        methods = [
            self._read(method_id, read_public_key(entry, method_id), revoked)
            for method_id, entry in holding.items()
            if entry.get("controller") == self.id
        ]
        if not methods:
            raise self._lacks(Phrase("the key {key}", key=public_key.thumbprint))
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

    def _read(
        self, method_id: str, public_key: PublicKey, revoked: datetime | None
    ) -> VerificationMethod:
        return VerificationMethod(
            id=method_id,
            controller=self.id,
            public_key=public_key,
            relationships=frozenset(
                name for name, ids in self.relationships.items() if method_id in ids
            ),
            source=self.response.url,
            retrieved_at=self.response.retrieved_at,
            stale=self.response.stale,
            expires=read_time(self.entries[method_id], "expires"),
            revoked=revoked,
        )

    def _lacks(self, what: Phrase) -> ResolutionError:
        if self.response.stale:  # it may have been published since
            return ResolutionError(
                Phrase(
                    "the document of {issuer} was not retrieved, and our copy of {time} does not "
                    "have {what}",
                    issuer=self.id[:200],
                    time=self.response.retrieved_at,
                    what=what,
                ),
                problem=Problem.KEY_UNREACHABLE,
            )
        return ResolutionError(
            Phrase(
                "the document of {issuer} does not have {what}: the key was withdrawn, or was "
                "never published there",
                issuer=self.id[:200],
                what=what,
            ),
            problem=Problem.KEY_NOT_AUTHORIZED,
        )


def retrieve(controller: str, fetcher: Fetcher, limits: Limits) -> ControllerDocument:
    """Fetch the document of a did:web or https identifier.

    Raises:
        ResolutionError: KEY_UNREACHABLE when there is no such document, DID_RESOLUTION_FAILED
            when it is not the controller's, is malformed, or publishes a private key.
    """
    url = document_url(controller)
    document, response = retrieve_object(url, fetcher, limits, accept=ACCEPT)
    if document.get("id") != controller:
        raise ResolutionError(
            f"the document for {controller[:200]} has the id {shown(document.get('id'))}; "
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
    return ControllerDocument(controller, entries, relationships, response)


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
        f"{shown(reference)} does not name a verification method: "
        "it is neither an absolute URL nor a fragment such as #key-1"
    )


def _private_members(entry: dict[str, Any]) -> Iterator[str]:
    yield from (name for name in entry if name.startswith(("privateKey", "secretKey")))
    if isinstance(jwk := entry.get("publicKeyJwk"), dict):
        yield from PRIVATE_MEMBERS & jwk.keys()
