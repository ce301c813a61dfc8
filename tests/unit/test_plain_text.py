"""Text of others on one line of ours."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbadges_issuer.plain_text import plain, spaced


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Kettle Moraine School District", "Kettle Moraine School District"),
        (" Flipped\r\n\tclassroom ", "Flipped classroom"),
        ('a "b" c', "a 'b' c"),
        ("a\u202eb\u2066c\u200bd\x1b[31m", "a b c d [31m"),
        ("a\u2028b\ufeff\ue000c", "a b c"),
        ("Educación – année 教育", "Educación – année 教育"),
        ("e" + "\u0301" * 9, "e" + "\u0301" * 4),
        ("\u200b \n", ""),
    ],
)
def test_a_name_is_one_line(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_a_long_name_is_cut() -> None:
    assert plain("x" * 200) == "x" * 200
    assert plain("x" * 201) == "x" * 200 + "…"
    assert plain("abc", most=2) == "ab…"


def test_what_may_stay() -> None:
    assert spaced("a\n\u200db\u202e", keep="\n\u200d") == "a\n\u200db "


@given(st.text())
def test_nothing_unseen_is_left(text: str) -> None:
    shown = plain(text, 20)
    assert len(shown) <= 21
    assert '"' not in shown
    assert all(unicodedata.category(letter)[0] != "C" for letter in shown)
    assert "\n" not in shown
    assert plain(shown, 21) == shown
