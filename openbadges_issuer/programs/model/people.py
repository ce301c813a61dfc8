"""Who acts in a program, and who must."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from openbadges_issuer.programs.model.conditions import Condition
from openbadges_issuer.programs.model.values import CalendarDay, Count, Entry, Id, Text, YesNo

Exclusion = Literal["applicant", "coach_of_case", "earlier_reviewer"]
"""Who may not decide a case: its applicant; who made a coaching move in it; who decided or voted on
a move of another role in it, in the same try."""


class Role(Entry):
    """What people do in the program. Who they are is the host's to know.

    Attributes:
        label: what it is called.
        quorum: several decide together: so many different members vote on one proposal, and the
            majority of the votes cast carries it.
        size: exact number of members named for a case.
        excludes: members who may not act in a case.
        same_school: must belong to the applicant's school.
        holds: what must be earned, in force on the day of the act.
        per_achievement: held for one achievement at a time; then `holds` is about the instance
            for the case's achievement.
    """

    label: Text
    quorum: Count | None = None
    size: Count | None = None
    excludes: tuple[Exclusion, ...] = ()
    same_school: YesNo = False
    holds: Condition | None = None
    per_achievement: YesNo = False

    @property
    def is_group(self) -> bool:
        """Tell whether several decide together, by votes."""
        return self.quorum is not None


class Duty(Entry):
    """Who must earn what in which period. Shown; it stands in no badge and stops no case.

    Attributes:
        role: whose duty it may be.
        who: which of them, in words.
        requires: what has to be earned.
        with_: role that helps.
        from_: first day of the duty.
        until: last day.
    """

    role: Id
    who: Text
    requires: Condition
    with_: Id | None = Field(default=None, alias="with")
    from_: CalendarDay | None = Field(default=None, alias="from")
    until: CalendarDay | None = None
