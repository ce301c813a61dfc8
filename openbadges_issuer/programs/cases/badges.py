"""Badges of others, taken into a case: verified ones, as the program's `accepts` says."""

from __future__ import annotations

from openbadges_issuer.programs.cases import refusals
from openbadges_issuer.programs.cases.happenings import BadgeTakenIn
from openbadges_issuer.programs.cases.question import Question
from openbadges_issuer.programs.cases.refusals import Refusal
from openbadges_issuer.programs.weighing import Standing, weigh
from openbadges_issuer.report import Report


def taken_in(
    question: Question, badge: Report | None, accepts: str | None = None
) -> tuple[BadgeTakenIn | None, Refusal | None]:
    """Take a badge in, by one entry of `accepts` or by any; else tell that it is not accepted.

    Args:
        question: in which case, and on which day.
        badge: the verifier's report of it.
        accepts: the entry of a move, which takes in only what stands for the case's achievement.
    """
    program, state = question.program, question.state
    given = [] if badge is None else [badge]
    weighed = weigh(program, given, question.day, question.lists)
    for one in weighed:
        place = one.place
        if one.standing is not Standing.COUNTED or place is None or place.accepts is None:
            continue
        if accepts is not None and place.accepts != accepts:
            continue
        if accepts is not None and not program.covers(place.ref, state.achievement):
            continue
        taken = BadgeTakenIn(
            credential=one.badge.digest,
            issuer=one.badge.issuer_id or "",
            achievement=one.badge.achievement_id or "",
            verdict="valid",
            accepts=place.accepts,
        )
        return taken, None
    return None, refusals.not_accepted()
