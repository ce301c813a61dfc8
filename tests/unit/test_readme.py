"""README's code and commands do what README says."""

from __future__ import annotations

import json
import re
import secrets
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from issuer_app.config import Settings
from openbadges_issuer.report import Verdict

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
OPENBADGES = [sys.executable, "-m", "openbadges_issuer.cli"]


def commands(prefix: str, section: str = "") -> list[list[str]]:
    """Give the commands of README, or of one of its sections."""
    text = README.partition(f"## {section}\n")[2].partition("\n## ")[0] if section else README
    return [shlex.split(line) for line in re.findall(rf"^\$ ({prefix} .*)$", text, re.MULTILINE)]


def run(words: list[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Run the demonstration in a folder of its own; return that folder and what was printed."""
    folder = tmp_path_factory.mktemp("readme")
    done = run([sys.executable, str(ROOT / "examples" / "demo.py"), str(folder / "demo")], folder)
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


@pytest.fixture(scope="module")
def demo(finished: tuple[Path, str]) -> Path:
    return finished[0]


def test_make_knows_the_two_commands() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = [words[1] for words in commands("make")]
    assert named == ["demo", "test"]
    for target in [*named, "serve", "interop", "lint"]:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_the_ten_lines_run_and_print_what_they_say(tmp_path: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (promised,) = re.findall(r"print\(.*# (.*)$", code, re.MULTILINE)
    done = run([sys.executable, "-c", code], tmp_path)
    assert (done.stdout.strip(), done.stderr) == (promised, "")


def test_the_demo_prints_the_lines_shown(finished: tuple[Path, str]) -> None:
    printed = " ".join(finished[1].split())
    (shown,) = re.findall(r"\$ make demo\n(.*?)```", README, re.DOTALL)
    for line in shown.splitlines():
        for cell in re.split(r"\s{2,}", line.strip()):
            if cell and not set(cell) <= set("─…") and not cell.startswith("Everything"):
                assert cell in printed


ROWS = re.findall(r"^\| (.+?) \| `(\w+)` \| (\d) \|$", README, re.MULTILINE)


@pytest.mark.parametrize(("what", "verdict", "status"), ROWS)
def test_each_row_of_the_table_of_verdicts(
    demo: Path, what: str, verdict: str, status: str
) -> None:
    (shown, _) = commands("openbadges verify", "On the command line")
    words = shown[1:]
    match what.replace("`", "").split():
        case ["as", "above"]:
            pass
        case ["without", option]:
            at = words.index(option)
            del words[at : at + 2]
        case ["--recipient", other]:
            words[words.index("--recipient") + 1] = other
        case [file, *_]:
            words[1] = file.rstrip(",")
            del words[words.index("--recipient") :]
    done = run([*OPENBADGES, *words, "--json"], demo)
    assert f'"verdict":"{verdict}"' in done.stdout.replace('": "', '":"'), done.stderr
    assert done.returncode == int(status)


def test_there_are_rows() -> None:
    assert len(ROWS) == 8


def test_the_story_of_the_district(tmp_path: Path) -> None:
    (tmp_path / "passphrase").write_text("correct horse battery staple", "utf-8")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    story = [c for c in commands("openbadges", "On the command line") if c[1] != "verify"]
    verbs = ["keygen", "issuer", "status", "issue", "bake", "status", "issue-batch"]
    assert [c[1] for c in story] == verbs
    for words in story:
        extra = [] if words[1] == "bake" else ["--passphrase-file", "passphrase"]
        done = run([*OPENBADGES, *words[1:], *extra], tmp_path)
        assert done.returncode == 0, f"{shlex.join(words)}\n{done.stderr}"
    done = run(
        [
            *OPENBADGES,
            "verify",
            "badge.png",
            "--did-document",
            "district/did.json",
            "--status-list",
            "district/status-1.json",
        ],
        tmp_path,
    )
    assert done.returncode == 1
    assert "has withdrawn this badge" in done.stdout
    (_, folder) = commands("openbadges verify", "On the command line")
    done = run([*OPENBADGES, *folder[1:]], tmp_path)
    assert (done.returncode, "3 valid" in done.stdout) == (0, True), done.stderr


def test_the_commands_on_programs_and_bundles(demo: Path) -> None:
    if not (demo / "examples").exists():
        (demo / "examples").symlink_to(ROOT / "examples")
    story = commands("openbadges", "Programs, and what a badge is worth")
    assert [words[1] for words in story] == ["program", "program", "bundle", "verify"]
    statuses = []
    for words in story:
        done = run([*OPENBADGES, *words[1:]], demo)
        statuses.append(done.returncode)
    assert statuses == [0, 0, 0, 2]
    done = run([*OPENBADGES, *story[-1][1:], "--json"], demo)
    assert json.loads(done.stdout)["verdict"] == Verdict.STATUS_UNKNOWN


def test_the_story_of_the_host(tmp_path: Path) -> None:
    (tmp_path / "passphrase").touch(mode=0o600)
    (tmp_path / "passphrase").write_text("correct horse battery staple", "utf-8")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (tmp_path / "openbadges.env").touch(mode=0o600)
    (tmp_path / "openbadges.env").write_text(
        "OPENBADGES_BASE_URL=https://badges.district.example\n"
        f"OPENBADGES_SECRET_KEY={secrets.token_urlsafe(48)}\n"
        f"OPENBADGES_KEY_PASSPHRASE_FILE={tmp_path / 'passphrase'}\n"
        "OPENBADGES_TRUSTED_PROXIES=1  # the TLS proxy\n",
        "utf-8",
    )
    for name in re.findall(r"^(OPENBADGES_[A-Z_]+)=", README, re.MULTILINE):
        assert name in (tmp_path / "openbadges.env").read_text("utf-8")
    made = ["keygen", "keys/district.pem", "--passphrase-file", "passphrase"]
    assert run([*OPENBADGES, *made], tmp_path).returncode == 0
    story = commands("openbadges", "The host")
    assert [c[1] for c in story] == [
        *("db", "issuer", "token", "award", "list", "share", "revoke", "serve"),
    ]
    printed = {}
    for words in story[:-1]:
        known = [printed["award"].strip() if word == "ID" else word for word in words[1:]]
        done = run([*OPENBADGES, *known], tmp_path)
        assert done.returncode == 0, f"{shlex.join(words)}\n{done.stderr}"
        printed[words[1]] = done.stdout
    assert printed["share"].startswith("https://badges.district.example/b/")


def test_the_manual_names_every_setting() -> None:
    manual = (ROOT / "docs" / "host.md").read_text("utf-8")
    named = set(re.findall(r"^\| `OPENBADGES_([A-Z_]+)` \|", manual, re.MULTILINE))
    assert named == {name.upper() for name in Settings.model_fields}


def test_readme_shows_every_verdict() -> None:
    pages = (ROOT / "docs" / "pages" / "README.md").read_text("utf-8")
    shown = re.findall(r'src="docs/pages/([a-z-]+)-360.png"', README)
    for name in shown:
        assert f"![{name}]({name}-360.png)" in pages
        for size in (360, 1280):
            assert (ROOT / "docs" / "pages" / f"{name}-{size}.png").is_file()
    for verdict in Verdict:
        start = verdict.value.replace("_", "-")
        assert any(name.startswith(start) for name in shown), verdict
