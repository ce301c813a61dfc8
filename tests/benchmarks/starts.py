"""Whole processes, from nothing to the answer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from time import perf_counter

from openbadges_issuer import strict_json
from tests.benchmarks.credential import DID, HOST, District, achievement, award
from tests.benchmarks.rounds import Run

ROOT = Path(__file__).resolve().parents[2]
_TRUSTED = f'name = "Districts we know"\n[issuers."{DID}"]\nname = "Kettle Moraine"\n'
# As the installed script starts it, which the environment of the benchmarks may not have.
_COMMAND = "import sys; from openbadges_issuer.cli import main; sys.exit(main())"


def starts(folder: Path) -> dict[str, Run]:
    """Give what is to be timed; the files of a badge are put into the folder."""
    district = District.new()
    [made] = district.issuer.issue_many([award(achievement())])
    (folder / "badge.json").write_bytes(made.require().bytes)
    (folder / "trusted.toml").write_text(_TRUSTED, "utf-8")
    (folder / "did.json").write_text(strict_json.dumps(district.did_document), "utf-8")
    (folder / "list.json").write_bytes(district.documents[f"{HOST}/status/1"])
    verify = [
        *("-c", _COMMAND, "verify", "badge.json", "--trust", "trusted.toml"),
        *("--did-document", "did.json", "--status-list", "list.json"),
    ]
    return {
        "bare": _process(folder, "-c", "pass"),
        "import": _process(folder, "-c", "import openbadges_issuer"),
        "verify": _process(folder, *verify),
    }


def _process(folder: Path, *words: str) -> Run:
    command = [sys.executable, *words]

    def run(times: int) -> float:
        begin = _children()
        for _ in range(times):
            subprocess.run(
                command,
                cwd=folder,
                env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
                stdout=subprocess.DEVNULL,
                check=True,
            )
        return _children() - begin

    return run


def _children() -> float:
    """Give the seconds of the processor that the processes started so far took."""
    if sys.platform == "win32":
        return perf_counter()
    import resource  # noqa: PLC0415  # Windows has none

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
