"""Whatever is asked in a case of any program: it is refused, or what follows folds."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openbadges_issuer.programs.awards.evidence import digest
from openbadges_issuer.programs.cases import (
    Actor,
    Allowed,
    Approved,
    Code,
    Corrected,
    Extended,
    Granted,
    Issued,
    Move,
    PartAdded,
    PartReplaced,
    PartWithdrawn,
    Reassigned,
    Refusal,
    Reinstated,
    Requested,
    Revoked,
    Suspended,
    ask,
    begin,
    fold,
)
from openbadges_issuer.programs.facts import Facts
from openbadges_issuer.programs.model.workflows import (
    AmountRecord,
    DateRecord,
    RubricRecord,
    YesNoRecord,
)
from tests.journeys import earned, program

BEGIN = {
    "kettle-moraine": "micro_credential.flipped",
    "juab": "teacher_leader",
    "arkansas": "management",
    "baltimore-county": "mc.3",
    "lake-county": "culture.2",
    "seminole-county": "mc.feedback",
    "cce-rhode-island": "basic.1",
    "ksde-components": "mc.reading",
}
SCHOOL = "example-elementary"
PEOPLE = [f"person-{number}" for number in range(1, 5)]
PIECES = [str(uuid.UUID(int=number)) for number in range(1, 4)]
HAS = {
    "arkansas": ("irr.1", "irr.2"),
    "lake-county": ("pl_prerequisite", "badge_facilitator.culture.2"),
    "juab": tuple(f"external_mc=https://o.example/{number}" for number in range(12)),
}


REVIEWERS = [person for person in PEOPLE if person != PEOPLE[0]]
SOMETHING = st.none() | st.integers(-1, 1) | st.just("Some words.") | st.just({"a": "b"})


def records(draw, of, exact, move):
    """Fill in a move as it asks for; with levels that give one answer or the other."""
    filled = {}
    for name, record in move.records.items():
        match record:
            case AmountRecord():
                filled[name] = draw(st.integers(100, 102))
            case DateRecord():
                filled[name] = "2030-01-01"
            case YesNoRecord():
                filled[name] = True
            case RubricRecord():
                rubric = of.rubric_of(exact)
                level = draw(st.sampled_from(list(rubric.levels)[:2]))
                filled[name] = dict.fromkeys(rubric.criteria, level)
            case _:
                filled[name] = "Some words."
    return filled


def piece(draw, of, part, piece_id):
    """Make a piece of a part."""
    entry = of.parts[part]
    goals = [f"{key}.{item}" for key, one in of.frameworks.items() for item in one.items]
    others = [one.partition("=")[2] for one in HAS.get(of.id, ()) if "=" in one]
    kind = entry.kinds[-1]
    return {
        "part": part,
        "piece": piece_id,
        "digest": digest(piece_id.encode()),
        "size": 36,
        "media_type": "text/plain",
        "kind": kind,
        "names": entry.choices[:1] if kind == "choice" else [*goals[:1], *others],
    }


def sensible(draw, of, state):
    """Do what comes next: hand in what a move lacks, or make it."""
    workflow, exact = of.workflow_of(state.achievement), state.achievement
    moves = {
        name: move
        for name, move in workflow.moves_from(state.name).items()
        if workflow.states[move.to].kind != "closed"
    }
    if not moves:
        return Issued(credential="urn:uuid:1", digest="d"), PEOPLE[1]
    name = draw(st.sampled_from([*moves, next(iter(moves))]))
    move = moves[name]
    lacking = [
        part
        for part in move.needs
        if part in of.achievement(exact).parts and not state.pieces.get(part)
    ]
    coached = lacking and of.parts[lacking[0]].stage in ("coaching", "review")
    by_applicant = "applicant" not in of.roles[move.by].excludes if not lacking else not coached
    is_mentor = of.roles[move.by].excludes and not by_applicant
    who = PEOPLE[0] if by_applicant and not is_mentor else draw(st.sampled_from(REVIEWERS))
    if lacking:
        return PartAdded(**piece(draw, of, lacking[0], str(uuid.uuid4()))), who
    vote = draw(st.sampled_from(["yes", "yes", "no"])) if of.roles[move.by].quorum else "yes"
    return Move(name, records(draw, of, exact, move), vote), who


def anything(draw, of, state):
    """Do something, in the order of the day or not."""
    workflow = of.workflow_of(state.achievement)
    move = draw(st.sampled_from(list(workflow.moves)))
    part = draw(st.sampled_from(list(of.achievement(state.achievement).parts) or ["none"]))
    there = [one.piece for one in state.pieces.get(part, ())] or PIECES
    piece_id = draw(st.sampled_from(there))
    known = (
        piece(draw, of, part, piece_id) if part in of.parts else {"part": part, "piece": piece_id}
    )
    filled = dict.fromkeys(workflow.moves[move].records, draw(SOMETHING))
    acts = [
        Move(move, filled, draw(st.sampled_from(["yes", "no"]))),
        PartWithdrawn(part=part, piece=piece_id),
        Approved(what=state.achievement, by=draw(st.sampled_from(list(of.roles)))),
        Extended(
            deadline=draw(st.sampled_from(list(of.deadlines) or ["none"])),
            until=draw(st.sampled_from(["2016-12-31", "2031-01-01", "soon"])),
            reason="technical difficulties",
        ),
        Reassigned(role=workflow.moves[move].by, to=draw(st.sampled_from(PEOPLE))),
        Requested(reward=draw(st.sampled_from(list(of.rewards) or ["none"]))),
        Granted(reward=draw(st.sampled_from(list(of.rewards) or ["none"]))),
        Issued(credential="urn:uuid:1", digest="d"),
        Revoked(reason="r"),
        Suspended(reason="s"),
        Reinstated(reason="t"),
        Corrected(seq=draw(st.integers(1, 40)), why="w"),
    ]
    if part in of.parts:
        acts += [PartAdded(**known), PartReplaced(**known)]
    return draw(st.sampled_from(acts)), draw(st.sampled_from(PEOPLE))


@pytest.mark.parametrize("name", sorted(BEGIN))
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_what_is_allowed_folds(name, data):
    of, exact = program(name), BEGIN[name]
    facts = Facts(involved=frozenset({"stat"}))
    holds = earned(of, *HAS.get(of.id, ()), facts=facts)
    roles = frozenset(of.roles)
    at = of.moment(datetime.combine(max(of.since, date(2016, 5, 2)), time(9)))
    answer = begin(of, "case-1", exact, actor=Actor(PEOPLE[0], roles, SCHOOL, holds), at=at)
    assert isinstance(answer, Allowed)
    log = list(answer.events)
    for _ in range(data.draw(st.integers(10, 40), "steps")):
        state = fold(of, log)
        next_step = sensible if data.draw(st.integers(0, 4)) else anything
        act, who = next_step(data.draw, of, state)
        held = roles - data.draw(
            st.just(frozenset()) | st.frozensets(st.sampled_from(sorted(roles)), max_size=1)
        )
        at += timedelta(minutes=1)
        actor = Actor(who, held, SCHOOL, holds)
        answer = ask(of, state, act, actor=actor, at=at, earned=holds)
        if isinstance(answer, Refusal):
            assert answer.code in Code
            assert answer.code is not Code.VOTE_COUNTED
            assert answer.sentence.endswith(".")
            continue
        log += answer.events
        after = fold(of, log, head=log[-1].digest)
        assert after.seq == len(log)
        for event in answer.events:
            if event.kind == "moved":
                _is_in_order(of, state, after, event)
    issued = [event for event in log if event.kind == "issued"]
    assert len(issued) <= 1


def _is_in_order(of, before, after, event):
    """A decision is not the applicant's, and an award has all that it needs."""
    workflow = of.workflow_of(before.achievement)
    move = workflow.moves[event.data["move"]]
    if "applicant" in of.roles[move.by].excludes:
        assert event.actor != before.applicant
    if workflow.states[after.name].kind == "awarded" and of.issues(before.achievement):
        assert after.decided is not None
        for part in of.achievement(before.achievement).parts:
            assert len(after.frozen.get(part, ())) >= of.parts[part].min
