"""Work on many items that may each take too much: results in order, few items in flight.

Several are sent at once, as the way there and back takes about as long as the work. Where one of
them takes too much, each is worked on by itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Lock
from typing import Any, Generic

from openbadges_issuer.bulk import AHEAD, Ask, Item, Result, chunks
from openbadges_issuer.bulk.apart import Apart, Time
from openbadges_issuer.errors import WorkerError
from openbadges_issuer.limits import Limits

TOGETHER = 16
"""Weight of the items that are sent at once."""


def each_apart(
    make: Callable[[Ask], Callable[[Item], Result]],
    items: Iterable[Item],
    *,
    workers: int,
    answer: Ask,
    limits: Limits,
    instead: Callable[[Item], Result],
    weigh: Callable[[Item], int] = lambda item: 1,
) -> Generator[Result, None, None]:
    """Give the result for each item, in the order of the items, which are taken as needed.

    An error of `items` is raised in its place. No process is left when the generator is closed.

    Args:
        make: makes the work, once in each process, with the way to ask here. It may be done twice
            for an item.
        items: any number.
        workers: processes.
        answer: answers what the work asks, here, one question at a time.
        limits: what one item may take.
        instead: gives the result for an item that took more, or whose process broke down.
        weigh: says what an item weighs; `TOGETHER` are sent at once, `AHEAD` times to each worker.

    Raises:
        WorkerError: no process can be started.
    """
    apart = Apart(
        partial(_Several, make), megabytes=limits.process_megabytes, seconds=limits.process_seconds
    )
    asking = Lock()

    def told(question: Any) -> Any:
        with asking:
            return answer(question)

    def done(several: list[Item]) -> list[Result] | None:
        try:
            results: list[Result] = apart.do(several, Time(limits.process_seconds), told)
        except WorkerError:
            return [instead(*several)] if len(several) == 1 else None
        return results

    apart.start()
    underway = _Underway(done, workers)
    errors: list[Exception] = []
    try:
        for several in _until_error(chunks(items, weigh, TOGETHER), errors):
            underway.give(several)
            while len(underway) >= AHEAD * workers:
                yield from underway.take()
        while underway:
            yield from underway.take()
    finally:
        apart.close()
        underway.end()
    for error in errors:
        raise error


class _Underway(Generic[Item, Result]):
    """What is worked on, in order."""

    def __init__(self, do: Callable[[list[Item]], list[Result] | None], workers: int) -> None:
        self._do = do
        self._threads = ThreadPoolExecutor(workers)
        self._given: deque[tuple[list[Item], Future[list[Result] | None]]] = deque()

    def __len__(self) -> int:
        return len(self._given)

    def give(self, several: list[Item]) -> None:
        self._given.append(self._begun(several))

    def take(self) -> list[Result]:
        """Wait for the first results; none when those items are now worked on one by one."""
        several, future = self._given.popleft()
        results = future.result()
        if results is None:
            self._given.extendleft(reversed([self._begun([item]) for item in several]))
        return results or []

    def end(self) -> None:
        self._threads.shutdown(cancel_futures=True)

    def _begun(self, several: list[Item]) -> tuple[list[Item], Future[list[Result] | None]]:
        return several, self._threads.submit(self._do, several)


def _until_error(given: Iterable[Item], errors: list[Exception]) -> Iterator[Item]:
    """Give all before an error, which is noted, as it has its place after their results."""
    try:
        yield from given
    except Exception as error:  # noqa: BLE001  # raised in its place
        errors.append(error)


class _Several:
    """The work for several items at once."""

    def __init__(self, make: Callable[[Ask], Callable[[Item], Result]], ask: Ask) -> None:
        self._work = make(ask)

    def __call__(self, items: list[Any]) -> list[Any]:
        return list(map(self._work, items))
