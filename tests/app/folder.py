"""A host as an administrator runs it: settings in a folder, commands, and a server of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from tests.app.conftest import SECRET

OPENBADGES = [sys.executable, "-m", "openbadges_issuer.cli"]
PATIENCE = 60
ACHIEVEMENT = (
    '{"name": "Flipped classroom", "description": "x", "criteria": {"narrative": "A plan."}}'
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Folder:
    """A district's folder, and the commands that its administrator types there."""

    def __init__(self, path: Path, base_url: str | None = None) -> None:
        self.path = path
        self.base_url = base_url or f"http://localhost:{free_port()}"
        (path / "openbadges.env").touch(mode=0o600)
        self.set("BASE_URL", self.base_url)
        self.set("SECRET_KEY", SECRET)
        (path / "passphrase").touch(mode=0o600)
        (path / "passphrase").write_text("correct horse", "utf-8")
        self.set("KEY_PASSPHRASE_FILE", str(path / "passphrase"))
        (path / "achievement.json").write_text(ACHIEVEMENT, "utf-8")

    def set(self, name: str, value: str) -> None:
        with (self.path / "openbadges.env").open("a", encoding="utf-8") as file:
            file.write(f"OPENBADGES_{name}={value}\n")

    @property
    def environment(self) -> dict[str, str]:
        own = {name: v for name, v in os.environ.items() if not name.startswith("OPENBADGES_")}
        root = str(Path(__file__).resolve().parents[2])
        return own | {"PYTHONPATH": os.pathsep.join([root, own.get("PYTHONPATH", "")])}

    def type(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*OPENBADGES, *words],
            cwd=self.path,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )

    def does(self, *words: str) -> str:
        done = self.type(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def refuses(self, *words: str) -> str:
        done = self.type(*words)
        assert done.returncode == 3, done.stdout
        assert done.stderr.startswith("openbadges: ")
        assert "Traceback" not in done.stderr
        assert "defect" not in done.stderr
        return done.stderr

    def set_up(self) -> None:
        self.does("db", "upgrade")
        self.does("keygen", "keys/km.pem", "--passphrase-file", "passphrase")
        self.does("issuer", "add", "km", "--name", "A District", "--key", "keys/km.pem")


@contextmanager
def serving(folder: Folder, url: str, *words: str) -> Iterator[list[str]]:
    """Serve until the end; give a list that has then all that was logged.

    Args:
        folder: of the host, with its tables.
        url: at which it will answer.
        words: what to say after `serve`.
    """
    written = folder.path / "log"  # a pipe that nobody empties would stop the server
    with written.open("wb") as file:
        server = subprocess.Popen(
            [*OPENBADGES, "serve", *words], cwd=folder.path, env=folder.environment, stderr=file
        )
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urlopen(f"{url}/readyz"):
                break
        except OSError:
            assert server.poll() is None, written.read_text()
            assert time.monotonic() < deadline
            time.sleep(0.05)
    log: list[str] = []
    with server:
        try:
            yield log
        finally:
            server.send_signal(signal.SIGTERM)
    log.append(written.read_text())
