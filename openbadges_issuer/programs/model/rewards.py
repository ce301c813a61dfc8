"""What is gained: units, rewards with dated values, what a school changes, and notices."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, Tag

from openbadges_issuer.programs.model.conditions import keyed
from openbadges_issuer.programs.model.values import (
    Amount,
    CalendarDay,
    Count,
    Currency,
    Entry,
    FieldRef,
    Id,
    Number,
    Ref,
    Refs,
    Text,
    YesNo,
)


class Unit(Entry):
    """What amounts are of. Units are never added to each other or converted.

    Attributes:
        label: what it is called.
        kind: what sort of thing it is.
        currency: of money, ISO 4217.
        decimals: most decimals of an amount.
    """

    label: Text
    kind: Literal["money", "percent", "credit"]
    currency: Currency | None = None
    decimals: Annotated[Number, Field(ge=0, le=6)] = 0


class WhenIssued(Entry):
    """When this district issued one of these; ``any`` is all of them."""

    issued: Refs


class WhenEarned(Entry):
    """When one of these is earned, be it by a badge that an entry of `accepts` counts."""

    earned: Refs


class Every(Entry):
    """How many different achievements of which make one group."""

    every: Count
    of: Annotated[tuple[Ref, ...], Field(min_length=1)]


class WhenCounted(Entry):
    """When one more group of so many is complete."""

    count: Every


When = Annotated[
    Annotated[WhenIssued, Tag("@issued")]
    | Annotated[WhenEarned, Tag("@earned")]
    | Annotated[WhenCounted, Tag("@count")],
    keyed("issued", "earned", "count"),
]


class DatedValue(Entry):
    """An amount, for what is earned from one day to another.

    Attributes:
        amount: how much, exactly.
        from_: first day; None: since ever.
        until: last day; None: until further notice.
        provisional: it is not decided yet, which is said wherever it is shown.
    """

    amount: Amount
    from_: CalendarDay | None = Field(default=None, alias="from")
    until: CalendarDay | None = None
    provisional: YesNo = False

    def covers(self, day: date) -> bool:
        """Tell whether it is in force on a day."""
        return (self.from_ is None or self.from_ <= day) and (
            self.until is None or day <= self.until
        )


class GivesValue(Entry):
    """An amount that the file sets: the value in force on the day earned."""

    unit: Id
    values: Annotated[tuple[DatedValue, ...], Field(min_length=1)]

    def on(self, day: date) -> DatedValue | None:
        """Return the value in force on a day; None when there is none."""
        return next((value for value in self.values if value.covers(day)), None)

    def is_over(self, day: date) -> bool:
        """Tell whether there is no value on a day, nor on any later one."""
        return all(value.until is not None and value.until < day for value in self.values)


class GivesDecided(Entry):
    """An amount that was recorded in the case: ``move.record``, whose unit and bounds hold."""

    decided_in: FieldRef


class GivesPosition(Entry):
    """A position."""

    position: Text


class GivesRole(Entry):
    """A role of this program."""

    role: Id


class GivesText(Entry):
    """Something that is said in words only."""

    text: Text


Gives = Annotated[
    Annotated[GivesValue, Tag("@unit")]
    | Annotated[GivesDecided, Tag("@decided_in")]
    | Annotated[GivesPosition, Tag("@position")]
    | Annotated[GivesRole, Tag("@role")]
    | Annotated[GivesText, Tag("@text")],
    keyed("unit", "decided_in", "position", "role", "text"),
]


class Reward(Entry):
    """What is gained here. It is policy of one district, and stands in no badge.

    Attributes:
        label: what it is called.
        when: when it is gained; of a list each badge gives a line.
        needs_move: move that must be in the case's log before the award.
        on_request_of: role that asks for it; it is given when somebody grants it.
        gives: what.
        per: for each award (with `count`, for each group), or once a person.
        lasts: how long an amount stays.
        cap: a limit in words; shown, not computed.
    """

    label: Text
    when: When
    needs_move: Id | None = None
    on_request_of: Id | None = None
    gives: Gives
    per: Literal["award", "person"] = "award"
    lasts: Literal["once", "while_employed", "permanent"] | None = None
    cap: Text | None = None


class School(Entry):
    """What one school says itself, and nothing else.

    Attributes:
        label: its name.
        offers: what it offers of a catalogue that is `per_school`.
        rewards: what it gives beside the district.
    """

    label: Text
    offers: Mapping[Id, tuple[Ref, ...]] = {}
    rewards: Mapping[Id, Reward] = {}


class Notice(Entry):
    """What is prepared for a person to send; the mail to the earner is sent."""

    when: Annotated[
        Annotated[WhenIssued, Tag("@issued")] | Annotated[WhenEarned, Tag("@earned")],
        keyed("issued", "earned"),
    ]
    do: Annotated[
        tuple[Literal["email_earner", "printable_badge", "memo_to_leaders", "social_post"], ...],
        Field(min_length=1),
    ]
