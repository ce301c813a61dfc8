"""Moves, and the votes that carry them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, Literal

from openbadges_issuer.programs.cases import deadlines, refusals
from openbadges_issuer.programs.cases.badges import taken_in
from openbadges_issuer.programs.cases.folding import is_carried
from openbadges_issuer.programs.cases.happenings import Moved, Voted
from openbadges_issuer.programs.cases.offers import not_offered
from openbadges_issuer.programs.cases.question import Allowed, Question
from openbadges_issuer.programs.cases.records import fill_in
from openbadges_issuer.programs.cases.refusals import Refusal, first_of
from openbadges_issuer.programs.cases.state import Ballot
from openbadges_issuer.programs.conditions import evaluate, requirement
from openbadges_issuer.programs.model.workflows import Move as MoveEntry
from openbadges_issuer.report import Report


@dataclass(frozen=True, slots=True)
class Move:
    """Make a move; where a group makes it, vote on it.

    Attributes:
        move: which.
        records: what it asks to be filled in; see `happenings.Records`.
        vote: of a member of a group; ``no`` is only for these.
        badge: the verified badge of others that the move takes in.
    """

    move: str
    records: Mapping[str, Any] = field(default_factory=dict)
    vote: Literal["yes", "no"] = "yes"
    badge: Report | None = None


def answer(question: Question, what: Move) -> Allowed | Refusal:
    """Tell whether a move may be made, or voted on."""
    steps, state = question.steps, question.state
    move = steps.workflow.moves.get(what.move)
    if move is None or state.name not in move.from_:
        return question.wrong_state()
    records, unfit = fill_in(steps, what.move, what.records)
    badge, unaccepted = (
        taken_in(question, what.badge, move.accepts) if move.accepts else (None, None)
    )
    if refusal := first_of(chain(_against(question, what, move, unfit), [unaccepted])):
        return refusal
    moved = Moved(move=what.move, records=records)
    before = [badge] if badge else []
    role = question.program.roles[move.by]
    if not role.is_group:
        return question.allow(move.by, *before, moved)
    vote = Voted(move=what.move, records=records, vote=what.vote)
    cast = Ballot(question.actor.id, what.move, records, what.vote == "yes")
    others = [one for one in state.votes_on(what.move, records) if one.member != cast.member]
    ballots = [*others, cast]
    if is_carried(role, ballots):
        return question.allow(move.by, vote, *before, moved)
    notice = refusals.vote_counted(len(ballots), role.quorum or 1)
    return replace(question.allow(move.by, vote), notice=notice)


def _against(
    question: Question, what: Move, move: MoveEntry, unfit: Refusal | None
) -> Iterator[Refusal | None]:
    """Look for what is against a move that leads out of the case's state, in its order."""
    yield question.lacks_role(move.by)
    yield _group_is_full(question, move)
    yield question.is_excluded(move.by, decides=not move.coaching)
    yield question.lacks_certificate(move.by)
    yield _parts_missing(question, move)
    yield unfit or _no_vote(question, what, move)
    yield _condition_not_met(question, what.move, move)
    yield _too_late(question, move)
    yield _no_tries_left(question, what.move)
    yield not_offered(
        question.program, question.state.achievement, question.state.school, question.language
    )


def _group_is_full(question: Question, move: MoveEntry) -> Refusal | None:
    """Take no more members than a group has; since the last move each may vote again."""
    size, state = question.program.roles[move.by].size, question.state
    moves = question.steps.workflow.moves
    members = {one.member for one in state.ballots if moves[one.move].by == move.by}
    if size is None or len(members | {question.actor.id}) <= size:
        return None
    return refusals.group_is_full(size)


def _parts_missing(question: Question, move: MoveEntry) -> Refusal | None:
    steps, pieces = question.steps, question.state.pieces
    parts = {key: question.program.parts[key] for key in steps.asked(move)}
    missing = [
        question.program.say(part.label, question.language)
        for key, part in parts.items()
        if len(pieces.get(key, ())) < part.min
    ]
    plans = any(part.stage == "application" for part in parts.values())
    if plans and steps.achievement.aligns_to and not any(steps.goals(pieces)):
        frameworks = question.program.frameworks
        missing += [
            question.program.say(frameworks[key].label, question.language)
            for key in steps.achievement.aligns_to
        ]
    return refusals.parts_missing(missing) if missing else None


def _no_vote(question: Question, what: Move, move: MoveEntry) -> Refusal | None:
    """Refuse a no where nobody is asked: there the move is made, or not."""
    if what.vote == "no" and not question.program.roles[move.by].is_group:
        return refusals.none_of("vote", ["yes"])
    return None


def _condition_not_met(question: Question, name: str, move: MoveEntry) -> Refusal | None:
    state, earned = question.state, question.applicants()
    guarded = evaluate(move.guard, earned, this=state.achievement, language=question.language)
    if not guarded.holds:
        return refusals.condition_not_met(guarded)
    awards = question.steps.workflow.answer_of(name) == "met"
    if awards and question.steps.achievement.award == "case":
        required = requirement(state.achievement, earned, language=question.language)
        if not required.holds:
            return refusals.condition_not_met(required)
    return None


def _too_late(question: Question, move: MoveEntry) -> Refusal | None:
    if move.before is None:
        return None
    due = deadlines.due(question.program, question.state, move.before)
    if due is None or not deadlines.has_passed(due, question.at):
        return None
    return refusals.too_late(due.astimezone(question.program.zone))


def _no_tries_left(question: Question, name: str) -> Refusal | None:
    again = question.steps.workflow.resubmission
    if again is None or again.move != name or again.at_most == "unlimited":
        return None
    if question.state.tries < again.at_most:
        return None
    return refusals.no_tries_left(again.at_most)
