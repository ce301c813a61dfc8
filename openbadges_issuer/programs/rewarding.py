"""What is gained for what was earned: the rewards of the program, then those of the school."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from openbadges_issuer.phrases import Phrase
from openbadges_issuer.programs import saying
from openbadges_issuer.programs.earned import Achieved, Earned
from openbadges_issuer.programs.facts import CaseFacts, MoveMade, Request
from openbadges_issuer.programs.model.rewards import (
    Every,
    GivesDecided,
    GivesPosition,
    GivesRole,
    GivesText,
    GivesValue,
    Reward,
    Unit,
    WhenCounted,
    WhenIssued,
)
from openbadges_issuer.programs.model.workflows import AmountRecord
from openbadges_issuer.programs.weighing import Standing
from openbadges_issuer.programs.wording import Wording, plain


class Gain(NamedTuple):
    """One reward for one badge.

    Attributes:
        reward: its key under `rewards`, or under the `rewards` of the school.
        path: where it stands in the file.
        standing: counted or pending.
        why: one sentence.
        words: what is given, where it is no amount: a position, a role, a text.
        amount: how much; None where it is no amount, or not known.
        unit: key of its unit.
        lasts: how long it stays.
        provisional: the amount is not decided yet.
    """

    reward: str
    path: str
    standing: Standing
    why: Phrase
    words: str = ""
    amount: Decimal | None = None
    unit: str | None = None
    lasts: str | None = None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Gains:
    """What is gained, and why other things are not, by the badge: the key of what is achieved."""

    gains: Mapping[str, list[Gain]] = field(default_factory=lambda: defaultdict(list))
    remarks: Mapping[str, list[Phrase]] = field(default_factory=lambda: defaultdict(list))


class _Given(NamedTuple):
    """What a reward gives, before anybody asked for it."""

    what: Phrase
    words: str = ""
    amount: Decimal | None = None
    unit: str | None = None
    provisional: bool = False


class _Award(NamedTuple):
    """What one reward is for: a badge, or a group of them that the last one completes."""

    members: tuple[Achieved, ...]

    @property
    def last(self) -> Achieved:
        return self.members[-1]


def gains(earned: Earned, on: date, titles: Mapping[str, str], wording: Wording) -> Gains:
    """Tell what is gained for what was earned.

    Args:
        earned: with the stacks that it completes, in order.
        on: the day for which it is asked.
        titles: of what is achieved, by its key.
        wording: for the texts of the program.
    """
    found = Gains()
    for key, (path, reward) in earned.program.rewards_at(earned.facts.school).items():
        _Rewarding(earned, on, titles, wording, found, path, key, reward).run()
    return found


@dataclass(slots=True)
class _Rewarding:
    """One reward, for one person."""

    earned: Earned
    on: date
    titles: Mapping[str, str]
    wording: Wording
    found: Gains
    path: str
    key: str
    reward: Reward

    def run(self) -> None:
        awards = self._awards([one for one in self._that_count() if self._is_approved(one)])
        if self.reward.per == "person":
            self._once(awards)
            return
        for award in awards:
            self._award(award, self._request(award))

    def _once(self, awards: list[_Award]) -> None:
        """Give it for the first that gives something, whichever it was asked for."""
        request = _latest(self._request(award) for award in awards)
        first: _Award | None = None
        for award in awards:
            gives = not isinstance(self._given(award), Phrase)
            if first is not None and gives:
                title = self.titles[first.last.key]
                self._remark(award.last, saying.once_a_person(self._label, title))
                continue
            self._award(award, request)
            first = award if gives else first

    # for what

    def _that_count(self) -> list[Achieved]:
        when = self.reward.when
        if isinstance(when, WhenCounted):
            return self._of(when.count.of)
        if isinstance(when, WhenIssued):
            return [one for one in self._of(when.issued) if one.is_own]
        return self._of(when.earned)

    def _of(self, refs: Iterable[str]) -> list[Achieved]:
        covers = self.earned.program.covers
        return [
            one
            for one in self.earned.achieved.values()
            if any(covers(ref, one.ref) for ref in refs)
        ]

    def _is_approved(self, one: Achieved) -> bool:
        needed = self.reward.needs_move
        if needed is None or any(made.move == needed for made in self._before_award(one)):
            return True
        self._remark(one, saying.not_approved(self._label, plain(needed)))
        return False

    def _awards(self, counting: list[Achieved]) -> list[_Award]:
        if not isinstance(self.reward.when, WhenCounted):
            return [_Award((one,)) for one in counting]
        groups: list[_Award] = []
        group: list[Achieved] = []
        for one in counting:
            group.append(one)
            if len(group) < self.reward.when.count.every:
                continue
            if self._is_in_force(one.day):
                groups.append(_Award(tuple(group)))
                group = []
            else:  # the next one may complete it on a better day
                self._remark(group.pop(0), saying.no_value(self._label, one.day))
        self._say_what_is_needed(self.reward.when.count, group)
        for each in groups:
            for one in each.members[:-1]:
                self._remark(one, saying.counts_with(self._label, self.titles[each.last.key]))
        return groups

    def _is_in_force(self, day: date) -> bool:
        gives = self.reward.gives
        return not isinstance(gives, GivesValue) or gives.on(day) is not None

    def _say_what_is_needed(self, count: Every, group: list[Achieved]) -> None:
        """Tell of what is left over how many more it takes, if that would give anything."""
        gives, program = self.reward.gives, self.earned.program
        is_open = any(program.achievement(ref).template for ref in count.of)
        listed = {exact for ref in count.of for exact in program.resolve(ref)}
        for one in group:
            if isinstance(gives, GivesValue) and gives.is_over(one.day):
                self._remark(one, saying.no_value(self._label, one.day))
                continue
            missing, total = count.every - len(group), None if is_open else len(listed)
            self._remark(one, saying.more_needed(missing, total, self._label))

    # what

    def _award(self, award: _Award, request: Request) -> None:
        given = self._given(award)
        if isinstance(given, Phrase):
            self._remark(award.last, given)
            return
        standing, why = self._asked(given, request)
        if self.reward.cap:
            why = saying.with_limit(why, self.wording.label(self.reward.cap))
        self.found.gains[award.last.key].append(
            Gain(
                self.key,
                self.path,
                standing,
                why,
                given.words,
                given.amount,
                given.unit,
                self.reward.lasts,
                given.provisional,
            )
        )

    def _asked(self, given: _Given, request: Request) -> tuple[Standing, Phrase]:
        """Tell whether somebody has to ask for it, or to grant it."""
        if given.unit is not None and given.amount is None:
            return Standing.PENDING, given.what
        asks = self.reward.on_request_of
        if asks is None or request.is_granted(self.on):
            return Standing.COUNTED, given.what
        if request.asked is not None and request.is_asked(self.on):
            return Standing.PENDING, saying.requested(given.what, request.asked)
        return Standing.PENDING, saying.may_be_requested(given.what, self.wording.role(asks))

    def _given(self, award: _Award) -> _Given | Phrase:
        """Tell what is given; or why it is nothing."""
        match self.reward.gives:
            case GivesValue() as gives:
                return self._value(gives, award)
            case GivesDecided(decided_in=place):
                return self._decided(place, award.last)
            case GivesPosition(position=text) | GivesText(text=text):
                return self._words(self.wording.label(text), award.last)
            case GivesRole(role=role):
                return self._words(self.wording.role(role), award.last)

    def _words(self, words: str, one: Achieved) -> _Given:
        return _Given(saying.gives_words(words, self.titles[one.key], one.day), words)

    def _value(self, gives: GivesValue, award: _Award) -> _Given | Phrase:
        day = max(one.day for one in award.members)
        value = gives.on(day)
        if value is None:
            return saying.no_value(self._label, day)
        unit = self.wording.label(self.earned.program.units[gives.unit].label)
        titles = [self.titles[one.key] for one in award.members]
        why = saying.gives_value(value, unit, titles, day)
        return _Given(why, "", value.amount, gives.unit, value.provisional)

    def _decided(self, place: str, one: Achieved) -> _Given | Phrase:
        """Take the amount that was last recorded before the award, if it may be so much."""
        record = self.earned.program.amount_record(one.ref, place)
        move, _, name = place.partition(".")
        made = [made for made in self._before_award(one) if made.move == move]
        if record is None or not made:
            return saying.nothing_decided(self._label, plain(move))
        amount = made[-1].amounts.get(name)
        unit = self.earned.program.units[record.unit]
        if amount is None or not _may_be(amount, record, unit):
            bounds = self.wording.bounds(record)
            return _Given(saying.amount_unknown(self._label, plain(move), bounds), unit=record.unit)
        why = saying.gives_decided(
            amount, self.wording.label(unit.label), self.titles[one.key], one.day, plain(move)
        )
        return _Given(why, "", amount, record.unit)

    # the case

    def _case(self, one: Achieved) -> CaseFacts:
        return self.earned.facts.case(one.key)

    def _before_award(self, one: Achieved) -> Iterator[MoveMade]:
        """Give the moves of the case before the one that awards, up to the day of the award."""
        workflow = self.earned.program.workflow_of(one.ref)
        for made in self._case(one).moves:
            if workflow and made.move in workflow.moves and workflow.answer_of(made.move) == "met":
                return
            if made.on is None or made.on <= one.day:
                yield made

    def _request(self, award: _Award) -> Request:
        cases = [self._case(one) for one in award.members]
        return _latest(case.requests[self.key] for case in cases if self.key in case.requests)

    # saying

    @property
    def _label(self) -> str:
        return self.wording.label(self.reward.label)

    def _remark(self, one: Achieved, why: Phrase) -> None:
        self.found.remarks[one.key].append(why)


def _latest(requests: Iterable[Request]) -> Request:
    """Put requests for one thing together: the first day of each step counts."""
    found = list(requests)
    asked = [one.asked for one in found if one.asked]
    granted = [one.granted for one in found if one.granted]
    return Request(asked=min(asked, default=None), granted=min(granted, default=None))


def _may_be(amount: Decimal, record: AmountRecord, unit: Unit) -> bool:
    """Tell whether an amount is in the bounds and steps of its record."""
    least = record.min or Decimal(0)
    if amount < least or (record.max is not None and amount > record.max):
        return False
    step = record.step or Decimal(1).scaleb(-unit.decimals)
    return (amount - least) % step == 0
