"""A file of facts: what the program does not know is told with its place."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from openbadges_issuer.programs.facts import Facts, MoveMade, Request
from openbadges_issuer.programs.facts_file import read_facts
from openbadges_issuer.programs.faults import ProgramError


def read(program, value):
    return read_facts(json.dumps(value, indent=1).encode(), "facts.json", program)


def test_a_file_gives_what_a_program_gives(load):
    written = {
        "cases": {
            "micro_credential.a": {
                "moves": [{"move": "approve_plan", "on": "2022-01-10", "amounts": {"amount": 350}}],
                "requests": {"base_raise": {"asked": "2022-02-01"}},
            }
        }
    }
    case = read(load("kettle-moraine"), written).case("micro_credential.a")
    made = MoveMade(move="approve_plan", on=date(2022, 1, 10), amounts={"amount": Decimal(350)})
    assert case.moves == (made,)
    assert case.requests == {"base_raise": Request(asked=date(2022, 2, 1))}


@pytest.mark.parametrize(
    ("program", "value", "path", "near"),
    [
        ("seminole-county", {"school": "example-elementry"}, "school", "example-elementary"),
        ("juab", {"chosen": {"goal": []}}, "chosen.goal", "goals"),
        ("baltimore-county", {"involved": ["stats"]}, "involved", "stat"),
        ("lake-county", {"cases": {"culture.5": {}}}, "cases.culture.5", "culture.1"),
        ("juab", {"cases": {"teacher_leader": {"requests": {"promotions": {}}}}},
         "cases.teacher_leader.requests.promotions", "promotion"),
        ("juab", {"cases": {"teacher_leader": {"moves": [{"move": "book_revue"}]}}},
         "cases.teacher_leader.moves[0].move", "book_review"),
        ("juab", {"shool": "x"}, "shool", "school"),
        ("juab", {"cases": {"teacher_leader": {"moves": [{"move": "submit", "on": "1 May"}]}}},
         "cases.teacher_leader.moves[0].on", ""),
        ("juab", {"cases": {"teacher_leader": {"moves": [{"move": "x", "amounts": {"a": 1.5}}]}}},
         "cases.teacher_leader.moves[0].amounts.a", ""),
        ("juab", {"cases": {"teacher_leader": {"moves": [{"move": "x", "amounts": {"a": -1}}]}}},
         "cases.teacher_leader.moves[0].amounts.a", ""),
        ("juab", [], "", "a map"),
        ("juab", {"chosen": {"goals": "x"}}, "chosen.goals", "a list"),
        ("juab", {"cases": {"teacher_leader": {"moves": [{}]}}},
         "cases.teacher_leader.moves[0].move", '"move"'),
        ("kettle-moraine", {"cases": {"micro_credential": {}}},
         "cases.micro_credential", '"micro_credential.'),
        ("kettle-moraine", {"cases": {"micro_credential.a": {"moves": [
            {"move": "approve_plan", "amounts": {"amuont": 350}}]}}},
         "cases.micro_credential.a.moves[0].amounts.amuont", "(did you mean \"amount\"?)"),
    ],
)  # fmt: skip
def test_a_slip_of_the_pen_is_told(program, value, path, near, load):
    with pytest.raises(ProgramError) as caught:
        read(load(program), value)
    fault = caught.value.faults[0]
    assert fault.file == "facts.json"
    assert fault.path == path
    assert near in fault.sentence


def test_the_case_of_a_badge_of_others_goes_by_its_achievement_id(load):
    id_ = "https://badges.digital-promise.example/achievements/a"
    assert id_ in read(load("juab"), {"cases": {id_: {}}}).cases


@pytest.mark.parametrize("value", [1.5, "much", -1, Decimal("NaN"), Decimal(-1), True])
def test_an_amount_is_exact(value):
    with pytest.raises(ValueError, match="amount"):
        Facts.model_validate({"cases": {"a": {"moves": [{"move": "m", "amounts": {"a": value}}]}}})
