"""Codes of share pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbadges_issuer import share_code


def test_a_code_is_random_and_can_be_read_back() -> None:
    codes = {share_code.new() for _ in range(1_000)}
    assert len(codes) == 1_000
    for code in codes:
        assert share_code.normalize(code) == code
        assert share_code.normalize(share_code.formatted(code).lower()) == code
    assert len({letter for code in codes for letter in code}) == 32


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("7Q2M-4XKD-9RTV", "7Q2M4XKD9RTV"),
        (" 7q2m 4xkd 9rtv\n", "7Q2M4XKD9RTV"),
        ("oOiI-lL10-0000", "001111100000"),
        ("7q2m\u20134xkd\u20119rtv", "7Q2M4XKD9RTV"),
        ("7Q2M-4XKD-9RT\u0131", None),
        ("7Q2M-4XKD-9RT", None),
        ("7Q2M-4XKD-9RTVV", None),
        ("7Q2M-4XKD-9RTU", None),
        ("٧Q2M4XKD9RTV", None),
        ("7Q2M/4XKD/9RTV", None),
        ("", None),
        ("-" * 100, None),
    ],
)
def test_what_people_type(typed: str, code: str | None) -> None:
    assert share_code.normalize(typed) == code


@given(st.text())
def test_whatever_is_typed_it_is_a_code_or_none(typed: str) -> None:
    code = share_code.normalize(typed)
    assert code is None or share_code.normalize(code) == code
