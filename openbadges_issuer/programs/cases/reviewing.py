"""Who may act in a case: its applicant, and whoever has a role in it and is not too near to it."""

from __future__ import annotations

from openbadges_issuer.programs.cases.state import State
from openbadges_issuer.programs.cases.steps import Steps
from openbadges_issuer.programs.model.people import Exclusion


def is_applicants(steps: Steps, state: State, role: str) -> bool:
    """Tell whether what is done in a role is the applicant's to do, and nobody else's with it."""
    roles = steps.applicant_roles()
    return role == state.applicant_role if state.applicant_role in roles else role in roles


def exclusion(
    steps: Steps, state: State, role: str, person: str, *, decides: bool = True
) -> Exclusion | None:
    """Tell why a person may not act in a role; None: nothing is against it.

    What decides nothing, such as a coach's look, is only kept from the applicant.
    """
    for why in steps.program.roles[role].excludes:
        if (decides or why == "applicant") and _is(why, steps, state, role, person):
            return why
    return None


def _is(why: Exclusion, steps: Steps, state: State, role: str, person: str) -> bool:
    match why:
        case "applicant":
            return person == state.applicant
        case "coach_of_case":
            coaching = steps.coaching()
            return any(made.actor == person and made.move in coaching for made in state.moves)
    moves = steps.workflow.moves
    acted = {made.move for made in state.moves if made.actor == person and made.try_ == state.tries}
    acted |= {
        move for member, move, try_ in state.voters if (member, try_) == (person, state.tries)
    }
    return any(moves[move].by != role and steps.decides(move) for move in acted)
