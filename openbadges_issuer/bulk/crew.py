"""Processes that work side by side, of which this is one.

The others, the workers, get the work, which may hold no secret, and items, and give results. What
only this process may do, it does itself: a worker gives back what is to be signed, and asks here
for what is to be fetched. What a worker cannot do, this process does in its turn, so that it
succeeds or fails as if there were no workers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any

from openbadges_issuer.bulk import AHEAD, Ask, Make, Work
from openbadges_issuer.bulk.line import pack, unpack
from openbadges_issuer.bulk.process import Process, Said


@dataclass(slots=True)
class _Task:
    """A chunk.

    Attributes:
        chunk: the items.
        results: until the first item of which there is none.
        is_over: whether no more results will come.
        error: why not, when the work failed here.
    """

    chunk: list[Any]
    results: list[Any] = field(default_factory=list)
    is_over: bool = False
    error: Exception | None = None

    def advance(self, work: Work) -> None:
        """Do one more item here."""
        try:
            self.results.append(work(self.chunk[len(self.results)]))
            self.is_over = len(self.results) == len(self.chunk)
        except Exception as error:  # noqa: BLE001  # raised in its place
            self.error, self.is_over = error, True


class Crew:
    """The workers and this process, the tasks that each has, in order, and what workers say."""

    def __init__(self) -> None:
        """Start with nobody else."""
        self._processes: list[Process] = []
        self._tasks: dict[Process, deque[_Task]] = {}  # of the workers that have begun
        self._own: _Task | None = None
        self._said: Said = SimpleQueue()

    def start(self, make: Make, workers: int) -> None:
        """Start so many workers; this process works until they have begun.

        Raises:
            WorkerError: one was not to be started, or has ended.
        """
        for _ in range(workers):
            process = Process()
            self._processes.append(process)  # before it runs, so that `end` knows it
            process.start(self._said)
        packed = pack(make)
        for process in self._processes:
            process.send("work", packed)

    def end(self) -> None:
        """See that no worker is left."""
        for process in self._processes:
            process.end()

    def do(self, chunks: Iterator[list[Any]], work: Work, answer: Ask) -> Iterator[Any]:
        """Keep everybody busy, and give the results in order.

        Args:
            chunks: of the items.
            work: does here what the workers do, and what they could not.
            answer: answers what they ask.

        Raises:
            WorkerError: one has ended.
        """
        most = AHEAD * (len(self._processes) + 1)
        waiting: deque[_Task] = deque()
        failure: Exception | None = None
        chunk: list[Any] | None = []
        while True:
            while chunk is not None and len(waiting) < most and self._is_anybody_free():
                try:
                    chunk = next(chunks, None)
                except Exception as error:  # noqa: BLE001  # raised in its place
                    chunk, failure = None, error
                if chunk is not None:
                    waiting.append(self._give(chunk))
            if not waiting:
                break
            if not waiting[0].is_over:
                self._advance(work, answer)
                continue
            first = waiting.popleft()
            yield from first.results
            if first.error:
                raise first.error
            for item in first.chunk[len(first.results) :]:
                yield work(item)
        if failure:
            raise failure

    def _is_anybody_free(self) -> bool:
        return self._own is None or self._idlest() is not None

    def _idlest(self) -> Process | None:
        """Give the worker that has least to do; None when each has enough."""
        idlest = min(self._tasks, key=lambda process: len(self._tasks[process]), default=None)
        return idlest if idlest and len(self._tasks[idlest]) < AHEAD else None

    def _give(self, chunk: list[Any]) -> _Task:
        """Give a chunk to the idlest, to this process when all workers have enough."""
        task, idlest = _Task(chunk), self._idlest()
        if idlest is None:
            self._own = task
        else:
            idlest.send("chunk", pack(chunk))
            self._tasks[idlest].append(task)
        return task

    def _advance(self, work: Work, answer: Ask) -> None:
        """Hear what workers say, and work when they say nothing."""
        if self._own is None or not self._said.empty():
            self._hear(answer)
            return
        self._own.advance(work)
        if self._own.is_over:
            self._own = None

    def _hear(self, answer: Ask) -> None:
        """Take one thing that a worker has to say: it can work, asks, has results, or has ended."""
        process, message = self._said.get()
        if message is None:
            raise process.lost()
        kind, packed = message
        if kind == "ready":
            self._tasks[process] = deque()
        elif kind == "question":
            process.send("answer", _answered(packed, answer))
        elif kind == "results":
            task = self._tasks[process].popleft()
            task.results, task.is_over = _results(packed), True


def _answered(question: bytes, answer: Ask) -> bytes:
    try:
        return pack(answer(unpack(question)))
    except Exception:  # noqa: BLE001  # is raised when this process does the task
        return b""


def _results(packed: bytes) -> list[Any]:
    try:
        results: list[Any] = unpack(packed)
    except Exception:  # noqa: BLE001  # whatever the results do when they come to life
        return []
    return results
