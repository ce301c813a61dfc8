"""What is printed: sentences to stdout, notes to stderr, and a badge's text made harmless."""

from __future__ import annotations

import sys
import unicodedata

# Control, formatting (direction and width), surrogate, private, unassigned; line separators.
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_BLANK = set("\u115f\u1160\u2800\u3164\uffa0")  # letters that look like a space
_MARKS = {"Mn", "Me"}
_MOST_MARKS = 4  # on one letter; more pile up over the lines around
_MOST_CHARS = 2_000


def visible(text: str, most: int = _MOST_CHARS) -> str:
    r"""Write text so that it can do nothing to a terminal or to the words around it.

    What has no shape of its own is written as an escape such as ``\x1b`` or ``\u202e``, and of
    a long text the middle is left out.

    Args:
        text: anything.
        most: characters of `text` that are kept.
    """
    if len(text) > most:
        head, tail = most * 2 // 3, most // 3
        left_out = f" [… {len(text) - head - tail:,} characters …] "
        return visible(text[:head], head) + left_out + visible(text[-tail:], tail)
    shown = []
    marks = 0
    for letter in text:
        category = unicodedata.category(letter)
        marks = marks + 1 if category in _MARKS else 0
        harmless = category not in _HIDDEN and letter not in _BLANK and marks <= _MOST_MARKS
        shown.append(letter if harmless else letter.encode("unicode_escape").decode("ascii"))
    return "".join(shown)


def say(sentence: str) -> None:
    """Print a result."""
    sys.stdout.write(visible(sentence) + "\n")


def note(sentence: str) -> None:
    """Print to stderr what is worth knowing beside the result."""
    sys.stderr.write(visible(sentence) + "\n")


def complain(message: str) -> None:
    """Print to stderr what went wrong."""
    note(f"openbadges: {message}")


def put(content: bytes) -> None:
    """Write a file's content to stdout byte for byte; harmless when a person looks at it."""
    if sys.stdout.isatty():
        lines = content.decode("utf-8", "backslashreplace").split("\n")
        sys.stdout.write("\n".join(visible(line, len(line)) for line in lines) + "\n")
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
