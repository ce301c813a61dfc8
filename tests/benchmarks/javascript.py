"""@digitalbazaar/vc, timed by itself in a Node process of its own: nothing of the pipe counts."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from openbadges_issuer.encoding import multibase_encode
from tests.benchmarks.credential import DID, District
from tests.benchmarks.rounds import Run

INTEROP = Path(__file__).resolve().parents[1] / "interop"
_ED25519_SECRET = b"\x80\x26"


class MissingError(Exception):
    """It cannot run here; the message says what to do."""


@contextmanager
def digitalbazaar(district: District, unsigned: dict[str, Any]) -> Iterator[tuple[Run, Run]]:
    """Start Node, and give what issues and what verifies, each that many times.

    Raises:
        MissingError: Node or the packages are not there.
    """
    node = shutil.which("node")
    if node is None:
        raise MissingError("Node.js 18 or later is not installed")
    if not (INTEROP / "node_modules").is_dir():
        raise MissingError("the packages are not installed; run: npm ci --prefix tests/interop")
    command = [node, str(INTEROP / "timing.mjs")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, encoding="utf-8") as process:

        def ask(**request: Any) -> Any:
            print(json.dumps(request), file=process.stdin, flush=True)
            answer = json.loads(process.stdout.readline())
            if "error" in answer:
                raise RuntimeError(answer["error"])
            return answer["result"]

        secret = multibase_encode(_ED25519_SECRET + district.private_key.private_bytes_raw())
        ask(
            command="prepare",
            credential=unsigned,
            didDocument=district.did_document,
            publicKeyMultibase=district.signer.public_key.multikey,
            secretKeyMultibase=secret,
            did=DID,
        )
        yield (
            lambda times: float(ask(command="issue", times=times)),
            lambda times: float(ask(command="verify", times=times)),
        )
        process.stdin.close()
