"""Bytes that are no program file: each a fault with its place, and never an exception."""

from __future__ import annotations

import pytest

from openbadges_issuer.programs.loading import check
from openbadges_issuer.programs.reading import read

DEEP = 21


@pytest.mark.parametrize(
    ("content", "kind", "line", "column"),
    [
        (b"a: &x 1", "anchor", 1, 4),
        (b"&x a: 1", "anchor", 1, 1),
        (b"a: 1\nb: *x", "anchor", 2, 4),
        (b"a: !!str 1", "anchor", 1, 4),
        (b"a: !!python/object:os.system {}", "anchor", 1, 4),
        (b"a:\n  - !x {}", "anchor", 2, 5),
        (b"a: 1\nb: 2\na: 3", "duplicate_key", 3, 1),
        (b"a: {b: 1, b: 2}", "duplicate_key", 1, 11),
        (b"a: 1\n---\nb: 2", "documents", 2, 1),
        (b"a: b: c", "yaml", 1, 5),
        (b"a:\n\tb: 1", "yaml", 2, 1),
        (b"a: [1, 2", "yaml", 1, 9),
        (b"[a]: 1", "yaml", 1, 1),
        (b"? {a: 1}\n: 2", "yaml", 1, 3),
        (b"a: 1\nb: \xff", "yaml", 2, 4),
        (b"a: 1\nb: \0", "yaml", 2, 4),
        (b'a: "\\ud800"', "yaml", 1, 4),
        (b"x" * 300 + b": 1", "yaml", 1, 1),
        (b"a: 4.5", "float", 1, 1),
        (b"a: .inf", "float", 1, 1),
        (b"a:", "nothing", 1, 1),
        (b"a: [~]", "nothing", 1, 5),
        (b"[" * DEEP, "depth", 1, DEEP),
        (b"[" * 40_000, "depth", 1, DEEP),
        (b"{a: " * 20_000, "depth", 1, 4 * DEEP - 3),
        (b"x" * 1_048_577, "size", 1, 1),
    ],
)
def test_what_is_refused_has_its_place(content, kind, line, column):
    _, faults = read(content, "x.yaml")
    assert (kind, line, column) in [(one.check, one.line, one.column) for one in faults]
    checked = check(content, "x.yaml")
    assert checked.program is None
    assert kind in [fault.check for fault in checked.errors]


@pytest.mark.parametrize("content", [b"", b"# nothing", b"5", b"text", b"[]", b"~", b"true"])
def test_what_is_no_map_is_told_once(content):
    [fault] = check(content, "x.yaml").errors
    assert (fault.check, fault.line, fault.column, fault.path) == ("value", 1, 1, "")


@pytest.mark.parametrize("word", ["no", "on", "yes", "off", "0x1F", "1_000", "2016-06-30", "1:30"])
def test_words_stay_words(word):
    source, faults = read(f"a: {word}".encode(), "x.yaml")
    assert source.values == {"a": word}
    assert not faults


def test_plain_values_are_read():
    text = '\ufeffa: [1, -2, true, False, "true", \'4.5\', text]\n"b": {"c": "\\ud83c\\udf93"}'
    source, faults = read(text.encode(), "x.yaml")
    assert source.values == {
        "a": [1, -2, True, False, "true", "4.5", "text"],
        "b": {"c": "\N{GRADUATION CAP}"},
    }
    assert not faults


def test_a_directive_of_an_older_yaml_changes_nothing():
    source, _ = read(b"%YAML 1.1\n---\na: no", "x.yaml")
    assert source.values == {"a": "no"}


def test_keys_that_look_like_places_are_keys():
    keys = '"[x]": 1\n"@earned": 2\n"": 3\n".": 4\n"a.b": 5\n"[key]": 6'
    found = {fault.path for fault in check(keys.encode(), "x.yaml").errors}
    assert {"[x]", "@earned", "a.b"} <= found
