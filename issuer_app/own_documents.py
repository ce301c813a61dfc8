"""The host verifies badges of its own without asking itself over the network."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import openbadges_issuer as ob
from issuer_app.addresses import Addresses
from issuer_app.errors import NotFoundError
from issuer_app.publishing import Publishing


class OwnDocuments:
    """Fetches the host's own documents from its store, and asks another fetcher for the rest."""

    def __init__(
        self,
        publishing: Publishing,
        addresses: Addresses,
        clock: Callable[[], datetime],
        otherwise: ob.Fetcher,
    ) -> None:
        """Keep where documents come from."""
        self._publishing = publishing
        self._addresses = addresses
        self._clock = clock
        self._otherwise = otherwise
        self.loopback = addresses.is_loopback

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> ob.Response:
        """Give one of our own documents, or what the other fetcher gives.

        Raises:
            FetchError: there is no such document here, or the other fetcher raised it.
        """
        path = self._addresses.path(url)
        if path is None:
            return self._otherwise.fetch(url, max_bytes=max_bytes, accept=accept)
        try:
            content = self._own(path)
        except ob.OpenBadgesError as error:
            raise ob.FetchError(f"{url} was not read: {error.message}") from None
        return ob.Response(url, content, "application/json", self._clock())

    def _own(self, path: str) -> bytes:
        match path.split("/")[1:]:
            case ["status", id_]:
                return self._publishing.status_list(id_)
            case [".well-known", "did.json"]:
                return self._publishing.did_document(self._addresses.host_did)
            case ["issuers", slug, "did.json"]:
                return self._publishing.did_document(self._addresses.issuer_did(slug))
        raise NotFoundError("it is not published here")
