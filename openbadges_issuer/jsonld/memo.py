"""What was said in one badge and is said again in the next: kept, and looked up by its bytes.

In a batch the issuer and the achievement are the same, and statements of an object with an id share
no blank node with the rest. So they are kept with the first-degree hashes of their blank nodes,
under the context in which they stand and their exact bytes: nobody can put anything wrong there.
"""

from __future__ import annotations

import marshal
import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from openbadges_issuer.limits import Limits

if TYPE_CHECKING:
    from openbadges_issuer.jsonld.statements import Statements

_MOST_SEEN = 10_000
_BYTES_PER_ENTRY = 1_000  # an estimate of what Python's objects take besides their texts
_WITHOUT_REFERENCES = 2  # the version of marshal's format that depends on nothing but the value


@dataclass(frozen=True, slots=True)
class Remembered:
    """The statements of one object with an id, and what they take of the limits.

    Attributes:
        content: the bytes of the object.
        limits: the bounds that were kept.
        level: how deep it stood.
        parts: its statements; further ones are those of objects remembered for themselves.
        ids: those of the objects in it.
        values: values in it.
        contexts: entries of its `@context`s.
    """

    content: bytes
    limits: Limits
    level: int
    parts: tuple[Statements, ...]
    ids: tuple[str, ...]
    values: int
    contexts: int

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return len(self.content) + _BYTES_PER_ENTRY + sum(part.size for part in self.parts)


class Memo:
    """Remembers objects that come again, for as long as its owner keeps it. Safe under threads.

    An object is remembered when its id comes for the second time; what is used longest ago is
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
        self._remembered: OrderedDict[Hashable, Remembered] = OrderedDict()
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        """Say how full it is; never what it holds."""
        return f"Memo({len(self._remembered)} objects, {self._max - self._left} bytes)"

    def expects(self, place: Hashable) -> bool:
        """Tell whether this place was asked for before, and note that it was now.

        Args:
            place: the context and the id of an object, and all else that its statements depend on.
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

    def recall(
        self, place: Hashable, content: bytes, limits: Limits, level: int
    ) -> Remembered | None:
        """Give what an object of the same bytes said there, under the same bounds."""
        with self._lock:
            found = self._remembered.get(place)
            if found is None or found.content != content:
                return None
            if found.limits != limits or found.level < level:
                return None
            self._remembered.move_to_end(place)
            return found

    def remember(self, place: Hashable, said: Remembered) -> None:
        """Keep what an object says, in place of what was said there before."""
        with self._lock:
            self._forget(self._remembered.pop(place, None))
            self._remembered[place] = said
            self._left -= said.size
            while self._left < 0:
                self._forget(self._remembered.popitem(last=False)[1])

    def _forget(self, said: Remembered | None) -> None:
        if said is not None:
            self._left += said.size


def content_of(node: dict[str, Any]) -> bytes | None:
    """Write an object so that no other one has the same bytes; None if it is not plain JSON."""
    try:
        return marshal.dumps(node, _WITHOUT_REFERENCES)
    except ValueError:
        return None
