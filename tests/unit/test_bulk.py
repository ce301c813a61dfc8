"""Work in several processes: in order, few items in flight, and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest

from openbadges_issuer.bulk import CHUNK, Ask, check_workers, in_order, process
from openbadges_issuer.bulk.crew import Crew
from openbadges_issuer.errors import SettingsError, WorkerError

pytestmark = pytest.mark.usefixtures("workers_begin_first")
ONE_AND_TWO = pytest.mark.parametrize("workers", [1, 2])
ROOT = Path(__file__).parents[2]


# The work is looked up by name in the worker, so it stands in a module of that process.


def doubling(ask: Ask) -> Callable[[int], int]:
    return lambda number: 2 * number


def refusing_seven(ask: Ask) -> Callable[[int], int]:
    def work(number: int) -> int:
        if number == 7:
            raise ValueError("seven")
        return number

    return work


def asking(ask: Ask) -> Callable[[int], int]:
    return ask


def naming_its_process(ask: Ask) -> Callable[[int], int]:
    return lambda number: os.getpid()


def ending_with(end: str, here: int, ask: Ask) -> Callable[[int], int]:
    """End any process but that one."""

    def work(number: int) -> int:
        if os.getpid() != here and end == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if os.getpid() != here:
            os._exit(3)
        return number

    return work


class Fragile:
    """Is sent, and comes to no life at the other end."""

    def __reduce__(self) -> Any:
        return _fail, ()


def _fail() -> None:
    raise ValueError("it does not come to life")


class FragileError(Exception):
    """Is sent, and cannot be made again of its arguments."""

    def __init__(self, first: int, second: int) -> None:
        super().__init__(f"{first} and {second}")


def naming_kinds(ask: Ask) -> Callable[[Any], str]:
    return lambda item: type(item).__name__


def giving(result: Callable[[], Any], ask: Ask) -> Callable[[int], Any]:
    return lambda number: result() if number % 3 == 1 else number


def raising(error: type[BaseException], ask: Ask) -> Callable[[int], int]:
    def work(number: int) -> int:
        if number == CHUNK + 7:
            raise error(number, 1)
        return number

    return work


def expecting_any_error(ask: Ask) -> Callable[[int], str]:
    def work(number: int) -> str:
        try:
            return type(ask(number)).__name__
        except Exception:  # noqa: BLE001  # as any work may
            return "no answer"

    return work


def naming_the_environment(ask: Ask) -> Callable[[int], list[str]]:
    return lambda number: sorted(os.environ)


def naming_its_group(ask: Ask) -> Callable[[int], int]:
    return lambda number: os.getpgrp()


def chattering(ask: Ask) -> Callable[[int], str]:
    def work(number: int) -> str:
        sys.stdout.write("so many words")
        sys.stdout.flush()
        os.write(1, b"\x80\x05words")
        return sys.stdin.read()

    return work


@pytest.fixture(autouse=True)
def nothing_is_left(workers_started: Any) -> Iterator[None]:
    yield
    assert workers_started.alive == 0


@ONE_AND_TWO
def test_results_come_in_the_order_of_the_items(workers: int) -> None:
    numbers = range(5 * CHUNK + 3)
    assert list(in_order(doubling, numbers, workers=workers)) == [2 * n for n in numbers]


@ONE_AND_TWO
def test_nothing_in_nothing_out(workers: int) -> None:
    assert list(in_order(doubling, [], workers=workers)) == []


@ONE_AND_TWO
def test_few_items_are_in_flight(workers: int) -> None:
    taken = 0

    def endless() -> Iterator[int]:
        nonlocal taken
        while True:
            taken += 1
            yield taken

    results = in_order(doubling, endless(), workers=workers)
    most = 1 if workers == 1 else 2 * workers * CHUNK
    for given, _ in enumerate(islice(results, 20 * CHUNK)):
        assert taken - given <= most
    results.close()


def test_heavy_items_travel_alone() -> None:
    taken = count()
    results = in_order(doubling, taken, workers=2, weigh=lambda number: CHUNK)
    assert next(results) == 0
    assert next(taken) <= 4
    results.close()


def test_the_work_is_done_by_as_many_processes_as_asked_for() -> None:
    alone = set(in_order(naming_its_process, range(10), workers=1))
    assert alone == {os.getpid()}
    several = set(in_order(naming_its_process, range(20 * CHUNK), workers=3))
    assert len(several) == 3
    assert os.getpid() in several


@pytest.fixture
def nobody_else(workers_begin_first: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no worker begin."""
    monkeypatch.setattr(Crew, "_hear", lambda crew, answer: pytest.fail("it waited"))
    monkeypatch.setattr(Crew, "start", lambda crew, make, workers: None)


