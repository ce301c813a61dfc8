"""Values that a program calculates with."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from openbadges_issuer.programs.model.values import Duration


@pytest.mark.parametrize(
    ("duration", "day", "ends"),
    [
        (Duration(years=5), date(2021, 11, 21), date(2026, 11, 21)),
        (Duration(years=5), date(2024, 2, 29), date(2029, 2, 28)),
        (Duration(years=4), date(2024, 2, 29), date(2028, 2, 29)),
        (Duration(months=1), date(2026, 1, 31), date(2026, 2, 28)),
        (Duration(months=13), date(2026, 12, 31), date(2028, 1, 31)),
        (Duration(days=30), date(2026, 12, 31), date(2027, 1, 30)),
        (Duration(1, 1, 1), date(2027, 1, 31), date(2028, 3, 1)),
    ],
)
def test_a_duration_ends_on_the_same_day_or_the_last_of_the_month(duration, day, ends):
    assert duration.after(day) == ends


def test_a_duration_keeps_the_time_of_day():
    signed = datetime(2026, 11, 21, 15, 4, tzinfo=UTC)
    assert Duration(years=5).after(signed) == datetime(2031, 11, 21, 15, 4, tzinfo=UTC)


def test_a_duration_in_words():
    assert Duration(1, 2, 3).iso() == "P1Y2M3D"
    assert str(Duration(years=5)) == "5 years"
    assert str(Duration(years=1, days=2)) == "1 year, 2 days"
