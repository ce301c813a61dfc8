"""Which badges of a person count under a program, and as what: the first steps of recognition.

A badge counts when it is valid, the person's own and earned by the day; when the district issued it
or an entry of `accepts` takes it in; and when no other badge stands for the same achievement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from openbadges_issuer.phrases import Phrase
from openbadges_issuer.programs import saying
from openbadges_issuer.programs.held import HeldBadge, held
from openbadges_issuer.programs.model.achievements import Accepts
from openbadges_issuer.programs.model.values import Duration
from openbadges_issuer.programs.program import Program
from openbadges_issuer.report import Outcome, Report, Verdict
from openbadges_issuer.verifying.trust import TrustList

_PENDING = (
    Verdict.STATUS_UNKNOWN,
    Verdict.RECIPIENT_UNKNOWN,
    Verdict.KEY_UNREACHABLE,
    Verdict.UNSUPPORTED,
)
_LAST = "~"
_OF_THE_ISSUER = ("issuer_known", "key_bound_to_issuer")

Lists = Mapping[str, TrustList]
"""The host's trust lists, by their names in program files; what cannot be read is left out."""


class Standing(StrEnum):
    """Whether something counts here."""

    COUNTED = "counted"
    PENDING = "pending"
    NOT_COUNTED = "not_counted"


class Place(NamedTuple):
    """What a badge stands for under a program.

    Attributes:
        ref: an exact ref, or the key of a template with no instance named.
        key: what makes it one achievement: the exact ref, or the achievement id of others.
        accepts: key of the entry that takes it in; None for the program's own badge.
        counts: whether it counts as earned; else it is evidence of learning.
    """

    ref: str
    key: str
    accepts: str | None = None
    counts: bool = True

    @property
    def rank(self) -> int:
        """Which of several stands: the program's own, then what counts, then evidence."""
        return 0 if self.accepts is None else 1 if self.counts else 2


class Weighed(NamedTuple):
    """A badge, and whether it counts.

    Attributes:
        badge: the badge.
        day: on which it was earned, in the program's time zone; None when it does not say.
        standing: whether it counts.
        why: one sentence; None when it counts, as there is more to say then.
        place: what it stands for; None where no rule was found or asked for.
        same_as: the badge that counts in its stead.
    """

    badge: HeldBadge
    day: date | None
    standing: Standing
    why: Phrase | None = None
    place: Place | None = None
    same_as: HeldBadge | None = None


def weigh(
    program: Program, reports: Iterable[Report], on: date, lists: Lists | None = None
) -> list[Weighed]:
    """Weigh the badges of one person, in order of the day, issuer, achievement and digest.

    Of several for one achievement one stands: by its rank, then by its day.

    Args:
        program: of the receiving district.
        reports: of a verifier that trusts as `trust_of` says.
        on: the day for which it is asked.
        lists: the host's trust lists.

    Raises:
        TypeError: one of the badges is not a report of the verifier.
    """
    readable = {name: each for name, each in (lists or {}).items() if each.counts(on)}
    weighing = _Weighing(program, on, readable)
    weighed = _ordered(map(weighing.weigh, held(reports)))
    first: dict[str, Weighed] = {}
    for one in weighed:
        if one.standing is Standing.COUNTED and one.place is not None:
            kept = first.setdefault(one.place.key, one)
            if kept.place is not None and one.place.rank < kept.place.rank:
                first[one.place.key] = one
    return [_unless_same(one, first) for one in weighed]


def _ordered(weighed: Iterable[Weighed]) -> list[Weighed]:
    """Order by what a line shows, so that the order of the input shows nowhere."""
    alike: defaultdict[tuple[str, ...], list[Weighed]] = defaultdict(list)
    for one in weighed:
        alike[_order(one)].append(one)
    return [one for order in sorted(alike) for one in _by_content(alike[order])]


def _order(one: Weighed) -> tuple[str, ...]:
    day, badge = one.day, one.badge
    return (
        day.isoformat() if day else _LAST,
        badge.issuer_id or _LAST,
        badge.achievement_id or _LAST,
    )


def _by_content(alike: list[Weighed]) -> list[Weighed]:
    if len(alike) == 1:  # as most are; a digest takes time
        return alike
    return sorted(alike, key=lambda one: (one.badge.digest, one.badge.verdict, one.why or ""))


