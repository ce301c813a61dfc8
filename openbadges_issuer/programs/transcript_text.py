"""A recognition as a table for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from openbadges_issuer.layout import GAP, columns, wrapped
from openbadges_issuer.plain_text import spaced
from openbadges_issuer.programs import transcript
from openbadges_issuer.programs.recognition import Recognition

_WIDTH = 80
_BADGE = 36


def text_of(recognition: Recognition) -> str:
    """Write a table of 80 columns: each line with its reason, the totals, and whose policy it is.

    No text in it can do anything to a terminal.
    """
    return "\n".join(spaced(line).rstrip() for line in _table(recognition))


def _table(found: Recognition) -> Iterator[str]:
    district = found.program.say(found.program.name, found.language)
    yield from wrapped(f"{transcript.TITLE}: {district}", _WIDTH)
    yield ""
    rows = transcript.rows(found)
    number = len(str(len(rows)))
    first = (number, 1, _BADGE, _WIDTH - number - 1 - _BADGE - 3 * GAP)
    below = (number, 1, _WIDTH - number - 1 - 2 * GAP)
    for row in rows:
        for pieces in columns((row.number, row.sign, row.title, row.gives or row.outcome), first):
            yield "".join(pieces)
        for text in filter(None, (row.source, row.why, row.rule)):
            for pieces in columns(("", "", text), below):
                yield "".join(pieces)
        yield ""
    for total in transcript.totals(found) or [transcript.NO_TOTAL]:
        yield from wrapped(f"Together: {total}", _WIDTH)
    yield ""
    for sentence in found.foot:
        yield from wrapped(sentence, _WIDTH)
