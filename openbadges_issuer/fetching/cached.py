"""A service asks other hosts less often than it is asked itself."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock
from typing import NamedTuple

from openbadges_issuer import timestamps
from openbadges_issuer.errors import FetchError, Problem, SettingsError
from openbadges_issuer.fetching.freshness import LONGEST_FRESH, good_for
from openbadges_issuer.fetching.port import Fetcher, Response
from openbadges_issuer.phrases import Phrase

_FAILURE_SECONDS = 10.0

_Key = tuple[str, str]  # URL and what was accepted
_FailureKey = tuple[str, str, int]  # and how long an answer might be


class _Copy(NamedTuple):
    """What was retrieved, and for how long it is good."""

    response: Response
    good_for: timedelta


class CachedFetcher:
    """Remembers what another fetcher retrieved. Safe to use from many threads.

    A copy that is older than `seconds`, or than the `ttl` of the status list that it is, is asked
    for again; when the source does not answer then, the copy is given as stale, which a verifier
    never takes for "not withdrawn". What was not retrieved is not asked for again for ten seconds.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        seconds: float,
        entries: int,
        stale_seconds: float = 86_400.0,
        total_bytes: int = 64_000_000,
        clock: Callable[[], datetime] = timestamps.now,
        is_outdated: Callable[[str], bool] = lambda url: False,
    ) -> None:
        """Keep the bounds.

        Args:
            fetcher: asked for what is not remembered.
            seconds: for which a copy is good, at most an hour; a revocation may stay unseen for
                so long.
            entries: how many copies are kept; the oldest goes first.
            stale_seconds: for which a copy is given, as stale, when its source does not answer.
            total_bytes: of all copies together; strangers choose what is fetched.
            clock: gives the time, with offset.
            is_outdated: tells of a URL that a copy of it is old, as another process has seen a
                newer one; it is asked for again then.

        Raises:
            SettingsError: `seconds` is negative or more than an hour.
        """
        longest = LONGEST_FRESH.total_seconds()
        if not 0 <= seconds <= longest:
            raise SettingsError(
                f"a copy is good for 0 to {longest:g} seconds, not for {seconds:g}: a badge "
                "may have been withdrawn since"
            )
        self._fetcher = fetcher
        self._fresh = timedelta(seconds=seconds)
        self._stale = timedelta(seconds=stale_seconds)
        self._entries = entries
        self._total_bytes = total_bytes
        self._clock = clock
        self._is_outdated = is_outdated
        self._copies: OrderedDict[_Key, _Copy] = OrderedDict()
        self._failures: OrderedDict[_FailureKey, tuple[datetime, FetchError]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    @property
    def loopback(self) -> bool:
        """True when the other fetcher may be asked for http."""
        return bool(getattr(self._fetcher, "loopback", False))

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
        """Give a copy of `url`, or retrieve it.

        Raises:
            FetchError: it is longer than `max_bytes`; or the other fetcher raised it, and there
                is no copy, or what it raised says more than that the source did not answer.
        """
        key, now = (url, accept), self._clock()
        within = (*key, max_bytes)  # what was too large for one asker need not be for another
        with self._lock:
            copy = self._copies.get(key)
            failed = self._failures.get(within)
        is_fresh = copy and now - copy.response.retrieved_at < copy.good_for
        if copy and is_fresh and not self._is_outdated(url):
            return _bounded(copy.response, max_bytes)
        if not failed or now - failed[0] >= timedelta(seconds=_FAILURE_SECONDS):
            try:
                fetched = self._fetcher.fetch(url, max_bytes=max_bytes, accept=accept)
            except FetchError as error:
                # a copy of it: the one raised holds the whole request by its traceback
                failed = (now, FetchError(error.message, problem=error.problem))
                self._remember_failure(within, failed)
            else:
                self._remember(key, fetched)
                return fetched
        reason = failed[1]
        silent = reason.problem is Problem.FETCH_FAILED
        if silent and copy and now - copy.response.retrieved_at < self._stale:
            return _bounded(replace(copy.response, stale=True), max_bytes)
        raise FetchError(reason.message, problem=reason.problem)  # each thread has its own

    def _remember(self, key: _Key, fetched: Response) -> None:
        if fetched.stale:  # another cache's copy, older than it looks
            return
        copy = _Copy(fetched, min(self._fresh, good_for(fetched.content)))
        with self._lock:
            old = self._copies.pop(key, None)
            self._copies[key] = copy
            self._bytes += len(fetched.content) - (len(old.response.content) if old else 0)
            while len(self._copies) > self._entries or self._bytes > self._total_bytes:
                _, oldest = self._copies.popitem(last=False)
                self._bytes -= len(oldest.response.content)

    def _remember_failure(self, key: _FailureKey, failed: tuple[datetime, FetchError]) -> None:
        with self._lock:
            self._failures[key] = failed
            self._failures.move_to_end(key)
            while len(self._failures) > self._entries:
                self._failures.popitem(last=False)


def _bounded(response: Response, max_bytes: int) -> Response:
    if len(response.content) > max_bytes:
        raise FetchError(
            Phrase(
                "{url} holds {size} bytes; at most {most} are read",
                url=response.url,
                size=len(response.content),
                most=max_bytes,
            ),
            problem=Problem.TOO_LARGE,
        )
    return response
