"""What a person's badges are worth in a district: every line explained.

It is policy of one district, and no document: nothing in it can be written into a badge.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from openbadges_issuer.phrases import Phrase
from openbadges_issuer.programs.program import Program
from openbadges_issuer.programs.saying import amount_written
from openbadges_issuer.programs.weighing import Standing
from openbadges_issuer.report import Verdict

FORMAT = "open-badges-recognition/1"
LASTS = ("once", "while_employed", "permanent")
NOTHING_SAID = Phrase.of("")


class Line(NamedTuple):
    """One badge, or one badge and one reward.

    Attributes:
        n: number of the line, from 1.
        badge: SHA-256 of what was signed; empty for a stack that has no badge yet, and for a badge
            of which nothing can be shown.
        title: the signed name of the achievement; of a stack without a badge that of the file.
        issuer: the proved issuer; None when its key was not confirmed.
        earned: day in the program's time zone; None when it is not known.
        verdict: of the verifier; None for a stack that has no badge yet.
        outcome: whether it counts.
        counts_as: an exact ref, or the key of a template; None where no rule applies.
        reward: key of the reward; None for a badge without one.
        amount: how much; None where the reward is no amount, or not known yet.
        unit: key of its unit.
        lasts: how long it stays: `once`, `while_employed`, `permanent`.
        provisional: the amount is not decided yet.
        gives: what is given, where it is no amount.
        rule: its place in the file, such as ``lake-county.yaml:97: rewards.hours``.
        why: one sentence.
    """

    n: int
    badge: str
    title: str
    issuer: str | None
    earned: date | None
    verdict: Verdict | None
    outcome: Standing
    counts_as: str | None
    reward: str | None = None
    amount: Decimal | None = None
    unit: str | None = None
    lasts: str | None = None
    provisional: bool = False
    gives: str = ""
    rule: str | None = None
    why: Phrase = NOTHING_SAID

    def to_json(self) -> dict[str, Any]:
        """Write it as JSON members; an amount is text, exact."""
        return {
            **self._asdict(),
            "earned": self.earned and self.earned.isoformat(),
            "verdict": self.verdict and self.verdict.value,
            "outcome": self.outcome.value,
            "amount": None if self.amount is None else amount_written(self.amount),
            "why": str(self.why),
        }


class Total(NamedTuple):
    """What the counted lines give of one unit, for one time.

    Attributes:
        unit: key of the unit.
        label: of the unit.
        lasts: how long it stays.
        amount: the sum; of percentages, which are not added, each stands for itself.
        provisional: a part of it is not decided yet.
    """

    unit: str
    label: str
    lasts: str | None
    amount: Decimal
    provisional: bool

    def to_json(self) -> dict[str, Any]:
        """Write it as JSON members; the amount is text, exact."""
        return {**self._asdict(), "amount": amount_written(self.amount)}


@dataclass(frozen=True, slots=True)
class Recognition:
    """What the badges of one person are worth under one program on one day.

    Attributes:
        program: of the receiving district.
        on: the day.
        lines: for each badge and reward, in order of the day earned.
        totals: by unit and by how long it stays, in the order of the file.
        language: of the texts of the program; None for its first.
    """

    program: Program = field(repr=False)
    on: date
    lines: tuple[Line, ...]
    totals: tuple[Total, ...]
    language: str | None = None

    def total(self, unit: str, lasts: str | None = None) -> Decimal:
        """Return the counted amount of a unit; 0 when there is none.

        Args:
            unit: key of the unit.
            lasts: only what stays so long; None for all.
        """
        amounts = [one.amount for one in self.totals if one.unit == unit]
        if lasts is not None:
            amounts = [one.amount for one in self.totals if (one.unit, one.lasts) == (unit, lasts)]
        return sum(amounts, Decimal(0))

    @property
    def foot(self) -> tuple[Phrase, ...]:
        """What stands below: by which file and for which day, and whose policy it is."""
        program = self.program
        return (
            Phrase(
                "{file}, revision {revision}, on {day}.",
                file=program.source.name,
                revision=str(program.revision),
                day=self.on.isoformat(),
            ),
            Phrase(
                "This is the policy of {district} ({issuer}). Another district may count "
                "differently. It is not a promise of pay.",
                district=program.say(program.name, self.language),
                issuer=program.issuer,
            ),
        )

    def to_json(self) -> dict[str, Any]:
        """Write it as JSON members. Names and codes are stable; sentences are not."""
        program = self.program
        return {
            "format": FORMAT,
            "program": {
                "id": program.id,
                "name": program.say(program.name, self.language),
                "revision": program.revision,
                "issuer": program.issuer,
                "file": program.source.name,
                "sha256": program.digest,
            },
            "on": self.on.isoformat(),
            "lines": [line.to_json() for line in self.lines],
            "totals": [total.to_json() for total in self.totals],
            "foot": list(map(str, self.foot)),
        }
