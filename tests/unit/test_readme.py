"""README's code and commands do what README says."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
OPENBADGES = [sys.executable, "-m", "openbadges_issuer.cli"]


def commands(prefix: str) -> list[list[str]]:
    return [shlex.split(line) for line in re.findall(rf"^\$ ({prefix} .*)$", README, re.MULTILINE)]


def run(words: list[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the demonstration in a folder of its own; return the folder that holds it."""
    folder = tmp_path_factory.mktemp("readme")
    done = run([sys.executable, str(ROOT / "examples" / "demo.py"), str(folder / "demo")], folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_make_knows_the_two_commands() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = [words[1] for words in commands("make")]
    assert named == ["demo", "test"]
    for target in [*named, "interop", "lint"]:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_the_ten_lines_run_and_print_what_they_say(tmp_path: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (promised,) = re.findall(r"print\(.*# (.*)$", code, re.MULTILINE)
    done = run([sys.executable, "-c", code], tmp_path)
    assert (done.stdout.strip(), done.stderr) == (promised, "")


def test_the_demo_prints_the_lines_shown(demo: Path) -> None:
    done = run([sys.executable, str(ROOT / "examples" / "demo.py"), str(demo / "demo")], demo)
    printed = " ".join(done.stdout.split())
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
    (shown,) = commands("openbadges verify")
    words = shown[1:]
    match what.replace("`", "").split():
        case ["as", "above"]:
            pass
        case ["without", option]:
            at = words.index(option)
            del words[at : at + 2]
        case ["--recipient", other]:
            words[words.index("--recipient") + 1] = other
        case [file]:
            words[1] = file
            del words[words.index("--recipient") :]
    done = run([*OPENBADGES, *words, "--json"], demo)
    assert f'"verdict":"{verdict}"' in done.stdout.replace('": "', '":"'), done.stderr
    assert done.returncode == int(status)


def test_there_are_rows() -> None:
    assert len(ROWS) == 8


def test_the_story_of_the_district(tmp_path: Path) -> None:
    (tmp_path / "passphrase").write_text("correct horse battery staple", "utf-8")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    story = [c for c in commands("openbadges") if c[1] != "verify"]
    assert [c[1] for c in story] == ["keygen", "issuer", "status", "issue", "bake", "status"]
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
