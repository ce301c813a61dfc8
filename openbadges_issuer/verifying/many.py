"""Verifying many: what badges share is fetched once, by the process that was given the badges."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple, Self

from openbadges_issuer.errors import FetchError
from openbadges_issuer.fetching import FetchedOnce, Fetcher, Response
from openbadges_issuer.fetching.freshness import good_for

if TYPE_CHECKING:
    from openbadges_issuer.bulk import Ask

Item = bytes | str | tuple[bytes | str, str | None]
"""A badge, alone or with the identity that it should belong to."""

_WINDOW = 300  # seconds for which an answer is good: a badge may have been withdrawn since
_MOST_BYTES = 64_000_000  # of all answers: strangers choose what is fetched
_NO_END = datetime.max.replace(tzinfo=UTC)
_USUAL_BYTES = 16_000  # of a badge


class Dated(NamedTuple):
    """A badge to verify, and when.

    Attributes:
        data: a file's bytes or a text.
        recipient: the identity to match, or None.
        now: the time of the verification, UTC.
    """

    data: bytes | str
    recipient: str | None
    now: datetime

    @classmethod
    def of(cls, item: object, now: datetime) -> Self:
        """Take an item, and the bytes that a buffer of the caller's has now.

        Raises:
            TypeError: it is no `Item`.
        """
        pair = item if isinstance(item, tuple) else (item, None)
        match pair:
            case (str() as data, str() | None as recipient):
                return cls(data, recipient, now)
            case (bytes() | bytearray() | memoryview() as data, str() | None as recipient):
                return cls(bytes(data), recipient, now)
        kinds = ", ".join(type(part).__name__ for part in pair)
        given = f"({kinds})" if pair is item else type(item).__name__
        raise TypeError(
            "an item is a badge, as a file's bytes or a text, or a pair of a badge and the "
            f"identity that it should belong to, as a text or None, not {given}"
        )

    @property
    def weight(self) -> int:
        """How many usual badges are as large."""
        return 1 + len(self.data) // _USUAL_BYTES


class FetchedLately:
    """Fetches each URL once for all badges that are verified within the same five minutes.

    When a status list says that a copy of it is good for less, all is fetched anew after that.

    Attributes:
        current: the fetcher for the badge that was last asked about.
        loopback: as the other fetcher has it.
    """

    def __init__(self, fetcher: Fetcher, forget: Callable[[], None] = lambda: None) -> None:
        """Keep the fetcher, and what else is to be done when its answers are forgotten."""
        self._fetcher = fetcher
        self._forget = forget
        self._window = 0
        self._good_until = _NO_END
        self.loopback = bool(getattr(fetcher, "loopback", False))
        self.current = FetchedOnce(self)

    def at(self, now: datetime) -> FetchedOnce:
        """Give the fetcher for a badge that is verified at this time."""
        window = int(now.timestamp() // _WINDOW)
        is_over = window != self._window or now > self._good_until
        if is_over or self.current.bytes > _MOST_BYTES:
            self._window = window
            self._good_until = _NO_END
            self.current = FetchedOnce(self)
            self._forget()
        return self.current

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
        """Fetch it from the other fetcher, for `current`; errors as that."""
        response = self._fetcher.fetch(url, max_bytes=max_bytes, accept=accept)
        stated = good_for(response.content)
        if stated.total_seconds() < _WINDOW and not response.stale:
            self._good_until = min(self._good_until, response.retrieved_at + stated)
        return response


# Between a worker and the process that was given the badges --------------------------------------


class _Fetch(NamedTuple):
    """Asks what a URL holds."""

    url: str
    max_bytes: int
    accept: str


class _Newest(NamedTuple):
    """Asks for the date of the newest list seen at a URL, and may tell one."""

    url: str
    seen: datetime | None = None


_Question = _Fetch | _Newest


class FetcherThere:
    """In a worker, the fetcher of the process that it works for.

    Attributes:
        loopback: as that fetcher has it.
    """

    def __init__(self, ask: Ask, *, loopback: bool) -> None:
        """Keep the way to ask."""
        self._ask = ask
        self.loopback = loopback

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
        """Have it fetched.

        Raises:
            FetchError: as it was raised there.
        """
        answer: Response | FetchError = self._ask(_Fetch(url, max_bytes, accept))
        if isinstance(answer, FetchError):
            raise answer
        return answer


class SeenThere(MutableMapping[str, datetime]):
    """In a worker, the newest lists that the process it works for has seen, each asked for once."""

    def __init__(self, ask: Ask) -> None:
        """Keep the way to ask."""
        self._ask = ask
        self._known: dict[str, datetime] = {}

    def __getitem__(self, url: str) -> datetime:
        """Give the date of the newest list.

        Raises:
            KeyError: none was seen.
        """
        if url not in self._known:
            newest: datetime | None = self._ask(_Newest(url))
            if newest is None:
                raise KeyError(url)
            self._known[url] = newest
        return self._known[url]

    def __setitem__(self, url: str, seen: datetime) -> None:
        """Tell of a list that was seen."""
        if self._known.get(url) != seen:
            self._known[url] = self._ask(_Newest(url, seen))

    def __delitem__(self, url: str) -> None:
        """Ask again when it is needed."""
        del self._known[url]

    def __iter__(self) -> Iterator[str]:
        """Name what was asked for."""
        return iter(self._known)

    def __len__(self) -> int:
        """Count what was asked for."""
        return len(self._known)


def answer(
    question: _Question, fetched: FetchedLately, seen_lists: MutableMapping[str, datetime]
) -> Response | FetchError | datetime | None:
    """Answer a worker, where the network and the memory of lists are."""
    if isinstance(question, _Fetch):
        try:
            return fetched.current.fetch(
                question.url, max_bytes=question.max_bytes, accept=question.accept
            )
        except FetchError as error:
            return error
    newest = seen_lists.get(question.url)
    if question.seen and (newest is None or question.seen > newest):
        newest = seen_lists[question.url] = question.seen
    return newest
