"""A service asks other hosts less often than it is asked itself."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock
from typing import TypeVar

from openbadges_issuer import timestamps
from openbadges_issuer.errors import FetchError, Problem
from openbadges_issuer.fetching.port import Fetcher, Response

_FAILURE_SECONDS = 10.0

_Key = tuple[str, str]  # URL and what was accepted
_Kept = TypeVar("_Kept")


class CachedFetcher:
    """Remembers what another fetcher retrieved. Safe to use from many threads.

    A copy that is older than `seconds` is asked for again; when the source does not answer then,
    the copy is given as stale, which a verifier never takes for "not withdrawn". What did not
    answer is not asked again for ten seconds.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        seconds: float,
        entries: int,
        stale_seconds: float = 86_400.0,
        clock: Callable[[], datetime] = timestamps.now,
    ) -> None:
        """Keep the bounds.

        Args:
            fetcher: asked for what is not remembered.
            seconds: for which a copy is good; a revocation may stay unseen for so long.
            entries: how many copies are kept; the oldest goes first.
            stale_seconds: for which a copy is given, as stale, when its source does not answer.
            clock: gives the time, with offset.
        """
        self._fetcher = fetcher
        self._fresh = timedelta(seconds=seconds)
        self._stale = timedelta(seconds=stale_seconds)
        self._entries = entries
        self._clock = clock
        self._copies: OrderedDict[_Key, Response] = OrderedDict()
        self._failures: OrderedDict[_Key, tuple[datetime, FetchError]] = OrderedDict()
        self._lock = Lock()

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
        """Give a copy of `url`, or retrieve it.

        Raises:
            FetchError: it is longer than `max_bytes`; or the other fetcher raised it, and there
                is no copy.
        """
        key, now = (url, accept), self._clock()
        with self._lock:
            copy = self._copies.get(key)
            failed = self._failures.get(key)
        if copy and now - copy.retrieved_at < self._fresh:
            return _bounded(copy, max_bytes)
        if not failed or now - failed[0] >= timedelta(seconds=_FAILURE_SECONDS):
            try:
                fetched = self._fetcher.fetch(url, max_bytes=max_bytes, accept=accept)
            except FetchError as error:
                failed = (now, error)
                self._remember(self._failures, key, failed)
            else:
                self._remember(self._copies, key, fetched)
                return fetched
        if copy and now - copy.retrieved_at < self._stale:
            return _bounded(replace(copy, stale=True), max_bytes)
        raise failed[1]

    def _remember(self, kept: OrderedDict[_Key, _Kept], key: _Key, value: _Kept) -> None:
        with self._lock:
            kept[key] = value
            kept.move_to_end(key)
            while len(kept) > self._entries:
                kept.popitem(last=False)


def _bounded(response: Response, max_bytes: int) -> Response:
    if len(response.content) > max_bytes:
        raise FetchError(
            f"{response.url} holds {len(response.content)} bytes; at most {max_bytes} are read",
            problem=Problem.TOO_LARGE,
        )
    return response
