"""One value for each JSON text, and no surprises."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openbadges_issuer import strict_json
from openbadges_issuer.errors import InputError, Problem
from openbadges_issuer.limits import Limits


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"a":1}x',
        "{'a':1}",
        "\ufeff{}",
        b"\xff\xfe{\x00}\x00",
        b'{"a":"\xff"}',
        '{"a":1,"a":1}',
        '{"a":{"b":1,"b":2}}',
        "NaN",
        "[Infinity]",
        "[-Infinity]",
        "[1e999]",
        "[9007199254740992]",
        "[-9007199254740992]",
        "[" + "9" * 5_000 + "]",
        r'"\ud800"',
        r'{"\udfff":1}',
        '"\n"',
        "[01]",
        "[1.]",
    ],
)
def test_what_programs_read_differently_is_refused(text: str | bytes) -> None:
    with pytest.raises(InputError) as caught:
        strict_json.loads(text)
    assert caught.value.problem is Problem.MALFORMED_INPUT


def test_depth_and_number_of_values_are_bounded() -> None:
    for text in ("[" * 100_000, "[" * 50 + "]" * 50, '{"a":' * 50 + "1" + "}" * 50):
        with pytest.raises(InputError) as caught:
            strict_json.loads(text)
        assert caught.value.problem is (Problem.TOO_COMPLEX)
    with pytest.raises(InputError) as caught:
        strict_json.loads("[1,2,3]", limits=Limits(json_members=3))
    assert caught.value.problem is Problem.TOO_COMPLEX
    assert strict_json.loads("[1,2,3]", limits=Limits(json_members=4)) == [1, 2, 3]


def test_an_object_is_required_where_one_is_meant() -> None:
    assert strict_json.load_object(b'{"a":1}') == {"a": 1}
    for text in ("[]", '"x"', "1", "null"):
        with pytest.raises(InputError):
            strict_json.load_object(text)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda children: (
        st.lists(children, max_size=4) | st.dictionaries(st.text(), children, max_size=4)
    ),
    max_leaves=20,
)


@given(json_values)
@settings(deadline=None)
def test_what_is_written_is_read_back(value: Any) -> None:
    assert strict_json.loads(strict_json.dumps(value)) == value
    assert json.loads(strict_json.canonical(value), parse_int=float) == value


@given(st.text() | st.binary())
@settings(deadline=None)
def test_nothing_but_its_own_error_is_raised(text: str | bytes) -> None:
    with contextlib.suppress(InputError):
        strict_json.loads(text)


@pytest.mark.parametrize("value", [{"\ud800": 1}, 2**53, float("nan"), [[]] * 3 + [{1: 2}]])
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(InputError):
        strict_json.canonical(value)
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(InputError):
        strict_json.canonical(deep)


@pytest.mark.parametrize(
    ("key", "path"),
    [("name", "$.name"), (3, "$[3]"), ("@id", '$["@id"]'), ('a"b', '$["a\\"b"]')],
)
def test_a_path_names_a_member(key: str | int, path: str) -> None:
    assert strict_json.member_path("$", key) == path


def test_one_value_stands_for_a_list_of_one() -> None:
    assert strict_json.as_list("Profile") == strict_json.as_list(["Profile"]) == ["Profile"]
    assert strict_json.as_list({}) == [{}]
    assert strict_json.as_list(None) == strict_json.as_list([]) == []
    assert strict_json.as_list([None]) == [None]


def test_commas_and_brackets_in_text_are_not_values() -> None:
    text = strict_json.dumps({"a": ",[{" * 60_000, "b": '\\"' * 10})
    assert strict_json.loads(text)["a"] == ",[{" * 60_000
