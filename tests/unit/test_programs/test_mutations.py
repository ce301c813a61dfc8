"""Program files with something changed at random: a fault with its place, and never an exception.

The changes are seeded, so that each run tries the same.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator

import pytest

from openbadges_issuer.programs.loading import check
from openbadges_issuer.programs.reading import read
from tests.unit.test_programs.conftest import FILES

PER_FILE = 10
LETTERS = "{}[]:,#&*!|>'\"%@`abz019 \n-"


def places(value, path=()) -> Iterator[tuple]:
    """List the paths of all values but the whole."""
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    for step, inner in steps:
        yield (*path, step)
        if isinstance(inner, dict | list):
            yield from places(inner, (*path, step))


def around(values, path):
    for step in path[:-1]:
        values = values[step]
    return values


def unknown_key(values, path, chosen):
    inner = around(values, path)
    if isinstance(inner, dict):
        inner["made_up"] = chosen.choice([1, "x", [], {}])
    else:
        inner.append({"made_up": 1})


def lost(values, path, _chosen):
    del around(values, path)[path[-1]]


def another_type(values, path, chosen):
    around(values, path)[path[-1]] = chosen.choice(
        [None, 0, -1, True, "", "no such thing", [], {}, [[]], {"x": {}}, 10**14, ["x"] * 30]
    )


def another_name(values, path, chosen):
    inner = around(values, path)
    if isinstance(inner, dict):
        inner[f"{path[-1]}x"] = inner.pop(path[-1])
    else:
        inner[path[-1]] = "nothing_of_that_name"


CHANGES = [unknown_key, lost, another_type, another_name]


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_file_is_told_with_line_and_path(file, change):
    source, _ = read(file.read_bytes(), file.name)
    chosen = random.Random(f"{file.stem} {change.__name__}")  # noqa: S311  # no secret
    wrong = 0
    for path in chosen.choices(list(places(source.values)), k=PER_FILE):
        values = copy.deepcopy(source.values)
        change(values, path, chosen)
        text = json.dumps(values, indent=1)
        checked = check(text.encode(), file.name)
        assert (checked.program is None) == bool(checked.errors)
        wrong += bool(checked.errors)
        for fault in checked.errors + checked.warnings:
            assert 1 <= fault.line <= text.count("\n") + 1
            assert fault.column >= 1
            assert fault.sentence
            assert fault.path or fault.check == "value"
    assert wrong >= PER_FILE / 2  # what is optional may be lost, or have another value


def test_other_bytes_never_raise():
    chosen = random.Random("bytes")  # noqa: S311  # no secret
    for file in FILES:
        text = file.read_text("utf-8")
        for _ in range(PER_FILE):
            start = chosen.randrange(len(text))
            end = min(len(text), start + chosen.choice([0, 1, 5, 30]))
            noise = "".join(chosen.choices(LETTERS, k=chosen.randrange(6)))
            changed = text[:start] + noise + text[end:]
            for fault in check(changed.encode(), file.name).errors:
                assert 1 <= fault.line <= changed.count("\n") + 1


def test_many_achievements_that_need_one_another_are_checked_soon(program):
    text = FILES[0].read_text("utf-8").split("\nachievements:")[0] + "\nachievements:\n"
    numbers = list(range(999))
    random.Random("order").shuffle(numbers)  # noqa: S311  # no secret
    for number in numbers:
        text += (
            f"  a{number}: {{name: A, type: Badge, award: when_complete, "
            f"requires: {{earned: a{number + 1}}}}}\n"
        )
    text += "  a999: {name: A, type: Badge, award: outside}\n"
    found = {fault.check for fault in check(text.encode(), "x.yaml").errors}
    assert "circle" not in found