@pytest.mark.usefixtures("nobody_else")
def test_this_process_works_until_workers_have_begun() -> None:
    results = in_order(naming_its_process, range(20 * CHUNK), workers=2)
    assert set(results) == {os.getpid()}


@pytest.mark.usefixtures("nobody_else")
def test_an_error_of_this_process_comes_in_its_place_and_is_met_once() -> None:
    tried: list[int] = []

    def make(ask: Ask) -> Callable[[int], int]:
        def work(number: int) -> int:
            tried.append(number)
            if tried.count(CHUNK + 7) == 1:  # it would not fail again
                raise TimeoutError("took too long")
            return number

        return work

    results = in_order(make, range(5 * CHUNK), workers=2)
    assert list(islice(results, CHUNK + 7)) == list(range(CHUNK + 7))
    with pytest.raises(TimeoutError):
        next(results)


@pytest.mark.usefixtures("nobody_else")
@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt])
def test_an_interrupt_is_not_put_off(error: type[BaseException]) -> None:
    results = in_order(partial(raising, error), range(5 * CHUNK), workers=2)
    with pytest.raises(error):
        list(results)


@ONE_AND_TWO
def test_a_question_is_answered_here(workers: int) -> None:
    here: list[int] = []

    def answer(number: int) -> int:
        here.append(number)
        return -number

    numbers = range(2 * CHUNK)
    results = in_order(asking, numbers, workers=workers, answer=answer)
    assert list(results) == [-n for n in numbers]
    assert sorted(here) == list(numbers)


@ONE_AND_TWO
def test_an_error_of_the_work_comes_in_its_place(workers: int) -> None:
    results = in_order(refusing_seven, range(5 * CHUNK), workers=workers)
    assert list(islice(results, 7)) == list(range(7))
    with pytest.raises(ValueError, match="seven"):
        next(results)


@ONE_AND_TWO
def test_an_error_of_the_items_comes_in_its_place(workers: int) -> None:
    def broken() -> Iterator[int]:
        yield from range(CHUNK + 5)
        raise OSError("the file ended")

    results = in_order(doubling, broken(), workers=workers)
    assert list(islice(results, CHUNK + 5)) == [2 * n for n in range(CHUNK + 5)]
    with pytest.raises(OSError, match="the file ended"):
        next(results)


@pytest.mark.parametrize(
    ("end", "said"),
    [
        pytest.param(
            "killed",
            "signal 9",
            marks=pytest.mark.skipif(os.name != "posix", reason="signals are of POSIX"),
        ),
        ("ended", "exit status 3"),
    ],
)
def test_a_worker_that_ended_is_told(end: str, said: str) -> None:
    with pytest.raises(WorkerError, match=said):
        list(in_order(partial(ending_with, end, os.getpid()), range(20 * CHUNK), workers=2))


def test_a_worker_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(ROOT / "no-such-interpreter"))
    with pytest.raises(WorkerError):
        list(in_order(doubling, range(3), workers=2))


@pytest.mark.parametrize(("name", "value"), [("executable", ""), ("frozen", True)])
def test_a_program_is_not_started_again_as_a_worker(
    monkeypatch: pytest.MonkeyPatch, workers_started: Any, name: str, value: Any
) -> None:
    monkeypatch.setattr(sys, name, value, raising=False)
    with pytest.raises(WorkerError):
        list(in_order(doubling, range(3), workers=2))
    assert len(workers_started) == 0


# What a worker cannot do -------------------------------------------------------------------------


