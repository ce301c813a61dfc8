"""What is asked: by whom, when, of which case; and who may act in it."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from datetime import date, datetime

from openbadges_issuer.errors import SettingsError
from openbadges_issuer.programs.cases import refusals
from openbadges_issuer.programs.cases.events import Event, Read, next_event
from openbadges_issuer.programs.cases.happenings import Happening
from openbadges_issuer.programs.cases.refusals import Refusal
from openbadges_issuer.programs.cases.reviewing import exclusion, is_applicants
from openbadges_issuer.programs.cases.state import State
from openbadges_issuer.programs.cases.steps import Steps
from openbadges_issuer.programs.conditions import may_act
from openbadges_issuer.programs.earned import Earned
from openbadges_issuer.programs.program import Program
from openbadges_issuer.programs.weighing import Lists


@dataclass(frozen=True, slots=True)
class Actor:
    """Who wants to do something.

    Attributes:
        id: the person; opaque, never a name.
        roles: held now: keys of the program's `roles`.
        school: the person's school.
        earned: what the person has earned by the day, for roles that need something; None for
            nothing.
    """

    id: str
    roles: Set[str] = frozenset()
    school: str | None = None
    earned: Earned | None = None

    def __post_init__(self) -> None:
        """Keep the roles as they are now."""
        object.__setattr__(self, "roles", frozenset(self.roles))


@dataclass(frozen=True, slots=True)
class Allowed:
    """A yes.

    Attributes:
        events: to be appended to the log, in one transaction.
        notice: with a vote after which more are needed: how many there are.
    """

    events: tuple[Event, ...]
    notice: Refusal | None = None


def check_moment(at: datetime) -> None:
    """Refuse a time that means another moment on another machine.

    Raises:
        SettingsError: it has no offset.
    """
    if at.utcoffset() is None:
        raise SettingsError("a time without a time zone was given; give it one, such as UTC")


@dataclass(frozen=True, slots=True)
class Question:
    """An act in a case, and what its answer depends on.

    Attributes:
        steps: of the case's achievement.
        state: of the case.
        actor: who wants to act.
        at: when, with offset.
        earned: what the applicant has earned by the day.
        lists: the host's trust lists.
        language: of labels in sentences; None for the program's first.
    """

    steps: Steps
    state: State
    actor: Actor
    at: datetime
    earned: Earned
    lists: Lists
    language: str | None = None

    @property
    def program(self) -> Program:
        """The program."""
        return self.steps.program

    @property
    def day(self) -> date:
        """The day, where the program is."""
        return self.program.local_day(self.at)

    def say_role(self, role: str) -> str:
        """Name a role."""
        return self.program.say(self.program.roles[role].label, self.language)

    def wrong_state(self) -> Refusal:
        """Tell where the case is instead."""
        state = self.steps.workflow.states[self.state.name]
        return refusals.wrong_state(self.program.say(state.label, self.language))

    def applicants(self) -> Earned:
        """Give what the applicant has earned, with the choices that were approved in the case."""
        facts, chosen = self.earned.facts, self.steps.chosen(self.state)
        facts = facts.model_copy(update={"chosen": {**facts.chosen, **chosen}})
        return replace(self.earned, facts=facts)

    def against(self, role: str, *, decides: bool = True) -> Iterator[Refusal | None]:
        """Look for what is against the actor in a role: it is not theirs, or not in this case."""
        yield self.lacks_role(role)
        yield self.is_excluded(role, decides=decides)
        yield self.lacks_certificate(role)

    def lacks_role(self, role: str) -> Refusal | None:
        """Refuse who does not hold a role, or for whom it is not in this case."""
        state, actor, entry = self.state, self.actor, self.program.roles[role]
        is_theirs = is_applicants(self.steps, state, role)
        if role not in actor.roles:
            return refusals.not_your_role(self.say_role(role))
        if is_theirs and actor.id != state.applicant:
            return refusals.not_the_applicant()
        if entry.same_school and (actor.school is None or actor.school != state.school):
            return refusals.not_your_role(self.say_role(role))
        taken_by = state.reviewers.get(role)
        if taken_by is not None and not entry.is_group and actor.id != taken_by:
            return refusals.taken_over()
        return None

    def is_excluded(self, role: str, *, decides: bool = True) -> Refusal | None:
        """Refuse who is too near to the case."""
        why = exclusion(self.steps, self.state, role, self.actor.id, decides=decides)
        return refusals.excluded(why) if why else None

    def lacks_certificate(self, role: str) -> Refusal | None:
        """Refuse who has not earned what the role needs."""
        earned = self.actor.earned or Earned(self.program, {})
        answer = may_act(
            self.program.roles[role], earned, this=self.state.achievement, language=self.language
        )
        return None if answer.holds else refusals.not_certified(answer)

    def allow(self, role: str | None, *happenings: Happening) -> Allowed:
        """Write what happens as the events that follow the last."""
        events: list[Event] = []
        last = self.state.last
        at = max(self.at, last.moment)  # two machines, whose clocks differ a little
        for what in happenings:
            event = next_event(last, self.state.case, at, self.actor.id, role, what)
            events.append(event)
            last = Read(event, at, what, event.digest)
        return Allowed(tuple(events))
