"""The folder of badges that a batch makes, and its record of which badge is whose.

The badges hold no address, so the record is what tells whom to send which file. It is what a batch
that was interrupted goes on from, too. A line is in it before its badge is in the folder.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

import openbadges_issuer as ob
from openbadges_issuer import strict_json
from openbadges_issuer.cli.award_rows import Row
from openbadges_issuer.cli.files import open_private
from openbadges_issuer.errors import SettingsError

RECORD = "issued.csv"
_COLUMNS = ("line", "recipient", "file", "id", "list", "index", "asked_for", "sha256")
_ENDINGS = {"vc-jwt": ".jwt"}


@dataclass(frozen=True, slots=True)
class Made:
    """A badge to be put into the folder.

    Attributes:
        row: what it was made from.
        asked_for: hash of all that it was made from.
        badge: as signed.
        entry: its place in a status list.
    """

    row: Row
    asked_for: str
    badge: ob.SignedCredential
    entry: ob.StatusEntry | None


class AwardFolder:
    """A folder that is open for a batch."""

    def __init__(self, folder: Path, securing: str, record: IO[str], known: dict[str, Any]) -> None:
        """Keep what `open_folder` opened."""
        self._folder = folder
        self._ending = _ENDINGS.get(securing, ".json")
        self._record = record
        self._writer = csv.writer(record, lineterminator="\n")
        self._known = known
        self._lines: dict[str, int] = {}  # by file, whose case many disks do not tell apart
        if record.tell() == 0:
            self._writer.writerow(_COLUMNS)

    def __len__(self) -> int:
        """Count the badges that were in it."""
        return len(self._known)

    def has(self, row: Row, asked_for: str) -> bool:
        """Tell whether the badge of a row is here already.

        Raises:
            SettingsError: its file is here, and is not what was made from this row; or it is the
                file of another row.
        """
        path = self._path(row)
        first = self._lines.setdefault(path.name.casefold(), row.line)
        if first != row.line:
            raise SettingsError(
                f"file: {path.name} is the file of the row in line {first} too (capitals and small "
                "letters count as the same, as on many disks): give this row another name"
            )
        if not path.exists():
            return False
        known = self._known.get(path.name)
        if known is None or known["sha256"] != sha256(path.read_bytes()).hexdigest():
            raise SettingsError(
                f"{path} is there already, and is no badge that this folder's {RECORD} tells of: "
                "move it away"
            )
        if known["asked_for"] != asked_for:
            raise SettingsError(
                f"{path} is there already, and was made from another row, or with other options: "
                "give another folder for what has changed"
            )
        return True

    def put(self, several: list[Made]) -> None:
        """Record badges and write them.

        Raises:
            OSError: the record or a badge cannot be written.
        """
        for made in several:
            self._writer.writerow(
                (
                    made.row.line,
                    made.row.recipient,
                    self._path(made.row).name,
                    made.badge.document["id"],
                    made.entry.status_list_credential if made.entry else "",
                    made.entry.index if made.entry else "",
                    made.asked_for,
                    sha256(made.badge.bytes).hexdigest(),
                )
            )
        self._record.flush()
        os.fsync(self._record.fileno())
        for made in several:
            with self._path(made.row).open("xb") as file:
                file.write(made.badge.bytes)

    def _path(self, row: Row) -> Path:
        return self._folder / f"{row.file_name}{self._ending}"


@contextmanager
def open_folder(folder: Path, securing: str, *, resume: bool) -> Iterator[AwardFolder]:
    """Open a new folder, or one that a batch was interrupted in.

    Raises:
        SettingsError: there are badges in it, and nobody said to go on; or its record is damaged.
        OSError: it cannot be made or written.
    """
    place = folder / RECORD
    if place.exists() and not resume:
        raise SettingsError(
            f"{place} is there already: give another folder, or --resume to go on with this one"
        )
    folder.mkdir(parents=True, exist_ok=True)
    known = _read(place) if place.exists() else {}
    with open(place, "a", encoding="utf-8", newline="", opener=open_private) as record:
        yield AwardFolder(folder, securing, record, known)


def hash_of(row: Row, alike: Mapping[str, Any]) -> str:
    """Hash what a badge is made from: its row, and what is alike for all rows."""
    return sha256(strict_json.dumps([row.cells, alike]).encode("utf-8")).hexdigest()


def _read(place: Path) -> dict[str, dict[str, str]]:
    """Read a record, by file; of two lines about one file the later counts."""
    with place.open("r+", encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        known = {line["file"]: line for line in reader if line.get("sha256")}
        if tuple(reader.fieldnames or _COLUMNS) != _COLUMNS:
            raise SettingsError(f"{place}: this is not the record of a batch")
        file.seek(0)
        if not file.read().endswith("\n"):  # it was interrupted within a line
            file.write("\n")
    return known
