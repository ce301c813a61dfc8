"""From the events of a case to its state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from openbadges_issuer.programs.cases import deadlines
from openbadges_issuer.programs.cases.events import Event, FoldError, Read, read
from openbadges_issuer.programs.cases.happenings import (
    Approved,
    BadgeTakenIn,
    Corrected,
    Extended,
    Granted,
    Happening,
    Issued,
    Moved,
    Opened,
    PartAdded,
    PartReplaced,
    PartWithdrawn,
    Reassigned,
    Reinstated,
    Requested,
    Revoked,
    Suspended,
    Voted,
)
from openbadges_issuer.programs.cases.state import CHANGES, Ballot, Made, Pieces, State
from openbadges_issuer.programs.cases.steps import Steps
from openbadges_issuer.programs.model.people import Role
from openbadges_issuer.programs.program import Program


def fold(program: Program, events: Iterable[Event], *, head: str | None = None) -> State:
    """Tell where a case stands. Whether its actors might do what they did is `ask`'s affair.

    Args:
        program: the revision under which the case was opened.
        events: all of them, in order.
        head: `State.head` of the case, where it was kept elsewhere: without it nothing tells that
            the last events are missing, or that the very last was changed.

    Raises:
        FoldError: the log was changed, is incomplete, or tells of something that the program does
            not know; with the number of the event. Nothing else is raised, whatever the events.
    """
    first, *rest = read(events, head)
    folding = _Folding(_opened(program, first), program)
    for event in rest:
        folding.take(event)
    return folding.whole()


def is_carried(role: Role, ballots: Iterable[Ballot]) -> bool:
    """Tell whether a proposal has its quorum, and a majority of the votes cast."""
    votes = [ballot.is_yes for ballot in ballots]
    return len(votes) >= (role.quorum or 1) and sum(votes) * 2 > len(votes)


def _opened(program: Program, first: Read) -> State:
    what = first.happening
    if not isinstance(what, Opened):
        raise FoldError(1, "event 1 does not open a case")
    if what.program != program.id:
        raise FoldError(1, f'event 1: the case is of the program "{what.program}"')
    if what.revision != program.revision:
        raise FoldError(1, f"event 1: the case goes by revision {what.revision} of the program")
    workflow = program.workflow_of(what.achievement) if program.has(what.achievement) else None
    if workflow is None:
        raise FoldError(1, f'event 1: there are no cases of "{what.achievement}"')
    return State(
        case=first.event.case,
        applicant=first.event.actor,
        applicant_role=first.event.role,
        achievement=what.achievement,
        school=what.school,
        group=what.group,
        program=what.program,
        revision=what.revision,
        name=workflow.start,
        kind=workflow.states[workflow.start].kind,
        last=first,
    )


PiecesById = dict[str, dict[str, PartAdded]]
"""By part and id."""


def _put(pieces: PiecesById, what: PartAdded | PartWithdrawn) -> None:
    """Hand a piece in, in place of itself where it is there already; or take it back."""
    if isinstance(what, PartAdded):
        pieces.setdefault(what.part, {})[what.piece] = what
    else:
        del pieces[what.part][what.piece]


def _in_force(pieces: PiecesById) -> Pieces:
    return {part: tuple(each.values()) for part, each in pieces.items()}


class _Folding:
    """An event, and the state before it; what grows with every event comes into it at the end."""

    def __init__(self, state: State, program: Program) -> None:
        self.state, self.event = state, state.last
        self.program, self.steps = program, Steps.of(program, state.achievement)
        self.pieces: PiecesById = {}
        self.handed_in: list[PartAdded | PartWithdrawn] = []
        self.judged = 0  # of these, as many as came before the last move
        self.moves: list[Made] = []
        self.voters: set[tuple[str, str, int]] = set()
        self.approvals: set[tuple[str, str, str]] = set()

    def take(self, event: Read) -> None:
        """Go on to the state after an event."""
        self.event = event
        following = _AFTER.get(type(event.happening))
        if following is None:
            raise self._fault("a case is opened once")
        self.state = following(self, event.happening)

    def whole(self) -> State:
        """Give the state after the last event."""
        return replace(
            self.state,
            last=self.event,
            pieces=_in_force(self.pieces),
            frozen=_in_force(self._at_the_last_move()),
            moves=tuple(self.moves),
            voters=frozenset(self.voters),
            approvals=frozenset(self.approvals),
        )

    def added(self, what: PartAdded) -> State:
        self._know(self.steps.part(what.part) is not None, "part", what.part)
        if any(what.piece in each for each in self.pieces.values()):
            raise self._fault("this piece is there already")
        return self._handed_in(what)

    def changed(self, what: PartReplaced | PartWithdrawn) -> State:
        self._know(self.steps.part(what.part) is not None, "part", what.part)
        if what.piece not in self.pieces.get(what.part, {}):
            raise self._fault("there is no such piece")
        return self._handed_in(what)

    def _handed_in(self, what: PartAdded | PartWithdrawn) -> State:
        self.handed_in.append(what)
        _put(self.pieces, what)
        return self.state

    def _at_the_last_move(self) -> PiecesById:
        pieces: PiecesById = {}
        for what in self.handed_in[: self.judged]:
            _put(pieces, what)
        return pieces

    def _role_of(self, move: str) -> Role:
        self._know(move in self.steps.workflow.moves, "move", move)
        entry = self.steps.workflow.moves[move]
        if self.state.name not in entry.from_:
            raise self._fault(f'"{move}" does not lead out of "{self.state.name}"')
        return self.program.roles[entry.by]

    def voted(self, what: Voted) -> State:
        state, event = self.state, self.event.event
        if not self._role_of(what.move).is_group:
            raise self._fault(f'"{what.move}" is not voted on')
        ballot = Ballot(event.actor, what.move, what.records, what.vote == "yes")
        others, voter = state.ballots, (event.actor, what.move, state.tries)
        if voter in self.voters:
            others = tuple(other for other in others if not ballot.replaces(other))
        self.voters.add(voter)
        return replace(state, ballots=(*others, ballot))

    def moved(self, what: Moved) -> State:
        state, steps, event = self.state, self.steps, self.event
        role = self._role_of(what.move)
        if role.is_group and not is_carried(role, state.votes_on(what.move, what.records)):
            raise self._fault("no majority carried this move")
        again = steps.workflow.resubmission
        tries = state.tries + (again is not None and again.move == what.move)
        made = Made(
            event.event.seq,
            event.moment,
            event.event.actor,
            what.move,
            what.records,
            tries,
        )
        name = steps.workflow.moves[what.move].to
        kind = steps.workflow.states[name].kind
        decided = (state.decided or made) if kind == "awarded" else None
        agreed = dict(deadlines.agreed(self.program, what.move, what.records))
        self.moves.append(made)
        self.judged = len(self.handed_in)
        return replace(
            state,
            name=name,
            kind=kind,
            ballots=(),
            tries=tries,
            decided=decided,
            chosen={**state.chosen, **self._chosen(what.move)},
            deadlines={**state.deadlines, **agreed},
        )

    def _chosen(self, move: str) -> Mapping[str, tuple[str, ...]]:
        """Tell what parts name that a decision approves, as it goes on without another look."""
        steps, to = self.steps, self.steps.workflow.moves[move].to
        if not steps.decides(move):
            return {}
        settled = _in_force({p: self.pieces[p] for p in self.pieces if steps.is_settled(p, to)})
        return {part: steps.named(settled, part) for part in settled}

    def taken_in(self, what: BadgeTakenIn) -> State:
        self._know(what.accepts in self.program.accepts, "accepts", what.accepts)
        return replace(self.state, taken_in=(*self.state.taken_in, what))

    def approved(self, what: Approved) -> State:
        self._know(what.by in self.program.roles, "role", what.by)
        self.approvals.add((what.what, what.by, self.event.event.actor))
        return self.state

    def extended(self, what: Extended) -> State:
        self._know(what.deadline in self.program.deadlines, "deadline", what.deadline)
        until = deadlines.end_of(self.program, what.until)
        if until is None:
            raise self._fault("it names no day or moment")
        return replace(self.state, deadlines={**self.state.deadlines, what.deadline: until})

    def reassigned(self, what: Reassigned) -> State:
        self._know(what.role in self.program.roles, "role", what.role)
        return replace(self.state, reviewers={**self.state.reviewers, what.role: what.to})

    def requested(self, what: Requested) -> State:
        self._know(what.reward in self.steps.rewards(self.state), "reward", what.reward)
        requested = {**self.state.requested, what.reward: self.event.moment}
        return replace(self.state, requested=requested)

    def granted(self, what: Granted) -> State:
        if what.reward not in self.state.requested:
            raise self._fault("nobody asked for this reward")
        granted = {**self.state.granted, what.reward: self.event.moment}
        return replace(self.state, granted=granted)

    def issued(self, what: Issued) -> State:
        if self.state.decided is None or self.state.issued:
            raise self._fault("a badge is issued once, when it is awarded")
        return replace(self.state, issued=what, status="in_force")

    def status_changed(self, what: Revoked) -> State:
        """The case stays awarded."""
        allowed, status = CHANGES[type(what)]
        if self.state.status not in allowed:
            raise self._fault("the status of the badge does not allow this")
        return replace(self.state, status=status)

    def corrected(self, what: Corrected) -> State:
        if what.seq >= self.event.event.seq:
            raise self._fault("it corrects an event that is not there yet")
        return replace(self.state, corrections=(*self.state.corrections, what))

    def _know(self, known: bool, what: str, name: str) -> None:
        if not known:
            raise self._fault(f'the program has no {what} "{name}" here')

    def _fault(self, sentence: str) -> FoldError:
        seq = self.event.event.seq
        return FoldError(seq, f"event {seq}: {sentence}")


_AFTER: dict[type[Happening], Callable[[_Folding, Any], State]] = {
    PartAdded: _Folding.added,
    PartReplaced: _Folding.changed,
    PartWithdrawn: _Folding.changed,
    Voted: _Folding.voted,
    Moved: _Folding.moved,
    BadgeTakenIn: _Folding.taken_in,
    Approved: _Folding.approved,
    Extended: _Folding.extended,
    Reassigned: _Folding.reassigned,
    Requested: _Folding.requested,
    Granted: _Folding.granted,
    Issued: _Folding.issued,
    Revoked: _Folding.status_changed,
    Suspended: _Folding.status_changed,
    Reinstated: _Folding.status_changed,
    Corrected: _Folding.corrected,
}
