"""A recognition as JSON, as a table for spreadsheets, and as a page."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from openbadges_issuer.layout import cells
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.programs.facts import Facts
from openbadges_issuer.programs.recognition import Line
from openbadges_issuer.programs.recognizing import recognize
from openbadges_issuer.programs.transcript_csv import csv_of
from openbadges_issuer.programs.transcript_html import page_of
from openbadges_issuer.programs.transcript_text import text_of

ON = date(2026, 11, 21)
EVIL = "=HYPERLINK('https://evil.example')<script>alert(1)</script>&amp;"


@pytest.fixture
def juab(load, badge):
    program = load("juab")
    badges = ["dp a 2016-03-01", "own teacher_leader 2017-05-01", "dp b 2016-03-01 tampered"]
    return recognize(program, [badge(text, program) for text in badges], Facts(), ON)


@pytest.fixture
def evil(juab):
    first, *rest = juab.lines
    return replace(juab, lines=(first._replace(title=EVIL), *rest))


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


def test_the_table_holds_every_line_within_eighty_columns(juab):
    table = text_of(juab)
    told = " ".join(table.split())
    assert max(map(cells, table.split("\n"))) <= 80
    assert all(f"{line.n} " in told and str(line.rule) in told for line in juab.lines if line.rule)
    assert "Together: 200 US dollars" in told


def test_a_text_in_the_table_does_nothing_to_a_terminal(juab):
    first, *rest = juab.lines
    table = text_of(replace(juab, lines=(first._replace(title="A \x1b[31mred\u202e one"), *rest)))
    assert not {"\x1b", "\u202e"} & set(table)


def test_json_has_a_stable_form(juab):
    written = juab.to_json()
    assert written["format"] == "open-badges-recognition/1"
    assert written["program"] == {
        "id": "juab", "name": "Juab micro-credential teacher leader pathway", "revision": 1,
        "issuer": "did:web:badges.juab.example", "file": "juab.yaml",
        "sha256": juab.program.digest,
    }  # fmt: skip
    assert written["on"] == "2026-11-21"
    assert [tuple(line) for line in written["lines"]] == [Line._fields] * 4
    line = written["lines"][0]
    assert {key: line[key] for key in ("n", "earned", "verdict", "outcome", "amount", "rule")} == {
        "n": 1, "earned": "2016-03-01", "verdict": "valid", "outcome": "counted",
        "amount": "200", "rule": "juab.yaml:88: rewards.pilot_stipend",
    }  # fmt: skip
    assert written["totals"] == [
        {"unit": "usd_once", "label": "US dollars (stipend)", "lasts": "once", "amount": "200",
         "provisional": False},
    ]  # fmt: skip
    assert len(written["foot"]) == 2


def test_a_table_has_a_row_for_each_line(juab):
    names, *rows = csv.reader(io.StringIO(csv_of(juab)))
    assert tuple(names) == Line._fields
    assert [row[0] for row in rows] == ["1", "2", "3", "4"]
    assert rows[0][names.index("amount")] == "200"
    assert rows[3][names.index("amount")] == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\u00a0=", "＝"])
def test_no_cell_is_a_formula(start, juab):
    first, *rest = juab.lines
    evil = replace(juab, lines=(first._replace(title=f"{start}cmd|' /C calc'!A0"), *rest))
    _, row, *_ = csv.reader(io.StringIO(csv_of(evil), newline=""))
    assert row[2] == f"'{start}cmd|' /C calc'!A0"


def test_a_page_is_one_file_and_says_what_is_in_it_as_text(evil):
    page = Page(page_of(evil))
    assert not {"script", "link", "img", "iframe", "object", "form", "a"} & set(page.tags)
    assert not any(name.startswith("on") or name in ("src", "href") for name, _ in page.attributes)
    assert EVIL in page.text
    assert page.tags.count("tr") == len(evil.lines) + 1


def test_a_page_can_be_said_in_another_language(juab):
    said = []

    def say(text):
        said.append(text)
        return text.upper()

    page = Page(page_of(juab, say))
    patterns = {text.pattern for text in said if isinstance(text, Phrase)}
    assert {line.why.pattern for line in juab.lines} <= patterns
    assert "WHAT THESE BADGES ARE WORTH HERE" in page.text


def test_texts_of_the_program_are_in_the_language_that_was_asked_for(load, badge):
    program = load("kettle-moraine")
    reports = [badge("dp a 2022-03-01", program)]
    found = recognize(program, reports, Facts(), ON, language="es")
    assert "Microcredencial" in found.lines[0].why
    assert '<html lang="es">' in page_of(found)
    assert found.to_json()["program"]["name"] == "Microcredenciales de Kettle Moraine"
