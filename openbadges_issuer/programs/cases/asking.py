"""May this actor do this now? The answer is the events to append, or a refusal.

Pure: the same state, act, actor and time give the same answer. Append the events only if the log
still ends where the state does, so that of two who act at once one asks again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from openbadges_issuer.errors import SettingsError
from openbadges_issuer.programs.cases import deciding, handing_in, moving
from openbadges_issuer.programs.cases.deciding import TakeIn
from openbadges_issuer.programs.cases.happenings import (
    Approved,
    Corrected,
    Extended,
    Granted,
    Issued,
    PartAdded,
    PartReplaced,
    PartWithdrawn,
    Reassigned,
    Reinstated,
    Requested,
    Revoked,
    Suspended,
)
from openbadges_issuer.programs.cases.moving import Move
from openbadges_issuer.programs.cases.question import Actor, Allowed, Question, check_moment
from openbadges_issuer.programs.cases.refusals import Refusal
from openbadges_issuer.programs.cases.state import State
from openbadges_issuer.programs.cases.steps import Steps
from openbadges_issuer.programs.earned import Earned
from openbadges_issuer.programs.program import Program
from openbadges_issuer.programs.weighing import Lists

Act = (
    Move
    | TakeIn
    | PartAdded
    | PartReplaced
    | PartWithdrawn
    | Approved
    | Extended
    | Reassigned
    | Requested
    | Granted
    | Issued
    | Revoked
    | Suspended
    | Reinstated
    | Corrected
)


def ask(
    program: Program,
    state: State,
    act: Act,
    *,
    actor: Actor,
    at: datetime,
    earned: Earned | None = None,
    lists: Lists | None = None,
    language: str | None = None,
) -> Allowed | Refusal:
    """Tell whether somebody may do something in a case.

    Args:
        program: the revision under which the case was opened.
        state: where the case stands.
        act: what they want to do.
        actor: who. For what the program gives to no role (to reassign, grant, issue, revoke,
            suspend, reinstate, correct), whether they may is for the host to know.
        at: when, with offset.
        earned: what the applicant has earned by that day; None for nothing.
        lists: the host's trust lists, for badges of others.
        language: of labels in sentences; None for the program's first.

    Raises:
        SettingsError: `at` has no offset, `act` is none, or the program is another revision.
    """
    check_moment(at)
    if (program.id, program.revision) != (state.program, state.revision):
        raise SettingsError(
            f"this case goes by revision {state.revision} of the program {state.program}"
        )
    question = Question(
        steps=Steps.of(program, state.achievement),
        state=state,
        actor=actor,
        at=at,
        earned=earned or Earned(program, {}),
        lists=lists or {},
        language=language,
    )
    answer = _ANSWERS.get(type(act))
    if answer is None:
        raise SettingsError(f"a {type(act).__name__} is nothing to do in a case")
    return answer(question, act)


_ANSWERS: dict[type, Callable[[Question, Any], Allowed | Refusal]] = {
    Move: moving.answer,
    PartAdded: handing_in.answer,
    PartReplaced: handing_in.answer,
    PartWithdrawn: handing_in.answer,
    TakeIn: deciding.take_in,
    Approved: deciding.approve,
    Extended: deciding.extend,
    Reassigned: deciding.reassign,
    Requested: deciding.request,
    Granted: deciding.grant,
    Issued: deciding.issue,
    Revoked: deciding.change_status,
    Suspended: deciding.change_status,
    Reinstated: deciding.change_status,
    Corrected: deciding.correct,
}
