"""Somebody who knows nothing but whom to trust, and checks badges by what the host publishes."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from demo_host import DemoHost
from demo_table import Answer, Case

import openbadges_issuer as ob

_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_TAG = re.compile(r"<svg.*?</svg>|<[^>]+>", re.DOTALL)


class Stranger:
    """Verifies files and pages."""

    def __init__(self, host: DemoHost, trusted: Path) -> None:
        """Read whom to trust.

        Raises:
            SettingsError: the list cannot be read.
        """
        self._host = host
        self._policy = ob.Policy(trust=ob.TrustList.load(trusted))

    def ask(self, case: Case) -> Answer:
        """Verify the files of a case; the first surprise counts, a page that disagrees too."""
        fetcher = ob.LoopbackFetcher()
        verifier = ob.Verifier(
            self._policy, fetcher=fetcher if case.lists_answer else _WithoutLists(fetcher)
        )
        answers = [
            Answer(case, file, verifier.verify(file.read_bytes(), recipient=case.recipient))
            for file in case.files
        ]
        if case.page:
            self._require_same(case.page, answers[0].report)
        return next((answer for answer in answers if answer.is_surprise), answers[0])

    def _require_same(self, page: str, report: ob.Report) -> None:
        html = self._host.get(page.removeprefix(self._host.base_url), accept="text/html").decode()
        heading = _HEADING.search(html)
        words = " ".join(unescape(_TAG.sub(" ", heading[1] if heading else "")).split())
        if report.words.heading not in words:
            raise ob.SettingsError(f'{page} says "{words}", not "{report.words.heading}"')


class _WithoutLists:
    """A network on which no status list answers."""

    loopback = True

    def __init__(self, fetcher: ob.Fetcher) -> None:
        self._fetcher = fetcher

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> ob.Response:
        if "/status/" in url:
            raise ob.FetchError(f"{url} did not answer")
        return self._fetcher.fetch(url, max_bytes=max_bytes, accept=accept)
