"""Where a case stands: what its events come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from openbadges_issuer.programs.cases.events import Read
from openbadges_issuer.programs.cases.happenings import (
    BadgeTakenIn,
    Corrected,
    Issued,
    PartAdded,
    Reinstated,
    Revoked,
    Suspended,
)
from openbadges_issuer.programs.model.workflows import StateKind

Status = Literal["in_force", "suspended", "revoked"]
"""Of the badge."""

CHANGES: Mapping[type[Revoked], tuple[tuple[Status, ...], Status]] = {
    Revoked: (("in_force", "suspended"), "revoked"),
    Suspended: (("in_force",), "suspended"),
    Reinstated: (("suspended",), "in_force"),
}
"""From which status to which it goes."""

Pieces = Mapping[str, tuple[PartAdded, ...]]
"""By part, the pieces in force, in the order in which they were first handed in."""


@dataclass(frozen=True, slots=True)
class Made:
    """A move that was made.

    Attributes:
        seq: number of the event.
        at: when.
        actor: by whom; of a group, who cast the last vote.
        move: which.
        records: what was filled in.
        try_: number of the try, 0 before anything was handed in to be judged.
    """

    seq: int
    at: datetime
    actor: str
    move: str
    records: Mapping[str, Any] = field(repr=False)
    try_: int


@dataclass(frozen=True, slots=True)
class Ballot:
    """A member's last vote on a proposal: a move with its records."""

    member: str
    move: str
    records: Mapping[str, Any] = field(repr=False)
    is_yes: bool

    def replaces(self, other: Ballot) -> bool:
        """Tell whether both are of one member, on one proposal."""
        return (
            self.member == other.member
            and self.move == other.move
            and self.records == other.records
        )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class State:
    """A case as of its last event.

    Attributes:
        case: its id.
        applicant: who opened it.
        applicant_role: in which role.
        achievement: exact ref of what is to be earned.
        school: the applicant's, when the case was opened.
        group: name of the group that learns together.
        program: id of the program.
        revision: of the program.
        name: state of the workflow.
        kind: its kind.
        last: the last event.
        pieces: what is handed in.
        frozen: what was, at the last move.
        moves: all that were made, in order.
        ballots: votes on open proposals, since the last move.
        voters: everybody who voted, with the move, and the number of the try.
        tries: how often something was handed in to be judged.
        decided: the move that led to the award.
        taken_in: badges of others.
        approvals: of choices: what, by which role, by whom.
        chosen: by part, what it named when it was approved.
        deadlines: by deadline, the last moment agreed or extended to, in this case.
        reviewers: by role, who took it over.
        requested: by reward, when it was asked for.
        granted: by reward, when it was given.
        issued: the badge.
        status: of the badge; None as long as there is none.
        corrections: notes on earlier events.
    """

    case: str
    applicant: str
    applicant_role: str | None
    achievement: str
    school: str | None
    group: str | None
    program: str
    revision: int
    name: str
    kind: StateKind
    last: Read
    pieces: Pieces = field(default_factory=dict)
    frozen: Pieces = field(default_factory=dict)
    moves: tuple[Made, ...] = ()
    ballots: tuple[Ballot, ...] = ()
    voters: frozenset[tuple[str, str, int]] = frozenset()
    tries: int = 0
    decided: Made | None = None
    taken_in: tuple[BadgeTakenIn, ...] = ()
    approvals: frozenset[tuple[str, str, str]] = frozenset()
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    deadlines: Mapping[str, datetime] = field(default_factory=dict)
    reviewers: Mapping[str, str] = field(default_factory=dict)
    requested: Mapping[str, datetime] = field(default_factory=dict)
    granted: Mapping[str, datetime] = field(default_factory=dict)
    issued: Issued | None = None
    status: Status | None = None
    corrections: tuple[Corrected, ...] = ()

    def __repr__(self) -> str:
        """Name the case and where it stands, and nothing of what people wrote."""
        return f"State({self.case!r}, {self.achievement!r}, {self.name!r}, seq={self.seq})"

    @property
    def seq(self) -> int:
        """Number of the last event."""
        return self.last.event.seq

    @property
    def head(self) -> str:
        """Digest of the last event. Kept elsewhere, it tells a log that was cut short."""
        return self.last.digest

    @property
    def is_applicants_turn(self) -> bool:
        """Tell whether the applicant is to do something."""
        return self.kind in ("open", "not_yet")

    @property
    def is_over(self) -> bool:
        """Tell whether the case came to its end, with an award or without."""
        return self.kind in ("awarded", "closed")

    def piece(self, part: str, piece: str) -> PartAdded | None:
        """Return a piece in force."""
        return next((one for one in self.pieces.get(part, ()) if one.piece == piece), None)

    def votes_on(self, move: str, records: Mapping[str, Any]) -> tuple[Ballot, ...]:
        """List the votes on a proposal: other records are another one."""
        return tuple(
            ballot for ballot in self.ballots if ballot.move == move and ballot.records == records
        )

    def approvers(self, what: str, role: str) -> set[str]:
        """List who approved a choice in a role."""
        return {actor for which, by, actor in self.approvals if (which, by) == (what, role)}
