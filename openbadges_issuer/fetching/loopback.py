"""Trying out: an issuer on this very computer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from openbadges_issuer import timestamps
from openbadges_issuer.fetching import guard
from openbadges_issuer.fetching.port import Fetcher, Offline, Response


class LoopbackFetcher:
    """Fetches from this computer, by http too; for trying out, never for a service.

    Attributes:
        loopback: True: http addresses are asked for.
    """

    loopback = True

    def __init__(
        self,
        otherwise: Fetcher | None = None,
        *,
        seconds: float = 5.0,
        clock: Callable[[], datetime] = timestamps.now,
    ) -> None:
        """Keep the bounds.

        Args:
            otherwise: asked for every other URL; default: none is.
            seconds: for one fetch as a whole.
            clock: gives the time at which something was retrieved, with offset.
        """
        self._otherwise = otherwise or Offline()
        self._seconds = seconds
        self._clock = clock

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
        """Retrieve `url`.

        Raises:
            FetchError: as `HttpsFetcher.fetch`, or the other fetcher raised it.
        """
        parts = guard.loopback_url(url)
        if parts is None:
            return self._otherwise.fetch(url, max_bytes=max_bytes, accept=accept)
        from openbadges_issuer.fetching import network  # noqa: PLC0415  # heavy: when needed

        answer = network.get(
            parts,
            accept=accept,
            max_bytes=max_bytes,
            seconds=self._seconds,
            resolve=network.system_resolve,
            may_connect=guard.is_loopback,
            ssl_context=None,
        )
        return Response(url, answer.content, answer.media_type, self._clock())
