"""Guarded HTTPS: safe to point at URLs that strangers wrote."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from openbadges_issuer import timestamps
from openbadges_issuer.errors import SettingsError
from openbadges_issuer.fetching import guard
from openbadges_issuer.fetching.port import Response

if TYPE_CHECKING:
    from ssl import SSLContext


class HttpsFetcher:
    """Fetches over https from hosts of the public network, and from nothing else.

    No redirect is followed, no cookie kept, no proxy of the environment used, and no encoding
    expanded. The address that was checked is the one that is connected to, so a name that changes
    in between leads nowhere. One deadline holds for everything from the name to the last byte. A
    look-up of a name cannot be interrupted: at the deadline it is left behind in a thread, which
    ends when the system's resolver gives up, and keeps no program from ending.
    """

    def __init__(
        self,
        *,
        seconds: float = 5.0,
        ports: Collection[int] = (443,),
        clock: Callable[[], datetime] = timestamps.now,
        resolve: Callable[[str, int], Sequence[str]] | None = None,
        ssl_context: SSLContext | None = None,
    ) -> None:
        """Keep the bounds.

        Args:
            seconds: for one fetch as a whole.
            ports: that may be asked.
            clock: gives the time at which something was retrieved, with offset.
            resolve: from a host name and a port to IP addresses, raising OSError when there is no
                such host; default: the system's. What it gives is checked all the same.
            ssl_context: whose certificates are believed; default: those of the system and certifi.

        Raises:
            SettingsError: an `ssl_context` that does not compare the host's name.
        """
        if ssl_context is not None and not ssl_context.check_hostname:
            raise SettingsError(
                "the ssl_context must check certificates and host names: else anybody answers for "
                "an issuer"
            )
        self._seconds = seconds
        self._ports = ports
        self._clock = clock
        self._resolve = resolve
        self._ssl_context = ssl_context

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
        """Retrieve `url`.

        Raises:
            FetchError: SSRF_BLOCKED when it is not to be asked, TOO_LARGE when the body is longer
                than `max_bytes`, FETCH_FAILED when it did not answer with 200, or not in time.
        """
        from openbadges_issuer.fetching import network  # noqa: PLC0415  # heavy: when needed

        answer = network.get(
            guard.public_url(url, self._ports),
            accept=accept,
            max_bytes=max_bytes,
            seconds=self._seconds,
            resolve=self._resolve or network.system_resolve,
            may_connect=guard.is_public,
            ssl_context=self._ssl_context,
        )
        return Response(url, answer.content, answer.media_type, self._clock())
