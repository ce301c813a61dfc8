"""A district's office: a folder with its key, profile, list and badge, made by the command."""

from __future__ import annotations

import json
import shutil
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("typer", reason="the extra cli is not installed")

from typer.testing import CliRunner, Result

from openbadges_issuer.cli.app import create_app

DID = "did:web:badges.kettle-moraine.example"
LIST_URL = "https://badges.kettle-moraine.example/status/1"
PASSPHRASE = "six random words make a phrase"  # noqa: S105
ACHIEVEMENT = {
    "id": "https://badges.kettle-moraine.example/achievements/flipped-classroom",
    "type": ["Achievement"],
    "achievementType": "MicroCredential",
    "name": "Flipped classroom",
    "description": "Plans and teaches a flipped unit.",
    "criteria": {"narrative": "Two units, reviewed by a panel."},
    "resultDescription": [
        {
            "id": "urn:uuid:6b0a2a4c-0000-4000-8000-000000000001",
            "type": ["ResultDescription"],
            "name": "Panel",
            "resultType": "Status",
        }
    ],
}
TRUSTED = f"""
name = "Districts we hire from"
[issuers."{DID}"]
name = "Kettle Moraine School District"
"""


def run_command(
    *args: str | Path, stdin: bytes | None = None, env: dict[str, str] | None = None
) -> Result:
    """Run the command in this process."""
    return CliRunner(env=env).invoke(create_app(), list(map(str, args)), input=stdin)


@dataclass(frozen=True)
class Office:
    """The files of one issuer, and the command with its issuer and key filled in."""

    folder: Path
    did: str = DID
    list_url: str = LIST_URL
    passphrase: str = PASSPHRASE

    def __truediv__(self, name: str) -> Path:
        return self.folder / name

    @property
    def signing(self) -> list[str | Path]:
        key, passphrase = self / "km.pem", self / "pass.txt"
        return ["--issuer", self / "km", "--key", key, "--passphrase-file", passphrase]

    def issue(self, *args: str | Path, achievement: str = "flipped.json") -> Result:
        return run_command("issue", *self.signing, "--achievement", self / achievement, *args)

    def status(self, verb: str, *args: str | Path) -> Result:
        files = [self / "1.state.json", *args, "--out", self / "1.json"]
        return run_command("status", verb, *files, *self.signing)

    def verify(self, badge: str | Path, *args: str | Path, stdin: bytes | None = None) -> Result:
        return run_command(
            "verify",
            badge,
            *("--trust", self / "trusted.toml"),
            *("--did-document", self / "km" / "did.json"),
            *("--status-list", self / "1.json"),
            *args,
            stdin=stdin,
            env={"COLUMNS": "80"},
        )

    def write(self, name: str, value: Any) -> Path:
        path = self / name
        path.write_text(json.dumps(value), encoding="utf-8")
        return path


@pytest.fixture(scope="session")
def first_office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = Office(tmp_path_factory.mktemp("office"))
    secret = office / "pass.txt"
    secret.write_text(PASSPHRASE + "\n")
    secret.chmod(0o600)
    (office / "trusted.toml").write_text(TRUSTED)
    office.write("flipped.json", ACHIEVEMENT)
    key = office / "km.pem"
    named = ["--name", "Kettle Moraine School District", "--url", "https://km.example"]
    for result in (
        run_command("keygen", key, "--passphrase-file", secret),
        run_command("issuer", "init", office / "km", "--did", DID, *named, *office.signing[2:]),
        run_command(
            *("status", "new", "--url", LIST_URL, "--state", office / "1.state.json"),
            *(*office.signing, "--out", office / "1.json"),
        ),
        office.issue(
            *("--to", "teacher@example.org", "--status-state", office / "1.state.json"),
            *("--awarded", "2026-11-01", "--valid-until", "2090-06-30"),
            *("--out", office / "badge.json"),
        ),
    ):
        assert result.exit_code == 0, result.output
    return office


@pytest.fixture
def office(first_office: Office, tmp_path: Path) -> Office:
    """An office of its own for each test."""
    copy = tmp_path / "office"
    shutil.copytree(first_office.folder, copy)
    return Office(copy)


@pytest.fixture
def run():
    """Run the command in this process."""
    return run_command


@pytest.fixture
def art() -> Path:
    return Path(__file__).parents[3] / "examples" / "art" / "kettle-moraine.svg"


@pytest.fixture
def png() -> bytes:
    """The smallest picture: one gray pixel."""
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\x80")),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
