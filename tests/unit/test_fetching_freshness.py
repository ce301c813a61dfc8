"""For how long a copy is good: an hour, or less where a status list says so."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from openbadges_issuer.encoding import base64url_encode
from openbadges_issuer.fetching import Response
from openbadges_issuer.fetching.cached import CachedFetcher
from openbadges_issuer.fetching.freshness import good_for

HOUR = timedelta(hours=1)


def listed(ttl: object, **written: object) -> bytes:
    return json.dumps({"id": "urn:x:1", "credentialSubject": {"ttl": ttl}}, **written).encode()  # type: ignore[arg-type]


def as_token(payload: bytes) -> bytes:
    return b".".join([b"eyJhbGciOiJFZERTQSJ9", base64url_encode(payload).encode(), b"c2ln"])


@pytest.mark.parametrize(
    ("ttl", "good"),
    [
        (0, timedelta()),
        (1, timedelta(milliseconds=1)),
        (300_000, timedelta(minutes=5)),
        (3_600_000, HOUR),
        (3_600_001, HOUR),
        (2**53 - 1, HOUR),
    ],
)
def test_a_list_may_say_less_than_an_hour_and_not_more(ttl: int, good: timedelta) -> None:
    for content in (listed(ttl), listed(ttl, indent=2), listed(ttl, separators=(",", ":"))):
        assert good_for(content) == good
        assert good_for(as_token(content)) == good


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"\xff\xfe",
        b"..",
        b"eyJ.\xff.x",
        b"eyJ.!.x",
        b"a.b.c",
        listed("300"),
        listed(None),
        listed(-1),
    ],
)
def test_everything_else_is_good_for_an_hour(content: bytes) -> None:
    assert good_for(content) == HOUR


@pytest.mark.parametrize("seconds", [5, 60])
def test_a_cache_keeps_a_list_for_the_shorter_of_both_times(seconds: int) -> None:
    class Source:
        now = datetime(2026, 11, 28, tzinfo=UTC)
        asked = 0

        def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
            self.asked += 1
            return Response(url, listed(10_000), "", self.now)

    source = Source()
    fetcher = CachedFetcher(source, seconds=seconds, entries=2, clock=lambda: source.now)
    for passed, asked in ((0, 1), (min(seconds, 10) - 1, 1), (1, 2)):
        source.now += timedelta(seconds=passed)
        fetcher.fetch("https://a.example/", max_bytes=1_000, accept="*/*")
        assert source.asked == asked
