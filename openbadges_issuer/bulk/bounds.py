"""Bounds that the system itself keeps for this process, where it has such."""

from __future__ import annotations

import sys
from contextlib import suppress


def bound_memory(megabytes: int) -> None:
    """Have this process run out of memory when it takes more; no effect on Windows.

    A process that breaks down leaves no picture of its memory behind, for badges are in it.

    Args:
        megabytes: of addresses, of which the libraries and stacks take about 150.
    """
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  # Windows has none

    _set(resource.RLIMIT_AS, megabytes * 1_000_000)
    _set(resource.RLIMIT_CORE, 0)


def _set(which: int, most: int) -> None:
    import resource  # noqa: PLC0415

    _, hard = resource.getrlimit(which)
    with suppress(ValueError, OSError):  # a lower bound is there already, or none can be set
        resource.setrlimit(which, (most, hard))
