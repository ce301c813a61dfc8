"""Who must earn what in which period. A duty is shown; it stops nothing and stands in no badge."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from openbadges_issuer.programs.conditions import evaluate
from openbadges_issuer.programs.earned import Earned
from openbadges_issuer.programs.model.people import Duty


class DutyState(StrEnum):
    """How a duty stands on one day."""

    NONE = "none"
    OPEN = "open"
    DONE = "done"


def state_of(duty: Duty, earned: Earned, on: date) -> DutyState:
    """Tell how a duty stands for a person who has its role and is one of those that it means.

    Args:
        duty: of the program.
        earned: what the person has earned.
        on: the day; outside of the period there is no duty.
    """
    if (duty.from_ and on < duty.from_) or (duty.until and duty.until < on):
        return DutyState.NONE
    return DutyState.DONE if evaluate(duty.requires, earned.by(on)).holds else DutyState.OPEN
