"""Verifying many: the reports of verifying each, with what badges share fetched and proved once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count, islice
from typing import Any

import pytest

from openbadges_issuer import timestamps
from openbadges_issuer.bulk import CHUNK
from openbadges_issuer.errors import FetchError, Problem, SettingsError
from openbadges_issuer.fetching import FetchedOnce, Offline, Response
from openbadges_issuer.fetching.cached import CachedFetcher
from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.proofs import rdfc
from openbadges_issuer.report import Outcome, Report, Verdict
from openbadges_issuer.status import Bitstring
from openbadges_issuer.verifying import Verifier
from openbadges_issuer.verifying.remembered import Remembered
from tests.hostile import forge
from tests.hostile.forge import NOW, badge, entry, expect, sign, status_list, token, verify
from tests.hostile.test_poison import twin_subjects

pytestmark = pytest.mark.usefixtures("workers_begin_first")
ONE_AND_TWO = pytest.mark.parametrize("workers", [1, 2])
ANYHOW = pytest.mark.parametrize("how", [{}, {"workers": 2}, {"workers": 2, "apart": True}])
IN_FORCE = forge.dumps(sign(badge(credentialStatus=entry())))
WITHDRAWN = forge.dumps(sign(badge(credentialStatus=entry(forge.WITHDRAWN))))
A_TOKEN = token(badge(credentialStatus=entry()))
ITEMS: list[Any] = [
    IN_FORCE,
    (IN_FORCE, forge.TEACHER),
    (IN_FORCE, "somebody.else@example.org"),
    WITHDRAWN,
    A_TOKEN,
    b"\xff\xfe",
    "https://badges.example/b/1",
    forge.dumps(badge()),
    forge.png(forge.itxt(IN_FORCE)),
]


class Moving:
    """A clock that a test moves."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@ANYHOW
def test_the_reports_are_those_of_verifying_each(how: dict[str, Any]) -> None:
    pairs = [item if isinstance(item, tuple) else (item, None) for item in ITEMS]
    each = [forge.verifier().verify(data, recipient=recipient) for data, recipient in pairs]
    many = list(forge.verifier().verify_many(ITEMS, **how))
    assert many == each
    assert {report.verdict for report in many} >= {
        Verdict.VALID,
        Verdict.WRONG_RECIPIENT,
        Verdict.REVOKED,
        Verdict.TAMPERED,
        Verdict.NOT_A_BADGE,
    }
    for report in many:
        forge.check_contract(report)


@ANYHOW
def test_what_badges_share_is_fetched_once(how: dict[str, Any]) -> None:
    server = forge.server()
    reports = list(forge.verifier(server).verify_many([IN_FORCE] * (3 * CHUNK), **how))
    assert {report.verdict for report in reports} == {Verdict.VALID}
    assert sorted(server.asked) == sorted([forge.DID_URL, forge.REVOCATIONS])


def test_a_badge_that_takes_too_much_is_ended_and_the_others_are_verified() -> None:
    poison = forge.dumps({**twin_subjects(), "proof": sign(badge())["proof"]})
    unlimited = replace(DEFAULT_LIMITS, canonicalization_work=10**12, quads=10**9)
    own = Verifier(
        forge.TRUSTED,
        fetcher=forge.server(),
        clock=Moving(),
        limits=replace(unlimited, process_seconds=2),
    )
    first, ended, last = own.verify_many([IN_FORCE, poison, IN_FORCE], apart=True)
    assert first.verdict is last.verdict is Verdict.VALID
    forge.check_contract(ended)
    expect(ended, Verdict.UNSUPPORTED, "readable", Outcome.UNDECIDED, Problem.TOO_COMPLEX)


@ONE_AND_TWO
def test_what_cannot_be_fetched_is_asked_for_once(workers: int) -> None:
    server = forge.tripwire()
    reports = list(forge.verifier(server).verify_many([IN_FORCE] * 5, workers=workers))
    assert {report.verdict for report in reports} == {Verdict.KEY_UNREACHABLE}
    assert server.asked == [forge.DID_URL]


