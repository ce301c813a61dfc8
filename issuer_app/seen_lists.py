"""The newest status list seen at each address: an older one never counts again.

What a badge of a known issuer names is kept in the database, for all processes and for good. What
those of strangers name is kept in memory: they choose the addresses, as many as they like, and so
can neither fill the table nor push anything out of it. Their badges are green for nobody.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, MutableMapping
from datetime import datetime
from hashlib import sha256
from threading import Lock

import structlog

from issuer_app.store import Database, TakenError, queries

_MOST_IN_MEMORY = 10_000
_MOST_KEPT = 100_000  # of known issuers; each has a few


class SeenLists:
    """The newest lists seen. Safe to use from many threads."""

    def __init__(self, database: Database, is_own: Callable[[str], bool]) -> None:
        """Keep where they are kept; a list of this host is always the newest, and not looked up."""
        self._database = database
        self._is_own = is_own
        self._here = _Newest()

    def newest(self, url: str) -> datetime | None:
        """Give the time from which the newest list seen at an address is valid."""
        if self._is_own(url):
            return None
        digest = _digest(url)
        here, kept = self._here.get(digest), self._kept(digest)
        return max(here, kept) if here and kept else here or kept

    def is_behind(self, url: str) -> bool:
        """Tell whether another process has seen a newer list than this one, whose copy is old."""
        if self._is_own(url):
            return False
        digest = _digest(url)
        here, kept = self._here.get(digest), self._kept(digest)
        return kept is not None and (here is None or here < kept)

    def add(self, seen: dict[str, datetime], *, by_known: bool) -> None:
        """Remember lists that were seen; an older one changes nothing.

        Args:
            seen: by address, from when they are valid.
            by_known: whether only badges of known issuers named them.
        """
        for url, valid_from in seen.items():
            if self._is_own(url):
                continue
            digest = _digest(url)
            self._here[digest] = valid_from
            if by_known:
                self._keep(digest, valid_from)

    def _kept(self, digest: str) -> datetime | None:
        with self._database.reading() as session:
            return queries.newest_seen(session, digest)

    def _keep(self, digest: str, valid_from: datetime) -> None:
        kept = self._kept(digest)
        if kept is not None and kept >= valid_from:
            return
        try:
            self._raise(digest, valid_from)
        except TakenError:  # another process was the first at the same time
            self._raise(digest, valid_from)

    def _raise(self, digest: str, valid_from: datetime) -> None:
        with self._database.writing() as session:
            if not queries.raise_newest_seen(session, digest, valid_from, most=_MOST_KEPT):
                structlog.get_logger().error("no more status lists are kept", most=_MOST_KEPT)


class Sightings(MutableMapping[str, datetime]):
    """The newest lists seen, as far as one verification asks for them, and those that it sees.

    Attributes:
        seen: by address, from when they are valid.
    """

    def __init__(self, lists: SeenLists) -> None:
        """Begin with what was seen before."""
        self._lists = lists
        self.seen: dict[str, datetime] = {}

    def __getitem__(self, url: str) -> datetime:
        """Give the time from which the newest list is valid.

        Raises:
            KeyError: none was seen.
        """
        if url not in self.seen:
            newest = self._lists.newest(url)
            if newest is None:
                raise KeyError(url)
            self.seen[url] = newest
        return self.seen[url]

    def __setitem__(self, url: str, valid_from: datetime) -> None:
        """Note a list that is the newest."""
        self.seen[url] = valid_from

    def __delitem__(self, url: str) -> None:
        """Ask for it again when it is needed."""
        del self.seen[url]

    def __iter__(self) -> Iterator[str]:
        """Name what was asked for."""
        return iter(self.seen)

    def __len__(self) -> int:
        """Count what was asked for."""
        return len(self.seen)


class _Newest(OrderedDict[str, datetime]):
    """By digest of the address, as many as are worth the memory; time never goes back."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = Lock()

    def __setitem__(self, digest: str, seen: datetime) -> None:
        with self._lock:
            super().__setitem__(digest, max(seen, self.get(digest, seen)))
            self.move_to_end(digest)
            if len(self) > _MOST_IN_MEMORY:
                del self[next(iter(self))]


def _digest(url: str) -> str:
    """Name an address, which may be of any length."""
    return sha256(url.encode("utf-8")).hexdigest()
