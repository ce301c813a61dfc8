"""`openbadges verify` of several files: a table of what is not valid, and how many are."""

from __future__ import annotations

import json
import os.path
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import typer

import openbadges_issuer as ob
from openbadges_issuer.cli.files import naming
from openbadges_issuer.cli.progress import bar
from openbadges_issuer.cli.terminal import note
from openbadges_issuer.cli.verification import Request, read_badge, verifier_for, what_is_missing
from openbadges_issuer.errors import SettingsError

_ENDINGS = (".json", ".jwt", ".png", ".svg", ".zip")
_MOST_LISTED = 20  # files that are all listed; of more, only those that are not valid
_MOST_NOTES = 5  # there may be one for each issuer
_WORST_FIRST = (1, 3, 2, 0)  # not valid, not a badge, could not decide, valid


class Entry(NamedTuple):
    """What is to be verified, and why it cannot be read where that is known beforehand."""

    file: str
    fault: str | None = None


class Kind(NamedTuple):
    """What is counted."""

    name: str
    exit_status: int


class Line(NamedTuple):
    """What the summary says of one file."""

    file: str
    kind: Kind
    said: str


_UNREAD = Kind("could not be read", 2)  # nobody knows what is in it


def entries_of(named: list[str]) -> list[Entry] | None:
    """Name what to verify when several files are meant; None when one thing is.

    Args:
        named: files and folders; of a folder those that can be badges, by their ending.

    Raises:
        SettingsError: the only folder has none, or something among several is neither.
        OSError: the only folder cannot be read.
    """
    if len(named) == 1:
        if not os.path.isdir(named[0]):  # noqa: PTH112  # pathlib raises where nobody may look
            return None
        with naming(named[0]):
            return _badges_in(named[0])
    entries: list[Entry] = []
    for name in named:
        if os.path.isdir(name):  # noqa: PTH112
            try:
                entries += _badges_in(name)
            except (SettingsError, OSError) as error:
                entries.append(Entry(name, _reason(error)))
        elif name == "-" or not os.path.lexists(name):
            raise SettingsError(f"there is no file {name}. A link, a code and - are verified alone")
        else:
            entries.append(Entry(name))
    return entries


def verify_entries(entries: list[Entry], request: Request, *, workers: int) -> int:
    """Verify files, print a table or the reports, and return the worst exit status.

    A file that cannot be read is told in its place, and counts as one that could not be decided.

    Args:
        entries: at least one.
        request: as for one file.
        workers: processes.

    Raises:
        SettingsError: a host is given, which goes with a code; or --explain, which goes with one
            badge.
        OpenBadgesError, OSError: as `verifier_for`.
    """
    if request.explain:
        raise SettingsError("--explain goes with one badge: name one file")
    if request.host is not None:
        raise SettingsError("--host goes with a code, and a code is verified alone")
    counts: Counter[Kind] = Counter()
    listed: list[Line] = []
    notes: dict[str, None] = {}
    for file, result in _results(entries, request, workers):
        line = _line(file, result)
        counts[line.kind] += 1
        if request.json:
            told = {"error": result} if isinstance(result, str) else {"report": result.to_json()}
            typer.echo(json.dumps({"file": file, **told}))
            continue
        if len(entries) <= _MOST_LISTED or line.kind.exit_status:
            listed.append(line)
        if isinstance(result, ob.Report):
            notes |= dict.fromkeys(what_is_missing(result, request))
    worst = sorted(counts, key=lambda kind: (_WORST_FIRST.index(kind.exit_status), kind.name))
    if not request.json:
        from openbadges_issuer.cli.summary import show_summary  # noqa: PLC0415  # loads rich

        listed.sort(key=lambda line: worst.index(line.kind))  # one of many is not to be missed
        show_summary(listed, [(kind, counts[kind]) for kind in worst])
        for sentence in list(notes)[:_MOST_NOTES]:
            note(sentence)
    return worst[0].exit_status


def _results(
    entries: list[Entry], request: Request, workers: int
) -> Iterator[tuple[str, ob.Report | str]]:
    """Give for each file its report, or why it could not be read."""
    faults: deque[str | None] = deque()  # of the files that are being verified

    def items() -> Iterator[tuple[bytes, str | None]]:
        for entry in entries:
            content, fault = _read(entry)
            faults.append(fault)
            yield content, request.recipient

    verifier, _ = verifier_for(request)
    with bar("Verifying", len(entries)) as show:
        reports = verifier.verify_many(items(), workers=workers, apart=True, progress=show)
        for entry, report in zip(entries, reports, strict=True):
            fault = faults.popleft()
            yield entry.file, report if fault is None else fault


def _read(entry: Entry) -> tuple[bytes, str | None]:
    """Read a file; of one that cannot be, no byte and the reason."""
    if entry.fault is not None:
        return b"", entry.fault
    if _is_odd(entry.file):  # opening a pipe waits for whoever writes to it
        return b"", "it is no file but a folder, a pipe or a device"
    try:
        return read_badge(entry.file), None
    except OSError as error:
        return b"", _reason(error)


def _line(file: str, result: ob.Report | str) -> Line:
    if isinstance(result, str):
        return Line(file, _UNREAD, f"? This was not read: {result}")
    kind = Kind(result.verdict.value.replace("_", " "), result.verdict.exit_status)
    return Line(file, kind, result.words.headline)


def _badges_in(folder: str) -> list[Entry]:
    names = sorted(Path(folder).iterdir())
    found = [str(one) for one in names if one.suffix.lower() in _ENDINGS and not _is_odd(one)]
    if not found:
        raise SettingsError(f"no file in this folder ends as a badge does: {', '.join(_ENDINGS)}")
    return list(map(Entry, found))


def _is_odd(path: str | Path) -> bool:
    """Tell a folder, a pipe or a device from a file; what cannot be looked at may be a file."""
    return os.path.exists(path) and not os.path.isfile(path)  # noqa: PTH110, PTH113


def _reason(error: SettingsError | OSError) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)
