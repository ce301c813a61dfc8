"""How a command ends: an exit status, and for an error one line on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import NoReturn

from openbadges_issuer.cli.terminal import complain
from openbadges_issuer.errors import OpenBadgesError

WRONG_USAGE = 3
INTERRUPTED = 130


def run_to_the_end(command: Callable[[], int | None]) -> NoReturn:
    """Run a command, write out all that it printed, and leave with its exit status.

    Args:
        command: returns the exit status; None is 0. What it raises is told, and ends with 3.
    """
    try:
        code = command() or 0
        sys.stdout.flush()  # a full disk is an error too
    except BrokenPipeError:  # whoever read the output has left, which is no verdict
        code = WRONG_USAGE
    except OpenBadgesError as error:
        complain(str(error))
        code = WRONG_USAGE
    except OSError as error:
        place = f"{error.filename}: " if error.filename is not None else ""
        complain(f"{place}{error.strerror or error}")
        code = WRONG_USAGE
    except Exception as error:  # noqa: BLE001  # a traceback tells a superintendent nothing
        complain(_defect(error))
        code = WRONG_USAGE
    _finish_output()
    sys.exit(code)


def _defect(error: Exception) -> str:
    """Say where the program broke. Not the error's own text, which may hold a secret."""
    from pathlib import Path  # noqa: PLC0415  # seldom
    from traceback import extract_tb  # noqa: PLC0415

    frames = extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"this is a defect of the program ({type(error).__name__}{where}): please report it"


def _finish_output() -> None:
    """Drop what cannot be written: Python would try it again, and end with a status of its own."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
