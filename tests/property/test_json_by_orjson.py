"""orjson is asked first, and what comes out is what the rules say, or rfc8785."""

from __future__ import annotations

import datetime
import enum
import json
import math
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given, settings
from hypothesis import strategies as st

from openbadges_issuer import strict_json
from openbadges_issuer.errors import InputError
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.strict_json import reading

often = settings(deadline=None, max_examples=500)
MAX = strict_json.MAX_SAFE_INTEGER

# Values ------------------------------------------------------------------------------------------

EDGES = [
    *(10.0**exponent for exponent in range(-9, 24)),
    *(math.nextafter(10.0**exponent, to) for exponent in range(-9, 24) for to in (0, math.inf)),
    *(float(MAX + more) for more in range(-3, 6)),
    5e-324,
    2.2250738585072014e-308,
    1.7976931348623157e308,
    0.0,
    1 / 3,
]
floats = st.one_of(
    st.sampled_from(EDGES),
    st.sampled_from(EDGES).map(lambda number: -number),
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(min_value=1e-7, max_value=1e22),
    st.integers(-(10**16), 10**16).map(float),
)
integers = st.integers(-MAX, MAX) | st.sampled_from([-MAX, MAX, 0])
# Every plane; the last two differ in their order by UTF-16 and by code point.
texts = st.text() | st.text(st.sampled_from('a":\\/\x00\x1f\x7f\x80é\u2028\ufb33\U0001d400'))
scalars = st.one_of(st.none(), st.booleans(), integers, floats, texts)


def nested(leaves: st.SearchStrategy[Any], keys: st.SearchStrategy[str]) -> Any:
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
        max_leaves=20,
    )


ascii_keys = st.text(st.characters(max_codepoint=0x7F), max_size=5)
values = nested(scalars, ascii_keys) | nested(scalars, texts)


# Writing -----------------------------------------------------------------------------------------


@often
@given(values)
@example({"\ufb33": 1, "\U0001d400": 2, "a": 3.0})
@example([-0.0, 3.0, "3.0", "x.0,"])
def test_the_canonical_form_is_that_of_rfc8785(value: Any) -> None:
    assert strict_json.canonical(value) == rfc8785.dumps(value)


@often
@given(floats | integers.map(float))
def test_a_number_is_canonical_at_every_edge(number: float) -> None:
    for value in (number, [number], {"a": number}):
        assert strict_json.canonical(value) == rfc8785.dumps(value)


@often
@given(values)
def test_what_is_written_is_read_back_as_it_was(value: Any) -> None:
    assert repr(json.loads(strict_json.dumps(value))) == repr(value)


class Name(enum.StrEnum):
    A = "a"


class Text(str):
    __slots__ = ()


class Object(dict):
    pass


@dataclass
class Data:
    a: int = 1


LOOSE = [
    uuid.UUID(int=1),
    datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC),
    datetime.date(2026, 11, 21),
    enum.Enum("Color", ["RED"]).RED,
    Data(),
    b"a",
    {"a"},
    math.nan,
    math.inf,
    -math.inf,
    {(1,): 2},
    ...,
]


@pytest.mark.parametrize("value", LOOSE, ids=repr)
def test_what_only_orjson_would_write_is_refused_with_its_path(value: Any) -> None:
    for write in (strict_json.dumps, strict_json.canonical):
        with pytest.raises(InputError) as caught:
            write({"a": [1, {"b c": value}]})
        assert caught.value.path == '$.a[1]["b c"]'


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (MAX + 1, "$"),
        ([1, -MAX - 1], "$[1]"),
        ({"a": 10**5_000}, "$.a"),
        ({"a": ["\ud800"]}, "$.a[0]"),
        ({"a": {"\ud800": 1}}, "$.a"),
        ({"a": {1: 2}}, "$.a"),
        ({"a": {None: 2}}, "$.a"),
    ],
)
def test_what_has_no_canonical_form_is_refused_with_its_path(value: Any, path: str) -> None:
    with pytest.raises(InputError) as caught:
        strict_json.canonical(value)
    assert caught.value.path == path


def test_a_value_that_holds_itself_is_refused() -> None:
    ring: list[Any] = []
    ring += [ring, ring]
    for write in (strict_json.dumps, strict_json.canonical):
        with pytest.raises(InputError):
            write({"a": ring})


def test_objects_made_from_the_plain_types_are_written_as_those() -> None:
    value = {"a": [Name.A, Text("é"), (1, 2), Object(b=True)]}
    plain = '{"a":["a","é",[1,2],{"b":true}]}'
    assert strict_json.dumps(value) == strict_json.canonical(value).decode() == plain


@often
@given(nested(scalars | st.sampled_from(LOOSE) | st.text(st.characters()), texts))
def test_no_other_error_comes_out_of_writing(value: Any) -> None:
    for write, theirs in ((strict_json.dumps, json.dumps), (strict_json.canonical, rfc8785.dumps)):
        try:
            write(value)
        except InputError:
            with pytest.raises((TypeError, ValueError)):
                theirs(value, **({"allow_nan": False} if theirs is json.dumps else {}))


# Copying -----------------------------------------------------------------------------------------


def one_by_one(value: dict[str, Any]) -> dict[str, Any]:
    return strict_json.load_object(strict_json.dumps(value))


def refusal_or(copy: Callable[[dict[str, Any]], dict[str, Any]], value: dict[str, Any]) -> str:
    try:
        own = copy(value)
        assert strict_json.rewritten(own) == strict_json.dumps(own)
        return repr(own)
    except InputError as error:
        return f"{error.problem} {error.path} {error}"


odd = st.sampled_from([*LOOSE, Name.A, Text("é"), (1, 2.0), Object(b=True), MAX + 1, 2**70, 1e16])


