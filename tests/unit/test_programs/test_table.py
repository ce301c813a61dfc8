"""What a superintendent reads of a program."""

from __future__ import annotations

from openbadges_issuer.programs.loading import check
from openbadges_issuer.programs.table import table


def told(program, language=None) -> dict[str, str]:
    return {
        section.title: "\n".join(f"{label} | {text}" for label, text in section.rows)
        for section in table(program, language)
    }


def test_every_program_has_who_steps_parts_and_worth(file):
    program = check(file.read_bytes(), file.name).program
    sections = told(program)
    assert program.say(program.name) in sections
    steps = [name for name in sections if name.startswith("Steps: ")]
    assert len(steps) == len(program.workflows)
    for role in program.roles.values():
        assert program.say(role.label) in sections["Who"]
    for part in program.parts.values():
        assert program.say(part.label) in sections["What is handed in"]
    for reward in program.rewards.values():
        assert program.say(reward.label) in sections["Worth"]
    for achievement in program.achievements.values():
        assert program.say(achievement.name) in sections["What can be earned"]


def test_amounts_are_told_with_their_days_and_doubts(program):
    assert "100 to 600" in told(program("kettle-moraine"))["Worth"]
    assert "4 from 2014-07-01 (provisional)" in told(program("lake-county"))["Worth"]
    assert "200 from 2015-07-01 until 2016-06-30" in told(program("juab"))["Worth"]
    assert "50 from 2017-07-01" in told(program("seminole-county"))["Schools"]


def test_what_a_program_says_of_people_is_told(program):
    who = told(program("juab"))["Who"]
    assert "3 of 3" in who
    assert "Not: the applicant" in who
    assert "one time only" in told(program("juab"))["Worth"]
    assert "12 different" in told(program("juab"))["What can be earned"]
    assert "2016-12-31" in told(program("baltimore-county"))["Steps: pilot"]
    assert "Novice teachers" in told(program("arkansas"))["Arkansas educator micro-credentials"]


def test_a_limit_of_tries_is_told(program):
    limited = program("kettle-moraine", ("at_most: unlimited", "at_most: 2"))
    assert "at most 2 times" in told(limited)["Steps: main"]


def test_texts_are_told_in_the_language_asked_for(program):
    sections = told(program("kettle-moraine"), "es")
    assert "Microcredenciales de Kettle Moraine" in sections
    assert "Docente" in sections["Who"]
