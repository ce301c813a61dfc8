"""The examples as a newcomer runs them. Their word is not taken: every file is verified anew."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

import openbadges_issuer as ob
from openbadges_issuer.encoding import base58btc_encode, base64url_encode
from openbadges_issuer.report import CHECK_IDS

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
BADGES = {
    "kettle-moraine": (
        "flipped-classroom",
        "text-based-discussions",
        "collaborative-classroom-teaching",
    ),
    "cce": tuple(f"basic-performance-assessment-design-{number}" for number in (1, 2, 3)),
}
FORMS = ("json", "jwt", "png", "svg")
PUBLISHED = ("did.json", "profile.json", "status/revocation.json")
EVERY_BADGE = [
    f"{issuer}/{name}.{form}"
    for issuer, names in BADGES.items()
    for name in names
    for form in FORMS
]
OTHER_FILES = [
    *(f"{issuer}/{name}" for issuer in BADGES for name in PUBLISHED),
    *(f"keys/{issuer}.pem" for issuer in BADGES),
    "keys/passphrase.txt",
    "keys/README.txt",
    "kettle-moraine/tampered.json",
    "kettle-moraine/revoked.json",
    "unknown-issuer.json",
    "photo.jpg",
    "trusted.toml",
    ".made-by-the-demo",
    "host.db",
    "host.log",
    "openbadges.env",
]
PICTURE = "kettle-moraine/flipped-classroom.png"

Run = subprocess.CompletedProcess[str]


def run(script: Path, *arguments: Path, cwd: Path) -> Run:
    return subprocess.run(
        [sys.executable, script, *arguments],
        check=False,
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run]:
    """The demo's folder after a run, in place of that of an earlier run."""
    home = tmp_path_factory.mktemp("home")
    folder = home / "demo"
    folder.mkdir()
    (folder / ".made-by-the-demo").touch()
    (folder / "of-an-earlier-run.json").touch()
    return folder, run(EXAMPLES / "demo.py", Path("demo"), cwd=home)


