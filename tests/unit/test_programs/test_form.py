"""The JSON Schema that editors read is that of the loader."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest

from openbadges_issuer.programs.form import schema
from openbadges_issuer.programs.loading import check
from openbadges_issuer.programs.reading import read
from tests.unit.test_programs.conftest import text_of

DOCS = Path(__file__).resolve().parents[3] / "docs"


def valid(text: str) -> bool:
    source, _ = read(text.encode(), "x.yaml")
    return jsonschema_rs.validator_for(schema()).is_valid(source.values)


def test_the_published_schema_is_the_one_of_the_models():
    published = json.loads((DOCS / "program-format.schema.json").read_text("utf-8"))
    assert published == schema(), "make schema"


def test_the_files_are_valid_by_it(file):
    assert valid(file.read_text("utf-8"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("label: Badge facilitator\n", "lable: Badge facilitator\n"),
        ("kind: credit", "kind: credits"),
        ("amount: 4,", "amount: four,"),
        ("  teacher: {", "  Teacher Of The School: {"),
        ("since: 2014-07-01", "since:"),
        ("gives: {role: facilitator}", "gives: {role: facilitator, text: x}"),
    ],
)
def test_what_the_loader_refuses_it_refuses(old, new):
    assert not valid(text_of("lake-county", (old, new)))


def test_every_key_of_an_entry_that_has_a_meaning_tells_it():
    described = schema()["$defs"]["Role"]["properties"]["quorum"]["description"]
    assert "vote" in described


def blocks(language: str) -> list[str]:
    text = (DOCS / "program-files.md").read_text("utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_the_program_in_the_documentation_is_right():
    [text] = blocks("yaml")
    checked = check(text.encode(), "example-district.yaml")
    assert [str(fault) for fault in checked.errors + checked.warnings] == []


def test_the_documentation_names_every_key():
    text = (DOCS / "program-files.md").read_text("utf-8")
    nodes = [schema(), *schema()["$defs"].values()]
    keys = {key for node in nodes for key in node.get("properties", {})}
    assert [key for key in sorted(keys) if not re.search(rf"`[^`\n]*\b{key}\b[^`\n]*`", text)] == []
