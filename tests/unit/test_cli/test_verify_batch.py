"""`openbadges verify` of several files: each has its verdict, and the worst is the status."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from openbadges_issuer.bulk import each_apart as apart
from openbadges_issuer.bulk.apart import Time
from openbadges_issuer.cli import verify_batch
from openbadges_issuer.cli.verify_batch import _MOST_LISTED


@pytest.fixture
def badges(office):
    """A folder with a good badge, a tampered one and a picture of nothing."""
    folder = office / "badges"
    folder.mkdir()
    good = (office / "badge.json").read_text()
    (folder / "good.json").write_text(good)
    (folder / "tampered.json").write_text(good.replace("Flipped classroom", "Flopped classroom"))
    (folder / "photo.png").write_bytes(b"\xff\xd8\xff photo")
    (folder / "notes.txt").write_text("not meant")
    return folder


def verdicts_of(result):
    """The verdict on each file by its name; None where it was not read."""
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert all(line.get("error") or "report" in line for line in lines)
    return {Path(line["file"]).name: line.get("report", {}).get("verdict") for line in lines}


@pytest.mark.parametrize("workers", [1, 2])
def test_a_folder_is_verified_file_by_file(office, badges, workers):
    result = office.verify(badges, "--json", "--workers", str(workers))
    assert list(verdicts_of(result).items()) == [
        ("good.json", "valid"),
        ("photo.png", "not_a_badge"),
        ("tampered.json", "tampered"),
    ]
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("names", "status"),
    [
        (["good.json", "good.json"], 0),
        (["good.json", "photo.png"], 3),
        (["photo.png", "good.json", "tampered.json"], 1),
    ],
)
def test_the_exit_status_is_that_of_the_worst(office, badges, names, status):
    first, *others = (badges / name for name in names)
    assert office.verify(first, *others).exit_code == status


def test_what_could_not_be_decided_is_worse_than_valid(run, office, badges):
    files = (badges / "good.json", badges / "good.json")
    assert run("verify", *files, "--any-issuer").exit_code == 2
    assert run("verify", *files, badges / "photo.png", "--any-issuer").exit_code == 3


def test_one_that_takes_too_long_could_not_be_decided(office, badges, monkeypatch):
    monkeypatch.setattr(apart, "Time", lambda seconds: Time(0))
    result = office.verify(badges, "--json")
    assert set(verdicts_of(result).values()) == {"unsupported"}
    assert result.exit_code == 2


def test_the_table_lists_few_files_and_counts_them(office, badges):
    result = office.verify(badges)
    for name in ("good.json", "photo.png", "tampered.json"):
        assert name in result.stdout.replace("\n", "")
    assert "1 valid" in result.stdout
    assert "1 tampered" in result.stdout
    assert result.stderr == ""


def test_the_table_begins_with_the_worst(office, badges):
    (badges / "aa.json").symlink_to("nowhere")
    shown = office.verify(badges).stdout.replace("\n", "")
    names = ["tampered.json", "photo.png", "aa.json", "good.json"]
    assert sorted(names, key=shown.index) == names


def test_of_many_files_those_that_are_not_valid_are_listed(office, badges):
    for number in range(_MOST_LISTED):
        shutil.copy(badges / "good.json", badges / f"copy-{number}.json")
    result = office.verify(badges)
    assert "tampered.json" in "".join(result.stdout.split())
    assert "copy-1.json" not in "".join(result.stdout.split())
    assert f"{_MOST_LISTED + 1} valid" in result.stdout


def test_the_recipient_is_asked_about_for_each(office, badges):
    files = (badges / "good.json", badges / "good.json")
    asked = office.verify(*files, "--recipient", "teacher@example.org", "--json")
    assert asked.exit_code == 0
    other = office.verify(*files, "--recipient", "somebody.else@example.org", "--json")
    assert other.exit_code == 1


def test_a_batch_that_was_issued_verifies(run, office):
    rows = "email\n" + "".join(f"t{n}@example.org\n" for n in range(5))
    (office / "awards.csv").write_text(rows)
    made = run(
        *("issue-batch", office / "awards.csv", *office.signing, "--out", office / "made"),
        *("--achievement", office / "flipped.json", "--status-state", office / "1.state.json"),
    )
    assert made.exit_code == 0
    result = office.verify(office / "made")
    assert result.exit_code == 0
    assert "5 valid" in result.stdout


def test_a_folder_without_badges_is_told(office):
    (office / "empty").mkdir()
    result = office.verify(office / "empty")
    assert (result.exit_code, result.stdout) == (3, "")
    assert str(office / "empty") in result.stderr


@pytest.mark.parametrize("other", ["-", "https://badges.example/b/1", "missing.json"])
def test_what_is_no_file_is_verified_alone(office, badges, other):
    result = office.verify(badges / "good.json", other)
    assert (result.exit_code, result.stdout) == (3, "")
    assert other in result.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_of_a_folder_only_files_are_taken(office, badges):
    (badges / "sub.json").mkdir()
    os.mkfifo(badges / "pipe.json")
    (badges / "to-pipe.json").symlink_to("pipe.json")
    result = office.verify(badges, "--json")
    assert verdicts_of(result).keys() == {"good.json", "photo.png", "tampered.json"}


@pytest.mark.parametrize("workers", [1, 2])
def test_what_cannot_be_read_is_told_in_its_place_and_the_run_goes_on(office, badges, workers):
    (badges / "aa.json").symlink_to("nowhere")
    (badges / "photo.png").unlink()
    (badges / "tampered.json").unlink()
    result = office.verify(badges, "--json", "--workers", str(workers))
    assert list(verdicts_of(result).items()) == [("aa.json", None), ("good.json", "valid")]
    assert result.exit_code == 2
    shown = office.verify(badges, "--workers", str(workers))
    assert "aa.json" in shown.stdout
    assert "1 valid" in shown.stdout
    assert shown.exit_code == 2


def test_what_could_not_be_read_is_no_better_than_what_was_read(office, badges):
    (badges / "aa.json").symlink_to("nowhere")
    files = [badges / name for name in ("aa.json", "good.json", "photo.png", "tampered.json")]
    assert office.verify(*files[:3]).exit_code == 3
    assert office.verify(*files).exit_code == 1


def test_a_file_that_goes_away_meanwhile_is_told(office, badges, monkeypatch):
    read = verify_batch.read_badge

    def after_the_first(file):
        (badges / "tampered.json").unlink(missing_ok=True)
        return read(file)

    monkeypatch.setattr(verify_batch, "read_badge", after_the_first)
    result = office.verify(badges, "--json")
    assert verdicts_of(result) == {
        "good.json": "valid",
        "photo.png": "not_a_badge",
        "tampered.json": None,
    }


def test_odd_things_among_those_named_do_not_end_the_run(office, badges):
    (badges / "empty.json").mkdir()
    names = ["empty.json", "good.json"]
    if hasattr(os, "mkfifo"):
        os.mkfifo(badges / "pipe.json")
        names.append("pipe.json")
    result = office.verify(*(badges / name for name in names), "--json")
    assert verdicts_of(result) == {name: None for name in names} | {"good.json": "valid"}
    assert result.exit_code == 2


def test_a_host_is_for_a_code(office, badges):
    result = office.verify(badges, "--host", "https://badges.example.org")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "--host" in result.stderr


def test_what_would_have_helped_is_said_once(run, office, badges):
    shutil.copy(badges / "good.json", badges / "other.json")
    result = run("verify", badges, "--any-issuer")
    [line] = result.stderr.splitlines()
    assert "--did-document" in line
    assert run("verify", badges, "--any-issuer", "--json").stderr == ""


def test_what_a_file_is_called_does_nothing_to_the_terminal(office, badges):
    shutil.copy(badges / "good.json", badges / "x\x1b[31m.json")
    result = office.verify(badges)
    assert "\x1b" not in result.stdout
