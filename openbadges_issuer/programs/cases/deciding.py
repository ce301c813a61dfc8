"""What else happens in a case: choices, deadlines, reviewers, rewards, and the badge itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from openbadges_issuer.phrases import Phrase
from openbadges_issuer.programs.cases import deadlines, refusals
from openbadges_issuer.programs.cases.badges import taken_in
from openbadges_issuer.programs.cases.happenings import (
    Approved,
    Corrected,
    Extended,
    Granted,
    Issued,
    Reassigned,
    Requested,
    Revoked,
)
from openbadges_issuer.programs.cases.question import Allowed, Question
from openbadges_issuer.programs.cases.refusals import Refusal, first_of
from openbadges_issuer.programs.cases.reviewing import exclusion
from openbadges_issuer.programs.cases.state import CHANGES
from openbadges_issuer.programs.model.workflows import AgreedDeadline
from openbadges_issuer.programs.wording import listed
from openbadges_issuer.report import Report


class TakeIn(NamedTuple):
    """Take in a badge of others, of which this is the verifier's report."""

    badge: Report


def take_in(question: Question, what: TakeIn) -> Allowed | Refusal:
    """Tell whether the applicant may take a badge in, as an artefact or because it counts."""
    if not question.state.is_applicants_turn:
        return question.wrong_state()
    if question.actor.id != question.state.applicant:
        return refusals.not_the_applicant()
    badge, unaccepted = taken_in(question, what.badge)
    role = question.state.applicant_role
    return question.allow(role, badge) if badge else unaccepted or refusals.not_accepted()


def approve(question: Question, what: Approved) -> Allowed | Refusal:
    """Tell whether a choice may be approved, by the role that its catalogue names."""
    if refusal := first_of(_against_approving(question, what)):
        return refusal
    quorum = question.program.roles[what.by].quorum or 1
    approvers = question.state.approvers(what.what, what.by) | {question.actor.id}
    allowed = question.allow(what.by, what)
    if len(approvers) < quorum:
        allowed = replace(allowed, notice=refusals.vote_counted(len(approvers), quorum))
    return allowed


def _against_approving(question: Question, what: Approved) -> Iterator[Refusal | None]:
    steps, state = question.steps, question.state
    if state.is_over:
        yield question.wrong_state()
    catalogues = question.program.catalogues.values()
    roles = dict.fromkeys(one.approval for one in catalogues if one.approval)
    if not roles:
        yield refusals.nobody()
    if what.by not in roles:
        yield refusals.not_your_role(listed([question.say_role(role) for role in roles], "or"))
    yield from question.against(what.by)
    known = {state.achievement, *(badge.credential for badge in state.taken_in)}
    known.update(name for part in state.pieces for name in steps.named(state.pieces, part))
    if what.what not in known:
        yield refusals.not_accepted()


def extend(question: Question, what: Extended) -> Allowed | Refusal:
    """Tell whether a deadline may be moved, for this case, by whom the file names."""
    program, state = question.program, question.state
    if state.is_over:
        return question.wrong_state()
    if what.deadline not in program.deadlines:
        return refusals.none_of("deadline", program.deadlines)
    entry = program.deadlines[what.deadline]
    if entry.extended_by is None:
        return refusals.nobody()
    return first_of(_against_extending(question, what)) or question.allow(entry.extended_by, what)


def _against_extending(question: Question, what: Extended) -> Iterator[Refusal | None]:
    program = question.program
    entry = program.deadlines[what.deadline]
    yield from question.against(entry.extended_by or "", decides=False)
    until = deadlines.end_of(program, what.until)
    due = deadlines.due(program, question.state, what.deadline)
    if until is None:
        yield refusals.invalid("until", Phrase("must be a day, such as 2026-11-21, or a moment"))
        return
    latest = None if isinstance(entry, AgreedDeadline) else entry.extended_to
    if latest is not None:
        latest = program.moment(latest)
    least = due.isoformat() if due else ""
    if latest is not None and not (due is None or due < until <= latest):
        yield refusals.out_of_bounds("until", what.until, least, latest.isoformat())
    if due is not None and until <= due:
        yield refusals.invalid("until", Phrase("must be later than {due}", due=least))
    if not isinstance(entry, AgreedDeadline) and entry.reasons and what.reason not in entry.reasons:
        yield refusals.none_of("reason", entry.reasons)


def reassign(question: Question, what: Reassigned) -> Allowed | Refusal:
    """Tell whether another person may take over a role in the case."""
    steps, state = question.steps, question.state
    if state.is_over:
        return question.wrong_state()
    roles = dict.fromkeys(move.by for move in steps.workflow.moves.values())
    reviewing = [role for role in roles if role not in steps.applicant_roles()]
    if what.role not in reviewing:
        return refusals.none_of("role", reviewing)
    why = exclusion(steps, state, what.role, what.to)
    return refusals.excluded(why, another=True) if why else question.allow(None, what)


def request(question: Question, what: Requested) -> Allowed | Refusal:
    """Tell whether a reward may be asked for."""
    state = question.state
    if state.kind != "awarded" or what.reward in state.requested:
        return question.wrong_state()
    rewards = question.steps.rewards(state).items()
    on_request = {name: one.on_request_of for name, one in rewards if one.on_request_of}
    if what.reward not in on_request:
        return refusals.none_of("reward", on_request)
    role = on_request[what.reward]
    return first_of(question.against(role)) or question.allow(role, what)


def grant(question: Question, what: Granted) -> Allowed | Refusal:
    """Tell whether a reward that was asked for may be given; never by the applicant."""
    state = question.state
    if what.reward not in state.requested or what.reward in state.granted:
        return question.wrong_state()
    if question.actor.id == state.applicant:
        return refusals.excluded("applicant")
    return question.allow(None, what)


def issue(question: Question, what: Issued) -> Allowed | Refusal:
    """Tell whether the badge may be issued: once, when it is awarded and the district's to give."""
    state = question.state
    is_ours = question.steps.achievement.award == "case"
    if state.decided is None or state.issued or not is_ours:
        return question.wrong_state()
    return question.allow(None, what)


def change_status(question: Question, what: Revoked) -> Allowed | Refusal:
    """Tell whether the badge may be withdrawn, paused, or count again."""
    allowed, _ = CHANGES[type(what)]
    return (
        question.allow(None, what) if question.state.status in allowed else question.wrong_state()
    )


def correct(question: Question, what: Corrected) -> Allowed | Refusal:
    """Tell whether a note may be put on an event: on any that is there."""
    if what.seq > question.state.seq:
        return refusals.out_of_bounds("seq", str(what.seq), "1", str(question.state.seq))
    return question.allow(None, what)
