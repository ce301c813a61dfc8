"""The port through which the library reaches the outside, and what needs no network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from openbadges_issuer.errors import FetchError, Problem
from openbadges_issuer.phrases import Phrase

_MEMORY_OF_AN_ANSWER = 1_000  # beside its content


@dataclass(frozen=True, slots=True)
class Response:
    """What was retrieved.

    Attributes:
        url: the URL that was asked for.
        content: the body, at most `max_bytes` long.
        media_type: of the Content-Type, without parameters, lower case; ``""`` when not given.
        retrieved_at: when, with offset.
        stale: True when this is an older copy because the source did not answer.
        by_holder: True when whoever brings the badge brought this copy of it too: it is worth what
            is signed in it, and no more.
        vouched_by: name of who is known and vouches for exactly this copy; ``""`` for nobody.
    """

    url: str
    content: bytes
    media_type: str
    retrieved_at: datetime
    stale: bool = False
    by_holder: bool = False
    vouched_by: str = ""


class Fetcher(Protocol):
    """Retrieves a resource by URL. Implementations raise `FetchError` and nothing else."""

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
        """Retrieve `url`.

        Args:
            url: an absolute https URL.
            max_bytes: longest body that is taken.
            accept: value of the Accept header.

        Raises:
            FetchError: not retrieved, for whatever reason, or longer than `max_bytes`.
        """
        ...


class Offline:
    """Reaches nothing: verification uses only what it was given."""

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
        """Refuse.

        Raises:
            FetchError: always.
        """
        raise FetchError(Phrase("{url} was not fetched: this verifier works offline", url=url))


class Prefetched:
    """Serves documents that the caller already holds: DID documents, status lists, from files.

    Attributes:
        loopback: True: an http address may be among the documents.
    """

    loopback = True

    def __init__(
        self,
        documents: Mapping[str, bytes],
        *,
        retrieved_at: datetime,
        otherwise: Fetcher | None = None,
    ) -> None:
        """Keep the documents.

        Args:
            documents: exact URL to body.
            retrieved_at: the time that the responses carry; a status list vouches for a badge for
                an hour from then, or for its `ttl`.
            otherwise: asked for every other URL; default `Offline`.
        """
        self._documents = dict(documents)
        self._retrieved_at = retrieved_at.astimezone(UTC)
        self._otherwise: Fetcher = otherwise or Offline()

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
        """Serve the document held for `url`, else ask the other fetcher.

        Raises:
            FetchError: the document is longer than `max_bytes`, or the other fetcher failed.
        """
        content = self._documents.get(url)
        if content is None:
            _require_https(url, self._otherwise)
            return self._otherwise.fetch(url, max_bytes=max_bytes, accept=accept)
        if len(content) > max_bytes:
            raise FetchError(
                Phrase(
                    "{url} holds {size} bytes; at most {most} are read",
                    url=url,
                    size=len(content),
                    most=max_bytes,
                ),
                problem=Problem.TOO_LARGE,
            )
        return Response(url, content, "", self._retrieved_at)


class FetchedOnce:
    """Asks another fetcher once for the same, and for https only, as long as it lives.

    One badge may name one list four times, and all its proofs one key: each is fetched once, and
    all of them see the same answer. What is the same address to a stranger's badge, asked for as
    something else or within another bound, is asked for again: his question spoils no answer.

    Attributes:
        bytes: about how much memory the answers take.
    """

    def __init__(self, fetcher: Fetcher) -> None:
        """Keep the fetcher; one with a true attribute `loopback` is asked for http as well."""
        self._fetcher = fetcher
        self.loopback = bool(getattr(fetcher, "loopback", False))
        self._answers: dict[tuple[str, int, str], Response | FetchError] = {}
        self.bytes = 0

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
        """Give the answer to the first request of this kind for `url`.

        Raises:
            FetchError: the URL is not https, or the other fetcher raised it.
        """
        _require_https(url, self._fetcher)
        asked = url, max_bytes, accept
        answer = self._answers.get(asked)
        if answer is None:
            try:
                answer = self._fetcher.fetch(url, max_bytes=max_bytes, accept=accept)
            except FetchError as error:
                answer = error
            self._answers[asked] = answer
            self.bytes += _MEMORY_OF_AN_ANSWER + len(getattr(answer, "content", b""))
        if isinstance(answer, FetchError):
            raise FetchError(answer.message, problem=answer.problem)  # each badge has its own
        return answer


def _require_https(url: str, fetcher: Fetcher) -> None:
    """Ask a fetcher for http only when it says that it is for trying out."""
    if not (url.startswith("https://") or getattr(fetcher, "loopback", False)):
        raise FetchError(
            Phrase("{url} is not an https address", url=url), problem=Problem.SSRF_BLOCKED
        )
