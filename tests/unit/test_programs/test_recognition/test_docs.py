"""docs/recognition.md is true."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import openbadges_issuer as ob
from openbadges_issuer.programs.facts_file import read_facts
from tests.unit.test_programs.test_recognition.test_verified import KM, LAKE, NOW

ROOT = Path(__file__).parents[4]
DOCS = (ROOT / "docs" / "recognition.md").read_text("utf-8")


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", DOCS, re.DOTALL)
    return found


def test_the_example_in_python_runs(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    documents = dict(one.document for one in (LAKE, KM))
    exec(  # noqa: S102
        block("python"),
        {
            "badges": [
                KM.award("kettle-moraine/micro_credential.flipped"),
                LAKE.award("lake-county/culture.1"),
            ],
            "fetcher": ob.Prefetched(documents, retrieved_at=NOW),
        },
    )
    *lines, total = capsys.readouterr().out.splitlines()
    assert [line.split()[:3] for line in lines] == [
        ["1", "counted", "350"], ["2", "counted", "None"],
    ]  # fmt: skip
    assert total == "350"


def test_the_facts_are_facts(load):
    content = block("json").encode()
    assert json.loads(content)
    facts = read_facts(content, "facts.json", load("kettle-moraine"))
    assert set(facts.cases) == {"micro_credential.flipped"}


@pytest.mark.parametrize("option", sorted(set(re.findall(r"`(--[a-z-]+)", DOCS))))
def test_every_option_is_there(option):
    source = (ROOT / "openbadges_issuer" / "cli" / "recognize.py").read_text("utf-8")
    assert option in source or option[2:].replace("-", "_") in source
