"""The files of examples/verdicts: each gets the verdict that the README there says, in any year."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import openbadges_issuer as ob
from openbadges_issuer.cli.documents import given_documents
from openbadges_issuer.cli.quick import plain_request
from openbadges_issuer.cli.verification import read_badge
from openbadges_issuer.status import Bitstring

FOLDER = Path(__file__).resolve().parents[3] / "examples" / "verdicts"
README = (FOLDER / "README.md").read_text("utf-8")
(COMMAND,) = re.findall(r"^\$ openbadges (.*)$", README, re.MULTILINE)
ROWS = re.findall(r"^\| `(.+?)` \| `(\w+)` \| (\d) \| (.+?) \|$", README, re.MULTILINE)
OTHERS = {"README.md", "badges.py", "make.py", "trusted.toml"}
PUBLISHED = {"district.json", "look-alike.json", "revocation.json", "suspension.json"}


@pytest.fixture(autouse=True)
def in_the_folder(monkeypatch):
    monkeypatch.chdir(FOLDER)


def words_of(asked: str) -> list[str]:
    return shlex.split(COMMAND.replace("FILE", asked))


@pytest.mark.parametrize(("asked", "verdict", "status", "heading"), ROWS)
def test_each_row(run, asked, verdict, status, heading):
    shown = run(*words_of(asked), env={"COLUMNS": "100"})
    assert shown.stdout.splitlines()[0] == heading
    assert shown.exit_code == int(status)
    answered = run(*words_of(asked), "--json")
    assert json.loads(answered.stdout)["verdict"] == verdict
    assert answered.exit_code == int(status)


def test_each_verdict_and_each_file_has_a_row():
    assert {verdict for _, verdict, _, _ in ROWS} == set(ob.Verdict)
    files = {path.name for path in FOLDER.iterdir() if path.is_file()}
    assert {asked.split()[0] for asked, *_ in ROWS} == files - OTHERS
    assert {path.name for path in (FOLDER / "published").iterdir()} == PUBLISHED
    assert all((FOLDER / name).stat().st_size < 5_000 for name in files - OTHERS)


@pytest.mark.parametrize("year", [2025, 2124])
def test_no_verdict_changes_with_the_calendar(year):
    now = datetime(year, 12, 31, tzinfo=UTC)
    for asked, verdict, *_ in ROWS:
        request = plain_request(words_of(asked))
        documents = given_documents(request.did_document, request.status_list)
        verifier = ob.Verifier(
            ob.Policy(trust=list(map(ob.TrustList.load, request.trust))),
            fetcher=ob.Prefetched(documents, retrieved_at=now),
            clock=lambda: now,
        )
        report = verifier.verify(read_badge(request.what), recipient=request.recipient)
        assert report.verdict == verdict, asked


@pytest.mark.parametrize("asked", [asked for asked, *_ in ROWS])
def test_each_can_be_explained(run, asked):
    explained = run(*words_of(asked), "--explain", "--json")
    plain = run(*words_of(asked), "--json")
    report = json.loads(explained.stdout)
    trail = report.pop("trail")
    assert explained.exit_code == plain.exit_code
    assert _answers(report) == _answers(json.loads(plain.stdout))
    signature = next(check for check in report["checks"] if check["id"] == "signature")
    told = trail and (trail["token"] or next(iter(trail["proofs"]), None))
    if told:
        assert (told["fits"] is True) is (signature["outcome"] == "passed")
        assert told["holds"] or told["fault"]


def test_the_script_writes_the_same_files(tmp_path):
    script = [sys.executable, FOLDER / "make.py", tmp_path]
    subprocess.run(script, check=True, cwd=tmp_path, capture_output=True)
    made = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    assert {path.as_posix() for path in made} == {
        *(asked.split()[0] for asked, *_ in ROWS),
        *(f"published/{name}" for name in PUBLISHED),
        "trusted.toml",
    }
    for path in made:
        new, old = (tmp_path / path).read_bytes(), (FOLDER / path).read_bytes()
        if path.name in ("revocation.json", "suspension.json"):  # zlib builds compress unlike
            assert _bits(new) == _bits(old)
        else:
            assert new == old, path


def _answers(report: dict[str, Any]) -> list[tuple[str, ...]]:
    return [(check["id"], check["outcome"], check["problem"]) for check in report["checks"]]


def _bits(content: bytes) -> list[bool]:
    bits = Bitstring.decode(json.loads(content)["credentialSubject"]["encodedList"])
    return [bits.get(index) for index in range(16)]
