"""What was computed of texts that many badges share, a status list above all: each thing once.

Kept is only what follows from the text alone, such as that it parses, that a signature fits it
and what it expands to. What depends on the time, the network or the policy is asked each time, so
that no refusal comes later than it would without this.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import partial
from threading import Lock
from typing import Any, Protocol, TypeVar

Made = TypeVar("Made")

_MOST_BYTES = 64_000_000
_MEMORY_PER_BYTE = 4  # of a text: itself, its document, and what stands in that


def _none(made: Any) -> int:
    return 0


class Once(Protocol):
    """Gives what was made under a name, or makes it."""

    def __call__(
        self, name: Hashable, make: Callable[[], Made], *, size: Callable[[Made], int] = _none
    ) -> Made:
        """Make it, unless it is there. An error of `make` is raised each time.

        Args:
            name: says what it is, and what else than the text it depends on.
            make: makes it.
            size: says how many bytes of memory it takes beside the text.
        """
        ...


def each_time(
    name: Hashable, make: Callable[[], Made], *, size: Callable[[Made], int] = _none
) -> Made:
    """Make it each time: for a text that nobody else has."""
    return make()


class _Text:
    """What was made of one text, and the memory that it takes."""

    __slots__ = ("bytes", "made")

    def __init__(self) -> None:
        self.bytes = 0
        self.made: dict[Hashable, Any] = {}


class Remembered:
    """What was computed of each text; what was used longest ago goes first.

    Safe to use from many threads, of which two may compute the same at the same time.
    """

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        """Start with nothing.

        Args:
            most_bytes: of memory, about, for all texts and what was made of them.
        """
        self._most_bytes = most_bytes
        self._texts: OrderedDict[bytes, _Text] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def of(self, content: bytes) -> Once:
        """Give what is remembered of a text, which is compared byte for byte."""
        with self._lock:
            text = self._texts.get(content)
            if text is None:
                text = self._texts[content] = _Text()
                self._take(content, text, _MEMORY_PER_BYTE * len(content))
            else:
                self._texts.move_to_end(content)
        return partial(self._once, content, text)

    def _once(
        self,
        content: bytes,
        text: _Text,
        name: Hashable,
        make: Callable[[], Made],
        *,
        size: Callable[[Made], int] = _none,
    ) -> Made:
        if name in text.made:
            known: Made = text.made[name]
            return known
        made = make()
        with self._lock:
            if name not in text.made:
                text.made[name] = made
                self._take(content, text, size(made))
        return made

    def _take(self, content: bytes, text: _Text, size: int) -> None:
        """Count what a text takes, and make room for it."""
        if self._texts.get(content) is not text:  # it was forgotten meanwhile
            return
        text.bytes += size
        self._bytes += size
        while self._bytes > self._most_bytes:
            _, oldest = self._texts.popitem(last=False)
            self._bytes -= oldest.bytes
