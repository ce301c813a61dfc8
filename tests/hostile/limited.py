"""Verify each case of a written set in a process of its own, bounded by the system.

    python -m tests.hostile.limited FOLDER

Prints one JSON array for each case: its id, the verdict (null where the process was ended: by a
crash, or by a bound), and the most memory it had, in bytes.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from openbadges_issuer import FetchError, Policy, Response, TrustList, Verdict, Verifier

SECONDS = 2
BYTES = 200_000_000
_VERDICTS = list(Verdict)


class Folder:
    """A fetcher of what a case finds at its addresses."""

    def __init__(self, folder: Path, web: dict[str, str], at: datetime) -> None:
        self._folder, self._web, self._at = folder, web, at

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
        if url not in self._web:
            raise FetchError(f"{url} did not answer")
        return Response(url, (self._folder / self._web[url]).read_bytes(), "", self._at)


def verdict_of(folder: Path, row: dict[str, Any]) -> Verdict:
    """Verify one case as its row says."""
    trust = TrustList.from_mapping({"issuers": row["trusted"] or {}})
    policy = Policy(any_issuer=True) if row["trusted"] is None else Policy(trust=trust)
    clock = datetime.fromisoformat(row["clock"])
    fetcher = Folder(folder, row["web"], clock)
    verifier = Verifier(policy, fetcher=fetcher, clock=lambda: clock)
    data = (folder / row["file"]).read_bytes()
    return verifier.verify(data, recipient=row["recipient"]).verdict


def run(folder: Path) -> Iterator[tuple[str, str | None, int]]:
    """Verify every case of a folder, one process after the other."""
    rows = json.loads((folder / "index.json").read_text("utf-8"))
    for row in rows:
        if row["threat"] == "control":
            verdict_of(folder, row)  # what is loaded when it is first needed is loaded once
    for row in rows:
        process = os.fork()
        if not process:
            _work(folder, row)
        _, status, used = os.wait4(process, 0)
        code = os.waitstatus_to_exitcode(status)
        verdict = _VERDICTS[code].value if 0 <= code < len(_VERDICTS) else None
        yield row["id"], verdict, used.ru_maxrss * 1024


def _work(folder: Path, row: dict[str, Any]) -> None:
    """Be the process that verifies one case; the verdict is its exit status."""
    code = len(_VERDICTS)
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
        code = _VERDICTS.index(verdict_of(folder, row))
    finally:
        os._exit(code)


if __name__ == "__main__":
    for line in run(Path(sys.argv[1])):
        sys.stdout.write(json.dumps(line) + "\n")
