"""The log of a case: whatever it holds, it folds or says which event is wrong."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbadges_issuer.errors import InputError
from openbadges_issuer.programs.cases import Event, FoldError, Issued, Reinstated, State, fold
from openbadges_issuer.programs.cases.events import next_event, read
from openbadges_issuer.programs.cases.happenings import KINDS, Moved, Opened
from tests.journeys import Journey, changed, program
from tests.unit.test_programs.test_cases_golden import MET, by_panel, with_evidence


def _awarded() -> Journey:
    journey = with_evidence()
    by_panel(journey, "award", **MET)
    return journey


LOG = _awarded().events
HEAD = _awarded().state.head
MEMBERS = [field.name for field in fields(Event)]

leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4)
anything = (
    leaves
    | st.binary(max_size=2)
    | st.lists(leaves, max_size=2)
    | st.dictionaries(st.text(max_size=4), leaves, max_size=2)
)
WORDS = ["draft", "plan", "learned", "submit_plan", "approve_plan", "panel", "goals", "text", "yes"]
WORDS += ["third_party_badge", "base_raise", "micro_credential.flipped", "2016-06-01", "file", "no"]
KEYS = sorted({name for happening in KINDS.values() for name in happening.model_fields})
likely = st.sampled_from(WORDS) | st.integers(0, 30)
likely_data = st.dictionaries(st.sampled_from(KEYS), likely | anything, max_size=6)
events = st.builds(
    Event,
    case=st.just("case-1") | anything,
    seq=st.integers(0, 5) | anything,
    at=st.just("2016-05-02T09:00:00-05:00") | st.datetimes().map(str) | anything,
    actor=st.just("person-1") | anything,
    role=st.just("educator") | anything,
    kind=st.sampled_from(sorted(KINDS)) | anything,
    data=likely_data | anything,
    prev=st.none() | anything,
)


def folds_or_says(events) -> None:
    try:
        assert isinstance(fold(program("kettle-moraine"), events), State)
    except FoldError as error:
        assert isinstance(error.seq, int)


@given(st.lists(events, max_size=4))
def test_any_list_of_events(log):
    folds_or_says(log)


@given(st.lists(events, max_size=3), st.integers(1, len(LOG)))
def test_any_events_after_good_ones(more, kept):
    log = LOG[:kept]
    for event in more:  # bound to the one before, so that what they say is read
        try:
            prev = log[-1].digest
        except InputError:
            break
        log.append(replace(event, case="case-1", seq=len(log) + 1, at=LOG[-1].at, prev=prev))
    folds_or_says(log)


@given(st.sampled_from(sorted(KINDS)), likely_data, st.integers(1, len(LOG)))
def test_any_event_bound_to_a_good_log(kind, data, kept):
    before = read(LOG[:kept])[-1]
    template = next_event(before, "case-1", before.moment, "panel-1", "panel", Opened(
        program="p", revision=1, achievement="a"))  # fmt: skip
    folds_or_says([*LOG[:kept], replace(template, kind=kind, data=data)])


@given(st.permutations(LOG))
def test_another_order_is_found(log):
    if log != LOG:
        with pytest.raises(FoldError):
            fold(program("kettle-moraine"), log)


@given(st.sets(st.integers(0, len(LOG) - 1), min_size=1))
def test_missing_events_are_found(gone):
    log = [event for index, event in enumerate(LOG) if index not in gone]
    with pytest.raises(FoldError):
        fold(program("kettle-moraine"), log, head=HEAD)
    if len(LOG) - 1 not in gone:  # the last one tells, without what was kept elsewhere
        with pytest.raises(FoldError):
            fold(program("kettle-moraine"), log)


@given(st.integers(0, len(LOG) - 1), st.sampled_from(MEMBERS), st.data())
def test_g57_a_changed_event_is_found(index, member, data):
    event = LOG[index]
    other = data.draw(anything.filter(lambda value: value != getattr(event, member)))
    log = [*LOG[:index], replace(event, **{member: other}), *LOG[index + 1 :]]
    with pytest.raises(FoldError):
        fold(program("kettle-moraine"), log, head=HEAD)
    if index < len(LOG) - 1 and member not in ("prev",):
        with pytest.raises(FoldError) as raised:
            fold(program("kettle-moraine"), log)
        assert raised.value.seq == index + 1


def test_g57_the_error_names_the_event():
    feedback = {**LOG[3].data, "vote": "no"}
    log = [*LOG[:3], replace(LOG[3], data=feedback), *LOG[4:]]
    with pytest.raises(FoldError, match="event 4 does not match the one after it"):
        fold(program("kettle-moraine"), log)


def rewritten(index, **change):
    """Change an event, and bind all that follow anew, as one who has the whole log could."""
    log = [*LOG[:index], replace(LOG[index], **change)]
    for event in LOG[index + 1 :]:
        log.append(replace(event, prev=log[-1].digest))
    return log


@pytest.mark.parametrize(
    ("index", "change"),
    [
        (0, {"prev": LOG[0].digest}),
        (0, {"kind": "corrected", "data": {"seq": 1, "why": "?"}}),
        (4, {"case": "case-2"}),
        (4, {"seq": 6}),
        (4, {"seq": True}),
        (4, {"at": "2016-05-01T09:00:00-05:00"}),  # before the one before it
        (4, {"at": "2016-05-02T09:00:00"}),
        (4, {"at": "2016-05-02T13:59:00Z", "kind": "opened", "data": LOG[0].data}),
        (4, {"actor": 7}),
        (4, {"role": 7}),
        (4, {"kind": "approved by all"}),
        (4, {"data": {**LOG[4].data, "more": 1}}),
    ],
)
def test_a_log_that_is_bound_anew_is_no_case_all_the_same(index, change):
    assert fold(program("kettle-moraine"), rewritten(index)) == fold(program("kettle-moraine"), LOG)
    log = rewritten(index, **change)
    with pytest.raises(FoldError) as raised:
        fold(program("kettle-moraine"), log)
    assert raised.value.seq == index + 1
    with pytest.raises(FoldError):
        fold(program("kettle-moraine"), log, head=HEAD)


def test_no_log_has_two_badges_or_a_move_from_elsewhere():
    last = read(LOG)[-1]

    def after(*happenings):
        log, before = list(LOG), last
        for what in happenings:
            log.append(next_event(before, "case-1", last.moment, "person-1", None, what))
            before = read(log)[-1]
        return log

    badge = Issued(credential="urn:uuid:1", digest="d")
    assert fold(program("kettle-moraine"), after(badge)).issued == badge
    for happenings in ([badge, badge], [Moved(move="submit")], [Reinstated(reason="r")]):
        with pytest.raises(FoldError) as raised:
            fold(program("kettle-moraine"), after(*happenings))
        assert raised.value.seq == len(LOG) + len(happenings)
    submitted = next(n for n, event in enumerate(LOG) if event.data.get("move") == "submit")
    with pytest.raises(FoldError):  # a badge before there is an award
        early = next_event(read(LOG[:submitted])[-1], "case-1", last.moment, "p", None, badge)
        fold(program("kettle-moraine"), [*LOG[:submitted], early])


def test_the_same_log_gives_the_same_state():
    assert fold(program("kettle-moraine"), LOG, head=HEAD) == fold(program("kettle-moraine"), LOG)
    assert [Event.of(event.to_json()) for event in LOG] == LOG


def test_a_case_keeps_its_revision():
    with pytest.raises(FoldError, match="revision 1"):
        fold(changed("kettle-moraine", revision=2), LOG)
    with pytest.raises(FoldError):
        fold(program("juab"), LOG)
    with pytest.raises(FoldError):
        fold(program("kettle-moraine"), [])


def test_a_group_moves_by_votes_alone():
    first = next(index for index, event in enumerate(LOG) if event.kind == "vote")
    moved = next(event for event in LOG if event.kind == "moved" and event.role == "panel")
    before = LOG[first]
    alone = replace(moved, seq=before.seq + 1, prev=before.digest)
    with pytest.raises(FoldError, match="no majority"):
        fold(program("kettle-moraine"), [*LOG[: first + 1], alone])
