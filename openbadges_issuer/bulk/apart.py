"""Work that may take too much: each item is done by a process that is ended when it does.

Nobody does in its turn what a process could not do, unlike in `openbadges_issuer.bulk.crew`: an
item of a stranger's may be made so that whoever works on it breaks down.
"""

from __future__ import annotations

import math
import time
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock
from traceback import extract_tb
from typing import Any, NamedTuple

from openbadges_issuer.bulk import Ask, Make
from openbadges_issuer.bulk.bounds import bound_computing, bound_memory
from openbadges_issuer.bulk.line import pack, unpack
from openbadges_issuer.bulk.process import Process, Said
from openbadges_issuer.errors import WorkerError

_SECONDS_TO_START = 60.0
_CLOSED = "the work was ended"


class Time:
    """What several items together may take.

    Attributes:
        left: seconds; the time in which this process answers what the work asks is not counted.
    """

    def __init__(self, seconds: float) -> None:
        """Begin with all of it."""
        self.left = seconds


class Apart:
    """Does work in processes of its own: as many as there are items at once. Thread-safe.

    They are started when they are needed, and kept for the next item.
    """

    def __init__(self, make: Make, *, megabytes: int, seconds: float) -> None:
        """Start nothing yet.

        Args:
            make: makes the work, once in each process, with the way to ask here.
            megabytes: of addresses that a process may have, as `bound_memory` counts them.
            seconds: for which it may compute for one item, even when this process is not there any
                more to end it.
        """
        self._make = pack(partial(_Guarded, make, megabytes, math.ceil(seconds) + 1))
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()
        self._lock = Lock()
        self._is_closed = False

    def start(self) -> None:
        """Start a process before it is needed.

        Raises:
            WorkerError: none can be started.
        """
        self._give_back(self._take(), is_usable=True)

    def do(self, item: Any, time: Time, answer: Ask) -> Any:
        """Give the result for an item.

        Args:
            item: to be worked on.
            time: what may be taken, of which this takes its share.
            answer: answers what the work asks, here; what it raises is raised.

        Raises:
            WorkerError: there is none: it took more time or memory than it may, the work failed,
                or its process was killed or did not start.
        """
        if time.left <= 0:
            raise WorkerError("there was no time left")
        worker = self._take()
        try:
            result = worker.do(item, time, answer)
        except BaseException:
            self._give_back(worker, is_usable=False)
            raise
        self._give_back(worker, is_usable=True)
        return result

    def close(self) -> None:
        """End the processes, whatever they are doing; none is started after that."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
            for worker in self._busy:
                worker.kill()
        for worker in idle:
            worker.end()

    def _take(self) -> _Worker:
        worker = self._kept() or _Worker(self._make)
        with self._lock:
            self._busy.add(worker)
            is_closed = self._is_closed
        if is_closed:
            self._give_back(worker, is_usable=False)
            raise WorkerError(_CLOSED)
        return worker

    def _kept(self) -> _Worker | None:
        """Take a worker that was started before, if one has not ended meanwhile."""
        while True:
            with self._lock:
                if self._is_closed:
                    raise WorkerError(_CLOSED)
                if not self._idle:
                    return None
                worker = self._idle.pop()
            if not worker.has_ended:
                return worker
            worker.end()

    def _give_back(self, worker: _Worker, *, is_usable: bool) -> None:
        with self._lock:
            self._busy.discard(worker)
            if is_usable and not self._is_closed:
                self._idle.append(worker)
                return
        worker.end()


class _Worker:
    """One process, which has one item at a time."""

    def __init__(self, make: bytes) -> None:
        """Start it, and wait until it can work.

        Raises:
            WorkerError: it cannot be started, or has not the work.
        """
        self._said: Said = SimpleQueue()
        self._process = Process()
        self._process.start(self._said)
        try:
            self._process.send("work", make)
            kind, _ = self._hear(_SECONDS_TO_START)
            if kind != "ready":
                raise WorkerError("the work could not be sent to it, or made there")
        except BaseException:
            self.end()
            raise

    @property
    def has_ended(self) -> bool:
        """Tell whether it was killed while it had nothing to do."""
        return self._process.has_ended

    def do(self, item: Any, allowed: Time, answer: Ask) -> Any:
        self._process.send("chunk", pack([item]))
        while True:
            began = time.monotonic()
            try:
                kind, packed = self._hear(max(allowed.left, 0))
            finally:
                allowed.left -= time.monotonic() - began
            if kind != "question":
                return _result(packed)
            self._process.send("answer", pack(answer(unpack(packed))))

    def kill(self) -> None:
        """Have it end; whoever waits for it sees to the rest."""
        self._process.kill()

    def end(self) -> None:
        """Leave nothing of it."""
        self._process.end()
        while self._said.get()[1]:  # until its line is closed
            pass

    def _hear(self, seconds: float) -> tuple[str, bytes]:
        try:
            _, message = self._said.get(timeout=seconds)
        except Empty:
            raise WorkerError("it took more time than it may") from None
        if message is None:
            self._said.put((self._process, None))  # for `end`
            raise self._process.lost()
        return message


class _Done(NamedTuple):
    """The result, or where the work failed, which is a defect of the program."""

    result: Any = None
    defect: str = ""


class _Guarded:
    """The work of a worker."""

    def __init__(self, make: Make, megabytes: int, seconds: int, ask: Ask) -> None:
        bound_memory(megabytes)
        self._work = make(ask)
        self._seconds = seconds

    def __call__(self, item: Any) -> _Done:
        bound_computing(self._seconds)
        try:
            return _Done(self._work(item))
        except MemoryError:
            raise  # there is no result
        except Exception as error:  # noqa: BLE001  # without its text, which may name a person
            place = extract_tb(error.__traceback__)[-1]
            where = f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"
            return _Done(defect=f"{where}, a defect of the program")


def _result(packed: bytes) -> Any:
    try:
        [done] = unpack(packed)
    except Exception:  # noqa: BLE001  # there is none
        raise WorkerError("it had no result, as when it takes more memory than it may") from None
    if done.defect:
        raise WorkerError(done.defect)
    return done.result
