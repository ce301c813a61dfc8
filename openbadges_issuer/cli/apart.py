"""A command in a process of its own, which is ended when it takes too much.

The process that was started waits for it, so that there is an answer whatever becomes of it.
"""

from __future__ import annotations

import os
from _thread import start_new_thread  # `threading` takes longer to load
from collections.abc import Callable

from openbadges_issuer.bulk.bounds import bound_process
from openbadges_issuer.cli.ending import INTERRUPTED, WRONG_USAGE, run_to_the_end
from openbadges_issuer.limits import DEFAULT_LIMITS


def run_apart(command: Callable[[], int]) -> int | None:
    """Run a command to its end in another process, and give its exit status.

    Args:
        command: as for `run_to_the_end`. It is run here where a process cannot be divided.

    Returns:
        The exit status; None when the process was ended, by whomever.
    """
    if not hasattr(os, "fork"):  # as on Windows
        return command()
    wait, hold = os.pipe()
    child = os.fork()
    if not child:
        os.close(hold)
        _be_the_child(command, wait)
    try:
        _, status = os.waitpid(child, 0)
    finally:
        os.close(hold)
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else None


def _be_the_child(command: Callable[[], int], wait: int) -> None:
    code: object = INTERRUPTED
    try:
        start_new_thread(_end_with_the_other, (wait,))
        bound_process(
            megabytes=DEFAULT_LIMITS.process_megabytes, seconds=DEFAULT_LIMITS.process_seconds
        )
        run_to_the_end(lambda: _within_memory(command))
    except SystemExit as end:
        code = end.code
    finally:
        os._exit(code if isinstance(code, int) else WRONG_USAGE)


def _within_memory(command: Callable[[], int]) -> int:
    try:
        return command()
    except MemoryError:
        os.abort()


def _end_with_the_other(wait: int) -> None:
    """End when nobody waits any more, even if that process could not say so."""
    os.read(wait, 1)
    os._exit(INTERRUPTED)