@dataclass(frozen=True, slots=True)
class _Weighing:
    program: Program
    on: date
    lists: Lists

    def weigh(self, badge: HeldBadge) -> Weighed:
        day = badge.day(self.program)
        if stopped := self._at_the_gate(badge.report):
            return Weighed(badge, day, *stopped)
        if day is None or day > self.on:
            return Weighed(badge, day, Standing.NOT_COUNTED, saying.not_yet_earned(day, self.on))
        place, unread = self._place(badge, day)
        if unread:
            return Weighed(badge, day, Standing.PENDING, saying.list_not_read(unread))
        if place is None:
            return Weighed(badge, day, Standing.NOT_COUNTED, saying.NO_RULE)
        if place.accepts and (why := self._unmet(place.accepts, badge, day)):
            return Weighed(badge, day, Standing.NOT_COUNTED, why, place)
        return Weighed(badge, day, Standing.COUNTED, None, place)

    def _at_the_gate(self, report: Report) -> tuple[Standing, Phrase] | None:
        """Stop a badge that is not valid, or not known to be the person's own."""
        if report.verdict is not Verdict.VALID:
            if _is_pending(report):
                return Standing.PENDING, self._doubt(report)
            if report.verdict is Verdict.ISSUER_UNKNOWN:
                return Standing.NOT_COUNTED, saying.NO_RULE
            return Standing.NOT_COUNTED, saying.not_valid(report)
        if report.check("recipient").outcome is not Outcome.PASSED:
            return Standing.PENDING, saying.NOBODY_ASKED
        return None

    def _doubt(self, report: Report) -> Phrase:
        unread = filter(None, map(self._unread, self.program.accepts.values()))
        name = next(unread, None) if report.verdict is Verdict.ISSUER_UNKNOWN else None
        if name and report.check("key_bound_to_issuer").outcome is Outcome.PASSED:
            return saying.list_not_read(name)
        return saying.not_decided(self.program, report)

    def _place(self, badge: HeldBadge, day: date) -> tuple[Place | None, str | None]:
        """Find what a badge stands for; or the trust list without which that can't be told."""
        achievement_id = badge.achievement_id
        if achievement_id is None:
            return None, None
        program = self.program
        if badge.issuer_id == program.issuer and (exact := program.own_ref(achievement_id)):
            return Place(exact, exact), None
        for key, entry in program.accepts.items():
            ref = program.counted_as(key, achievement_id)
            if ref is None:
                continue
            if badge.issuer_id in entry.issuers or self._is_listed(entry, badge, day):
                one = ref if program.has(ref) else achievement_id
                return Place(ref, one, key, entry.effect == "counts"), None
            if unread := self._unread(entry):
                return None, unread
        return None, None

    def _is_listed(self, entry: Accepts, badge: HeldBadge, day: date) -> bool:
        readable = (self.lists[name] for name in entry.trust_lists if name in self.lists)
        found = (each.find(badge.issuer_id or "") for each in readable)
        return any(issuer is not None and issuer.covers(day) for issuer in found)

    def _unread(self, entry: Accepts) -> str | None:
        return next((name for name in entry.trust_lists if name not in self.lists), None)

    def _unmet(self, accepts: str, badge: HeldBadge, day: date) -> Phrase | None:
        """Say which demand of an entry a badge does not meet; None when it meets all."""
        entry = self.program.accepts[accepts]
        if entry.max_age is not None and _is_over(entry.max_age, day, self.on):
            return saying.too_old(entry.max_age)
        missing = [genre for genre in entry.genres if genre not in badge.genres]
        return saying.no_evidence(missing[0]) if missing else None


def _is_over(max_age: Duration, day: date, on: date) -> bool:
    try:
        return max_age.after(day) < on
    except (ValueError, OverflowError):  # beyond the last day of the calendar
        return False


def _is_pending(report: Report) -> bool:
    if report.verdict is Verdict.ISSUER_UNKNOWN:
        return any(report.check(id_).outcome is Outcome.UNDECIDED for id_ in _OF_THE_ISSUER)
    return report.verdict in _PENDING


def _unless_same(one: Weighed, first: Mapping[str, Weighed]) -> Weighed:
    if one.standing is not Standing.COUNTED or one.place is None:
        return one
    kept = first[one.place.key]
    if kept is one:
        return one
    return one._replace(standing=Standing.NOT_COUNTED, same_as=kept.badge)
