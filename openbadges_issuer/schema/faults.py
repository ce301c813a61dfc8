"""What can be wrong with a document: a place below it, and a sentence."""

from __future__ import annotations

from typing import NamedTuple

from openbadges_issuer.phrases import Phrase

REQUIRED = Phrase("this member is required")
NULL = Phrase("null is not a value here: leave the member out")
NOT_DEFINED = Phrase("this member is not defined here, and this class takes no others")


class Fault(NamedTuple):
    """A rule that is broken, at a place below the document (member names and list indices)."""

    path: tuple[str | int, ...]
    sentence: str


def no_object_of(name: str) -> Phrase:
    """Say that an object of this class should stand here."""
    return Phrase("an object is expected, of the class {name}", name=name)