@often
@given(st.dictionaries(texts | ascii_keys, nested(scalars | odd | st.text(st.characters()), texts)))
@example({Text("a"): 1, "a": 2})
@example({"a": (1e16, 1e-7)})
@example({"a": [MAX + 1, math.nan]})
@example({"a": [[[[]]]] * 20_000})
def test_a_copy_is_what_is_read_of_what_is_written(value: dict[str, Any]) -> None:
    assert refusal_or(strict_json.copied, value) == refusal_or(one_by_one, value)


def test_a_copy_shares_nothing_and_any_depth_is_refused_alike() -> None:
    inner: dict[str, Any] = {"a": [1]}
    own = strict_json.copied({"b": inner})
    inner["a"].append(2)
    assert own == {"b": {"a": [1]}}
    deep: Any = {}
    for depth in range(1, 400):
        deep = {"a": deep}
        if depth in {39, 40, 41, 253, 254, 255, 399}:
            assert refusal_or(strict_json.copied, deep) == refusal_or(one_by_one, deep)


# Reading -----------------------------------------------------------------------------------------


def outcome(read: Any, text: bytes | str, limits: Limits = DEFAULT_LIMITS) -> str:
    try:
        return repr(read(text, limits=limits))
    except InputError as error:
        return f"{error.problem} {error}"


def by_rules(text: bytes | str, *, limits: Limits) -> Any:
    return reading._by_rules(text, limits)


def same(text: bytes | str, limits: Limits = DEFAULT_LIMITS) -> None:
    assert outcome(strict_json.loads, text, limits) == outcome(by_rules, text, limits)


ESCAPES = r"\\ \" \/ \n \u003a \u003A \u0061 \u00e9 \ud83d\ude00 \ud800 \udfff \x"
letters = st.sampled_from([*"a:,[é\n\x7f\U0001d400\ud800", *ESCAPES.split()])
written_texts = st.lists(letters, max_size=3).map(lambda parts: '"' + "".join(parts) + '"')
honest_texts = st.lists(
    letters.filter(lambda part: part not in {"\n", "\\x", "\ud800"}), max_size=3
)
written_keys = honest_texts.map(lambda parts: '"' + "".join(parts) + '"') | st.just('"a"')
NUMBERS = "-0 -0.0 1e999 1e-999 1E5 0e0 01 1. .5 +1 - NaN Infinity 1e16 1e-6 0.00001"
LARGE = [MAX, MAX + 1, -MAX - 1, 2**63, 2**64, -(2**63) - 1, 10**30, 10**400]
written_numbers = st.one_of(
    st.sampled_from([*NUMBERS.split(), *map(str, LARGE), f"{10**30}.5"]),
    floats.map(repr),
    st.integers().map(str),
    st.from_regex(r"-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,25})?([eE][-+]?[0-9]{1,3})?", fullmatch=True),
)
spaces = st.sampled_from(["", "", "", " ", "\n", "\t", "\x0c", "\u00a0"])


def written(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    members = st.builds("{}{}:{}{}".format, written_keys, spaces, spaces, inner)
    return st.one_of(
        st.lists(inner, max_size=4).map(lambda items: "[" + ",".join(items) + "]"),
        st.lists(members, max_size=4).map(lambda items: "{" + ",".join(items) + "}"),
    )


json_texts = st.recursive(
    st.one_of(st.sampled_from(["null", "true", "false"]), written_texts, written_numbers),
    written,
    max_leaves=8,
)


@settings(often, max_examples=1_500)
@given(json_texts)
@example('{"a":":","a":1}')
@example('{"a":"\\u003a","a":1}')
@example('{"a":"\\u003a\\u003A","a":1,"a":2}')
@example('{"\\u003a":1,"a":1,"a":1}')
@example("[18446744073709551616, -0, 1e-400]")
def test_each_text_is_read_by_the_rules(text: str) -> None:
    same(text)
    same(text.encode("utf-8", "surrogatepass"))


@often
@given(values, st.booleans(), st.sampled_from([None, 1]), st.data())
def test_a_byte_changed_is_read_by_the_rules(
    value: Any, ascii_only: bool, indent: int | None, data: st.DataObject
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent).encode("utf-8")
    same(text)
    at = data.draw(st.integers(0, len(text)))
    byte = bytes([data.draw(st.sampled_from(b'{}[]",:0a9eE.-\\ \n\x00\xff') | st.integers(0, 255))])
    same(text[:at] + byte + text[at:])
    same(text[:at] + byte + text[at + 1 :])
    same(text[:at] + text[at + 1 :])


@often
@given(json_texts, st.integers(1, 4), st.integers(1, 12))
def test_bounds_are_those_of_the_rules(text: str, depth: int, members: int) -> None:
    same(text, Limits(json_depth=depth, json_members=members))


def test_a_badge_is_read_and_written_without_the_slow_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    """What this file is about would otherwise be true of the slow ways alone."""

    def slow(*_arguments: Any, **_named: Any) -> Any:
        raise AssertionError("the slow way was taken")

    monkeypatch.setattr(reading, "_by_rules", slow)
    monkeypatch.setattr(rfc8785, "dumps", slow)
    monkeypatch.setattr(json.JSONEncoder, "encode", slow)
    value = {"@context": ["https://example.org/context-3.0.3.json"], "name": "Año 😀", "a": [3.0]}
    text = '{"@context":["https://example.org/context-3.0.3.json"],"name":"Año 😀","a":[3.0]}'
    assert strict_json.loads(text) == strict_json.loads(text.encode()) == value
    assert strict_json.dumps(value) == text
    assert strict_json.canonical(value).decode() == (
        '{"@context":["https://example.org/context-3.0.3.json"],"a":[3],"name":"Año 😀"}'
    )
