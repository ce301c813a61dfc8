"""What holds for every person: order means nothing, and fewer badges give no more."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openbadges_issuer.programs.facts import Facts
from openbadges_issuer.programs.recognizing import recognize

NAMES = [
    "arkansas", "baltimore-county", "cce-rhode-island", "juab", "kettle-moraine",
    "ksde-components", "lake-county", "seminole-county",
]  # fmt: skip
SPECIAL = ["revoked", "suspended", "expired", "tampered", "not_asked", "status_unknown",
           "issuer_unknown", "issuer_undecided", "unsupported"]  # fmt: skip
OTHERS = ["dp a", "dp b", "cce a", "dp bcps-1", "dp bcps-2", "dp bcps-3", "lake culture.1",
          "lake culture.2", "stranger a", "dp bcps-99"]  # fmt: skip
SOME = settings(max_examples=50, deadline=None)
MEMBERS = st.sampled_from([
    "id", "name", "type", "credentialSubject", "achievement", "achievedLevel", "awardedDate",
    "evidence", "genre", "level", "result", "resultDescription", "rubricCriterionLevel",
    "validFrom",
])  # fmt: skip
ON = date(2026, 11, 21)


@st.composite
def people(draw, programs, *, plain: bool = False):
    """One person: a program, badges in our notation, and facts.

    Args:
        draw: of hypothesis.
        programs: one of them is taken.
        plain: all badges are valid, and each is for another achievement.
    """
    program = draw(st.sampled_from(programs))
    first = date(2010, 1, 1)
    recent = (program.since - first).days - 5
    number = st.integers(0, (ON - first).days + 20) | st.integers(recent, recent + 400)
    day = number.map(lambda n: first + timedelta(n))
    special = st.just("") if plain else st.sampled_from(["", "", "", *SPECIAL])
    own = [
        f"own {exact}{'.a' if program.achievement(exact).template else ''}"
        for exact in program.all_achievements()
        if program.issues(exact) or not plain
    ]
    others = [one for one in OTHERS if not (plain and program.id.startswith(one.split()[0]))]
    what = draw(st.lists(st.sampled_from(own + others), max_size=14, unique=plain))
    badges = [f"{one} {draw(day)} id={n} {draw(special)}" for n, one in enumerate(what)]
    cases = {}
    for one in own:
        amount = draw(st.sampled_from([None, 99, 100, Decimal("350.5"), 600]))
        moves = draw(st.lists(st.sampled_from(["approve_plan", "award", "submit"]), max_size=3))
        requests = {
            reward: {"asked": draw(st.none() | day), "granted": draw(st.none() | day)}
            for reward in program.rewards
        }
        amounts = {"amount": amount} if amount else {}
        cases[one.removeprefix("own ")] = {
            "moves": [{"move": move, "amounts": amounts} for move in moves],
            "requests": requests,
        }
    facts = {"school": draw(st.sampled_from([None, "nowhere", *program.schools])), "cases": cases}
    return program, badges, Facts.model_validate(facts)


@pytest.fixture(scope="module")
def programs(load):
    return [load(name) for name in NAMES]


def written(recognition) -> str:
    return json.dumps(recognition.to_json())


@SOME
@given(data=st.data())
def test_the_order_of_the_badges_means_nothing(data, programs, badge):
    program, badges, facts = data.draw(people(programs))
    shuffled = data.draw(st.permutations(badges))
    one, other = (
        recognize(program, [badge(text, program) for text in order], facts, ON)
        for order in (badges, shuffled)
    )
    assert written(one) == written(other)


@SOME
@given(data=st.data())
def test_each_badge_has_a_line_and_only_what_counts_is_added_up(data, programs, badge):
    program, badges, facts = data.draw(people(programs))
    found = recognize(program, [badge(text, program) for text in badges], facts, ON)
    assert len({line.n for line in found.lines}) == len(found.lines) >= len(badges)
    assert all(line.why for line in found.lines)
    for unit in program.units:
        counted = [line.amount for line in found.lines
                   if line.outcome == "counted" and line.unit == unit]  # fmt: skip
        assert found.total(unit) == sum(filter(None, counted), Decimal(0))
    for line in found.lines:
        if line.verdict is not None and line.verdict != "valid":
            assert line.outcome != "counted"
            assert line.reward is None


JSON = st.recursive(
    st.sampled_from([None, True, 1, 10**400, 1.5, "", "a", "2016-01-01T00:00:00Z"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(MEMBERS, inner, max_size=4),
    max_leaves=12,
)


@SOME
@given(data=st.data())
def test_whatever_stands_in_a_badge_nothing_is_raised(data, programs, badge):
    program = data.draw(st.sampled_from(programs))
    document = data.draw(st.dictionaries(MEMBERS, JSON, max_size=6))
    if data.draw(st.booleans()):
        document = {**badge("dp a 2016-01-01", program).document, **document}
    report = replace(badge("dp a 2016-01-01", program), document=document)
    assert len(recognize(program, [report, report], Facts(), ON).lines) == 2


def gained(recognition) -> Counter:
    """Count what counts: amounts by unit, and rewards by their key."""
    found: Counter = Counter()
    for line in recognition.lines:
        if line.outcome == "counted" and line.reward:
            found[line.reward] += 1
            found[line.unit] += line.amount or 0
    return found


@settings(SOME, max_examples=200)
@given(data=st.data())
def test_a_badge_less_never_gives_more(data, programs, badge):
    """Of two badges for one achievement the earlier stands, also where the later gave more."""
    program, badges, facts = data.draw(people(programs, plain=True))
    reports = [badge(text, program) for text in badges]
    whole = gained(recognize(program, reports, facts, ON))
    for left_out in range(len(reports)):
        fewer = [one for n, one in enumerate(reports) if n != left_out]
        assert gained(recognize(program, fewer, facts, ON)) <= whole
