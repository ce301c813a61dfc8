"""Whether a condition holds for what one person has earned."""

from __future__ import annotations

from datetime import date

import pytest

from openbadges_issuer.programs.conditions import evaluate, may_act, requirement
from openbadges_issuer.programs.earned import Earned
from openbadges_issuer.programs.facts import Facts

ON = date(2026, 11, 21)
TWELVE = [f"dp {letter} 2017-01-01" for letter in "abcdefghijkl"]
DP = "https://badges.digital-promise.example/achievements/"
GOALS = [f"{DP}{letter}" for letter in "abcdefghijkl"]
HIGH = "own culture.2 2016-01-01 level=high_mastery"


@pytest.fixture
def earned(load, badge):
    def earned(name, badges, *, on=ON, change=None, **facts):
        program = load(name, change)
        reports = [badge(written, program) for written in badges]
        return Earned.of(program, reports, on, Facts.model_validate(facts))

    return earned


def told(answer):
    return answer.holds, answer.have, answer.need


@pytest.mark.parametrize(
    ("badges", "goals", "expected"),
    [
        pytest.param(TWELVE[:11], GOALS, (False, 11, 12), id="G13 eleven"),
        pytest.param(TWELVE, GOALS[:11], (False, 11, 12), id="G14 one is not in the goals"),
        pytest.param(
            [*TWELVE[:11], "dp a 2017-02-02 id=2"], GOALS, (False, 11, 12), id="G15 one twice"
        ),
        pytest.param(TWELVE, GOALS, (True, 12, 12), id="G16 twelve"),
        pytest.param(
            [*TWELVE[:11], f"{TWELVE[11]} revoked"], GOALS, (False, 11, 12), id="G18 one revoked"
        ),
        pytest.param(
            [*TWELVE, "cce x 2017-01-01"], GOALS, (True, 12, 12), id="no more than needed"
        ),
        pytest.param(
            [*TWELVE[:11], f"{TWELVE[11]} status_unknown"], GOALS, (False, 11, 12), id="in doubt"
        ),
        pytest.param(
            [*TWELVE[:11], f"{TWELVE[11]} not_asked"], GOALS, (False, 11, 12), id="whose is it"
        ),
        pytest.param([*TWELVE[:11], "lake l 2017-01-01"], GOALS, (False, 11, 12), id="no rule"),
    ],
)
def test_twelve_different_ones_that_were_agreed(badges, goals, expected, earned):
    person = earned("juab", badges, chosen={"goals": goals})
    guard = person.program.workflows["pathway"].moves["book_review"].guard
    answer = evaluate(guard, person, this="teacher_leader")
    assert told(answer) == expected
    assert answer == requirement("teacher_leader", person)


def test_a_goal_that_is_the_word_for_all_of_them_chooses_nothing(earned):
    person = earned("juab", TWELVE, chosen={"goals": ["external_mc"]})
    assert told(requirement("teacher_leader", person)) == (False, 0, 12)


def test_what_is_missing_is_said(earned):
    answer = requirement("teacher_leader", earned("juab", TWELVE[:11], chosen={"goals": GOALS}))
    assert answer.sentence.values == {
        "have": 11, "need": 12, "label": "Micro-credential earned on BloomBoard",
    }  # fmt: skip


def test_what_was_earned_later_is_not_earned_yet(earned):
    badges = ["own culture.1 2017-01-01", "own culture.2 2017-01-02"]
    assert set(earned("lake-county", badges, on=date(2017, 1, 1)).achieved) == {"culture.1"}


@pytest.mark.parametrize(
    ("badges", "expected"),
    [([], (False, 0, 1)), (["own pl_prerequisite 2016-01-01"], (True, 1, 1))],
)
def test_before_a_case_begins(badges, expected, earned):
    person = earned("lake-county", badges)
    start_when = person.program.achievement("culture.1").start_when
    assert told(evaluate(start_when, person, this="culture.1")) == expected


@pytest.mark.parametrize(
    ("badges", "this", "expected"),
    [
        pytest.param([], "culture.2", False, id="nothing"),
        pytest.param(["own culture.2 2016-01-01 level=mastery"], "culture.2", False, id="G31"),
        pytest.param([HIGH], "culture.2", True, id="G31 high"),
        pytest.param([HIGH], "culture.1", False, id="another"),
        pytest.param([f"{HIGH}+mastery"], "culture.2", False, id="each criterion"),
        pytest.param(["own culture.2 2016-01-01 level=superb"], "culture.2", False, id="unknown"),
        pytest.param(["own culture.2 2016-01-01"], "culture.2", False, id="no level"),
    ],
)
def test_a_level_of_what_a_certification_is_about(badges, this, expected, earned):
    person = earned("lake-county", badges)
    assert told(requirement(f"badge_facilitator.{this}", person)) == (expected, int(expected), 1)


def test_a_role_that_is_held_for_one_achievement(earned):
    person = earned("lake-county", ["own badge_facilitator.culture.1 2016-01-01"])
    role = person.program.roles["facilitator"]
    assert may_act(role, person, this="culture.1").holds
    assert not may_act(role, person, this="culture.2").holds
    assert not may_act(role, person, this="pl_prerequisite").holds


@pytest.mark.parametrize(
    ("badges", "expected"),
    [
        (["own irr.1 2016-01-01"], (False, 1, 2)),
        (["own irr.1 2016-01-01", "own irr.2 2016-01-01"], (True, 2, 2)),
        (["own irr.1 2016-01-01", "own irr.2 2016-01-01 expired"], (False, 1, 2)),
    ],
)
def test_who_may_assess(badges, expected, earned):
    person = earned("arkansas", badges)
    role = person.program.roles["assessor"]
    assert told(may_act(role, person, this="management")) == expected
    assert may_act(person.program.roles["mentor"], person, this="management").holds


@pytest.mark.parametrize(
    ("badges", "expected"),
    [
        ([], (False, 0, 1)),
        (["own procedures 2016-01-01"], (True, 1, 1)),
        (["dp a 2016-01-01"], (False, 0, 1)),
    ],
)
def test_one_of_several(badges, expected, earned):
    person = earned("arkansas", badges)
    assert told(evaluate(person.program.duties["first_year"].requires, person)) == expected


@pytest.mark.parametrize(
    ("involved", "holds"), [([], False), (["stat"], True), (["office"], False)]
)
def test_somebody_at_the_school_has_joined(involved, holds, earned):
    person = earned("baltimore-county", [], involved=involved)
    guard = person.program.workflows["pilot"].moves["join"].guard
    assert evaluate(guard, person, this="mc.1").holds is holds


def test_evidence_of_learning_is_not_earned(earned):
    assert not earned("kettle-moraine", ["dp a 2022-01-01"]).achieved


def test_no_condition_holds(earned):
    assert evaluate(None, earned("juab", [])).holds


@pytest.mark.parametrize("what", [{"id": "urn:uuid:1"}, "text", b"bytes", None])
def test_only_what_a_verifier_reports_on_counts(what, load):
    with pytest.raises(TypeError, match="Verifier"):
        Earned.of(load("juab"), [what], ON)
