"""How a duty stands on a day: it is shown, and stops nothing."""

from __future__ import annotations

from datetime import date

import pytest

from openbadges_issuer.programs.duties import state_of
from openbadges_issuer.programs.earned import Earned

PROCEDURES = ["own procedures 2016-01-15"]


@pytest.mark.parametrize(
    ("day", "badges", "state"),
    [
        pytest.param("2016-01-15", [], "open", id="G21 none"),
        pytest.param("2016-01-15", PROCEDURES, "done", id="G21 one"),
        pytest.param("2016-09-01", [], "none", id="G21 in the second year"),
        pytest.param("2015-06-30", [], "none", id="the day before"),
        pytest.param("2015-07-01", [], "open", id="the first day"),
        pytest.param("2016-06-30", [], "open", id="the last day"),
        pytest.param("2016-07-01", [], "none", id="the day after"),
        pytest.param("2016-01-14", PROCEDURES, "open", id="earned the day after"),
        pytest.param("2016-01-15", [f"{PROCEDURES[0]} revoked"], "open", id="revoked"),
        pytest.param("2016-01-15", ["own irr.1 2016-01-01"], "open", id="another one"),
        pytest.param("2016-01-15", ["dp a 2016-01-01"], "open", id="of others"),
    ],
)
def test_a_duty_of_the_first_year(day, badges, state, load, badge):
    program = load("arkansas")
    reports = [badge(written, program) for written in badges]
    earned = Earned.of(program, reports, date(2016, 9, 1))
    assert state_of(program.duties["first_year"], earned, date.fromisoformat(day)) == state
