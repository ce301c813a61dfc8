"""Processes that work side by side.

They get the work, which may hold no secret, and items, and give results. What only this process may
do, it does itself: a worker gives back what is to be signed, and asks here for what is to be
fetched. What a worker cannot do, this process does in its turn, so that it succeeds or fails as if
there were no workers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

from openbadges_issuer.bulk import AHEAD, Ask, Make, Work
from openbadges_issuer.bulk.line import pack, unpack
from openbadges_issuer.bulk.process import Process, Said


@dataclass(slots=True)
class _Task:
    """A chunk, and the results until the first item of which there is none; None until known."""

    chunk: list[Any]
    results: list[Any] | None = None


class Crew:
    """Workers, the tasks that each has, in order, and what they say."""

    def __init__(self) -> None:
        """Start with nobody."""
        self._tasks: dict[Process, deque[_Task]] = {}
        self._said: Said = SimpleQueue()

    def start(self, make: Make, workers: int) -> None:
        """Start the workers.

        Raises:
            WorkerError: one was not to be started, or has ended.
        """
        for _ in range(workers):
            process = Process()
            self._tasks[process] = deque()  # before it runs, so that `end` knows it
            process.start(self._said)
        packed = pack(make)
        for process in self._tasks:
            process.send("work", packed)

    def end(self) -> None:
        """See that no worker is left."""
        for process in self._tasks:
            process.end()

    def do(self, chunks: Iterator[list[Any]], work: Work, answer: Ask) -> Iterator[Any]:
        """Keep every worker busy, and give the results in order.

        Args:
            chunks: of the items.
            work: does here what they could not.
            answer: answers what they ask.

        Raises:
            WorkerError: one has ended.
        """
        waiting: deque[_Task] = deque()
        failure: Exception | None = None
        chunk: list[Any] | None = []
        while True:
            while chunk is not None and len(waiting) < AHEAD * len(self._tasks):
                try:
                    chunk = next(chunks, None)
                except Exception as error:  # noqa: BLE001  # raised in its place
                    chunk, failure = None, error
                if chunk is not None:
                    waiting.append(self._give(chunk))
            if not waiting:
                break
            first = waiting.popleft()
            while first.results is None:
                self._hear(answer)
            yield from first.results
            yield from map(work, first.chunk[len(first.results) :])
        if failure:
            raise failure

    def _give(self, chunk: list[Any]) -> _Task:
        """Give a chunk to the idlest; its results are noted when they are known."""
        idlest = min(self._tasks, key=lambda process: len(self._tasks[process]))
        idlest.send("chunk", pack(chunk))
        task = _Task(chunk)
        self._tasks[idlest].append(task)
        return task

    def _hear(self, answer: Ask) -> None:
        """Take one thing that a worker has to say: it asks, it has results, or it has ended."""
        process, message = self._said.get()
        if message is None:
            raise process.lost()
        kind, packed = message
        if kind == "question":
            process.send("answer", _answered(packed, answer))
        else:
            self._tasks[process].popleft().results = _results(packed)


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
