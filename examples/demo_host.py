"""The demo's host: set up and started by the commands an administrator uses, asked over HTTP."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from demo_program import Program

from openbadges_issuer.errors import SettingsError

FORMS = ("json", "jwt", "png", "svg")
"""In which each badge is published, beside its page."""

_START_SECONDS = 30
_PATIENCE_SECONDS = 30
_PORT = 8000  # easy to type


class DemoHost:
    """A running host. Leaving the block stops it."""

    def __init__(self, folder: Path, *, to_stay: bool) -> None:
        """Write the host's settings and make its tables.

        Args:
            folder: what the demo writes; ``keys`` in it holds the passphrase of the key files.
            to_stay: whether somebody will type its address.

        Raises:
            SettingsError: a command failed; the message is the command's.
        """
        self.base_url = f"http://localhost:{_free_port(_PORT if to_stay else 0)}"
        self._folder = folder
        self._env_file = folder / "openbadges.env"
        self._env_file.touch(mode=0o600)
        self._env_file.write_text(
            f"OPENBADGES_BASE_URL={self.base_url}\n"
            f"OPENBADGES_SECRET_KEY={secrets.token_urlsafe(48)}\n"
            f"OPENBADGES_DATABASE_URL=sqlite:///{folder / 'host.db'}\n"
            f"OPENBADGES_KEY_PASSPHRASE_FILE={folder / 'keys' / 'passphrase.txt'}\n"
            "OPENBADGES_HOST_NAME=The demonstration host\n",
            "utf-8",
        )
        self._tokens: dict[str, str] = {}
        self._server: subprocess.Popen[bytes] | None = None
        self._command("db", "upgrade")

    def add_issuer(self, slug: str, program: Program) -> None:
        """Make a key, take the issuer in, and make a token for its programs.

        Raises:
            SettingsError: a command failed.
        """
        key = self._folder / "keys" / f"{slug}.pem"
        passphrase = self._folder / "keys" / "passphrase.txt"
        self._command("keygen", str(key), "--passphrase-file", str(passphrase), settings=False)
        profile = program.profile
        self._command(
            *("issuer", "add", slug, "--key", str(key)),
            *("--name", str(profile.name), "--description", str(profile.description)),
        )
        self._tokens[slug] = self._command("token", "new", slug, "--name", "demo").strip()

    def __enter__(self) -> Self:
        """Start it, and wait until it answers.

        Raises:
            SettingsError: it did not start; its log says why.
        """
        log = self._folder / "host.log"
        with log.open("wb") as stderr:
            self._server = subprocess.Popen(
                [*_OPENBADGES, "serve", "--env-file", str(self._env_file)],
                env=_environment(),
                stdout=stderr,
                stderr=stderr,
            )
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and self._server.poll() is None:
            try:
                self.get("/readyz")
            except OSError:
                time.sleep(0.1)
            else:
                return self
        self.stop()
        raise SettingsError(f"the host did not start: see {log}")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop it."""
        self.stop()

    def wait(self) -> None:
        """Serve until the server ends, or somebody interrupts."""
        if self._server:
            self._server.wait()

    def stop(self) -> None:
        """Stop it, if it runs."""
        if self._server and self._server.poll() is None:
            self._server.terminate()
            self._server.wait(_PATIENCE_SECONDS)

    def get(self, path: str, accept: str = "*/*") -> bytes:
        """Ask for something public, as a stranger does.

        Raises:
            OSError: it is not there, or nobody answers.
        """
        return self._ask(Request(self.base_url + path, headers={"Accept": accept}))

    def status_lists(self, folder: Path) -> set[str]:
        """Name the status lists of the badges in a folder, by their paths."""
        documents = [json.loads(file.read_bytes()) for file in folder.glob("*.json")]
        entries = [each["credentialStatus"] for each in documents if "credentialStatus" in each]
        urls = {entry["statusListCredential"] for entry in entries}
        return {url.removeprefix(self.base_url) for url in urls}

    def define(self, slug: str, members: Mapping[str, Any], picture: bytes) -> dict[str, Any]:
        """Define an achievement with its picture, through the API."""
        image = {"id": "data:image/png;base64," + b64encode(picture).decode(), "type": "Image"}
        return self.post(slug, "/achievements", {**members, "image": image})

    def post(self, slug: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Ask the API for something in an issuer's name.

        Raises:
            SettingsError: it was refused; the message says why.
        """
        request = Request(
            f"{self.base_url}/api/v1{path}",
            data=json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self._tokens[slug]}",
                "Content-Type": "application/json",
                "Idempotency-Key": secrets.token_hex(16),
            },
        )
        try:
            answer: dict[str, Any] = json.loads(self._ask(request))
        except HTTPError as error:
            with error:
                problem = json.loads(error.read())
            raise SettingsError(f"the host refused it: {problem['detail']}") from None
        return answer

    def _ask(self, request: Request) -> bytes:
        with urlopen(request, timeout=_PATIENCE_SECONDS) as response:
            content: bytes = response.read()
            return content

    def _command(self, *words: str, settings: bool = True) -> str:
        options = ["--env-file", str(self._env_file)] if settings else []
        done = subprocess.run(
            [*_OPENBADGES, *words, *options],
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SettingsError(f"openbadges {' '.join(words[:2])}: {done.stderr.strip()}")
        return done.stdout


_OPENBADGES = (sys.executable, "-P", "-m", "openbadges_issuer.cli")


def _environment() -> dict[str, str]:
    """Give the environment without settings of another host."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("OPENBADGES_")}
    return own | {"PYTHONUTF8": "1"}


def _free_port(wanted: int) -> int:
    """Find a port that is free, the wanted one if it is; 0 wants none."""
    with socket.socket() as tried:
        try:
            tried.bind(("127.0.0.1", wanted))
        except OSError:
            return _free_port(0)
        port: int = tried.getsockname()[1]
        return port
