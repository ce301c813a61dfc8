"""What a case tells recognition: facts that no badge holds."""

from __future__ import annotations

from openbadges_issuer.programs.cases.state import State
from openbadges_issuer.programs.cases.steps import Steps
from openbadges_issuer.programs.facts import CaseFacts, MoveMade, Request
from openbadges_issuer.programs.model.workflows import AmountRecord
from openbadges_issuer.programs.program import Program


def facts_of(program: Program, state: State) -> CaseFacts:
    """Give the moves of a case, the amounts recorded in them, and the rewards asked for.

    Args:
        program: the revision under which the case was opened.
        state: of the case.
    """
    moves = Steps.of(program, state.achievement).workflow.moves
    return CaseFacts(
        moves=tuple(
            MoveMade(
                move=made.move,
                on=program.local_day(made.at),
                amounts={
                    name: made.records[name]
                    for name, record in moves[made.move].records.items()
                    if isinstance(record, AmountRecord) and name in made.records
                },
            )
            for made in state.moves
        ),
        requests={
            reward: Request(
                asked=program.local_day(asked),
                granted=program.local_day(state.granted[reward])
                if reward in state.granted
                else None,
            )
            for reward, asked in state.requested.items()
        },
    )
