"""Program files with something changed at random: a fault with its place, and never an exception.

The changes are seeded, so that each run tries the same.
"""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from openbadges_issuer.programs.loading import check
from openbadges_issuer.programs.reading import read
from openbadges_issuer.programs.source import joined
from tests.unit.test_programs.conftest import FILES

PER_FILE = 10
OF_EACH_KIND = 3
DEEPEST = 20
AGAIN = "\0"  # marks a key that is taken for the one without it
SCALAR = re.compile(r'( *"[^"]+": )("[^"]*"|[0-9]+|true|false)(,?)')
REFERENCE = re.compile(
    r"\.(?:workflow|rubric|start|to|by|unit|pass|extended_by|on_request_of|counts_as|before|accepts)$"
    r"|\.(?:of|earned|issued)$|\.(?:from|needs|parts|about|aligns_to|of|earned|issued)\[[0-9]+\]$"
)
LETTERS = "{}[]:,#&*!|>'\"%@`abz019 \n-"


def places(value, path=()) -> Iterator[tuple]:
    """List the paths of all values but the whole."""
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    for step, inner in steps:
        yield (*path, step)
        if isinstance(inner, dict | list):
            yield from places(inner, (*path, step))


def at(values, path):
    return around(values, path)[path[-1]]


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


def missing_reference(values, chosen):
    """Name what is not there, in one of the places where something is named."""
    named = [path for path in places(values) if REFERENCE.search(joined(path))]
    path = chosen.choice([path for path in named if isinstance(at(values, path), str)])
    around(values, path)[path[-1]] = "no_such_thing"
    return joined(path)


def unreachable_state(values, chosen):
    workflow = chosen.choice(list(values["workflows"]))
    values["workflows"][workflow]["states"]["nowhere"] = {"label": "Nowhere", "kind": "open"}
    return f"workflows.{workflow}.states.nowhere"


def no_way_out(values, chosen):
    name = chosen.choice(list(values["workflows"]))
    workflow = values["workflows"][name]
    workflow["states"]["stuck"] = {"label": "Stuck", "kind": "open"}
    by = chosen.choice(list(values["roles"]))
    workflow["moves"]["stick"] = {"from": [workflow["start"]], "to": "stuck", "by": by}
    return f"workflows.{name}.states.stuck"


def circle(values, chosen):
    """Let some achievements, one or several, need one another."""
    names = [f"round_{number}" for number in range(chosen.randint(1, 5))]
    for name, other in zip(names, [*names[1:], names[0]], strict=True):
        values["achievements"][name] = {
            "name": "Round", "type": "Badge", "award": "when_complete",
            "requires": {"earned": other},
        }  # fmt: skip
    return "achievements.round_0"


def overlapping_dates(values, chosen):
    first, second = sorted(date(2016, 1, 1) + timedelta(chosen.randrange(2000)) for _ in "ab")
    periods = [{"amount": 1, "until": str(second)}, {"amount": 2, "from": str(first)}]
    chosen.shuffle(periods)
    values.setdefault("units", {})["point"] = {"label": "Points", "kind": "credit"}
    values.setdefault("rewards", {})["points"] = {
        "label": "Points", "when": {"issued": "any"}, "lasts": "once",
        "gives": {"unit": "point", "values": periods},
    }  # fmt: skip
    return "rewards.points.gives.values[1]"


def duplicate_key(values, chosen):
    path = chosen.choice([path for path in places(values) if isinstance(path[-1], str)])
    inner = around(values, path)
    inner[f"{path[-1]}{AGAIN}"] = chosen.choice([inner[path[-1]], 1, "x"])
    return joined(path)


def deep_nesting(values, chosen):
    path = chosen.choice(list(places(values)))
    deep = chosen.choice(["x", 1, {}])
    for _ in range(chosen.randint(DEEPEST, 3 * DEEPEST)):
        deep = chosen.choice([[deep], {"x": deep}])
    around(values, path)[path[-1]] = deep
    return joined(path)


KINDS = {
    missing_reference: {"reference", "member"},
    unreachable_state: {"unreachable"},
    no_way_out: {"no_way_out"},
    circle: {"circle"},
    overlapping_dates: {"values"},
    duplicate_key: {"duplicate_key"},
    deep_nesting: {"depth"},
}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_kind_of_fault_is_told_where_it_is(file, kind):
    source, _ = read(file.read_bytes(), file.name)
    chosen = random.Random(f"{file.stem} {kind.__name__}")  # noqa: S311  # no secret
    for _ in range(OF_EACH_KIND):
        values = copy.deepcopy(source.values)
        path = kind(values, chosen)
        text = json.dumps(values, indent=1).replace(json.dumps(AGAIN)[1:-1], "")
        checked = check(text.encode(), file.name)
        assert checked.program is None
        found = [fault for fault in checked.errors if fault.check in KINDS[kind]]
        told = [fault.path for fault in found]
        assert any(one.startswith(path) for one in told) if kind is deep_nesting else path in told
        lines = text.splitlines()
        for fault in found:
            key = re.split(r"[.\[]", fault.path)[-1].rstrip("]")
            assert fault.path == "" or key.isdigit() or f'"{key}"' in lines[fault.line - 1]


@pytest.mark.parametrize("written", ["&x ", "!x ", "!!str ", "*x"])
def test_anchors_aliases_and_tags_anywhere_are_told(file, written):
    source, _ = read(file.read_bytes(), file.name)
    lines = json.dumps(source.values, indent=1).splitlines()
    chosen = random.Random(f"{file.stem} {written}")  # noqa: S311  # no secret
    scalars = [number for number, line in enumerate(lines) if SCALAR.fullmatch(line)]
    for number in chosen.sample(scalars, OF_EACH_KIND):
        key, value, rest = SCALAR.fullmatch(lines[number]).groups()
        value = "" if written == "*x" else value
        text = "\n".join([*lines[:number], f"{key}{written}{value} {rest}", *lines[number + 1 :]])
        errors = check(text.encode(), file.name).errors
        assert ("anchor", number + 1) in [(fault.check, fault.line) for fault in errors]


def test_a_file_of_more_than_a_mebibyte_is_refused(file):
    text = file.read_bytes()
    for more in (b"#" + b"x" * 1_048_576, b"\n" * 1_048_576):
        [fault] = check(text + more, file.name).errors
        assert (fault.check, fault.line) == ("size", 1)


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
