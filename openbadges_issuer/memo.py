"""What was computed of one object of a document, kept for the next document that has the object.

In a batch the issuer and the achievement are the same. What is known of an object is kept under its
place, which names it and all else that matters, with its exact bytes: nobody can put anything wrong
there.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any, Protocol

import orjson

_MOST_SEEN = 10_000
_PLAIN_ONLY = (
    orjson.OPT_PASSTHROUGH_SUBCLASS
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
)


class Known(Protocol):
    """What is known of an object."""

    @property
    def content(self) -> bytes:
        """The object, as `content_of` gives it."""
        ...

    @property
    def size(self) -> int:
        """About how many bytes of memory this takes."""
        ...


class Memo:
    """Remembers objects that come again, for as long as its owner keeps it. Safe under threads.

    An object is remembered when its place comes for the second time; what is used longest ago is
    forgotten first.
    """

    def __init__(self, max_bytes: int = 16_000_000) -> None:
        """Start with nothing.

        Args:
            max_bytes: about how much memory to take.
        """
        self._left = max_bytes
        self._max = max_bytes
        self._seen: set[int] = set()
        self._remembered: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        """Say how full it is; never what it holds."""
        return f"Memo({len(self._remembered)} objects, {self._max - self._left} bytes)"

    def expects(self, place: Hashable) -> bool:
        """Tell whether this place was asked for before, and note that it was now.

        Args:
            place: the id of an object, and all else that what is known of it depends on.
        """
        if place in self._remembered:
            return True
        mark = hash(place)
        if mark in self._seen:
            return True
        with self._lock:
            if len(self._seen) >= _MOST_SEEN:
                self._seen.clear()
            self._seen.add(mark)
        return False

    def recall(self, place: Hashable, content: bytes) -> Any | None:
        """Give what was remembered there of an object of the same bytes."""
        with self._lock:
            found = self._remembered.get(place)
            if found is None or found.content != content:
                return None
            self._remembered.move_to_end(place)
            return found

    def remember(self, place: Hashable, known: Known) -> None:
        """Keep what is known of an object, in place of what was kept there before."""
        with self._lock:
            self._forget(self._remembered.pop(place, None))
            self._remembered[place] = known
            self._left -= known.size
            while self._left < 0:
                self._forget(self._remembered.popitem(last=False)[1])

    def _forget(self, known: Known | None) -> None:
        if known is not None:
            self._left += known.size


def content_of(node: dict[str, Any]) -> bytes | None:
    """Write an object so that no other one has the same bytes.

    Members keep their order, as what is computed may depend on it.

    Args:
        node: as `strict_json.loads` gives it; what JSON does not have, such as NaN or a tuple, may
            be written like something else.

    Returns:
        The bytes but for the last brace; None if they cannot be made.
    """
    try:
        written = orjson.dumps(node, option=_PLAIN_ONLY)
    except TypeError:
        return None
    return written[:-1]  # a copy, since orjson's own bytes take 4 KB however few they are
