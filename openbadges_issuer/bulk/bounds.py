"""Bounds that the system itself keeps for a process, where it has such."""

from __future__ import annotations

import math
import sys
import time
from contextlib import suppress


def bound_memory(megabytes: int) -> None:
    """Have this process run out of memory when it takes more. No effect on Windows.

    One that breaks down leaves no picture of its memory behind, for there are badges in it.

    Args:
        megabytes: of addresses, of which libraries and stacks take about 150.
    """
    _bound("RLIMIT_CORE", 0)
    _bound("RLIMIT_AS", megabytes * 1_000_000)


def bound_computing(seconds: int) -> None:
    """Have this process be ended when it computes longer from now on. No effect on Windows."""
    _bound("RLIMIT_CPU", math.ceil(time.process_time()) + seconds)


def _bound(which: str, most: int) -> None:
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  # Windows has none

    kind = getattr(resource, which)
    _, hard = resource.getrlimit(kind)
    with suppress(ValueError, OSError):  # a lower bound is there already, or none can be set
        resource.setrlimit(kind, (most, hard))
