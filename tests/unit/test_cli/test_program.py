"""A program file at the command line: what is wrong with it, and what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from openbadges_issuer.layout import cells
from openbadges_issuer.programs.form import schema

FILES = sorted((Path(__file__).resolve().parents[3] / "examples" / "programs").glob("*.yaml"))
[LAKE] = [file for file in FILES if file.stem == "lake-county"]


@pytest.fixture
def changed(tmp_path):
    def change(old: str, new: str, name: str = "changed.yaml") -> Path:
        path = tmp_path / name
        path.write_text(LAKE.read_text("utf-8").replace(old, new, 1), "utf-8")
        return path

    return change


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_the_files_of_the_districts_are_right(run, file):
    result = run("program", "check", file)
    assert result.exit_code == 0, result.output
    assert file.stem in result.stdout


def test_what_is_wrong_is_told_line_by_line(run, changed):
    result = run(
        "program", "check", changed("by: facilitator, coaching", "by: facilitater, coaching")
    )
    assert result.exit_code == 1
    assert result.stdout.startswith("changed.yaml:79:58: workflows.coached.moves.check_in.by: ")
    assert 'did you mean "facilitator"' in result.stdout


def test_the_result_as_json(run, changed):
    path = changed("amount: 4,", "amount: 4.5,")
    result = run("program", "check", "--json", path)
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert (told["file"], told["valid"], told["program"]) == ("changed.yaml", False, None)
    assert {error["check"] for error in told["errors"]} == {"float", "units"}
    assert {error["line"] for error in told["errors"]} == {100}
    right = json.loads(run("program", "check", "--json", LAKE).stdout)
    assert right["valid"]
    assert (right["program"]["id"], right["program"]["revision"]) == ("lake-county", 1)
    assert right["errors"] == right["warnings"] == []


def test_a_revision_that_may_not_follow(run, changed):
    path = changed("amount: 4,", "amount: 5,")
    result = run("program", "check", path, "--published", LAKE)
    assert result.exit_code == 1
    assert "changed.yaml:4:1: revision: " in result.stdout
    higher = changed("revision: 1", "revision: 2", "higher.yaml")
    assert run("program", "check", higher, "--published", LAKE).exit_code == 0


def test_what_cannot_be_read_is_wrong_usage(run, tmp_path, changed):
    assert run("program", "check", tmp_path / "missing.yaml").exit_code == 3
    assert run("program", "table", tmp_path / "missing.yaml").exit_code == 3
    assert run("program", "check").exit_code == 3
    too_large = tmp_path / "large.yaml"
    too_large.write_bytes(b"x" * 1_048_577)
    assert run("program", "check", too_large).exit_code == 3
    wrong = run("program", "table", changed("revision: 1", "revision: 0"))
    assert wrong.exit_code == 3
    assert "changed.yaml:4:1: revision: " in wrong.stderr


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_the_table_fits_into_eighty_columns(run, file):
    result = run("program", "table", file)
    assert result.exit_code == 0, result.output
    assert max(map(cells, result.stdout.splitlines())) <= 80
    for heading in ("Who", "What can be earned", "Worth", "Badges of others"):
        assert heading in result.stdout.splitlines()


def test_the_table_in_another_language(run):
    [file] = [file for file in FILES if file.stem == "kettle-moraine"]
    assert "Docente" in run("program", "table", "--language", "es", file).stdout


def test_the_schema_for_editors(run):
    assert json.loads(run("program", "schema").stdout) == schema()