@pytest.mark.parametrize("awkward", [threading.Lock, Fragile], ids=["unsent", "fragile"])
def test_an_item_that_no_worker_gets_is_done_here(awkward: Callable[[], Any]) -> None:
    items: list[Any] = [awkward() if n % 100 == 70 else n for n in range(5 * CHUNK)]
    results = list(in_order(naming_kinds, items, workers=2))
    assert results == [type(item).__name__ for item in items]


@pytest.mark.parametrize("awkward", [threading.Lock, Fragile], ids=["unsent", "fragile"])
def test_a_result_that_no_worker_gives_is_made_here(awkward: Callable[[], Any]) -> None:
    results = list(in_order(partial(giving, awkward), range(3 * CHUNK), workers=2))
    kind = type(awkward())
    assert all(isinstance(r, kind) if n % 3 == 1 else r == n for n, r in enumerate(results))
    assert len(results) == 3 * CHUNK


@pytest.mark.parametrize("awkward", [threading.Lock, Fragile], ids=["unsent", "fragile"])
def test_an_answer_that_no_worker_gets_is_used_here(awkward: Callable[[], Any]) -> None:
    def answer(number: int) -> Any:
        return awkward() if number % 100 == 70 else number

    numbers = range(3 * CHUNK)
    results = in_order(expecting_any_error, numbers, workers=2, answer=answer)
    assert list(results) == [type(answer(number)).__name__ for number in numbers]


def test_an_error_of_the_answer_is_met_here() -> None:
    def answer(number: int) -> int:
        raise OSError("no network")

    results = in_order(asking, range(3), workers=2, answer=answer)
    with pytest.raises(OSError, match="no network"):
        next(results)
    results = in_order(expecting_any_error, range(3), workers=2, answer=answer)
    assert list(results) == ["no answer"] * 3


def test_work_that_no_worker_gets_is_done_here() -> None:
    unsent = partial(giving, lambda: "here")
    assert list(in_order(unsent, range(3), workers=2)) == [0, "here", 2]


def test_a_worker_without_the_work_is_given_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []
    send = process.Process.send
    monkeypatch.setattr(
        process.Process,
        "send",
        lambda self, *message: given.append(message[0]) or send(self, *message),
    )
    unsent = partial(giving, lambda: "here")
    assert len(list(in_order(unsent, range(20 * CHUNK), workers=3))) == 20 * CHUNK
    assert given == ["work", "work"]


@ONE_AND_TWO
def test_work_that_says_there_is_no_more_loses_no_item(workers: int) -> None:
    with pytest.raises(RuntimeError):
        list(in_order(partial(raising, StopIteration), range(5 * CHUNK), workers=workers))


@ONE_AND_TWO
@pytest.mark.parametrize("error", [FragileError, SystemExit, KeyboardInterrupt])
def test_an_error_of_any_kind_comes_in_its_place(workers: int, error: type[BaseException]) -> None:
    results = in_order(partial(raising, error), range(5 * CHUNK), workers=workers)
    assert list(islice(results, CHUNK + 7)) == list(range(CHUNK + 7))
    with pytest.raises(error):
        next(results)


# What a worker has of this process ---------------------------------------------------------------


def test_a_worker_has_not_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ISSUER_KEY", "not for everybody")
    [names] = in_order(naming_the_environment, [1], workers=2)
    assert "ISSUER_KEY" not in names
    assert set(names) <= {"DYLD_LIBRARY_PATH", "LD_LIBRARY_PATH", "LC_CTYPE", "PATH", "SYSTEMROOT"}


@pytest.mark.skipif(os.name != "posix", reason="process groups are of POSIX")
def test_an_interrupt_of_the_terminal_does_not_reach_a_worker() -> None:
    groups = set(in_order(naming_its_group, range(20 * CHUNK), workers=3))
    assert len(groups - {os.getpgrp()}) == 2


def test_what_the_work_prints_is_no_message() -> None:
    assert list(in_order(chattering, range(2 * CHUNK), workers=2)) == [""] * (2 * CHUNK)