@ONE_AND_TWO
def test_the_network_alone_is_guarded_as_before(workers: int) -> None:
    [report] = Verifier(forge.TRUSTED, fetcher=Offline()).verify_many([IN_FORCE], workers=workers)
    expect(report, Verdict.KEY_UNREACHABLE)
    local = forge.dumps(
        sign(
            badge(
                credentialStatus=entry(
                    statusListCredential="http://localhost:8000/status/1", id=forge.ABSENT
                )
            )
        )
    )
    [report] = forge.verifier().verify_many([local], workers=workers)
    expect(report, Verdict.STATUS_UNKNOWN, "status_revocation", Outcome.UNDECIDED)


@ONE_AND_TWO
def test_a_withdrawal_is_seen_within_five_minutes(workers: int) -> None:
    clock, server = Moving(), forge.server()
    withdrawn = status_list(validFrom=timestamps.format(NOW - timedelta(minutes=1)))
    withdrawn["credentialSubject"]["encodedList"] = forge.bits(forge.IN_FORCE).encode()

    def items() -> Iterator[bytes]:
        for _ in range(CHUNK):
            yield IN_FORCE
        server.holds[forge.REVOCATIONS] = forge.dumps(sign(withdrawn))
        clock.now += timedelta(minutes=5)
        yield IN_FORCE

    own = Verifier(forge.TRUSTED, fetcher=server, clock=clock)
    *before, after = own.verify_many(items(), workers=workers)
    if workers == 1:  # with more, some of the first are verified later
        assert {report.verdict for report in before} == {Verdict.VALID}
    expect(after, Verdict.REVOKED)


@ANYHOW
def test_the_newest_list_seen_is_remembered_here(how: dict[str, Any]) -> None:
    seen: dict[str, datetime] = {}
    own = Verifier(forge.TRUSTED, fetcher=forge.server(), clock=Moving(), seen_lists=seen)
    list(own.verify_many([IN_FORCE] * 3, **how))
    assert seen == {forge.REVOCATIONS: NOW - timedelta(hours=1)}
    older = forge.server(
        revocations=forge.dumps(
            sign(status_list(validFrom=timestamps.format(NOW - timedelta(hours=2))))
        )
    )
    own = Verifier(forge.TRUSTED, fetcher=older, clock=Moving(), seen_lists=seen)
    [report] = own.verify_many([IN_FORCE], **how)
    expect(report, Verdict.STATUS_UNKNOWN, "status_revocation", Outcome.UNDECIDED)
    assert seen == {forge.REVOCATIONS: NOW - timedelta(hours=1)}


@ONE_AND_TWO
def test_badges_without_end_are_taken_as_needed(workers: int) -> None:
    taken = count()
    reports = forge.verifier().verify_many((b"%d" % n for n in taken), workers=workers)
    assert [report.verdict for report in islice(reports, 5)] == [Verdict.NOT_A_BADGE] * 5
    assert next(taken) <= 5 + 2 * workers * CHUNK * (workers > 1)
    reports.close()


@ONE_AND_TWO
def test_progress_counts_what_is_done(workers: int) -> None:
    seen: list[int] = []
    list(forge.verifier().verify_many(["a", "b", "c"], workers=workers, progress=seen.append))
    assert seen == [1, 2, 3]


@ONE_AND_TWO
@pytest.mark.parametrize(
    "item", [7, None, [b"a", None], (), (b"a",), (b"a", None, 1), (b"a", 5), (5, "a"), (b"a", b"b")]
)
def test_what_is_no_badge_at_all_is_the_callers_mistake(workers: int, item: Any) -> None:
    reports = forge.verifier().verify_many([b"a", item, b"b"], workers=workers)
    expect(next(reports), Verdict.NOT_A_BADGE)
    with pytest.raises(TypeError, match="an item is"):
        next(reports)


