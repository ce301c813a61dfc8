"""A program file as it was written: its plain values, and the place of each."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import rfc8785

from openbadges_issuer.programs.faults import Fault

Path = tuple[str | int, ...]


class Place(NamedTuple):
    """Line and column, from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Source:
    """What was read.

    Attributes:
        name: name of the file, without its folder.
        values: maps, lists, strings, whole numbers, true, false and null.
        places: the place of each key and list item, by its path.
    """

    name: str
    values: Any = None
    places: dict[str, Place] = field(default_factory=dict, repr=False)

    def place(self, path: str) -> Place:
        """Return the place of a path, or of the nearest thing around it."""
        while path not in self.places and path:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.places.get(path, Place(1, 1))

    def fault(self, check: str, path: str, sentence: str, is_warning: bool = False) -> Fault:
        """Name a fault at a path."""
        if path not in self.places:
            path = path.removesuffix("[0]")  # one, where a list may stand
        line, column = self.place(path)
        return Fault(check, self.name, line, column, path, sentence, is_warning)

    @property
    def digest(self) -> str:
        """SHA-256 of the values in canonical JSON: the same whatever the comments and layout."""
        return hashlib.sha256(rfc8785.dumps(self.values)).hexdigest()


def joined(path: Path) -> str:
    """Write a path: ``achievements.culture.parts[0]``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")
