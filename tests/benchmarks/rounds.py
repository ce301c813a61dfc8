"""Interleaved rounds: every contestant in turn, again and again, so that all share the weather.

What is counted is time of the processor, so that what else the machine does counts for nobody.
Nobody waits for anything here, so on one idle core it is the time that passes.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from statistics import median

Run = Callable[[int], float]
"""Does the work that many times, and gives the seconds of the processor that it took."""


def repeated(work: Callable[[], object]) -> Run:
    """Time a call in this process, garbage collection on."""

    def run(times: int) -> float:
        begin = time.process_time()
        for _ in range(times):
            work()
        return time.process_time() - begin

    return run


def interleave(
    contestants: dict[str, Run], *, rounds: int, seconds: float, tell: Callable[[str], None]
) -> dict[str, list[float]]:
    """Give for each contestant the seconds of one operation, of each round.

    Args:
        contestants: by name. Each is warmed up before the first round.
        rounds: how often everybody has a turn.
        seconds: about how long a turn is.
        tell: is told whose turn it is.
    """
    assert gc.isenabled()
    times = {}
    for name, run in contestants.items():
        tell(f"warming up {name}")
        times[name] = _how_often(run, seconds)
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    # A full collection would walk what all the others hold, and be counted for whose turn it is.
    gc.collect()
    gc.freeze()
    for number in range(rounds):
        for name, run in contestants.items():
            tell(f"round {number + 1} of {rounds}: {name}")
            taken[name].append(run(times[name]) / times[name])
    return taken


def ratio(slow: list[float], fast: list[float]) -> float:
    """Give how many times faster the second is: the median of the rounds."""
    return median(s / f for s, f in zip(slow, fast, strict=True))


def _how_often(run: Run, seconds: float) -> int:
    """Warm up, and find how often the work fits into a turn."""
    run(1)
    times, taken = 1, run(1)
    while taken < seconds / 2 and taken * 2 < seconds:
        times = max(times * 2, int(times * seconds / 2 / max(taken, 1e-6)) if taken > 1e-4 else 0)
        taken = run(times)
    return max(1, round(times * seconds / taken))
