"""What a recognition shows to people, for the terminal and for paper: the same words in both."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from openbadges_issuer.phrases import Phrase
from openbadges_issuer.programs.recognition import Line, Recognition, Total
from openbadges_issuer.programs.saying import amount_written
from openbadges_issuer.programs.weighing import Standing
from openbadges_issuer.verifying.trust import domain_of

TITLE = Phrase("What these badges are worth here")
NOTHING_SHOWN = Phrase("A badge of which nothing can be shown")
NO_TOTAL = Phrase("No amounts.")
OUTCOMES = {
    Standing.COUNTED: ("✔", Phrase("Counted")),
    Standing.PENDING: ("?", Phrase("Pending")),
    Standing.NOT_COUNTED: ("–", Phrase("Not counted")),
}
_LASTS = {
    "once": Phrase("once"),
    "while_employed": Phrase("while employed here"),
    "permanent": Phrase("permanent"),
}
_NOT_ISSUED = Phrase("no badge yet")


class Row(NamedTuple):
    """One line, in words.

    Attributes:
        number: of the line.
        sign: tells the outcomes apart without color.
        outcome: in a word.
        title: of the badge.
        source: when it was earned, and who issued it.
        gives: what it gives; empty where it gives nothing.
        why: one sentence.
        rule: place in the file; empty where there is none.
    """

    number: str
    sign: str
    outcome: Phrase
    title: str
    source: str
    gives: str
    why: Phrase
    rule: str


def rows(recognition: Recognition) -> list[Row]:
    """Put each line into words."""
    return [_row(recognition, line) for line in recognition.lines]


def totals(recognition: Recognition) -> list[Phrase]:
    """Put each total into words."""
    return [_amount(total.amount, total.label, total) for total in recognition.totals]


def _row(recognition: Recognition, line: Line) -> Row:
    sign, outcome = OUTCOMES[line.outcome]
    issuer = (domain_of(line.issuer) or line.issuer) if line.issuer else ""
    day = line.earned.isoformat() if line.earned else ""
    source = [day, issuer] if line.verdict else [day, _NOT_ISSUED]
    gives: str = line.gives
    if line.unit and line.amount is not None:
        label = recognition.program.units[line.unit].label
        unit = recognition.program.say(label, recognition.language)
        gives = _amount(line.amount, unit, line)
    return Row(
        str(line.n),
        sign,
        outcome,
        line.title or NOTHING_SHOWN,
        ", ".join(filter(None, source)),
        gives,
        line.why,
        line.rule or "",
    )


def _amount(amount: Decimal, unit: str, of: Line | Total) -> Phrase:
    said = Phrase("{amount} {unit}", amount=amount_written(amount), unit=unit)
    if of.lasts:
        said = Phrase("{amount}, {lasts}", amount=said, lasts=_LASTS[of.lasts])
    return Phrase("{amount} (provisional)", amount=said) if of.provisional else said