@pytest.fixture(scope="module")
def demo(finished: tuple[Path, Run]) -> Path:
    return finished[0]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The examples, to be spoiled."""
    return shutil.copytree(EXAMPLES, tmp_path / "examples")


def verifier(demo: Path, *, status_lists: bool = True) -> ob.Verifier:
    published = {}
    for issuer in BADGES:
        content = (demo / issuer / "did.json").read_bytes()
        host = json.loads(content)["id"].removeprefix("did:web:localhost%3A").partition(":")[0]
        address = f"http://localhost:{host}/issuers/{issuer}/did.json"
        published[address] = content
        if status_lists:
            content = (demo / issuer / "status" / "revocation.json").read_bytes()
            published[json.loads(content)["id"]] = content
    trust = ob.TrustList.load(demo / "trusted.toml")
    return ob.Verifier(
        ob.Policy(trust=trust), fetcher=ob.Prefetched(published, retrieved_at=datetime.now(UTC))
    )


def documents(demo: Path) -> list[dict[str, Any]]:
    """Every badge that is awarded, as signed."""
    return [
        json.loads((demo / name).read_bytes()) for name in EVERY_BADGE if name.endswith(".json")
    ]


def test_the_demo_succeeds_and_writes_what_it_says(finished: tuple[Path, Run]) -> None:
    folder, result = finished
    assert (result.returncode, result.stderr) == (0, "")
    assert set(files_of(folder)) == {*EVERY_BADGE, *OTHER_FILES}


def files_of(folder: Path) -> list[str]:
    """Name the files of the demo, but for the pictures that it takes where a browser is there."""
    files = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    return [file for file in files if not file.startswith("pages/")]


@pytest.mark.parametrize("name", EVERY_BADGE)
def test_every_badge_is_valid_in_every_form(demo: Path, name: str) -> None:
    report = verifier(demo).verify((demo / name).read_bytes(), recipient="teacher@example.org")
    assert (report.verdict, report.found_in) == ("valid", name.rpartition(".")[2].upper())
    assert report.securing == ("vc-jwt" if name.endswith(".jwt") else "eddsa-rdfc-2022")


@pytest.mark.parametrize(
    ("name", "recipient", "verdict"),
    [
        (PICTURE, None, "valid"),
        (PICTURE, "somebody.else@example.org", "wrong_recipient"),
        ("kettle-moraine/tampered.json", None, "tampered"),
        ("kettle-moraine/revoked.json", None, "revoked"),
        ("unknown-issuer.json", None, "issuer_unknown"),
        ("photo.jpg", None, "not_a_badge"),
    ],
)
def test_every_other_case_gets_its_verdict(
    demo: Path, name: str, recipient: str | None, verdict: str
) -> None:
    assert verifier(demo).verify((demo / name).read_bytes(), recipient=recipient).verdict == verdict


def test_without_a_status_list_nothing_is_valid(demo: Path) -> None:
    blind = verifier(demo, status_lists=False)
    verdicts = {blind.verify((demo / name).read_bytes()).verdict for name in EVERY_BADGE}
    assert verdicts == {ob.Verdict.STATUS_UNKNOWN}


def test_the_tampered_copy_differs_in_one_letter(demo: Path) -> None:
    tampered = (demo / "kettle-moraine/tampered.json").read_text("utf-8")
    original = (demo / "kettle-moraine/flipped-classroom.json").read_text("utf-8")
    assert len(tampered) == len(original)
    assert sum(one != other for one, other in zip(tampered, original, strict=True)) == 1


def test_the_unknown_issuer_bears_the_name_of_a_known_one(demo: Path) -> None:
    issuer = json.loads((demo / "unknown-issuer.json").read_bytes())["issuer"]
    known = json.loads((demo / "kettle-moraine/profile.json").read_bytes())
    assert issuer["name"] == known["name"]
    assert issuer["id"] != known["id"]


def test_the_printed_table_has_a_row_for_each_verdict(finished: tuple[Path, Run]) -> None:
    table = finished[1].stdout.partition("Exit status:")[0].splitlines()
    assert max(map(len, table)) == 80
    statuses = [int(row[-1]) for row in table if re.search(r" [0-3]$", row)]
    assert statuses == [0] * 6 + [0, 1] + [1, 0, 1, 2, 2, 3]
    everything = " ".join(word for row in table for word in row.split())
    for words in ("1 of 3 ", "✔ This badge is genuine and in force 0", "This is not a badge we"):
        assert words in everything


def test_the_printed_commands_give_the_printed_exit_status(finished: tuple[Path, Run]) -> None:
    folder, result = finished
    printed = re.findall(r"\(exit status ([0-3])\):\n\n((?: .*\n)+)", result.stdout)
    assert len(printed) == 3
    for status, text in printed:
        command = shlex.split(text.replace("\\\n", " "))
        asked = subprocess.run(
            command, check=False, cwd=folder.parent, capture_output=True, timeout=60
        )
        assert asked.returncode == int(status), asked.stderr


def test_only_a_level_that_was_met_is_signed(demo: Path) -> None:
    for document in documents(demo):
        (described,) = document["credentialSubject"]["achievement"]["resultDescription"]
        (result,) = document["credentialSubject"]["result"]
        names = {level["id"]: level["name"] for level in described["rubricCriterionLevel"]}
        assert list(names.values()) == ["Not yet", "Met"]
        assert names[result["achievedLevel"]] == "Met"
        assert result["resultDescription"] == described["id"]
        assert "status" not in result


def test_the_evidence_of_the_district_has_five_parts(demo: Path) -> None:
    evidence = documents(demo)[0]["evidence"]
    assert [part["genre"] for part in evidence] == [
        "Plan", "Artifact", "Reflection", "Reflection", "Narrative",
    ]  # fmt: skip


def test_the_badges_of_a_stack_say_which_of_three_they_are(demo: Path) -> None:
    names = [document["name"] for document in documents(demo)[3:]]
    assert [name[-6:] for name in names] == ["1 of 3", "2 of 3", "3 of 3"]


def test_all_badges_of_one_issuer_name_the_same_person(demo: Path) -> None:
    subjects = [document["credentialSubject"]["id"] for document in documents(demo)]
    assert len(set(subjects[:3])) == len(set(subjects[3:])) == 1
    assert subjects[0] != subjects[3]


def test_nothing_speaks_of_money_or_of_failure(finished: tuple[Path, Run]) -> None:
    folder, result = finished
    unwanted = re.compile(
        r"\$|\b(?:usd|dollars?|salar|stipend|raise|pay\b|fail|reject|denied)", re.IGNORECASE
    )
    told = [
        [each["credentialSubject"]["achievement"], each["evidence"]] for each in documents(folder)
    ]
    for text in (*map(json.dumps, told), result.stdout):
        assert not unwanted.search(text)


def test_no_file_but_a_key_holds_anything_secret(demo: Path) -> None:
    passphrase = (demo / "keys/passphrase.txt").read_bytes()
    needles = [passphrase, b"PRIVATE KEY", b'"d"', b"@example.org"]
    for issuer in BADGES:
        pem = (demo / f"keys/{issuer}.pem").read_bytes()
        key = load_pem_private_key(pem, passphrase)
        raw = key.private_bytes_raw()  # type: ignore[union-attr]
        needles += [
            raw,
            raw.hex().encode(),
            b64encode(raw).rstrip(b"="),
            base64url_encode(raw).encode(),
            base58btc_encode(raw).encode(),
            base58btc_encode(b"\x80\x26" + raw).encode(),
        ]
    others = [demo / file for file in files_of(demo) if not file.startswith("keys/")]
    assert len(others) == len(EVERY_BADGE) + len(OTHER_FILES) - 4
    for path in others:
        content = path.read_bytes()
        assert not any(needle in content for needle in needles), path


@pytest.mark.skipif(os.name != "posix", reason="modes of files say nothing here")
def test_the_keys_are_closed_to_others(demo: Path) -> None:
    assert (demo / "keys").stat().st_mode & 0o077 == 0
    for name in ("passphrase.txt", "kettle-moraine.pem", "cce.pem"):
        assert (demo / "keys" / name).stat().st_mode & 0o777 == 0o600


def add_member(data: dict[str, Any]) -> None:
    data["colour"] = "blue"


def add_member_to_an_achievement(data: dict[str, Any]) -> None:
    data["achievements"][1]["salaryIncrease"] = 600


def drop_criteria(data: dict[str, Any]) -> None:
    del data["achievements"][0]["criteria"]


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (add_member, "kettle-moraine.json: $.colour: "),
        (add_member_to_an_achievement, 'the badge "Text-based discussions": '),
        (drop_criteria, "kettle-moraine.json: $.achievements[0].criteria: "),
    ],
)
def test_a_spoiled_data_file_is_told_in_one_line(
    copy: Path, tmp_path: Path, spoil: Callable[[dict[str, Any]], None], sentence: str
) -> None:
    file = copy / "demo" / "kettle-moraine.json"
    data = json.loads(file.read_text("utf-8"))
    spoil(data)
    file.write_text(json.dumps(data), "utf-8")
    result = run(copy / "demo.py", cwd=tmp_path)
    assert (result.returncode, result.stdout) == (1, "")
    assert sentence in result.stderr
    assert result.stderr.startswith("The demo stopped: ")
    assert result.stderr.count("\n") == 1


def test_the_first_surprise_is_named(copy: Path, tmp_path: Path) -> None:
    script = copy / "demo.py"
    script.write_text(script.read_text("utf-8").replace("Flopped", "Flipped"), "utf-8")
    result = run(script, cwd=tmp_path)
    assert result.returncode == 1
    surprise = tmp_path / "demo" / "kettle-moraine" / "tampered.json"
    assert result.stderr.startswith(f"A surprise: {surprise} was to be tampered, and is valid")


def test_a_surprise_hides_behind_no_other_form(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(EXAMPLES)
    module = import_module("demo_stranger")
    files = (demo / "photo.jpg", demo / PICTURE)
    case = module.Case("two forms", files, ob.Verdict.NOT_A_BADGE)
    answer = module.Stranger(None, demo / "trusted.toml").ask(case)
    assert (answer.file, answer.is_surprise) == (demo / PICTURE, True)


def test_files_of_others_are_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / "demo" / "mine.txt"
    mine.parent.mkdir()
    mine.write_text("keep")
    result = run(EXAMPLES / "demo.py", mine.parent, cwd=tmp_path)
    assert result.returncode == 1
    assert "name another folder" in result.stderr
    assert list(mine.parent.iterdir()) == [mine]


def test_the_tour_ends_with_a_valid_badge(tmp_path: Path) -> None:
    result = run(EXAMPLES / "tour.py", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    verdict, *checks = result.stdout.splitlines()
    assert verdict == "valid"
    outcomes = [re.match(r"  (\w+): (\w+)\. ", line) for line in checks]
    assert [found and found[1] for found in outcomes] == list(CHECK_IDS)
    assert {found and found[2] for found in outcomes} == {"passed", "not_applicable"}
