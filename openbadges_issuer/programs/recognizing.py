"""Worth here: the receiving district's program file, applied to the verified badges of one person.

    recognition = recognize(program, reports, facts, on)

Pure and deterministic: the same input gives the same bytes, in whatever order the badges come.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from openbadges_issuer.phrases import Phrase
from openbadges_issuer.programs import saying
from openbadges_issuer.programs.earned import Achieved, Earned, achieved_of
from openbadges_issuer.programs.facts import Facts
from openbadges_issuer.programs.held import HeldBadge
from openbadges_issuer.programs.program import Program
from openbadges_issuer.programs.recognition import (
    LASTS,
    NOTHING_SAID,
    Line,
    Recognition,
    Total,
)
from openbadges_issuer.programs.references import head
from openbadges_issuer.programs.rewarding import Gains, gains
from openbadges_issuer.programs.stacks import completed
from openbadges_issuer.programs.weighing import Lists, Place, Standing, Weighed, weigh
from openbadges_issuer.programs.wording import Wording
from openbadges_issuer.report import Report
from openbadges_issuer.verifying.trust import TrustedIssuer, TrustList, TrustLists, domain_of


def recognize(
    program: Program,
    badges: Iterable[Report],
    facts: Facts,
    on: date,
    *,
    lists: Lists | None = None,
    language: str | None = None,
) -> Recognition:
    """Tell what the badges of one person are worth in a district.

    Args:
        program: of the receiving district.
        badges: a report for each badge, of a verifier that knows whom `trust_of` names and was
            asked for the recipient. A record or a presentation stands for the badges in it.
        facts: what no badge holds.
        on: the day for which it is asked.
        lists: the host's trust lists by their names; one that cannot be read is left out.
        language: of the texts of the program; None for its first.

    Raises:
        TypeError: one of the badges is not a report of the verifier.
    """
    weighed = weigh(program, badges, on, lists)
    earned = Earned(program, achieved_of(weighed), facts)
    stacks = completed(earned)
    wording = Wording(program, language)
    titles = {stack.key: wording.ref(stack.ref) for stack in stacks} | {
        one.place.key: one.badge.title or wording.ref(one.place.ref)
        for one in weighed
        if one.place is not None and one.standing is Standing.COUNTED
    }
    found = gains(earned.with_more(stacks), on, titles, wording)
    lines = _Writing(program, wording, titles, found).lines(weighed, stacks)
    return Recognition(program, on, lines, tuple(_totals(program, lines, wording)), language)


def trust_of(program: Program, lists: Lists | None = None) -> TrustLists:
    """Name the issuers that a program file makes known: its own, and those of its `accepts`.

    A list that it names and that is not given counts as one that could not be read, so that a badge
    which may need it is undecided and not refused.
    """
    entries = program.accepts.values()
    known = [program.issuer, *(issuer for entry in entries for issuer in entry.issuers)]
    named = dict.fromkeys(name for entry in entries for name in entry.trust_lists)
    own = TrustList(
        {issuer: TrustedIssuer(issuer, domain_of(issuer) or issuer) for issuer in known},
        name=program.say(program.name),
    )
    unread = {name: TrustList(name=name, max_age=timedelta(0)) for name in named}
    given = {**unread, **(lists or {})}
    return TrustLists((own, *(given[name] for name in named)))


@dataclass(frozen=True, slots=True)
class _Writing:
    """Writes the lines: those of a badge stand together."""

    program: Program
    wording: Wording
    titles: Mapping[str, str]
    found: Gains

    def lines(self, weighed: list[Weighed], stacks: list[Achieved]) -> tuple[Line, ...]:
        """Write them; a stack without a badge comes after the badges of its day."""
        dated: list[tuple[date, Weighed | Achieved]] = [
            *((one.day or date.max, one) for one in weighed),
            *((stack.day, stack) for stack in stacks),
        ]
        written: list[Line] = []
        number: dict[HeldBadge, int] = {}
        same: dict[int, HeldBadge] = {}
        for _, one in sorted(dated, key=lambda each: each[0]):
            if isinstance(one, Weighed):
                number[one.badge] = len(written) + 1
                if one.same_as is not None:
                    same[len(written)] = one.same_as
                written += self._of_badge(one)
            else:
                written += self._of_stack(one)
        for place, badge in same.items():
            written[place] = written[place]._replace(why=saying.same_as(number[badge]))
        return tuple(line._replace(n=n) for n, line in enumerate(written, 1))

    def _of_badge(self, one: Weighed) -> list[Line]:
        place = one.place
        line = Line(
            0,
            one.badge.digest,
            one.badge.title,
            one.badge.issuer_id,
            one.day,
            one.badge.verdict,
            one.standing,
            place.ref if place else None,
            rule=self._rule_of(place) if place else None,
            why=one.why or NOTHING_SAID,
        )
        if one.standing is not Standing.COUNTED or place is None or one.day is None:
            return [line]
        if not place.counts:
            why = saying.evidence_of_learning(self.wording.ref(place.ref))
            return [line._replace(why=why)]
        why = saying.counts_as(self.wording.ref(place.ref), one.day)
        return self._rewarded(line, place.key, why)

    def _of_stack(self, stack: Achieved) -> list[Line]:
        title = self.titles[stack.key]
        line = Line(
            0,
            "",
            title,
            self.program.issuer,
            stack.day,
            None,
            Standing.COUNTED,
            stack.ref,
            rule=self._rule(f"achievements.{head(stack.ref)}"),
        )
        return self._rewarded(line, stack.key, saying.stack_complete(title, stack.day))

    def _rewarded(self, line: Line, key: str, otherwise: Phrase) -> list[Line]:
        """Write a line for each reward; without one, why not, or what it counts as."""
        gained = self.found.gains.get(key)
        if not gained:
            remarks = self.found.remarks.get(key)
            return [line._replace(why=saying.all_of(remarks) if remarks else otherwise)]
        return [
            line._replace(
                outcome=gain.standing,
                reward=gain.reward,
                amount=gain.amount,
                unit=gain.unit,
                lasts=gain.lasts,
                provisional=gain.provisional,
                gives=gain.words,
                rule=self._rule(gain.path),
                why=gain.why,
            )
            for gain in gained
        ]

    def _rule_of(self, place: Place) -> str:
        if place.accepts is not None:
            return self._rule(f"accepts.{place.accepts}")
        return self._rule(f"achievements.{head(place.ref)}")

    def _rule(self, path: str) -> str:
        return f"{self.program.place(path)}: {path}"


def _totals(program: Program, lines: Iterable[Line], wording: Wording) -> Iterator[Total]:
    """Add up what counts, by unit and by how long it stays; percentages are listed."""
    counted = [
        line for line in lines if line.outcome is Standing.COUNTED and line.amount is not None
    ]
    for key, unit in program.units.items():
        for lasts in (*LASTS, None):
            found = [line for line in counted if (line.unit, line.lasts) == (key, lasts)]
            sums = [[line] for line in found] if unit.kind == "percent" else [found]
            for several in filter(None, sums):
                yield Total(
                    key,
                    wording.label(unit.label),
                    lasts,
                    sum((line.amount or Decimal(0) for line in several), Decimal(0)),
                    any(line.provisional for line in several),
                )
