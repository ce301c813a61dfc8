"""What one verification spends on credentials inside another, whoever wrote so many of them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from openbadges_issuer.errors import FetchError, InputError, Problem
from openbadges_issuer.fetching import Fetcher, Response
from openbadges_issuer.limits import Limits
from openbadges_issuer.phrases import Phrase


class Allowance:
    """Counts credentials, their values, the addresses that are asked for them, and the answers.

    Attributes:
        is_spent: True when no further credential is looked into.
    """

    def __init__(self, limits: Limits, fetcher: Fetcher) -> None:
        """Start with all that is allowed, and fetch by this fetcher."""
        self.is_spent = False
        self._limits = limits
        self._credentials = limits.carried
        self._values = limits.carried_values
        self._most_urls = limits.carried_fetches
        self._urls: set[str] = set()
        self._answered: set[tuple[str, str]] = set()
        self._bytes = limits.carried_fetched_bytes
        self._fetcher = fetcher

    @cached_property
    def for_endorsements(self) -> Allowance:
        """As much again for what others say of the credentials, which may hide none of these."""
        return Allowance(self._limits, self._fetcher)

    def take(self) -> None:
        """Count one more credential, before it is read.

        Raises:
            InputError: too much was inside already (TOO_COMPLEX).
        """
        self._credentials -= 1
        if self.is_spent or self._credentials < 0:
            raise self._spent()

    def take_values(self, document: dict[str, Any]) -> None:
        """Count the values of that credential, before it is looked into.

        Raises:
            InputError: with those before, it is too large (TOO_COMPLEX).
        """
        self._values -= _count(document, self._values)
        if self._values < 0:
            raise self._spent()

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
        """Fetch what the credentials need, from so many addresses.

        Raises:
            FetchError: as the fetcher raises it; or too many were asked already, or they answered
                too much (TOO_COMPLEX).
        """
        self._urls.add(url)
        if len(self._urls) > self._most_urls or self._bytes <= 0:
            self.is_spent = True
            raise FetchError(
                Phrase("{url} was not asked, as too many others were", url=url[:200]),
                problem=Problem.TOO_COMPLEX,
            )
        response = self._fetcher.fetch(url, max_bytes=max_bytes, accept=accept)
        if (url, accept) not in self._answered:  # one address may answer each with another thing
            self._answered.add((url, accept))
            self._bytes -= len(response.content)
        return response

    def _spent(self) -> InputError:
        self.is_spent = True
        return InputError(
            Phrase("More stands in this file than is looked into; this was not."),
            problem=Problem.TOO_COMPLEX,
        )


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
