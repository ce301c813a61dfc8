"""Work on many items, in this process or in several: results in order, few items in flight."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Any, TypeVar

from openbadges_issuer.errors import SettingsError

CHUNK = 64
"""Weight of the items that go to a worker at once."""

AHEAD = 2
"""Chunks that a process has: the one it works on, and the next."""

Item = TypeVar("Item")
Result = TypeVar("Result")
Ask = Callable[[Any], Any]
"""Asks the process that was given the items, and waits for the answer."""
Work = Callable[[Any], Any]
"""Gives the result for an item."""
Make = Callable[[Ask], Work]
"""Makes the work of one process."""


def in_order(
    make: Callable[[Ask], Callable[[Item], Result]],
    items: Iterable[Item],
    *,
    workers: int,
    answer: Ask | None = None,
    weigh: Callable[[Item], int] = lambda item: 1,
) -> Generator[Result, None, None]:
    """Give the result for each item, in the order of the items, which are taken as needed.

    An `Exception` of the work or of `items` is raised in its place, after the results before it; an
    interrupt at once. An item that a worker cannot do, for whatever reason, is done here. No worker
    is left when the generator is closed, as whoever takes it sees to.

    Args:
        make: makes the work: called once in each process, with the way to ask here.
        items: any number.
        workers: processes that work, of which this is one.
        answer: answers what the work asks, here.
        weigh: says what an item weighs; chunks of `CHUNK` are given, `AHEAD` for each process.

    Raises:
        WorkerError: a worker process did not start, or ended before all work was done.
    """
    ask = answer or _no_answer
    work = make(ask)
    if workers == 1:
        for item in items:
            yield work(item)
        return
    from openbadges_issuer.bulk.crew import Crew  # noqa: PLC0415  # loads subprocess

    crew = Crew()
    try:
        crew.start(make, workers - 1)
        yield from crew.do(chunks(items, weigh), work, ask)
    finally:
        crew.end()


def check_workers(workers: object) -> None:
    """Refuse a number of processes that is none.

    Raises:
        SettingsError: it is no whole number, or less than one.
    """
    if not isinstance(workers, int) or workers < 1:
        raise SettingsError(f"work is done by 1, 2 or more processes, not by {workers!r:.80}")


def chunks(
    items: Iterable[Item], weigh: Callable[[Item], int], most: int = CHUNK
) -> Iterator[list[Item]]:
    """Take items together until they weigh so much; those before an error of theirs come first."""
    chunk: list[Item] = []
    weight = 0
    try:
        for item in items:
            chunk.append(item)
            weight += weigh(item)
            if weight >= most:
                yield chunk
                chunk, weight = [], 0
    except Exception:
        if chunk:
            yield chunk
        raise
    if chunk:
        yield chunk


def _no_answer(question: Any) -> Any:
    raise NotImplementedError("this work asks nothing")