@ONE_AND_TWO
def test_a_buffer_is_read_when_it_is_given(workers: int) -> None:
    def items() -> Iterator[Any]:
        buffer = bytearray(IN_FORCE)
        yield buffer
        yield memoryview(buffer), forge.TEACHER
        yield memoryview(buffer)[1:]
        buffer = bytearray(WITHDRAWN)
        yield buffer
        buffer[:] = b"{}"
        yield buffer

    reports = list(forge.verifier().verify_many(items(), workers=workers))
    assert [report.verdict for report in reports] == [
        *(Verdict.VALID, Verdict.VALID, Verdict.NOT_A_BADGE),
        *(Verdict.REVOKED, Verdict.NOT_A_BADGE),
    ]


def test_no_worker_is_left_with_an_error_that_is_kept(workers_started: Any) -> None:
    def fail(_: int) -> None:
        raise OSError("the window is closed")

    with pytest.raises(OSError, match="closed") as kept:
        list(forge.verifier().verify_many([b"a"] * (5 * CHUNK), workers=2, progress=fail))
    assert len(workers_started) == 1
    assert workers_started.alive == 0
    assert kept.tb


@ONE_AND_TWO
def test_an_error_of_the_fetcher_that_none_raises_is_the_callers(workers: int) -> None:
    class Broken:
        def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
            raise LookupError("the cache is gone")

    own = Verifier(forge.TRUSTED, fetcher=Broken())
    with pytest.raises(LookupError):
        list(own.verify_many([IN_FORCE], workers=workers))


def test_there_is_at_least_one_process() -> None:
    with pytest.raises(SettingsError):
        forge.verifier().verify_many([], workers=0)


