"""Write the hostile set to a folder: python -m tests.hostile FOLDER

One file for each case, and index.json: a list of objects with

    id, threat, name   of the case; the threat of a good badge is "control"
    file               its name in the folder
    verdict, check, outcome, problem
                       what our verifier must say; the last three are null for a good badge
    clock              when it is verified, with offset
    web                by address, the file that stands there; nobody answers at any other
    trusted            the issuers that are known, as a trust list has them; null where every
                       confirmed issuer is
    recipient          the identity to match, or null
"""

from __future__ import annotations

import argparse
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.hostile import forge
from tests.hostile.cases import Case, all_cases


def write(folder: Path) -> int:
    """Write the set; return how many cases it has."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "web").mkdir(exist_ok=True)
    rows = [_write_case(folder, case) for case in all_cases()]
    (folder / "index.json").write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
    return len(rows)


def _write_case(folder: Path, case: Case) -> dict[str, Any]:
    (folder / case.id).write_bytes(case.data)
    web = {}
    for url, content in case.server().holds.items():
        file = Path("web", sha256(content).hexdigest()[:16])
        (folder / file).write_bytes(content)
        web[url] = str(file)
    answer = case.answer
    return {
        "id": case.id,
        "threat": case.threat,
        "name": case.name,
        "file": case.id,
        "verdict": answer.verdict,
        "check": answer.check or None,
        "outcome": answer.outcome if answer.check else None,
        "problem": answer.problem,
        "clock": forge.NOW.isoformat(),
        "web": web,
        "trusted": case.trusted,
        "recipient": case.recipient,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folder", type=Path)
    write(parser.parse_args().folder)
