"""Stacks that are issued as soon as they are complete."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openbadges_issuer.programs.conditions import requirement
from openbadges_issuer.programs.earned import Earned
from openbadges_issuer.programs.facts import Facts
from openbadges_issuer.programs.stacks import completed

ON = date(2026, 11, 21)
BASIC = ["own basic.1 2017-03-01", "own basic.2 2017-01-01", "own basic.3 2017-02-01"]


@pytest.fixture
def stacks(load, badge):
    def stacks(badges, change=None):
        program = load("cce-rhode-island", change)
        earned = Earned.of(program, [badge(written, program) for written in badges], ON)
        return [(stack.key, stack.day) for stack in completed(earned)]

    return stacks


@pytest.mark.parametrize(
    ("badges", "expected"),
    [
        ([], []),
        (BASIC[:2], []),
        (BASIC, [("basic_stack", date(2017, 3, 1))]),
        ([*BASIC[:2], f"{BASIC[2]} suspended"], []),
        ([*BASIC, "own basic.1 2018-01-01 id=2"], [("basic_stack", date(2017, 3, 1))]),
        ([*BASIC, "own basic_stack 2017-03-02"], []),
        ([*BASIC, "own equity.1 2018-01-01"], [("basic_stack", date(2017, 3, 1))]),
    ],
)
def test_a_stack_is_complete_with_its_last_member(badges, expected, stacks):
    assert stacks(badges) == expected


def test_a_stack_of_stacks_follows_them(stacks):
    change = {"requires: {earned: advanced.*}": "requires: {earned: [basic_stack, equity.1]}"}
    badges = [*BASIC, "own equity.1 2016-01-01"]
    assert stacks(badges, change) == [
        ("basic_stack", date(2017, 3, 1)), ("advanced_stack", date(2017, 3, 1)),
    ]  # fmt: skip


def test_members_that_come_later_do_not_move_the_day(stacks):
    change = {"requires: {earned: basic.*}": "requires: {count: {at_least: 2, of: [basic.*]}}"}
    assert stacks(BASIC, change) == [("basic_stack", date(2017, 2, 1))]


@pytest.mark.parametrize(
    "requires",
    [
        "{earned: [basic.*, equity.1]}",
        "{count: {at_least: 3, of: [basic.*, equity.*]}}",
        "{level: {of: basic.2, at_least: met}}",
        "{any: [{earned: [basic.1, equity.1]}, {earned: [basic.2, basic.3]}, {earned: equity.2}]}",
        "{any: [{count: {at_least: 2, of: [equity.*]}}, {level: {of: basic.*, at_least: met}}]}",
        "{any: [{involved: assessor}, {earned: basic.1}]}",
    ],
)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_the_day_is_the_first_on_which_what_is_required_holds(requires, data, load, badge):
    program = load("cce-rhode-island", {"requires: {earned: basic.*}": f"requires: {requires}"})
    levels = st.sampled_from(["", " level=met", " level=not_yet", " level=met+not_yet"])
    each = st.tuples(
        st.sampled_from(["basic", "equity"]), st.integers(1, 3), st.integers(1, 9), levels
    )
    badges = data.draw(st.lists(each, max_size=8))
    written = [f"own {key}.{n} 2017-01-0{day}{level} id={id_}"
               for id_, (key, n, day, level) in enumerate(badges)]  # fmt: skip
    facts = Facts(involved=data.draw(st.sampled_from([frozenset(), frozenset({"assessor"})])))
    earned = Earned.of(program, [badge(one, program) for one in written], ON, facts)
    days = sorted({one.day for one in earned.achieved.values()})
    expected = [day for day in days if requirement("basic_stack", earned.by(day)).holds][:1]
    assert [stack.day for stack in completed(earned)] == expected
