"""Verifiers over the hostile set: ours, and those of others, each by its own rules of input."""

from __future__ import annotations

import json
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, tzinfo
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, Protocol
from unittest.mock import patch

from openbadges_issuer.baking import image_kind
from openbadges_issuer.contexts import CREDENTIALS_V1
from openbadges_issuer.encoding import base64url_decode
from openbadges_issuer.errors import InputError
from openbadges_issuer.proofs import SUITES as ISSUED
from tests.hostile import forge
from tests.hostile.cases import Case
from tests.hostile.cases.suites import OLD_NAME, OLD_TYPE

INTEROP = Path(__file__).resolve().parents[1] / "interop"
SECONDS = 20
"""After that time without an answer a contestant is ended."""


class Answer(NamedTuple):
    """What a contestant said: "green", "refused", "no answer" or "not run", and why."""

    said: str
    why: str = ""


class Peer(Protocol):
    """A contestant."""

    name: str
    reads: str
    suites: frozenset[str]
    beyond: ClassVar[Mapping[str, str]]

    def judge(self, case: Case) -> Answer:
        """Verify a case."""


def kind_of(case: Case) -> str:
    """Name what a file is, as far as its beginning tells: JSON, token, picture, or other."""
    start = case.data.lstrip()[:3]
    if image_kind(case.data):
        return "picture"
    return "JSON" if start[:1] == b"{" else "token" if start == b"eyJ" else "other"


SUITES = {*ISSUED, OLD_NAME, OLD_TYPE}
BEYOND = {
    "ClrCredential": "it looks into no record",
    "VerifiablePresentation": "it looks into no presentation",
    "EnvelopedVerifiableCredential": "it opens no envelope",
    "EnvelopedVerifiablePresentation": "it opens no envelope",
    "1EdTechCredentialRefresh": "it asks for no newer version",
    "StatusList2021Entry": "it reads no StatusList2021",
    "1EdTechRevocationList": "it reads no list of ids",
}


def beyond(case: Case, peer: Peer) -> str | None:
    """Tell what a case asks that a verifier does not decide."""
    if case.recipient is not None:
        return "it matches no hashed identifier"
    if case.answer.check == "issuer_known":
        return "it has no trust list of this kind"
    if case.answer.check == "endorsements":
        return "it judges no endorsement"
    text = text_of(case)
    for type_, why in {**BEYOND, **peer.beyond}.items():
        if f'"{type_}"' in text:
            return why
    named = {suite for suite in SUITES if f'"{suite}"' in text}
    return f"it knows no {', '.join(sorted(named))}" if named and not named & peer.suites else None


def text_of(case: Case) -> str:
    """Give the JSON of a file, as far as it can be read; of a token, that of its payload."""
    text = case.data.decode("utf-8", "replace")
    if kind_of(case) == "token" and text.count(".") == 2:
        with suppress(InputError):
            return base64url_decode(text.split(".")[1]).decode("utf-8", "replace")
    return text


class Ours:
    """The verifier of this project, by the policy of each case."""

    name = "openbadges_issuer"
    reads = "JSON, tokens, pictures"
    suites = frozenset(SUITES)
    beyond: ClassVar[Mapping[str, str]] = {}

    def judge(self, case: Case) -> Answer:
        report = case.judge()
        return Answer("green" if report else "refused", report.verdict.value)


