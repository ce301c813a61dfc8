"""The beginning of a case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from openbadges_issuer.phrases import Phrase
from openbadges_issuer.programs.cases import refusals
from openbadges_issuer.programs.cases.events import next_event
from openbadges_issuer.programs.cases.happenings import Opened
from openbadges_issuer.programs.cases.offers import not_offered
from openbadges_issuer.programs.cases.question import Actor, Allowed, check_moment
from openbadges_issuer.programs.cases.refusals import Refusal, first_of
from openbadges_issuer.programs.cases.steps import Steps
from openbadges_issuer.programs.conditions import evaluate, may_act
from openbadges_issuer.programs.earned import Earned
from openbadges_issuer.programs.program import Program
from openbadges_issuer.programs.wording import Wording, listed


def begin(
    program: Program,
    case: str,
    achievement: str,
    *,
    actor: Actor,
    at: datetime,
    group: str | None = None,
    language: str | None = None,
) -> Allowed | Refusal:
    """Tell whether somebody may begin a case, as its applicant, at their school.

    Args:
        program: its revision in force; the case goes by it to its end.
        case: id of the new case.
        achievement: an exact ref, such as ``culture.2`` or ``mc.feedback``.
        actor: the applicant.
        at: when, with offset.
        group: name of the group that learns together.
        language: of labels in sentences; None for the program's first.

    Raises:
        SettingsError: `at` has no offset.
    """
    check_moment(at)
    known = program.has(achievement)
    if not known or program.workflow_of(achievement) is None:
        return refusals.no_cases()
    roles = Steps.of(program, achievement).applicant_roles()
    held = next((role for role in roles if role in actor.roles), None)
    wording = Wording(program, language)

    def against() -> Iterator[Refusal | None]:
        entry, earned = program.achievement(achievement), actor.earned or Earned(program, {})
        if not program.is_open_on(program.local_day(at)):
            yield refusals.not_open(program.since, program.until)
        if roles and not held:
            yield refusals.not_your_role(listed([wording.role(role) for role in roles], "or"))
        if held:
            able = may_act(program.roles[held], earned, this=achievement, language=language)
            yield None if able.holds else refusals.not_certified(able)
        if group is not None and not entry.group_work:
            yield refusals.invalid("group", Phrase("must be left out: this is done alone"))
        ready = evaluate(entry.start_when, earned, this=achievement, language=language)
        yield None if ready.holds else refusals.condition_not_met(ready)
        yield not_offered(program, achievement, actor.school, language)

    if refusal := first_of(against()):
        return refusal
    opened = Opened(
        program=program.id,
        revision=program.revision,
        achievement=achievement,
        school=actor.school,
        group=group,
    )
    return Allowed((next_event(None, case, at, actor.id, held, opened),))
