"""Text in the cells of a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbadges_issuer.layout import cells, columns, wrapped


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 5, [""]),
        ("one two three", 7, ["one two", "three"]),
        ("one two three", 13, ["one two three"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("a abcdefgh b", 3, ["a", "abc", "def", "gh", "b"]),
        ("a abcdefgh b", 4, ["a", "abcd", "efgh", "b"]),
        ("a abcdefg b", 5, ["a", "abcde", "fg b"]),
        ("表表表", 4, ["表表", "表"]),
        ("e\u0301e\u0301e", 2, ["e\u0301e\u0301", "e"]),
    ],
)
def test_a_text_is_broken_by_the_cells_it_takes(text, width, lines):
    assert wrapped(text, width) == lines


@given(text=st.text("ab 表\u0301", max_size=40), width=st.integers(2, 9))
def test_no_line_is_too_wide_and_nothing_is_lost(text, width):
    lines = wrapped(text, width)
    assert all(cells(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_columns_stand_below_each_other():
    lines = list(columns(["one two", "x", "表表"], (3, 2, 2)))
    assert ["".join(pieces) for pieces in lines] == ["one  x   表  ", "two      表  "]
