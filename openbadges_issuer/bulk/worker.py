"""What a worker does: it is told what the work is, and then does it, chunk by chunk."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Any

from openbadges_issuer.bulk import Ask, Work
from openbadges_issuer.bulk.line import Line, pack, unpack


class _LeftError(BaseException):
    """Leaves an item to the process at the other end, whatever errors the work expects."""


def serve() -> None:
    """Work until nobody is at the other end of the line, which is at standard input and output."""
    line = Line(os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb"))
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)  # what the work prints is no message
    told: SimpleQueue[bytes] = SimpleQueue()
    answers: SimpleQueue[bytes] = SimpleQueue()
    # Reads all the time, so that the process at the other end never waits to be heard.
    Thread(target=_listen, args=(line, told, answers), daemon=True).start()
    work = _made(told.get(), partial(_ask, line, answers))
    with suppress(OSError):  # nobody waits for it any more
        line.send("unable" if work is _unable else "ready", b"")
        while True:
            line.send("results", pack(_results(told.get(), work)))
    os._exit(0)


def _made(make: bytes, ask: Ask) -> Work:
    """Make the work; `_unable` when it cannot be made here, whatever the reason."""
    with suppress(BaseException):
        work: Work = unpack(make)(ask)
        return work
    return _unable


def _unable(item: Any) -> Any:
    raise _LeftError


def _results(chunk: bytes, work: Work) -> list[Any]:
    """Give the results up to the first item of which there is none, whatever the reason."""
    results: list[Any] = []
    with suppress(BaseException):
        for item in unpack(chunk):
            results.append(work(item))  # those before an error count
    return results


def _listen(line: Line, told: SimpleQueue[bytes], answers: SimpleQueue[bytes]) -> None:
    try:
        while message := line.receive():
            kind, packed = message
            (answers if kind == "answer" else told).put(packed)
    finally:
        os._exit(0)  # at once, whatever is being done


def _ask(line: Line, answers: SimpleQueue[bytes], question: Any) -> Any:
    line.send("question", pack(question))
    try:
        return unpack(answers.get())
    except Exception:  # noqa: BLE001  # there is none, or none that can be had here
        raise _LeftError from None
