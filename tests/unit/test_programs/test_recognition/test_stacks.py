"""Stacks that are issued as soon as they are complete."""

from __future__ import annotations

from datetime import date

import pytest

from openbadges_issuer.programs.earned import Earned
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