@pytest.mark.parametrize("workers", [0, -1, 1.5, "2", None])
def test_there_is_at_least_one_process(workers: Any) -> None:
    with pytest.raises(SettingsError):
        check_workers(workers)


WORK = """
import os
import openbadges_issuer

def naming(ask):
    return lambda number: (os.getpid(), openbadges_issuer.__file__)
"""
COUNTING = """
import os
import openbadges_issuer
from openbadges_issuer.bulk import in_order
from work import naming

places = {}
for pid, place in in_order(naming, range(10**8), workers=3):
    places[pid] = place
    if len(places) == 3:
        break
print(len(places.keys() - {os.getpid()}), {*places.values()} == {openbadges_issuer.__file__})
"""
ENDLESS = """
import signal
from openbadges_issuer.bulk import in_order
from work import naming

# whoever runs the tests in the background may have told its processes to overhear the interrupt
signal.signal(signal.SIGINT, signal.default_int_handler)
results = in_order(naming, range(10**8), workers=2)
seen = set()
while len(seen) < 2:
    pid, _ = next(results)
    if pid not in seen:
        seen.add(pid)
        print(pid, flush=True)
"""


@pytest.fixture
def program(tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    """Start a program in a folder that has the work as a module."""

    def started(text: str, *, how: str = "file") -> subprocess.Popen[str]:
        (tmp_path / "work.py").write_text(WORK, "utf-8")
        (tmp_path / "program.py").write_text(text, "utf-8")
        words = {"file": ["program.py"], "text": ["-c", text], "module": ["-m", "program"]}[how]
        return subprocess.Popen(
            [sys.executable, *words],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            start_new_session=True,
        )

    return started


@pytest.mark.parametrize("how", ["file", "text", "module"])
def test_a_program_needs_no_guard(program: Any, how: str) -> None:
    with program(COUNTING, how=how) as process:
        assert process.communicate() == ("2 True\n", "")


def test_a_worker_has_the_package_from_where_this_process_had_it(program: Any) -> None:
    gone = COUNTING.replace("places = ", f"sys.path.remove({str(ROOT)!r})\nplaces = ")
    with program(f"import sys\n{gone}") as process:
        assert process.communicate() == ("2 True\n", "")


@pytest.mark.skipif(os.name != "posix", reason="signals are of POSIX")
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_workers_end_with_the_process_that_started_them(program: Any, end: int) -> None:
    with program(f"{ENDLESS}\nfor _ in results: pass") as process:
        assert all(process.stdout.readline().strip().isdigit() for _ in range(2))
        # as a terminal does, the interrupt goes to all of its group
        (os.killpg if end == signal.SIGINT else os.kill)(process.pid, end)
        process.wait()
        # a pipe is at its end when nobody holds it any more: no worker is left
        assert process.stdout.read() == ""
        said = process.stderr.read()
    assert said.count("Traceback") == (end == signal.SIGINT)


def test_a_program_that_ends_amid_its_work_is_quiet(program: Any) -> None:
    with program(ENDLESS) as process:
        out, said = process.communicate()
    assert len(out.splitlines()) == 2
    assert said == ""
    assert process.returncode == 0


def test_no_worker_is_left_that_was_interrupted_while_it_started(
    monkeypatch: pytest.MonkeyPatch, workers_started: Any
) -> None:
    class Interrupted(threading.Thread):
        def start(self) -> None:
            super().start()
            raise KeyboardInterrupt

    monkeypatch.setattr(process, "Thread", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        list(in_order(doubling, range(10), workers=2))
    assert (len(workers_started), workers_started.alive) == (1, 0)


@pytest.mark.skipif(os.name != "posix", reason="signals are of POSIX")
def test_a_worker_that_does_not_listen_is_ended_too(workers_started: Any) -> None:
    results = in_order(doubling, count(), workers=2)
    assert next(results) == 0
    for worker in workers_started._started:
        worker.send_signal(signal.SIGSTOP)
    results.close()
    assert workers_started.alive == 0


def test_a_place_for_modules_that_cannot_be_passed_on_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, "a\0b"])
    with pytest.raises(WorkerError):
        list(in_order(doubling, range(3), workers=2))
