"""Text of others, without what has no shape of its own but moves or hides what stands around it."""

from __future__ import annotations

import unicodedata

# Control, formatting (direction and width), surrogate, private, unassigned; line separators.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_MARKS = {"Mn", "Me"}
_MOST_MARKS = 4  # on one letter; more pile up over the lines around


def spaced(text: str, keep: str = "") -> str:
    """Put a space for each unseen character, and drop marks that pile up on a letter.

    Args:
        text: anything.
        keep: unseen characters that may stay.
    """
    if text.isascii() and text.isprintable():  # as most texts are
        return text
    shown = []
    marks = 0
    for letter in text:
        category = unicodedata.category(letter)
        marks = marks + 1 if category in _MARKS else 0
        if marks <= _MOST_MARKS:
            shown.append(letter if category not in _UNSEEN or letter in keep else " ")
    return "".join(shown)


def plain(text: str, most: int = 200) -> str:
    """Write a name so that it stays on one line and inside quotes: no name may write ours.

    Args:
        text: anything.
        most: characters that are kept; a longer text ends in ``…``.
    """
    line = " ".join(spaced(text[: 2 * most].replace('"', "'")).split())
    return line if len(line) <= most else f"{line[:most]}…"
