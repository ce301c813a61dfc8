"""The steps of a case: states, and the moves between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from openbadges_issuer.programs.model.conditions import Condition, keyed
from openbadges_issuer.programs.model.values import (
    Amount,
    Entry,
    FieldRefs,
    Id,
    Ids,
    Moment,
    Text,
    Tries,
    Words,
    YesNo,
)

StateKind = Literal["open", "review", "awarded", "not_yet", "closed"]
Answer = Literal["met", "not_yet"]


class State(Entry):
    """Where a case stands.

    Attributes:
        label: what it is called.
        kind: `open`: the applicant's turn; `review`: someone else's; `awarded`: done; `not_yet`:
            the applicant's turn again; `closed`: ended without an award.
    """

    label: Text
    kind: StateKind


class TextRecord(Entry):
    """Words."""

    type: Literal["text"]
    optional: YesNo = False


class YesNoRecord(Entry):
    """Yes or no; with `must_be` only one of them."""

    type: Literal["yes_no"]
    must_be: YesNo | None = None
    optional: YesNo = False


class AmountRecord(Entry):
    """An amount of a unit, from `min` to `max`, in steps that begin at `min`."""

    type: Literal["amount"]
    unit: Id
    min: Amount | None = None
    max: Amount | None = None
    step: Amount | None = None
    optional: YesNo = False


class DateRecord(Entry):
    """A day."""

    type: Literal["date"]
    optional: YesNo = False


class RubricRecord(Entry):
    """A level for each criterion of the rubric of the case's achievement."""

    type: Literal["rubric"]
    optional: YesNo = False


def _record_type(value: Any) -> str | None:
    kind = value.get("type") if isinstance(value, Mapping) else getattr(value, "type", None)
    return f"@{kind}" if isinstance(kind, str) else None


Record = Annotated[
    Annotated[TextRecord, Tag("@text")]
    | Annotated[YesNoRecord, Tag("@yes_no")]
    | Annotated[AmountRecord, Tag("@amount")]
    | Annotated[DateRecord, Tag("@date")]
    | Annotated[RubricRecord, Tag("@rubric")],
    Discriminator(
        _record_type,
        custom_error_type="one_of",
        custom_error_message='"type" must be text, yes_no, amount, date or rubric',
    ),
]
"""What the actor of a move fills in."""


class Move(Entry):
    """A step from one state to another.

    Attributes:
        from_: states from which it is possible.
        to: state to which it leads. Into a state of kind `awarded` it answers "met", and issues the
            badge of a case whose achievement has ``award: case``; into one of kind `not_yet` it
            answers "not yet". With a rubric, the levels recorded must give the same answer.
        by: role of the actor.
        needs: parts that must be complete, as far as the case's achievement asks for them.
        records: what the actor fills in.
        accepts: entry of `accepts` by which the move takes in a badge of others.
        guard: what must hold.
        before: deadline after which it is refused.
        coaching: it is a coach's look, and decides nothing.
    """

    from_: Annotated[Ids, Field(min_length=1, alias="from")]
    to: Id
    by: Id
    needs: Ids = ()
    records: Mapping[Id, Record] = {}
    accepts: Id | None = None
    guard: Condition | None = None
    before: Id | None = None
    coaching: YesNo = False


class Resubmission(Entry):
    """How often something is handed in. A try is one move of that name."""

    move: Id
    at_most: Tries = "unlimited"


class Workflow(Entry):
    """States and moves; a case begins in the state `start`."""

    start: Id
    states: Annotated[Mapping[Id, State], Field(min_length=1)]
    moves: Annotated[Mapping[Id, Move], Field(min_length=1)]
    resubmission: Resubmission | None = None

    def answer_of(self, move: str) -> Answer | None:
        """Tell which decision a move stands for, by the kind of the state it leads to."""
        match self.states[self.moves[move].to].kind:
            case "awarded":
                return "met"
            case "not_yet":
                return "not_yet"
        return None

    def moves_from(self, state: str) -> dict[str, Move]:
        """List the moves that are possible from a state."""
        return {name: move for name, move in self.moves.items() if state in move.from_}


class FixedDeadline(Entry):
    """A moment for everybody, which may be moved for one case.

    Attributes:
        at: the last moment.
        extended_to: the latest moment to which it may be moved.
        extended_by: role that may do so.
        reasons: for which of these it may be moved; empty for any.
    """

    at: Moment
    extended_to: Moment | None = None
    extended_by: Id | None = None
    reasons: tuple[Words, ...] = ()


class AgreedDeadline(Entry):
    """A day agreed in the case: the last one recorded counts, to its end.

    Attributes:
        recorded_in: where: ``move.record``, one or several.
        extended_by: role that may move it.
    """

    recorded_in: FieldRefs
    extended_by: Id | None = None


Deadline = Annotated[
    Annotated[FixedDeadline, Tag("@at")] | Annotated[AgreedDeadline, Tag("@recorded_in")],
    keyed("at", "recorded_in"),
]

__all__ = [
    "AgreedDeadline",
    "AmountRecord",
    "Answer",
    "DateRecord",
    "Deadline",
    "FixedDeadline",
    "Move",
    "Record",
    "Resubmission",
    "RubricRecord",
    "State",
    "StateKind",
    "TextRecord",
    "Workflow",
    "YesNoRecord",
]
