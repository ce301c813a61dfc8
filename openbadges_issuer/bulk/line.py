"""The line between a worker and the process that it works for: two pipes, and pickled messages."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import Any, BinaryIO


@dataclass(frozen=True, slots=True)
class Line:
    """One end of it.

    Attributes:
        reader: what comes.
        writer: what goes.
    """

    reader: BinaryIO
    writer: BinaryIO

    def send(self, kind: str, packed: bytes) -> None:
        """Send a message.

        Raises:
            OSError: nobody is at the other end.
        """
        pickle.dump((kind, packed), self.writer, protocol=5)
        self.writer.flush()

    def receive(self) -> tuple[str, bytes] | None:
        """Wait for a message; None when nobody is at the other end."""
        try:
            kind, packed = pickle.load(self.reader)  # noqa: S301  # from a process of our own
        except (EOFError, OSError, pickle.UnpicklingError):  # the last: ended within a message
            return None
        return kind, packed


def pack(content: Any) -> bytes:
    """Make it fit to be sent: nothing when it holds what stays in its process, as a lock does."""
    try:
        return pickle.dumps(content, protocol=5)
    except Exception:  # noqa: BLE001  # of whatever is in it
        return b""


def unpack(packed: bytes) -> Any:
    """Give what was packed at the other end.

    Raises:
        Exception: of any kind: it could not be packed there, or cannot be had here.
    """
    return pickle.loads(packed)  # noqa: S301  # from a process of our own
