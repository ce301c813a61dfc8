"""Text in columns, measured in the cells of a terminal: some letters take two, marks take none."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import zip_longest

GAP = 2
"""Cells between columns."""

_WIDE = ("W", "F")
_MARKS = ("Mn", "Me")


def cells(text: str) -> int:
    """Count the cells that a text takes."""
    return len(text) if text.isascii() else sum(map(_cells_of, text))


def wrapped(text: str, width: int) -> list[str]:
    """Break a text at its spaces into lines of at most `width` cells, a longer word anywhere."""
    lines, line = [], ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if cells(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        *broken, line = _broken(word, width)
        lines += broken
    return [*lines, line]


def columns(row: Sequence[str], widths: Sequence[int]) -> Iterator[list[str]]:
    """Lay a row of texts out; a text that is longer than its column goes on below itself.

    Args:
        row: one text for each column.
        widths: cells of each column, without the gap behind it.

    Yields:
        For each line its pieces, filled up with spaces to the width and the gap.
    """
    stacked = map(wrapped, row, widths)
    for pieces in zip_longest(*stacked, fillvalue=""):
        yield [
            piece + " " * (width + GAP - cells(piece))
            for piece, width in zip(pieces, widths, strict=True)
        ]


def _broken(word: str, width: int) -> list[str]:
    parts, part, used = [], "", 0
    for letter in word:
        taken = _cells_of(letter)
        if part and used + taken > width:
            parts.append(part)
            part, used = "", 0
        part += letter
        used += taken
    return [*parts, part]


def _cells_of(letter: str) -> int:
    if unicodedata.category(letter) in _MARKS:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in _WIDE else 1
