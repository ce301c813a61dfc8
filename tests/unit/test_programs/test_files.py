"""The program files of the districts, and what a program tells of itself."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

import openbadges_issuer as ob
from openbadges_issuer.programs.loading import check
from openbadges_issuer.programs.reading import read
from openbadges_issuer.programs.references import bound
from tests.unit.test_programs.conftest import FILES


def test_there_are_eight():
    assert len(FILES) == 8


def test_each_loads_without_an_error(file):
    checked = check(file.read_bytes(), file.name)
    assert not checked.errors
    assert ob.Program.load(file) == checked.program
    assert checked.program.id == file.stem


def test_json_says_the_same(file):
    source, _ = read(file.read_bytes(), file.name)
    program = ob.Program.load(file)
    for text in (json.dumps(source.values), json.dumps(source.values, indent=2)):
        same = check(text.encode(), file.name).program
        assert same.model_dump() == program.model_dump()
        assert same.digest == program.digest


def test_comments_and_layout_are_no_new_content(program):
    plain = program("lake-county")
    assert program("lake-county", ("revision: 1", "revision: 1 # the first")).digest == plain.digest
    assert program("lake-county", ("revision: 1", "revision: 2")).digest != plain.digest


def test_a_program_does_not_change(program):
    with pytest.raises(ValueError, match="frozen"):
        program("lake-county").revision = 2


def test_a_file_that_is_wrong_is_an_error_with_all_its_faults(tmp_path):
    path = tmp_path / "wrong.yaml"
    path.write_text("format: open-badges-program/1\nid: A\n")
    with pytest.raises(ob.ProgramError) as caught:
        ob.Program.load(path)
    assert isinstance(caught.value, ob.SettingsError)
    assert {fault.path for fault in caught.value.faults} >= {"id", "issuer", "achievements"}
    assert str(caught.value).startswith("wrong.yaml:1:1: ")


def test_the_place_of_a_rule_is_its_line(program):
    lake = program("lake-county")
    assert lake.place("rewards.hours") == "lake-county.yaml:97"
    assert lake.place("rewards.hours.gives.values[0].amount") == "lake-county.yaml:100"
    assert lake.place("rewards.hours.made_up") == "lake-county.yaml:97"


def test_refs_stand_for_achievements(program):
    lake, seminole = program("lake-county"), program("seminole-county")
    assert lake.resolve("culture.*") == ("culture.1", "culture.2", "culture.3", "culture.4")
    assert lake.resolve("culture.3") == ("culture.3",)
    assert lake.resolve("culture_pathway") == ("culture_pathway",)
    assert lake.resolve("this", this="culture.2") == ("culture.2",)
    assert lake.resolve("subject", this="badge_facilitator.culture.2") == ("culture.2",)
    assert len(lake.resolve("badge_facilitator.*")) == 12
    assert len(lake.resolve("any")) == 1 + 12 + 3 + 12
    assert seminole.resolve("mc") == ("mc",)
    with pytest.raises(KeyError):
        lake.resolve("mc")


@pytest.mark.parametrize(
    ("ref", "exact", "covered"),
    [
        ("any", "culture.2", True),
        ("culture.*", "culture.2", True),
        ("culture.*", "culture_pathway", False),
        ("culture.2", "culture.2", True),
        ("culture.2", "culture.20", False),
        ("badge_facilitator", "badge_facilitator.culture.2", True),
        ("subject", "culture.2", True),
        ("this", "badge_facilitator.culture.2", True),
        ("this", "culture.2", False),
    ],
)
def test_a_ref_covers(program, ref, exact, covered):
    lake = program("lake-county")
    assert lake.covers(ref, exact, this="badge_facilitator.culture.2") is covered


def test_a_ref_that_is_bound_to_nothing_stays():
    assert bound("culture.*", "x") == "culture.*"


@pytest.mark.parametrize(
    ("name", "exact", "there"),
    [
        ("lake-county", "culture.4", True),
        ("lake-county", "culture.5", False),
        ("lake-county", "culture.04", False),
        ("lake-county", "culture.٣", False),
        ("lake-county", "culture", False),
        ("lake-county", "culture.*", False),
        ("lake-county", "pl_prerequisite", True),
        ("lake-county", "pl_prerequisite.1", False),
        ("lake-county", "badge_facilitator.culture.4", True),
        ("lake-county", "badge_facilitator.pl_prerequisite", False),
        ("lake-county", "badge_facilitator", False),
        ("seminole-county", "mc.goal-setting", True),
        ("seminole-county", "mc", False),
        ("seminole-county", "mc.Goal", False),
        ("seminole-county", "mc.../x", False),
        ("seminole-county", "", False),
    ],
)
def test_what_names_one_achievement(program, name, exact, there):
    assert program(name).has(exact) is there


def test_titles_and_ids(program):
    lake = program("lake-county")
    assert lake.title("culture.2") == "School Culture, 2 of 4"
    assert lake.title("badge_facilitator.culture.2") == "Badge facilitator: School Culture, 2 of 4"
    for base in ("https://badges.example.org", "https://badges.example.org/"):
        assert lake.achievement_id(base, "culture.2") == (
            "https://badges.example.org/achievements/lake-county/culture.2"
        )


def test_texts_in_a_language(program):
    km = program("kettle-moraine")
    educator = km.roles["educator"].label
    assert km.say(educator) == "Educator"
    assert km.say(educator, "es") == "Docente"
    assert km.say(educator, "fr") == "Educator"
    assert km.say(km.units["usd_base"].label, "es") == km.units["usd_base"].label


def test_what_pupils_may_be_in_is_private_unless_the_file_says_otherwise(file, program):
    parts = ob.Program.load(file).parts.values()
    assert all(one.pupil_data == "none" for one in parts if one.visibility != "private")
    bare = program("kettle-moraine").parts["reflection_student"]  # says nothing of either
    assert (bare.pupil_data, bare.visibility) == ("possible", "private")


def test_what_a_case_is_judged_by_and_records(program):
    km, baltimore = program("kettle-moraine"), program("baltimore-county")
    exact = "micro_credential.flipped-classroom"
    workflow = km.workflow_of(exact)
    assert workflow.answer_of("award") == "met"
    assert workflow.answer_of("say_not_yet") == "not_yet"
    assert workflow.answer_of("submit") is None
    assert set(workflow.moves_from("plan_approved")) == {"begin", "withdraw"}
    assert km.amount_record(exact, "approve_plan.amount").max == Decimal(600)
    assert km.amount_record(exact, "approve_plan.within_budget") is None
    assert km.record(exact, "made.up") is None
    rubric = program("lake-county").rubric_of("culture.1")
    assert [rubric.passes(level) for level in ("not_yet", "mastery", "high_mastery", "x")] == [
        False,
        True,
        True,
        False,
    ]
    assert rubric.reaches("high_mastery", "high_mastery")
    assert not rubric.reaches("mastery", "high_mastery")
    assert km.issues(exact)
    assert not baltimore.issues("mc.1")
    assert km.roles["panel"].is_group
    assert not km.roles["educator"].is_group


def test_the_value_in_force(program):
    change = (
        "{amount: 4, from: 2014-07-01, provisional: true}",
        "{amount: 4, until: 2018-06-30}, {amount: 3, from: 2018-07-02}",
    )
    hours = program("lake-county", change).rewards["hours"].gives
    assert hours.on(date(2018, 6, 30)).amount == 4
    assert hours.on(date(2018, 7, 1)) is None
    assert hours.on(date(2018, 7, 2)).amount == 3


def test_days_begin_in_the_time_zone_of_the_program(program):
    baltimore = program("baltimore-county")
    assert baltimore.local_day(datetime(2016, 7, 1, 3, 59, tzinfo=UTC)) == date(2016, 6, 30)
    assert baltimore.local_day(datetime(2016, 7, 1, 4, 0, tzinfo=UTC)) == date(2016, 7, 1)
    at = baltimore.deadlines["submission"].at
    assert baltimore.moment(at).astimezone(UTC) == datetime(2016, 7, 1, 3, 59, 59, tzinfo=UTC)
    with_offset = datetime(2016, 7, 1, tzinfo=UTC)
    assert baltimore.moment(with_offset) == with_offset
    assert baltimore.is_open_on(date(2016, 4, 1))
    assert not baltimore.is_open_on(date(2016, 3, 31))
    assert not baltimore.is_open_on(date(2017, 1, 1))


@pytest.mark.parametrize(
    ("number", "counted"),
    [("7", "mc.7"), ("24", "mc.24"), ("25", None), ("07", None), ("", None), ("7x", None)],
)
def test_a_numbered_badge_of_others_counts_as_that_member(program, number, counted):
    achievement = f"https://badges.digital-promise.example/achievements/bcps-{number}"
    assert program("baltimore-county").counted_as("bloomboard_badge", achievement) == counted


@pytest.mark.parametrize(
    ("entry", "achievement", "counted"),
    [
        ("lake_county", "lake-county.example/achievements/lake-county/culture.1", True),
        ("lake_county", "lake-county.example/achievements/lake-county/pl_prerequisite", False),
        ("third_party_badge", "cce.example/whatever", True),
    ],
)
def test_a_badge_of_others_counts_as_one_of_a_template(program, entry, achievement, counted):
    found = program("kettle-moraine").counted_as(entry, f"https://badges.{achievement}")
    assert found == ("micro_credential" if counted else None)
