"""Bounds that the system itself keeps for a process, where it has such."""

from __future__ import annotations

import sys
from contextlib import suppress


def bound_process(*, megabytes: int, seconds: int | None = None) -> None:
    """Have this process run out of memory, or be ended, when it takes more. No effect on Windows.

    One that breaks down leaves no picture of its memory behind, for there are badges in it.

    Args:
        megabytes: of addresses, of which libraries and stacks take about 150.
        seconds: in which it computes; None for any number.
    """
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  # Windows has none

    bounds = {resource.RLIMIT_CORE: 0, resource.RLIMIT_AS: megabytes * 1_000_000}
    if seconds is not None:
        bounds[resource.RLIMIT_CPU] = seconds
    for which, most in bounds.items():
        _, hard = resource.getrlimit(which)
        with suppress(ValueError, OSError):  # a lower bound is there already, or none can be set
            resource.setrlimit(which, (most, hard))
