"""`openbadges recognize`: what badges are worth, by a program file."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[3] / "examples" / "programs" / "kettle-moraine.yaml"
FACTS = {
    "cases": {
        "micro_credential.flipped": {
            "moves": [{"move": "approve_plan", "on": "2026-10-01", "amounts": {"amount": 350}}]
        }
    }
}


@pytest.fixture
def flipped(office):
    """A badge of the program, for an award of 1 November 2026."""
    achievement = json.loads((office / "flipped.json").read_text())
    achievement["id"] = (
        "https://badges.kettle-moraine.example/achievements/kettle-moraine/micro_credential.flipped"
    )
    office.write("of-program.json", achievement)
    badge = office / "of-program.badge.json"
    result = office.issue(
        *("--to", "teacher@example.org", "--awarded", "2026-11-01", "--out", badge),
        achievement="of-program.json",
    )
    assert result.exit_code == 0, result.output
    return badge


@pytest.fixture
def recognize(run, office, flipped):
    def recognize(*args, recipient="teacher@example.org", badges=None, program=PROGRAM):
        asked = ["--recipient", recipient] if recipient else []
        did = ["--did-document", office / "km" / "did.json"]
        return run("recognize", program, *(badges or [flipped]), *did, "--on", "2026-11-21",
                   *asked, *args)  # fmt: skip

    return recognize


def lines_of(result):
    return json.loads(result.stdout)["lines"]


def test_facts_decide_what_no_badge_says(recognize, office):
    facts = office.write("facts.json", FACTS)
    with_facts, without = recognize("--facts", facts, "--json"), recognize("--json")
    assert (with_facts.exit_code, without.exit_code) == (0, 0)
    (line,) = lines_of(with_facts)
    assert (line["outcome"], line["reward"], line["amount"]) == ("counted", "base_raise", "350")
    (line,) = lines_of(without)
    assert (line["outcome"], line["reward"], line["amount"]) == ("counted", None, None)


def test_a_table_fits_the_terminal(recognize, office):
    result = recognize("--facts", office.write("facts.json", FACTS))
    assert result.exit_code == 0
    assert all(len(line) <= 80 for line in result.stdout.splitlines())
    assert "350 US dollars" in result.stdout
    assert "kettle-moraine.yaml:118" in result.stdout


def test_a_table_for_spreadsheets_and_a_page(recognize):
    as_csv = recognize("--csv").stdout_bytes
    assert as_csv.startswith(b"\xef\xbb\xbfn,badge,title")
    assert len(list(csv.reader(io.StringIO(as_csv.decode("utf-8-sig"))))) == 2
    assert recognize("--html").stdout.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("recipient", "outcome", "status"),
    [
        ("teacher@example.org", "counted", 0),
        ("other@example.org", "not_counted", 0),
        (None, "pending", 2),
    ],
)
def test_whose_badge_it_is(recipient, outcome, status, recognize):
    result = recognize("--json", recipient=recipient)
    assert [line["outcome"] for line in lines_of(result)] == [outcome]
    assert result.exit_code == status
    assert "@example.org" not in result.stdout


def test_one_person_may_have_several_addresses(recognize):
    result = recognize("--json", "--recipient", "teacher@example.org", recipient="old@example.org")
    assert [line["outcome"] for line in lines_of(result)] == ["counted"]


def test_a_bundle_counts_as_its_badges_do_one_by_one(run, recognize, office, flipped):
    """Those of one teacher are for two addresses; the bundle as a whole is for neither."""
    earlier = office / "earlier.json"
    issued = office.issue("--to", "old@example.org", "--out", earlier)
    assert issued.exit_code == 0, issued.output
    kept = office / "kept.zip"
    made = run(
        *("bundle", earlier, flipped, "--offline", "--out", kept),
        *("--did-document", office / "km" / "did.json"),
    )
    assert made.exit_code == 0, made.output
    both = ("--json", "--recipient", "old@example.org")
    one_by_one = lines_of(recognize(*both, badges=[earlier, flipped]))
    assert [line["verdict"] for line in one_by_one] == ["valid", "valid"]
    assert lines_of(recognize(*both, badges=[kept])) == one_by_one


def test_a_bundle_without_the_keys_decides_nothing(run, office, flipped):
    kept = office / "kept.zip"
    run("bundle", flipped, "--offline", "--out", kept, "--did-document", office / "km" / "did.json")
    result = run("recognize", PROGRAM, kept, "--recipient", "teacher@example.org", "--json")
    assert [line["outcome"] for line in lines_of(result)] == ["pending"]
    assert result.exit_code == 2


def test_without_the_keys_nothing_is_decided(run, flipped):
    result = run("recognize", PROGRAM, flipped, "--recipient", "teacher@example.org", "--json")
    assert [line["outcome"] for line in lines_of(result)] == ["pending"]
    assert result.exit_code == 2
    assert "--did-document" in result.stderr


def test_a_folder_is_read_and_what_shows_nothing_is_named(recognize, office, flipped):
    folder = office / "theirs"
    folder.mkdir()
    (folder / "a.json").write_bytes(flipped.read_bytes())
    (folder / "b.json").write_text("{}")
    result = recognize("--json", badges=[folder])
    assert [line["verdict"] for line in lines_of(result)] == ["valid", "not_a_badge"]
    assert "b.json" in result.stderr


@pytest.mark.parametrize(
    ("args", "named"),
    [
        (["--json", "--csv"], "--csv"),
        (["--on", "2026-13-01"], "--on"),
        (["--on", "20261121"], "--on"),
        (["--facts", "nowhere.json"], "nowhere.json"),
    ],
)
def test_what_is_wrong_is_named(args, named, recognize):
    result = recognize(*args)
    assert result.exit_code == 3
    assert named in result.stderr
    assert not result.stdout


def test_facts_that_the_program_does_not_know(recognize, office):
    result = recognize("--facts", office.write("facts.json", {"shool": "x"}))
    assert result.exit_code == 3
    assert "facts.json:" in result.stderr


def test_a_list_that_the_program_does_not_name(recognize, office):
    result = recognize("--trust", office / "trusted.toml")
    assert result.exit_code == 3
    assert "trusted.toml" in result.stderr


def test_a_list_that_the_program_names_by_the_name_of_its_file(recognize, office):
    text = PROGRAM.read_text("utf-8").replace("    max_age: P5Y", "    trust_lists: [florida]")
    program = office / "kettle-moraine.yaml"
    program.write_text(text)
    (office / "florida.toml").write_bytes((office / "trusted.toml").read_bytes())
    assert recognize("--trust", office / "florida.toml", program=program).exit_code == 0


def test_a_program_file_with_a_fault(recognize, office):
    program = office / "program.yaml"
    program.write_text("format: open-badges-program/1\n")
    result = recognize(program=program)
    assert result.exit_code == 3
    assert "program.yaml:" in result.stderr
