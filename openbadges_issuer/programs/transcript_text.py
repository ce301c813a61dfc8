"""A recognition as a table for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from openbadges_issuer.layout import GAP, columns, wrapped
from openbadges_issuer.plain_text import spaced
from openbadges_issuer.programs import transcript
from openbadges_issuer.programs.recognition import Recognition

_WIDTH = 80
_BADGE = 30


def text_of(recognition: Recognition) -> str:
    """Write a table of 80 columns: each line with its reason, the totals, and whose policy it is.

    No text in it can do anything to a terminal.
    """
    return "\n".join(spaced(line).rstrip() for line in _table(recognition))


def _table(found: Recognition) -> Iterator[str]:
    yield f"{transcript.TITLE}: {found.program.say(found.program.name, found.language)}"
    yield ""
    rows = transcript.rows(found)
    number = len(str(len(rows)))
    rest = _WIDTH - number - 1 - _BADGE - 3 * GAP
    widths = (number, 1, _BADGE, rest)
    for row in rows:
        told = [(row.number, row.sign, row.title, row.gives or row.outcome)]
        told += [("", "", row.source, f"{row.why} [{row.rule}]" if row.rule else row.why)]
        for pieces in (pieces for texts in told for pieces in columns(texts, widths)):
            yield "".join(pieces)
        yield ""
    for total in transcript.totals(found) or [transcript.NO_TOTAL]:
        yield from wrapped(f"Together: {total}", _WIDTH)
    yield ""
    for sentence in found.foot:
        yield from wrapped(sentence, _WIDTH)
