"""What one verification spends on credentials inside another, whoever wrote so many of them."""

from __future__ import annotations

from typing import Any

from openbadges_issuer.errors import FetchError, InputError, Problem
from openbadges_issuer.fetching import Fetcher, Response
from openbadges_issuer.limits import Limits
from openbadges_issuer.phrases import Phrase


class Allowance:
    """Counts credentials, their values and the addresses that are asked for them.

    Attributes:
        is_spent: True when no further credential is looked into.
    """

    def __init__(self, limits: Limits, fetcher: Fetcher) -> None:
        """Start with all that is allowed, and fetch by this fetcher."""
        self.is_spent = False
        self._credentials = limits.carried
        self._values = limits.carried_values
        self._most_urls = limits.carried_fetches
        self._urls: set[str] = set()
        self._fetcher = fetcher

    def take(self, document: dict[str, Any]) -> None:
        """Count one more credential.

        Raises:
            InputError: too many are inside, or they are too large together (TOO_COMPLEX).
        """
        self._credentials -= 1
        self._values -= _count(document, self._values)
        if self._credentials < 0 or self._values < 0:
            self.is_spent = True
            raise InputError(
                Phrase("More stands in this file than is looked into; this was not."),
                problem=Problem.TOO_COMPLEX,
            )

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
        """Fetch what the credentials need, from so many addresses.

        Raises:
            FetchError: as the fetcher raises it; or too many were asked already.
        """
        self._urls.add(url)
        if len(self._urls) > self._most_urls:
            raise FetchError(
                Phrase("{url} was not asked, as too many others were", url=url[:200]),
            )
        return self._fetcher.fetch(url, max_bytes=max_bytes, accept=accept)


def _count(document: dict[str, Any], most: int) -> int:
    """Count the values in a document; more than `most` are not counted."""
    count = 0
    pending: list[Any] = [document]
    while pending and count <= most:
        value = pending.pop()
        count += 1
        if isinstance(value, dict):
            pending += value.values()
        elif isinstance(value, list):
            pending += value
    return count
