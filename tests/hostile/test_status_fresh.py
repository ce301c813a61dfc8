"""Copies of lists that are too old to vouch for a badge, and lists that say so themselves (D8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from openbadges_issuer import timestamps
from openbadges_issuer.errors import FetchError, Problem
from openbadges_issuer.fetching import Fetcher, Prefetched, Response
from openbadges_issuer.fetching.cached import CachedFetcher
from openbadges_issuer.report import Outcome, Report, Verdict
from openbadges_issuer.verifying import Verifier
from tests.hostile import forge
from tests.hostile.forge import badge, entry, expect, put, sign, status_list, token

UNDECIDED, PASSED = Outcome.UNDECIDED, Outcome.PASSED
IN_FORCE = forge.dumps(sign(badge(credentialStatus=entry())))
WITHDRAWN = forge.dumps(sign(badge(credentialStatus=entry(forge.WITHDRAWN))))
SECOND = timedelta(seconds=1)


def living(milliseconds: int, **changes: Any) -> dict[str, Any]:
    """Give the district's list with a time to live, unsigned."""
    return put(status_list(**changes), "credentialSubject", "ttl", to=milliseconds)


def read_at(
    retrieved_at: datetime, data: bytes = IN_FORCE, listed: Any = None, now: datetime = forge.NOW
) -> Report:
    """Verify when the list is a copy of that time."""
    content = forge.dumps(sign(status_list())) if listed is None else listed
    fetcher = Prefetched(
        {forge.REVOCATIONS: content},
        retrieved_at=retrieved_at,
        otherwise=forge.server(),
    )
    return Verifier(forge.TRUSTED, fetcher=fetcher, clock=lambda: now).verify(data)


def old(report: Report, of: datetime) -> None:
    """Expect a doubt that tells of when the last copy is."""
    expect(report, Verdict.STATUS_UNKNOWN, "status_revocation", UNDECIDED, Problem.STATUS_RETRIEVAL)
    assert of in report.check("status_revocation").detail.values.values()


@pytest.mark.parametrize("secured", [sign, token])
@pytest.mark.parametrize(
    ("milliseconds", "seconds"), [(0, 0), (1_000, 1), (60_000, 60), (86_400_000, 3_600)]
)
def test_a_copy_is_an_answer_for_its_time_to_live_and_at_most_an_hour(
    milliseconds: int, seconds: int, secured: Any
) -> None:
    made = secured(living(milliseconds))
    listed = forge.dumps(made) if isinstance(made, dict) else made.encode()
    latest = forge.NOW - timedelta(seconds=seconds)
    expect(read_at(latest, listed=listed), Verdict.VALID, "status_revocation", PASSED)
    old(read_at(latest - SECOND, listed=listed), latest - SECOND)
    expect(read_at(latest - SECOND, WITHDRAWN, listed), Verdict.REVOKED)


def test_a_copy_that_says_nothing_is_an_answer_for_an_hour() -> None:
    hour = timedelta(hours=1)
    expect(read_at(forge.NOW - hour), Verdict.VALID)
    old(read_at(forge.NOW - hour - SECOND), forge.NOW - hour - SECOND)
    expect(read_at(forge.NOW - hour - SECOND, WITHDRAWN), Verdict.REVOKED)


def test_a_list_of_revoked_badges_is_an_answer_for_an_hour() -> None:
    url = f"https://{forge.HOST}/revocations"
    extensions = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
    document = badge(
        **{"@context": [*badge()["@context"], extensions]},
        credentialStatus={"id": url, "type": "1EdTechRevocationList"},
    )

    def judged(ago: timedelta, *ids: str) -> Report:
        listed = forge.dumps({"revokedCredential": [{"id": id_} for id_ in ids]})
        fetcher = Prefetched({url: listed}, retrieved_at=forge.NOW - ago, otherwise=forge.server())
        verifier = Verifier(forge.TRUSTED, fetcher=fetcher, clock=lambda: forge.NOW)
        return verifier.verify(forge.dumps(sign(document)))

    hour = timedelta(hours=1)
    expect(judged(hour), Verdict.VALID)
    old(judged(hour + SECOND), forge.NOW - hour - SECOND)
    expect(judged(hour + SECOND, document["id"]), Verdict.REVOKED)


