"""Work in several processes: in order, few items in flight, and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from itertools import count, islice
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest

from openbadges_issuer.bulk import CHUNK, Ask, check_workers, in_order
from openbadges_issuer.errors import SettingsError, WorkerError

ONE_AND_TWO = pytest.mark.parametrize("workers", [1, 2])


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


def killing_itself(ask: Ask) -> Callable[[int], int]:
    def work(number: int) -> int:
        if number == 3 * CHUNK:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    return work


def giving_what_cannot_be_sent(ask: Ask) -> Callable[[int], Any]:
    return lambda number: threading.Lock()


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    yield
    assert active_children() == []


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
    several = set(in_order(naming_its_process, range(20 * CHUNK), workers=2))
    assert len(several) == 2
    assert os.getpid() not in several


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


@pytest.mark.skipif(os.name != "posix", reason="signals are of POSIX")
def test_a_killed_worker_is_told() -> None:
    results = in_order(killing_itself, range(20 * CHUNK), workers=2)
    with pytest.raises(WorkerError, match="signal 9"):
        list(results)


def test_what_cannot_be_sent_back_is_an_error() -> None:
    with pytest.raises(TypeError, match="lock"):
        list(in_order(giving_what_cannot_be_sent, range(3), workers=2))


def test_an_item_that_cannot_be_sent_is_an_error() -> None:
    with pytest.raises(TypeError, match="lock"):
        list(in_order(doubling, [threading.Lock()], workers=2))  # type: ignore[list-item]


def starting_others(ask: Ask) -> Callable[[int], list[int]]:
    return lambda number: list(in_order(doubling, range(3), workers=2))


def test_a_worker_has_no_workers() -> None:
    with pytest.raises(SettingsError):
        list(in_order(starting_others, range(3), workers=2))


@pytest.mark.parametrize("workers", [0, -1])
def test_there_is_at_least_one_process(workers: int) -> None:
    with pytest.raises(SettingsError):
        check_workers(workers)


SCRIPT = """
import os, signal, sys
from itertools import count
from openbadges_issuer.bulk import in_order

def naming(ask):
    return lambda number: os.getpid()

# whoever runs the tests in the background may have told its processes to overhear the interrupt
signal.signal(signal.SIGINT, signal.default_int_handler)
{main}
    seen = set()
    for pid in in_order(naming, count(), workers=2):
        if pid not in seen:
            seen.add(pid)
            print(pid, flush=True)
"""


def script(folder: Path, main: str) -> subprocess.Popen[str]:
    path = folder / "script.py"
    path.write_text(SCRIPT.format(main=main), "utf-8")
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, str(path)],
        stdout=pipe,
        stderr=pipe,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        start_new_session=True,
    )


@pytest.mark.skipif(os.name != "posix", reason="signals are of POSIX")
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_workers_end_with_the_process_that_started_them(tmp_path: Path, end: int) -> None:
    with script(tmp_path, 'if __name__ == "__main__":') as process:
        assert process.stdout
        assert process.stderr
        assert all(process.stdout.readline().strip().isdigit() for _ in range(2))
        # as a terminal does, the interrupt goes to all of them
        (os.killpg if end == signal.SIGINT else os.kill)(process.pid, end)
        process.wait()
        # a pipe is at its end when nobody holds it any more: no worker is left
        assert process.stdout.read() == ""
        said = process.stderr.read()
    assert "SpawnProcess" not in said
    assert said.count("Traceback") <= 1


def test_a_script_without_a_guard_is_told_what_to_do(tmp_path: Path) -> None:
    with script(tmp_path, "if True:") as process:
        _, said = process.communicate()
    assert process.returncode != 0
    last = said.rpartition("WorkerError")[2]
    assert 'if __name__ == "__main__":' in last
