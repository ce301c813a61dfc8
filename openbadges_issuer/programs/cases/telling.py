"""What a person's cases tell recognition and conditions: facts that no badge holds."""

from __future__ import annotations

from collections.abc import Iterable

from openbadges_issuer.programs.cases.state import State
from openbadges_issuer.programs.cases.steps import Steps
from openbadges_issuer.programs.facts import CaseFacts, Facts, MoveMade, Request
from openbadges_issuer.programs.model.workflows import AmountRecord
from openbadges_issuer.programs.program import Program


def facts_of(
    program: Program,
    states: Iterable[State],
    *,
    school: str | None = None,
    involved: Iterable[str] = (),
) -> Facts:
    """Give the moves of a person's cases, what was recorded, asked for and chosen in them.

    Of several cases of one achievement it is the awarded one that tells, else the last.

    Args:
        program: the revision under which the cases were opened.
        states: of all cases of the person, in order of time.
        school: the person's, a key of `schools`.
        involved: roles that someone at the school holds and has joined with.
    """
    ordered = sorted(states, key=lambda state: state.decided is not None)
    chosen: dict[str, frozenset[str]] = {}
    for state in ordered:
        for part, names in Steps.of(program, state.achievement).chosen(state).items():
            if names:
                chosen[part] = chosen.get(part, frozenset()) | names
    return Facts(
        school=school,
        cases={state.achievement: _of_case(program, state) for state in ordered},
        chosen=chosen,
        involved=frozenset(involved),
    )


def _of_case(program: Program, state: State) -> CaseFacts:
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
