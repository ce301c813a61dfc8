"""Work that takes too much is ended, and whoever wanted it goes on."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from openbadges_issuer.bulk import AHEAD, Ask
from openbadges_issuer.bulk.apart import Apart, Time
from openbadges_issuer.bulk.each_apart import each_apart
from openbadges_issuer.errors import WorkerError
from openbadges_issuer.limits import DEFAULT_LIMITS

MEGABYTES = 512
LONG = 60.0

# The work is looked up by name in the worker, so it stands in a module of that process.


def obeying(ask: Ask) -> Callable[[Any], Any]:
    """Do what is said."""
    return lambda item: DEEDS[item](ask) if isinstance(item, str) else item


def _spin(ask: Ask) -> None:
    while True:
        pass


def _eat(ask: Ask) -> int:
    return len(bytearray(2_000_000_000))


def _break(ask: Ask) -> None:
    raise KeyError("teacher@example.org")


DEEDS: dict[str, Callable[[Ask], Any]] = {
    "spin": _spin,
    "eat": _eat,
    "break": _break,
    "be killed": lambda ask: os.kill(os.getpid(), signal.SIGKILL),
    "leave": lambda ask: os._exit(3),
    "name yourself": lambda ask: os.getpid(),
    "ask": lambda ask: ask("?"),
    "give what cannot be sent": lambda ask: threading.Lock(),
}


def silent(question: Any) -> Any:
    raise AssertionError(question)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def apart() -> Iterator[Apart]:
    made = Apart(obeying, megabytes=MEGABYTES)
    yield made
    made.close()


def do(apart: Apart, item: Any, seconds: float = LONG, answer: Ask = silent) -> Any:
    return apart.do(item, Time(seconds), answer)


def test_a_process_is_kept_for_the_next_item(apart: Apart) -> None:
    first = do(apart, "name yourself")
    assert first != os.getpid()
    assert [do(apart, 7), do(apart, "name yourself")] == [7, first]


@pytest.mark.parametrize(
    "deed", ["spin", "eat", "break", "be killed", "leave", "give what cannot be sent"]
)
def test_what_cannot_be_done_ends_and_the_next_item_is_done(apart: Apart, deed: str) -> None:
    if deed == "eat" and sys.platform != "linux":
        pytest.skip("the system bounds no memory")
    before = do(apart, "name yourself")
    with pytest.raises(WorkerError) as caught:
        do(apart, deed, seconds=1 if deed == "spin" else LONG)
    assert "teacher" not in str(caught.value)
    assert not is_running(before)
    assert do(apart, "name yourself") != before


def test_one_that_is_killed_while_it_waits_is_replaced(apart: Apart) -> None:
    before = do(apart, "name yourself")
    (worker,) = apart._idle
    os.kill(before, signal.SIGKILL)
    assert worker._process._process is not None
    worker._process._process.wait()
    assert do(apart, "name yourself") != before


def test_time_is_for_all_items_together_and_not_for_answers(apart: Apart) -> None:
    time = Time(LONG)
    ticks = iter(range(1_000))
    assert apart.do("ask", time, lambda question: next(ticks)) == 0
    assert 0 < time.left < LONG
    gone = Time(0)
    with pytest.raises(WorkerError):
        apart.do(7, gone, silent)
    before = do(apart, "name yourself")
    spent = Time(0.5)
    with pytest.raises(WorkerError):
        apart.do("spin", spent, silent)
    assert not is_running(before)
    with pytest.raises(WorkerError):
        apart.do(7, spent, silent)


def test_an_error_of_the_answer_is_raised_here(apart: Apart) -> None:
    def fail(question: Any) -> Any:
        raise LookupError(question)

    before = do(apart, "name yourself")
    with pytest.raises(LookupError):
        do(apart, "ask", answer=fail)
    assert not is_running(before)


def test_items_at_once_have_a_process_each(apart: Apart) -> None:
    both = threading.Barrier(2)

    def answer(question: Any) -> int:
        return both.wait(LONG)

    with ThreadPoolExecutor(2) as threads:
        found = threads.map(lambda _: do(apart, "ask", answer=answer), range(2))
        assert sorted(found) == [0, 1]
    assert len(apart._idle) == 2


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="there is no /proc")
def test_nothing_is_left_when_it_is_closed() -> None:
    before = sorted(Path("/proc/self/fd").iterdir())
    apart = Apart(obeying, megabytes=MEGABYTES)
    pids = [do(apart, "name yourself")]
    for deed in ("be killed", "spin"):
        with pytest.raises(WorkerError):
            do(apart, deed, seconds=1)
    pids.append(do(apart, "name yourself"))
    apart.close()
    assert [is_running(pid) for pid in pids] == [False, False]
    assert sorted(Path("/proc/self/fd").iterdir()) == before


def test_one_that_works_while_it_is_closed_is_ended(apart: Apart) -> None:
    pids = [do(apart, "name yourself")]

    def answer(question: Any) -> None:
        apart.close()

    with pytest.raises(WorkerError):
        do(apart, "ask", answer=answer)
    with pytest.raises(WorkerError):
        do(apart, 7)
    assert (apart._idle, apart._busy) == ([], set())
    assert not is_running(pids[0])


# Many items --------------------------------------------------------------------------------------


def each(items: Iterable[Any], workers: int, answer: Ask = silent) -> Generator[Any, None, None]:
    limits = replace(DEFAULT_LIMITS, process_seconds=2)
    return each_apart(
        obeying,
        items,
        workers=workers,
        answer=answer,
        limits=limits,
        instead=lambda item: f"no {item}",
    )


@pytest.mark.parametrize("workers", [1, 2])
def test_the_others_are_done_in_order(workers: int) -> None:
    items = [1, "spin", 2, "leave", "be killed", *range(3, 20)]
    expected = [1, "no spin", 2, "no leave", "no be killed", *range(3, 20)]
    assert list(each(items, workers)) == expected


@pytest.mark.parametrize("workers", [1, 2])
def test_few_items_are_taken_ahead_and_an_error_of_theirs_has_its_place(workers: int) -> None:
    taken = []

    def items() -> Iterator[int]:
        for number in range(20):
            taken.append(number)
            yield number
        raise LookupError

    results = each(items(), workers)
    assert next(results) == 0
    assert len(taken) <= AHEAD * workers
    found = []
    with pytest.raises(LookupError):
        found.extend(results)
        raise AssertionError(found)
    assert taken == list(range(20))


def test_no_item_is_blamed_where_no_process_can_be_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "")
    with pytest.raises(WorkerError):
        list(each([1], 1))


def test_what_is_asked_is_answered_one_by_one() -> None:
    inside = []

    def answer(question: Any) -> int:
        inside.append(question)
        assert len(inside) == 1
        inside.clear()
        return 7

    assert list(each(["ask"] * 20, 2, answer)) == [7] * 20


def test_no_process_is_left_when_nobody_wants_the_rest() -> None:
    results = each(["name yourself", "spin", "spin", "spin"], 2)
    pid = next(results)
    results.close()
    assert not is_running(pid)