# What is remembered of a list --------------------------------------------------------------------


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done that is dear: hashing a document, expanding a list."""
    done: list[str] = []
    transform, decode = rdfc.transform, Bitstring.decode

    def transforming(document: Any, *others: Any, **members: Any) -> bytes:
        done.append("list" if "BitstringStatusListCredential" in document["type"] else "badge")
        return transform(document, *others, **members)

    def decoding(text: str, **members: Any) -> Bitstring:
        done.append("bits")
        return decode(text, **members)

    monkeypatch.setattr(rdfc, "transform", transforming)
    monkeypatch.setattr(Bitstring, "decode", decoding)
    return done


def test_a_list_is_proved_and_expanded_once_for_all_badges(work: list[str]) -> None:
    own = forge.verifier()
    for _ in range(3):
        expect(own.verify(IN_FORCE), Verdict.VALID)
    expect(own.verify(WITHDRAWN), Verdict.REVOKED)
    assert sorted(work) == ["badge"] * 4 + ["bits", "list"]


def test_a_list_that_changed_is_proved_anew(work: list[str]) -> None:
    server = forge.server()
    own = forge.verifier(server)
    expect(own.verify(IN_FORCE), Verdict.VALID)
    changed = status_list()
    changed["credentialSubject"]["encodedList"] = forge.bits(forge.IN_FORCE).encode()
    server.holds[forge.REVOCATIONS] = forge.dumps(sign(changed))
    expect(own.verify(IN_FORCE), Verdict.REVOKED)
    forged = json.loads(server.holds[forge.REVOCATIONS])
    forged["credentialSubject"]["encodedList"] = forge.bits().encode()
    server.holds[forge.REVOCATIONS] = forge.dumps(forged)
    expect(own.verify(IN_FORCE), Verdict.STATUS_UNKNOWN)
    assert work.count("list") == 3


Change = Callable[[forge.Server, Moving], None]


def the_list_ends(server: forge.Server, clock: Moving) -> None:
    clock.now += timedelta(days=2)


def its_proof_ends(server: forge.Server, clock: Moving) -> None:
    clock.now += timedelta(hours=2)


def its_key_is_withdrawn(server: forge.Server, clock: Moving) -> None:
    document = json.loads(server.holds[forge.DID_URL])
    for method in document["verificationMethod"]:
        if forge.DISTRICT_P256.public_key.thumbprint in method["id"]:
            method["revoked"] = timestamps.format(NOW - timedelta(days=1))
    server.holds[forge.DID_URL] = forge.dumps(document)


def its_key_is_listed_no_longer(server: forge.Server, clock: Moving) -> None:
    document = json.loads(server.holds[forge.DID_URL])
    thumbprint = forge.DISTRICT_P256.public_key.thumbprint
    document["assertionMethod"] = [
        name for name in document["assertionMethod"] if thumbprint not in str(name)
    ]
    server.holds[forge.DID_URL] = forge.dumps(document)


@pytest.mark.parametrize(
    ("secured", "change"),
    [
        (forge.dumps(sign(status_list())), the_list_ends),
        (
            forge.dumps(sign(status_list(), expires=timestamps.format(NOW + timedelta(hours=1)))),
            its_proof_ends,
        ),
        (token(status_list(), forge.DISTRICT_P256).encode(), its_key_is_withdrawn),
        (token(status_list(), forge.DISTRICT_P256).encode(), its_key_is_listed_no_longer),
    ],
    ids=lambda value: getattr(value, "__name__", "list"),
)
def test_a_list_that_was_good_is_refused_when_it_is_no_longer(
    secured: bytes, change: Change
) -> None:
    clock, server = Moving(), forge.server(revocations=secured)
    own = Verifier(forge.TRUSTED, fetcher=server, clock=clock)
    expect(own.verify(IN_FORCE), Verdict.VALID)
    change(server, clock)
    expect(own.verify(IN_FORCE), Verdict.STATUS_UNKNOWN, "status_revocation", Outcome.UNDECIDED)


def test_what_is_remembered_is_bounded() -> None:
    remembered = Remembered(most_bytes=10_000)
    made: list[int] = []

    def use(number: int) -> None:
        once = remembered.of(number.to_bytes(4) * 100)  # 400 bytes, 1,600 of memory
        assert once("name", lambda: made.append(number) or number, size=lambda _: 1_000) == number

    for number in (1, 2, 3, 1, 2, 3):
        use(number)
    assert made == [1, 2, 3]  # three of 2,600 find room
    use(4)
    use(1)  # was used longest ago
    assert made == [1, 2, 3, 4, 1]


def test_what_is_too_large_is_not_kept() -> None:
    remembered = Remembered(most_bytes=10_000)
    made: list[str] = []
    for _ in range(2):
        remembered.of(b"x" * 3_000)("name", lambda: made.append("x"))
    assert made == ["x", "x"]


def test_an_error_is_raised_each_time() -> None:
    once = Remembered().of(b"text")

    def fail() -> None:
        raise ValueError("no")

    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            once("name", fail)


def test_a_report_is_the_same_whoever_verified_before() -> None:
    def said(report: Report) -> list[Any]:
        return [report.verdict, report.checks, report.words]

    own = forge.verifier()
    first = [said(own.verify(data)) for data in (IN_FORCE, WITHDRAWN, IN_FORCE)]
    alone = [said(verify(data)) for data in (IN_FORCE, WITHDRAWN, IN_FORCE)]
    assert first == alone


def test_what_a_strangers_badge_asks_of_an_address_spoils_no_answer() -> None:
    """Too large as the document of an issuer, the same address may hold a list."""

    class Bounded:
        def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
            if max_bytes < 100:
                raise FetchError("it is too large", problem=Problem.TOO_LARGE)
            return Response(url, b"a list", "", timestamps.now())

    for fetcher in (
        FetchedOnce(Bounded()),
        CachedFetcher(Bounded(), seconds=60, entries=9),
    ):
        with pytest.raises(FetchError):
            fetcher.fetch("https://a.example/1", max_bytes=9, accept="*/*")
        again = fetcher.fetch("https://a.example/1", max_bytes=999, accept="*/*")
        assert again.content == b"a list"