class OpenBadgesLib:
    """Anchored to the district, or to the issuer that a case names where everybody is accepted."""

    reads = "JSON with eddsa-rdfc-2022, tokens, pictures; status lists that are tokens"
    suites = frozenset({"eddsa-rdfc-2022"})
    beyond: ClassVar[Mapping[str, str]] = {
        CREDENTIALS_V1: "it reads no VC 1.1",
        "statusSize": "it reads no status of several bits",
    }

    def __init__(self) -> None:
        self.name = f"openbadgeslib {version('openbadgeslib')}"

    def judge(self, case: Case) -> Answer:
        if kind_of(case) == "other" or (why := beyond(case, self)):
            return Answer(
                "not run", "it is given no such file" if kind_of(case) == "other" else why
            )
        try:
            self._verify(case)
        except RecursionError as error:
            return Answer("no answer", repr(error))
        except Exception as error:  # noqa: BLE001  # each of its refusals is an exception
            unread = "is not a signed JWT-VC" in str(error)
            raised = "" if "VerificationError" in type(error).__name__ else "it raised "
            return Answer("not run" if unread else "refused", f"{raised}{error}"[:200])
        return Answer("green")

    def _verify(self, case: Case) -> None:
        from openbadgeslib.ob3 import OB3LdpVerifier, OB3Verifier  # noqa: PLC0415  # may be missing
        from openbadgeslib.verify import (  # noqa: PLC0415
            issuer_did_from_document,
            issuer_did_from_token,
        )

        server = case.server()

        def download(url: str, *_: Any, **__: Any) -> bytes:
            return server.fetch(url, max_bytes=10_000_000, accept="*/*").content

        kind = image_kind(case.data)
        extract = {
            "png": OB3Verifier.extract_token_from_png,
            "svg": OB3Verifier.extract_token_from_svg,
        }
        text = extract[kind](case.data) if kind else case.data.decode().strip()
        embedded = text.lstrip().startswith("{")
        issuer = forge.DISTRICT
        if case.trusted is None:
            issuer = (issuer_did_from_document if embedded else issuer_did_from_token)(text)
        which = OB3LdpVerifier if embedded else OB3Verifier
        with _clock_of_the_set():
            verifier = which.for_issuer_did(issuer, download=download)
            verifier.verify(text, check_status=True, download=download)


@contextmanager
def _clock_of_the_set() -> Iterator[None]:
    """Let Python programs that ask the system for the time be told that of the set."""

    class Set(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return forge.NOW.astimezone(tz) if tz else forge.NOW.replace(tzinfo=None)

    with ExitStack() as stack:
        for name, module in list(sys.modules.items()):
            told = name.startswith(("openbadgeslib", "jwt.")) and module is not None
            if told and getattr(module, "datetime", None) is datetime:
                stack.enter_context(patch.object(module, "datetime", Set))
        yield


class VerifierCore:
    """@digitalcredentials/verifier-core, in a Node process that serves it what a case finds."""

    reads = "JSON with eddsa-rdfc-2022 or Ed25519Signature2020, as an object"
    suites = frozenset({"eddsa-rdfc-2022", OLD_TYPE})
    beyond: ClassVar[Mapping[str, str]] = {}

    def __init__(self) -> None:
        lock = json.loads((INTEROP / "package.json").read_text("utf-8"))
        package = "@digitalcredentials/verifier-core"
        self.name = f"{package} {lock['dependencies'][package]}"
        self._start()

    def _start(self) -> None:
        command = ["node", "--max-old-space-size=1000", str(INTEROP / "hostile.mjs")]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, encoding="utf-8")
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        lines, process = self._lines, self._process

        def read() -> None:
            for line in process.stdout or ():
                lines.put(line)
            lines.put("")  # it has ended

        threading.Thread(target=read, daemon=True).start()

    def judge(self, case: Case) -> Answer:
        if kind_of(case) != "JSON" or (why := beyond(case, self)):
            return Answer("not run", "it reads objects only" if kind_of(case) != "JSON" else why)
        texts = {url: held.decode("utf-8", "replace") for url, held in case.server().holds.items()}
        text = case.data.decode("utf-8", "replace")
        request = {"text": text, "web": texts, "now": int(forge.NOW.timestamp() * 1000)}
        try:
            print(json.dumps(request), file=self._process.stdin, flush=True)
            line = self._lines.get(timeout=SECONDS)
        except (queue.Empty, BrokenPipeError):
            line = ""
        if not line:
            self.close()
            self._start()
            return Answer("no answer", f"it crashed, or took more than {SECONDS} seconds")
        said = json.loads(line)
        return Answer("green" if said["green"] else "refused", said["why"])

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


def contestants() -> tuple[list[Peer], list[str]]:
    """Give those that can run here, ours first, and why the others cannot."""
    found: list[Peer] = [Ours()]
    missing = []
    if shutil.which("node") and (INTEROP / "node_modules").is_dir():
        found.append(VerifierCore())
    else:
        missing.append("verifier-core was left out: Node.js or its packages are not there")
    if find_spec("openbadgeslib"):
        found.append(OpenBadgesLib())
    else:
        missing.append("openbadgeslib was left out: it is not installed")
    return found, missing