def test_a_time_to_live_does_not_outlive_the_list() -> None:
    ends = timestamps.format(forge.NOW)
    listed = forge.dumps(sign(living(3_600_000, validUntil=ends)))
    expect(read_at(forge.NOW, listed=listed), Verdict.VALID)
    report = read_at(forge.NOW, listed=listed, now=forge.NOW + SECOND)
    expect(report, Verdict.STATUS_UNKNOWN, "status_revocation", UNDECIDED, Problem.STATUS_INVALID)


# Through a cache ---------------------------------------------------------------------------------


@dataclass
class Web:
    """A web at a time that a test moves on, and that may go down."""

    holds: dict[str, bytes]
    now: datetime = forge.NOW
    down: bool = False
    asked: list[str] = field(default_factory=list)

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
        if self.down:
            raise FetchError(f"{url} did not answer")
        self.asked.append(url)
        return Response(url, self.holds[url], "", self.now)

    def clock(self) -> datetime:
        return self.now


def web_with(listed: Any) -> Web:
    return Web(forge.documents() | {forge.REVOCATIONS: forge.dumps(listed)})


def cached(web: Web) -> Fetcher:
    return CachedFetcher(web, seconds=60, entries=10, clock=web.clock)


def test_a_list_is_fetched_again_when_its_time_is_over() -> None:
    web = web_with(sign(living(10_000)))
    verifier = Verifier(forge.TRUSTED, fetcher=cached(web), clock=web.clock)
    expect(verifier.verify(IN_FORCE), Verdict.VALID)
    web.now += timedelta(seconds=9)
    expect(verifier.verify(IN_FORCE), Verdict.VALID)
    assert web.asked.count(forge.REVOCATIONS) == 1
    web.now += SECOND
    expect(verifier.verify(IN_FORCE), Verdict.VALID)
    assert web.asked.count(forge.REVOCATIONS) == 2
    assert web.asked.count(forge.DID_URL) == 1


def test_when_it_cannot_be_fetched_the_age_of_the_last_copy_is_told() -> None:
    web = web_with(sign(living(10_000)))
    verifier = Verifier(forge.TRUSTED, fetcher=cached(web), clock=web.clock)
    expect(verifier.verify(IN_FORCE), Verdict.VALID)
    web.down = True
    web.now += timedelta(seconds=11)
    old(verifier.verify(IN_FORCE), forge.NOW)
    expect(verifier.verify(WITHDRAWN), Verdict.REVOKED)
    web.down = False
    web.now += timedelta(seconds=10)
    expect(verifier.verify(IN_FORCE), Verdict.VALID)


def test_an_older_list_is_refused_whatever_its_time_to_live() -> None:
    web = web_with(sign(living(0)))
    verifier = Verifier(forge.TRUSTED, fetcher=cached(web), clock=web.clock)
    expect(verifier.verify(WITHDRAWN), Verdict.REVOKED)
    older = living(0, validFrom=timestamps.format(forge.NOW - timedelta(days=1)))
    empty = put(older, "credentialSubject", "encodedList", to=forge.bits().encode())
    web.holds[forge.REVOCATIONS] = forge.dumps(sign(empty))
    expect(verifier.verify(WITHDRAWN), Verdict.STATUS_UNKNOWN)


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.usefixtures("workers_begin_first")
def test_many_badges_do_not_outlast_the_time_of_their_list(workers: int) -> None:
    web = web_with(sign(living(30_000)))

    def items() -> Iterator[bytes]:
        for _ in range(6):  # twenty seconds apart, within five minutes
            yield IN_FORCE
            web.now += timedelta(seconds=20)

    verifier = Verifier(forge.TRUSTED, fetcher=web, clock=web.clock)
    reports = list(verifier.verify_many(items(), workers=workers))
    assert {report.verdict for report in reports} == {Verdict.VALID}
    if workers == 1:
        assert web.asked.count(forge.REVOCATIONS) == 3
