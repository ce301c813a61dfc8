"""`openbadges verify` of several files: a table of what is not valid, and how many are."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import typer

import openbadges_issuer as ob
from openbadges_issuer.cli.progress import bar
from openbadges_issuer.errors import SettingsError
from openbadges_issuer.limits import DEFAULT_LIMITS

_MOST_BYTES = max(DEFAULT_LIMITS.image_bytes, DEFAULT_LIMITS.credential_bytes)
_ENDINGS = (".json", ".jwt", ".png", ".svg")
_MOST_LISTED = 20  # files that are all listed; of more, only those that are not valid
_WORST_FIRST = (1, 3, 2, 0)  # not valid, not a badge, could not decide, valid


class Line(NamedTuple):
    """What the summary says of one file."""

    file: str
    words: ob.Words
    exit_status: int


def files_in(named: list[str]) -> list[Path] | None:
    """Name the files to verify when several are meant; None when one thing is.

    Args:
        named: files and folders; of a folder those that can be badges, by their ending.

    Raises:
        SettingsError: a folder has none, or something among several is neither.
    """
    if len(named) == 1 and not Path(named[0]).is_dir():
        return None
    files: list[Path] = []
    for name in named:
        path = Path(name)
        if path.is_dir():
            found = sorted(one for one in path.iterdir() if one.suffix.lower() in _ENDINGS)
            if not found:
                raise SettingsError(
                    f"{path}: no file in this folder ends as a badge does: {', '.join(_ENDINGS)}"
                )
            files += found
        elif path.is_file():
            files.append(path)
        else:
            raise SettingsError(f"there is no file {name}. A link, a code and - are verified alone")
    return files


def verify_files(
    files: list[Path], verifier: ob.Verifier, *, recipient: str | None, workers: int, as_json: bool
) -> int:
    """Verify files, print a table or the reports, and return the worst exit status.

    Args:
        files: at least one.
        verifier: as for one file.
        recipient: whose all of them should be, or None.
        workers: processes.
        as_json: print a line for each file, with its name and its report.

    Raises:
        OSError: a file cannot be read.
    """
    verdicts: Counter[ob.Verdict] = Counter()
    listed: list[Line] = []
    with bar("Verifying", len(files)) as show:
        items = ((_read(path), recipient) for path in files)
        reports = verifier.verify_many(items, workers=workers, progress=show)
        for path, report in zip(files, reports, strict=True):
            verdicts[report.verdict] += 1
            if as_json:
                typer.echo(json.dumps({"file": str(path), "report": report.to_json()}))
            elif len(files) <= _MOST_LISTED or not report:
                listed.append(Line(str(path), report.words, report.verdict.exit_status))
    if not as_json:
        from openbadges_issuer.cli.summary import show_summary  # noqa: PLC0415  # loads rich

        show_summary(listed, verdicts)
    return min((verdict.exit_status for verdict in verdicts), key=_WORST_FIRST.index)


def _read(path: Path) -> bytes:
    """Read what is to be verified; one byte too many is enough for the report to say so."""
    with path.open("rb") as file:
        return file.read(_MOST_BYTES + 1)
