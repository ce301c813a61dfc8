"""Work on many items, in this process or in several: results in order, few items in flight."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from openbadges_issuer.errors import SettingsError

CHUNK = 64
"""Weight of the items that go to a worker at once."""

AHEAD = 2
"""Chunks that a worker has: the one it works on, and the next."""

Item = TypeVar("Item")
Result = TypeVar("Result")
Ask = Callable[[Any], Any]
"""Asks the process that was given the items, and waits for the answer."""


def in_order(
    make: Callable[[Ask], Callable[[Item], Result]],
    items: Iterable[Item],
    *,
    workers: int,
    answer: Ask | None = None,
    weigh: Callable[[Item], int] = lambda item: 1,
) -> Iterator[Result]:
    """Give the result for each item, in the order of the items, which are taken as needed.

    An error of the work or of `items` is raised in its place, after the results before it.

    Args:
        make: makes the work: called once in each process, with the way to ask here. For more
            than one worker it can be pickled, as can items, results, questions and answers.
        items: any number.
        workers: processes; 1 is this one.
        answer: answers what the work asks, here.
        weigh: says what an item weighs; chunks of `CHUNK` are sent, `AHEAD` to each worker.

    Raises:
        WorkerError: a worker process ended before its work was done.
    """
    ask = answer or _no_answer
    if workers == 1:
        yield from map(make(ask), items)
        return
    from openbadges_issuer.bulk import crew  # noqa: PLC0415  # loads multiprocessing

    with crew.started(make, workers) as several:
        yield from crew.hand_out(several, _chunks(items, weigh), ask)


def check_workers(workers: int) -> None:
    """Refuse a number of processes that is none.

    Raises:
        SettingsError: it is less than one.
    """
    if workers < 1:
        raise SettingsError(f"work is done by at least 1 process, not by {workers}")


def _chunks(items: Iterable[Item], weigh: Callable[[Item], int]) -> Iterator[list[Item]]:
    chunk: list[Item] = []
    weight = 0
    try:
        for item in items:
            chunk.append(item)
            weight += weigh(item)
            if weight >= CHUNK:
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
