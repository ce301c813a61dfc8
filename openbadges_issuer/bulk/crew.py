"""Processes that work side by side.

A worker is a fresh process that has nothing of this one but the work it was given, which may hold
no secret. What only this process may do, it does itself: a worker gives back what is to be signed,
and asks here for what is to be fetched.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection, wait
from pickle import PicklingError
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any

from openbadges_issuer.bulk import AHEAD, Ask
from openbadges_issuer.errors import SettingsError, WorkerError

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

_SECONDS_TO_END = 5.0


@dataclass(slots=True, eq=False)
class _Outcome:
    """What became of a chunk: the results until the first error, None before it is known."""

    results: list[Any] | None = None
    error: Exception | None = None


@dataclass(slots=True, eq=False)
class _Worker:
    """A process, the line to it, and the outcomes that it owes, in order."""

    process: SpawnProcess
    line: Connection
    owed: deque[_Outcome] = field(default_factory=deque)

    def take(self, chunk: list[Any]) -> _Outcome:
        """Take a chunk; what is returned is filled in when the worker is done with it."""
        self.send("chunk", chunk)
        outcome = _Outcome()
        self.owed.append(outcome)
        return outcome

    def send(self, kind: str, content: Any) -> None:
        try:
            self.line.send((kind, content))
        except OSError:
            raise self.lost() from None

    def receive(self) -> tuple[str, Any]:
        try:
            kind, content = self.line.recv()
        except (EOFError, OSError):
            raise self.lost() from None
        return kind, content

    def lost(self) -> WorkerError:
        """Say how the process ended."""
        self.process.join(_SECONDS_TO_END)
        code = self.process.exitcode or 0
        if code < 0:
            how = f"was killed (signal {-code}); perhaps the memory ran out: try fewer workers"
        else:
            how = (
                f"ended with exit status {code}; a script that uses workers keeps what it does "
                'under `if __name__ == "__main__":`, since each worker imports it'
            )
        return WorkerError(f"a worker process {how}")


@contextmanager
def started(make: Callable[[Ask], Callable[[Any], Any]], workers: int) -> Iterator[list[_Worker]]:
    """Start the processes, and see that none is left.

    Raises:
        SettingsError: this process may not have any.
    """
    if multiprocessing.current_process().daemon:
        raise SettingsError("this process is a worker itself and has none: ask for one process")
    context = multiprocessing.get_context("spawn")  # inherits neither keys, nor locks held
    crew: list[_Worker] = []
    try:
        with _no_interrupt():
            for _ in range(workers):
                line, theirs = context.Pipe()
                process = context.Process(target=_serve, args=(theirs, make), daemon=True)
                crew.append(_Worker(process, line))
                process.start()
                theirs.close()
        yield crew
    finally:
        for worker in crew:
            worker.line.close()  # at which it ends
        for worker in crew:
            if worker.process.pid is not None:
                worker.process.join(_SECONDS_TO_END)
                worker.process.kill()
                worker.process.join()


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Start processes that Ctrl-C does not reach: it reaches this one, which then ends them."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def hand_out(crew: list[_Worker], chunks: Iterator[list[Any]], answer: Ask) -> Iterator[Any]:
    """Keep every worker busy, and give the results in order.

    Raises:
        WorkerError: one has ended.
    """
    waiting: deque[_Outcome] = deque()
    failure: Exception | None = None
    chunk: list[Any] | None = []
    while True:
        while chunk is not None and len(waiting) < AHEAD * len(crew):
            try:
                chunk = next(chunks, None)
            except Exception as error:  # noqa: BLE001  # raised in its place
                chunk, failure = None, error
            if chunk is not None:
                idlest = min(crew, key=lambda worker: len(worker.owed))
                waiting.append(idlest.take(chunk))
        if not waiting:
            break
        first = waiting.popleft()
        while first.results is None:
            _receive(crew, answer)
        yield from first.results
        if first.error:
            raise first.error
    if failure:
        raise failure


def _receive(crew: list[_Worker], answer: Ask) -> None:
    """Take what the workers have to say, which is at least one thing."""
    ready = wait([worker.line for worker in crew])
    for worker in crew:
        if worker.line in ready:
            kind, content = worker.receive()
            if kind == "question":
                worker.send("answer", answer(content))
            else:
                outcome = worker.owed.popleft()
                outcome.results, outcome.error = content


# In the worker -----------------------------------------------------------------------------------


def _serve(line: Connection, make: Callable[[Ask], Callable[[Any], Any]]) -> None:
    """Work until the line is closed, by whatever end of the process at its other end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    chunks: SimpleQueue[Any] = SimpleQueue()
    answers: SimpleQueue[Any] = SimpleQueue()
    # Reads all the time, so that the process at the other end never waits to be heard.
    Thread(target=_listen, args=(line, chunks, answers), daemon=True).start()
    work = make(partial(_ask, line, answers))
    with suppress(BrokenPipeError, ConnectionResetError):  # nobody waits for it any more
        while True:
            outcome = _work_on(chunks.get(), work)
            try:
                line.send(("outcome", outcome))
            except (TypeError, AttributeError, PicklingError):
                what = type(outcome[1] or outcome[0][0]).__name__
                line.send(("outcome", ([], TypeError(f"a {what} cannot leave its process"))))


def _work_on(
    chunk: list[Any] | Exception, work: Callable[[Any], Any]
) -> tuple[list[Any], Exception | None]:
    results: list[Any] = []
    try:
        if isinstance(chunk, Exception):
            raise chunk
        for item in chunk:
            results.append(work(item))  # those before an error count
    except Exception as error:  # noqa: BLE001  # raised where the items came from
        return results, error
    return results, None


def _listen(line: Connection, chunks: SimpleQueue[Any], answers: SimpleQueue[Any]) -> None:
    while True:
        try:
            kind, content = line.recv()
        except (EOFError, OSError):
            os._exit(0)
        except Exception as error:  # noqa: BLE001  # an item that cannot be unpickled here
            chunks.put(error)
        else:
            (answers if kind == "answer" else chunks).put(content)


def _ask(line: Connection, answers: SimpleQueue[Any], question: Any) -> Any:
    line.send(("question", question))
    return answers.get()
