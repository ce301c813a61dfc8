"""The page about bundles: its commands run in order, and each row of its tables holds."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from openbadges_issuer.encoding import sha256_multibase
from openbadges_issuer.limits import Limits

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "move-kit.md").read_text("utf-8")
COMMANDS = {
    words[1]: words[1:]
    for words in map(shlex.split, re.findall(r"^\$ (openbadges .*)$", PAGE, re.MULTILINE))
}
ROWS = re.findall(r"^\| (.+?) \| `(\w+)`.*? \| (\d) \|$", PAGE, re.MULTILINE)
DISTRICT, STATE = "did:web:badges.district.example", "did:web:badges.state.example"
PLAN = b"%PDF-1.7 a unit plan"
KEYS = re.compile(r"z6Mk\w+")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder of a district, a state, a teacher and a principal, as the page goes on."""
    from tests.unit.test_cli.conftest import run_command  # noqa: PLC0415

    place = tmp_path_factory.mktemp("move")
    (place / "examples").symlink_to(ROOT / "examples")
    (place / "passphrase").write_text("correct horse battery staple")
    (place / "passphrase").chmod(0o600)
    (place / "Unit plan.pdf").write_bytes(PLAN)
    evidence = {
        "id": "urn:uuid:0b9e1c8a-1a60-4d0e-9a53-6c1d2f1f7a11",
        "type": ["Evidence"],
        "name": "Unit plan",
        "digestMultibase": sha256_multibase(PLAN),
    }
    (place / "evidence.json").write_text(json.dumps(evidence))
    secret = ("--passphrase-file", "passphrase")

    def run(*words):
        with pytest.MonkeyPatch.context() as patched:
            patched.chdir(place)
            result = run_command(*words)
        assert result.exit_code == 0, f"{shlex.join(words)}\n{result.output}"

    for name, did in (("district", DISTRICT), ("state", STATE)):
        run("keygen", f"keys/{name}.pem", *secret)
        where = ("--did", did, "--name", name, "--url", f"https://badges.{name}.example")
        run("issuer", "init", name, *where, "--key", f"keys/{name}.pem", *secret)
    signing = ("--issuer", "district", "--key", "keys/district.pem", *secret)
    state = ("--state", "keys/status-1.state.json", "--out", "district/status-1.json")
    run("status", "new", "--url", "https://badges.district.example/status/1", *state, *signing)
    run(*COMMANDS["endorse"], *secret)
    run(*COMMANDS["issue"], *secret, "--evidence", "evidence.json", "--out", "unlisted.json",
        "--force")  # fmt: skip
    run(*COMMANDS["issue"], *secret, "--status-state", "keys/status-1.state.json", "--force")
    run(*COMMANDS["issue"], *secret, "--status-state", "keys/status-1.state.json",
        "--evidence", "evidence.json", "--out", "flipped-classroom.json")  # fmt: skip
    run("bake", "badge.json", "examples/art/kettle-moraine.png", "--out", "discussions.png")
    published = ("--did-document", "district/did.json", "--did-document", "state/did.json")
    published += ("--status-list", "district/status-1.json")
    run(*COMMANDS["bundle"], "--offline", *published)
    run("bundle", "flipped-classroom.json", "--out", "one.zip", "--offline", *published)
    run("bundle", "unlisted.json", "--out", "unlisted.zip", "--offline", *published)
    run("status", "revoke", "keys/status-1.state.json", "badge.json", *signing, *state[2:])
    run("bundle", "badge.json", "--out", "withdrawn.zip", "--offline", *published)
    named = f'[issuers."{DISTRICT}"]\nname = "A District"\n'
    (place / "trusted.toml").write_text(named)
    pinned = KEYS.findall((place / "state" / "did.json").read_text())[0]
    (place / "state.toml").write_text(
        f'[issuers."{STATE}"]\nname = "State"\nendorses = true\nkeys = ["{pinned}"]\n'
    )
    pinned = KEYS.findall((place / "district" / "did.json").read_text())[0]
    (place / "keys.toml").write_text(f'{named}keys = ["{pinned}"]\n')
    with (
        zipfile.ZipFile(place / "badges.zip") as old,
        zipfile.ZipFile(place / "changed.zip", "w") as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content + b"!" if name.startswith("evidence/") else content)
    with zipfile.ZipFile(place / "no-bundle.zip", "w") as other:
        other.writestr("badge.json", "{}")
    return place


KEYS_HELD = ("--trust", "trusted.toml", "--did-document", "district/did.json")
NAMED = ("--trust", "trusted.toml")
STATE_LIST = ("--trust", "state.toml")
# By the beginning of each row: what is verified, and each way to have what it says.
SCENES = {
    "the network": ("one.zip", [(*KEYS_HELD, "--status-list", "district/status-1.json")]),
    "the district's keys": ("badges.zip", [KEYS_HELD, ("--trust", "keys.toml")]),
    "a trust list with a state": ("badges.zip", [STATE_LIST]),
    "the same, for a badge": ("unlisted.zip", [KEYS_HELD, ("--trust", "keys.toml"), STATE_LIST]),
    "a trust list with the district's name": ("badges.zip", [NAMED]),
    "a list in the bundle": ("withdrawn.zip", [KEYS_HELD, ("--trust", "keys.toml")]),
    "an evidence file": ("changed.zip", [KEYS_HELD, ("--trust", "keys.toml")]),
    "a ZIP archive": ("no-bundle.zip", [NAMED]),
}


@pytest.mark.parametrize(("what", "verdict", "status"), ROWS)
def test_each_row_of_the_table_of_verdicts(run, folder, what, verdict, status, monkeypatch):
    monkeypatch.chdir(folder)
    ((file, ways),) = [scene for start, scene in SCENES.items() if what.startswith(start)]
    for way in ways:
        result = run("verify", file, "--offline", *way, "--json")
        report = json.loads(result.stdout)
        assert (report["verdict"], result.exit_code) == (verdict, int(status)), report["sentence"]


def test_where_all_is_published_still(run, folder, monkeypatch):
    monkeypatch.chdir(folder)
    result = run("verify", "badges.zip", *KEYS_HELD, "--status-list", "district/status-1.json",
                 "--json")  # fmt: skip
    verdicts = [part["report"]["verdict"] for part in json.loads(result.stdout)["parts"]]
    assert verdicts == ["valid", "revoked"]  # one was withdrawn since


def test_the_command_for_the_principal(run, folder, monkeypatch):
    monkeypatch.chdir(folder)
    result = run(*COMMANDS["verify"])
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output


def test_there_are_commands_and_rows():
    assert COMMANDS.keys() == {"bundle", "verify", "endorse", "issue"}
    assert len(ROWS) == len(SCENES)


def test_the_program_on_the_page_runs():
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    (promised,) = re.findall(r"print\(.*# (.*)$", code, re.MULTILINE)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == (promised, "")


def test_each_bound_that_is_named_is_one():
    named = set(re.findall(r"bundle_[a-z_]+", PAGE))
    assert named == {name for name in Limits.__slots__ if name.startswith("bundle_")}


def test_the_files_that_are_named_are_in_it(folder):
    named = re.findall(r"^\| `([A-Za-z./]+)` \|", PAGE, re.MULTILINE)
    with zipfile.ZipFile(folder / "badges.zip") as bundle:
        there = {re.sub(r"(?<=/).*", "", name) for name in bundle.namelist()}
    assert there == set(named)
