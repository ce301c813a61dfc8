"""Work on many items that may each take too much: results in order, few items in flight."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Any

from openbadges_issuer.bulk import AHEAD, Ask, Item, Result
from openbadges_issuer.bulk.apart import Apart, Time
from openbadges_issuer.errors import WorkerError
from openbadges_issuer.limits import Limits


def each_apart(
    make: Callable[[Ask], Callable[[Item], Result]],
    items: Iterable[Item],
    *,
    workers: int,
    answer: Ask,
    limits: Limits,
    instead: Callable[[Item], Result],
) -> Generator[Result, None, None]:
    """Give the result for each item, in the order of the items, which are taken as needed.

    An error of `items` is raised in its place. No process is left when the generator is closed.

    Args:
        make: makes the work, once in each process, with the way to ask here.
        items: any number.
        workers: processes.
        answer: answers what the work asks, here, one question at a time.
        limits: what one item may take.
        instead: gives the result for an item that took more, or whose process broke down.

    Raises:
        WorkerError: no process can be started.
    """
    apart = Apart(make, megabytes=limits.process_megabytes)
    asking = Lock()

    def told(question: Any) -> Any:
        with asking:
            return answer(question)

    def done(item: Item) -> Result:
        try:
            result: Result = apart.do(item, Time(limits.process_seconds), told)
        except WorkerError:
            return instead(item)
        return result

    apart.start()
    threads = ThreadPoolExecutor(workers)
    waiting: deque[Future[Result]] = deque()
    taken = iter(items)
    failure: Exception | None = None
    try:
        while True:
            try:
                waiting.append(threads.submit(done, next(taken)))
            except StopIteration:
                break
            except Exception as error:  # noqa: BLE001  # raised in its place
                failure = error
                break
            if len(waiting) >= AHEAD * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
        if failure:
            raise failure
    finally:
        apart.close()
        threads.shutdown(cancel_futures=True)
