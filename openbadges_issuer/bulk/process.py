"""A worker as seen from the process that started it: an interpreter of its own.

It has nothing of this process: neither its memory, nor its environment, nor its program, nor its
interrupts.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import IO, BinaryIO, cast

from openbadges_issuer.bulk.line import Line
from openbadges_issuer.errors import WorkerError

# Modules are found as in this process, and this package where it was, even if that has changed.
_PROGRAM = """
import sys
sys.path[:] = sys.argv[1:]
import openbadges_issuer
del sys.path[0]
from openbadges_issuer.bulk.worker import serve
serve()
"""
_OWN_PLACE = str(Path(__file__).parents[2])
# What an interpreter needs to start. Keys and passwords stand in the environment too.
_ENVIRONMENT = ("DYLD_LIBRARY_PATH", "LD_LIBRARY_PATH", "PATH", "SYSTEMROOT")
_SECONDS_TO_END = 5.0
_PIPE_BYTES = 1_048_576
_ALONE = "with one process there is no worker"

Said = SimpleQueue[tuple["Process", tuple[str, bytes] | None]]
"""What workers say, as it comes; None when one says nothing any more."""


class Process:
    """One worker."""

    _process: subprocess.Popen[bytes] | None = None
    _line: Line

    def start(self, said: Said) -> None:
        """Start it.

        Raises:
            WorkerError: it cannot be started.
        """
        self._process = _start()
        _widen(self._process.stdin, self._process.stdout)
        self._line = Line(
            cast("BinaryIO", self._process.stdout), cast("BinaryIO", self._process.stdin)
        )
        # Reads all the time, so that the worker never waits to be heard.
        Thread(target=self._listen, args=(said,), daemon=True).start()

    def send(self, kind: str, packed: bytes) -> None:
        """Send it a message.

        Raises:
            WorkerError: it has ended.
        """
        try:
            self._line.send(kind, packed)
        except OSError:
            raise self.lost() from None

    def lost(self) -> WorkerError:
        """Say how it ended."""
        try:
            status = self._process.wait(_SECONDS_TO_END) if self._process else 0
        except subprocess.TimeoutExpired:
            self.end()
            return WorkerError(f"a worker process said what is no message; {_ALONE}")
        if status < 0:
            how = f"was killed (signal {-status}); perhaps the memory ran out: try fewer workers"
        else:
            how = f"ended with exit status {status}; its error output may say why, and {_ALONE}"
        return WorkerError(f"a worker process {how}")

    @property
    def has_ended(self) -> bool:
        """Tell whether it has, by whatever."""
        return self._process is not None and self._process.poll() is not None

    def kill(self) -> None:
        """Have it end, and whoever hears it see to the rest."""
        if self._process is not None:
            self._process.kill()

    def end(self) -> None:
        """End it: what it does now nobody waits for."""
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        with suppress(OSError):
            cast("BinaryIO", self._process.stdin).close()

    def _listen(self, said: Said) -> None:
        try:
            with self._line.reader:
                while message := self._line.receive():
                    said.put((self, message))
        finally:
            said.put((self, None))


def _widen(*pipes: IO[bytes] | None) -> None:
    """Have each hold a whole chunk, where the system can, so that nobody waits to be read."""
    with suppress(ImportError, AttributeError, OSError):  # not on Linux; or more than is allowed
        import fcntl  # noqa: PLC0415  # Windows has none

        for pipe in pipes:
            if pipe is not None:
                fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def _start() -> subprocess.Popen[bytes]:
    if not sys.executable or getattr(sys, "frozen", False):
        raise WorkerError(f"this program has no interpreter to start workers with; {_ALONE}")
    given = os.environ  # noqa: TID251  # of which little goes on
    try:
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-c", _PROGRAM, _OWN_PLACE, *map(str, sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={name: given[name] for name in _ENVIRONMENT if name in given},
            # Ctrl-C does not reach another group: it reaches this process, which ends the worker.
            process_group=None if sys.platform == "win32" else 0,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
    except (OSError, ValueError) as error:
        raise WorkerError(f"a worker process did not start: {error}; {_ALONE}") from error
