"""The benchmarks run and tell what they measured. No figure is looked at."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from openbadges_issuer.proofs import SECURING_MECHANISMS
from tests.benchmarks.gates import JCS, MEASURES, Measure
from tests.benchmarks.javascript import INTEROP
from tests.benchmarks.rounds import interleave, ratio
from tests.benchmarks.table import BEGIN, END, ROOT, missed

SKIPPED = {
    "js": shutil.which("node") is None or not (INTEROP / "node_modules").is_dir(),
    "openbadgeslib": find_spec("openbadgeslib") is None,
    "jcs": JCS not in SECURING_MECHANISMS,
}


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess]:
    folder = tmp_path_factory.mktemp("bench")
    (folder / "README.md").write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", "utf-8")
    command = [sys.executable, "-m", "tests.benchmarks", "--quick"]
    command += ["--out", folder / "bench.json", "--write-readme", folder / "README.md"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode in (0, 1), done.stderr
    return folder, done


def test_every_row_is_measured_or_said_to_be_missing(quick):
    result = json.loads((quick[0] / "bench.json").read_text("utf-8"))
    left_out = {name for name, skipped in SKIPPED.items() if skipped}
    assert left_out <= set(result["missing"])
    expected = {
        measure.id
        for measure in MEASURES
        if not any(measure.id.endswith(f"/{n}") or f"-{n}/" in measure.id for n in left_out)
    }
    assert set(result["figures"]) == expected
    assert all(figure >= 0 for figure in result["figures"].values())
    assert result["machine"]


def test_the_table_names_every_row_and_its_gate(quick):
    shown = " ".join(quick[1].stdout.replace("│", " ").split())
    for measure in MEASURES:
        assert all(word in shown for word in measure.what.split())
    assert "≥ 20×" in shown


def test_the_table_goes_into_readme_and_nothing_else_does(quick):
    text = (quick[0] / "README.md").read_text("utf-8")
    assert text.startswith(f"before\n{BEGIN}\n")
    assert text.endswith(f"{END}\nafter\n")
    assert "old" not in text.splitlines()
    assert "| issue, eddsa-rdfc-2022, against PyLD |" in text


def test_the_exit_status_tells_of_a_missed_gate(quick):
    figures = json.loads((quick[0] / "bench.json").read_text("utf-8"))["figures"]
    assert quick[1].returncode == (1 if missed(figures) else 0)


def test_gates_are_bounds_from_the_side_they_say():
    least = Measure("a", "a", gate=2)
    most = Measure("b", "b", gate=2, most=True)
    assert [least.met(figure) for figure in (1, 2, 3)] == [False, True, True]
    assert [most.met(figure) for figure in (1, 2, 3)] == [True, True, False]
    assert Measure("c", "c").met(1) is None


def test_a_gate_without_a_figure_is_missed():
    good = {m.id: m.gate for m in MEASURES if m.gate is not None}
    assert missed(good) == []
    first = next(iter(good))
    assert [measure.id for measure in missed({**good, first: -1.0})] == [first]
    del good[first]
    assert [measure.id for measure in missed(good)] == [first]


def test_contestants_take_turns_after_a_warm_up():
    turns = []

    def run(name):
        return lambda times: turns.append(name) or 0.5

    taken = interleave({n: run(n) for n in "ab"}, rounds=2, seconds=0.5, tell=lambda _: None)
    assert turns[-4:] == ["a", "b", "a", "b"]
    assert set(turns[:-4]) == {"a", "b"}
    assert [len(each) for each in taken.values()] == [2, 2]


def test_a_ratio_is_of_rounds_that_were_together():
    assert ratio([2.0, 20.0, 6.0], [1.0, 10.0, 2.0]) == 2
