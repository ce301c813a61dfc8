"""A CSV file of awards: one row, one badge."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openbadges_issuer as ob
from openbadges_issuer.cli.options import END_OF_DAY, START_OF_DAY, moment, tracing
from openbadges_issuer.errors import OpenBadgesError, SettingsError
from openbadges_issuer.limits import DEFAULT_LIMITS

csv.field_size_limit(DEFAULT_LIMITS.credential_bytes)  # what no badge could hold is no cell

COLUMNS = {
    "email": "address of the recipient; several with a space or ; between them",
    "did": "the recipient by DID, in place of email",
    "recipient_id": "credentialSubject.id beside email; default: a new random urn:uuid:",
    "awarded": "day (UTC) or date-time of the award",
    "valid_until": "last day (UTC) or date-time",
    "narrative": "how it was earned, in Markdown",
    "evidence_name": "what was handed in",
    "evidence_url": "where it is",
    "evidence_genre": "what kind of thing it is",
    "evidence_description": "more about it",
    "evidence_narrative": "what it shows, in Markdown",
    "result_description": "id of the resultDescription that was judged",
    "result_value": "what was reached, as text or number",
    "result_status": "such as Completed",
    "achieved_level": "id of the rubricCriterionLevel that was reached",
    "id": "URI of the badge; default: a random urn:uuid:",
    "file": "name of the badge's file without its ending; default: line-N",
}
"""Every column that is read, and what stands in it. Only email or did must be there."""

_EVIDENCE = {
    "evidence_name": "name",
    "evidence_url": "id",
    "evidence_genre": "genre",
    "evidence_description": "description",
    "evidence_narrative": "narrative",
}
_RESULT = {
    "result_description": "result_description",
    "result_value": "value",
    "result_status": "status",
    "achieved_level": "achieved_level",
}
_SUBJECT = "$.credentialSubject"
_COLUMN_OF = {
    "$.id": "id",
    "$.validUntil": "valid_until",
    f"{_SUBJECT}.id": "recipient_id",
    f"{_SUBJECT}.narrative": "narrative",
    **{
        f"{start}.{member}": column
        for start in ("Evidence", "$.evidence[0]")
        for column, member in _EVIDENCE.items()
    },
    **{
        f"{start}.{member}": column
        for start in ("Result", f"{_SUBJECT}.result[0]")
        for column, member in {
            "result_description": "resultDescription",
            "result_value": "value",
            "result_status": "status",
            "achieved_level": "achievedLevel",
        }.items()
    },
}
_SEPARATORS = re.compile(r"[\s;,]+")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)  # of Windows


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file.

    Attributes:
        line: number of its first line in the file, from 1.
        cells: by column, what stands in it; empty cells are left out.
        fault: why it is no row of this file, or None.
    """

    line: int
    cells: dict[str, str]
    fault: str | None = None

    @property
    def file_name(self) -> str:
        """Name of the badge's file, without its ending.

        Raises:
            SettingsError: the name given is none for a file.
        """
        name = self.cells.get("file")
        if name is not None and not _FILE_NAME.fullmatch(name):
            raise SettingsError(
                "file: a name of letters, digits, -, _ and dots is expected, such as rivera-flipped"
            )
        if name is not None and _DEVICE.fullmatch(name):
            raise SettingsError(
                f"file: Windows takes {name} for a device: give it another name, such as "
                f"badge-{name}"
            )
        return name or f"line-{self.line}"

    @property
    def recipient(self) -> str:
        """Who it is for, as the file says it."""
        return self.cells.get("email") or self.cells.get("did") or ""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for every row that says nothing else."""

    achievement: ob.Achievement
    awarded: datetime | None
    valid_until: datetime | None


def rows_of(path: Path) -> Iterator[Row]:
    """Read the rows of a CSV file with a header, as they are needed.

    Args:
        path: UTF-8, with commas or semicolons between the cells; no pipe, since the rows are
            counted before they are read.

    Raises:
        SettingsError: the header has no column for the recipient, or one that is not known; the
            file is not UTF-8, or it is a pipe.
        OSError: it cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            if not file.seekable():
                raise SettingsError(
                    f"{path}: this is a pipe, which can be read only once: save the rows in a "
                    "file, and give that"
                )
            first = file.readline()
            file.seek(0)
            semicolons = "," not in first and ";" in first
            reader = csv.reader(file, delimiter=";" if semicolons else ",", strict=True)
            yield from _rows(path, reader)
    except UnicodeDecodeError:
        raise SettingsError(
            f"{path}: this is not UTF-8 text; in Excel, save it as CSV UTF-8"
        ) from None


def award_of(row: Row, defaults: Defaults) -> ob.Award:
    """Make the award that a row asks for.

    Raises:
        OpenBadgesError: a cell is wrong; the message starts with its column where one is to blame.
    """
    if row.fault:
        raise SettingsError(row.fault)
    cells = row.cells
    awarded = moment("awarded", cells.get("awarded"), START_OF_DAY)
    valid_until = moment("valid_until", cells.get("valid_until"), END_OF_DAY)
    evidence: dict[str, Any] = _members(cells, _EVIDENCE)
    result: dict[str, Any] = _members(cells, _RESULT)
    return ob.Award(
        achievement=defaults.achievement,
        to=_recipient(cells),
        evidence=(ob.Evidence(**evidence),) if evidence else (),
        results=(ob.Result(**result),) if result else (),
        narrative=cells.get("narrative"),
        awarded_date=awarded or defaults.awarded,
        valid_until=valid_until or defaults.valid_until,
        id=cells.get("id"),
    )


def explain(error: OpenBadgesError) -> str:
    """Say what was wrong, and in which column where that is known."""
    try:
        with tracing(_COLUMN_OF):
            raise error
    except OpenBadgesError as told:
        return str(told)


def _rows(path: Path, reader: Any) -> Iterator[Row]:
    header: list[str] | None = None
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise SettingsError(f"{path}: line {line}: {_explain(error)}") from None
        if cells is None:
            break
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = _header(path, cells)
        elif len(cells) != len(header):
            yield Row(
                line,
                {},
                f"this row has {len(cells)} cells, and the header names {len(header)} columns; "
                'a cell with a comma in it is written in quotes: "a, b"',
            )
        else:
            given = {name: text.strip() for name, text in zip(header, cells, strict=True)}
            yield Row(line, {name: text for name, text in given.items() if text})
    if header is None:
        raise SettingsError(f"{path}: this file is empty; a first row with columns is expected")


def _explain(error: csv.Error) -> str:
    if "field limit" not in str(error):
        return f"this is not CSV ({error})"
    return (
        f"a cell of this row has more than {csv.field_size_limit():,} characters, too many for a "
        'badge: shorten it, or add the quote (") that ends it where that is missing'
    )


def _header(path: Path, cells: list[str]) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    for name in names:
        if name not in COLUMNS:
            raise SettingsError(
                f"{path}: there is no column {name[:40]!r}; known are " + ", ".join(COLUMNS)
            )
    if len(set(names)) != len(names):
        raise SettingsError(f"{path}: a column stands twice in the first row")
    if not {"email", "did"} & set(names):
        raise SettingsError(f"{path}: the first row names neither a column email nor did")
    return names


def _recipient(cells: dict[str, str]) -> ob.Recipient:
    addresses, did = cells.get("email"), cells.get("did")
    if bool(addresses) == bool(did):
        raise SettingsError("say whose badge it is: fill in email, or else did")
    if did:
        if "recipient_id" in cells:
            raise SettingsError("recipient_id goes with email; with did the DID is the id")
        with tracing({"": "did"}):
            return ob.Recipient.by_did(did)
    with tracing({"": "email"}):
        recipient = ob.Recipient.by_email(*filter(None, _SEPARATORS.split(addresses or "")))
    given = cells.get("recipient_id")
    return replace(recipient, id=given) if given else recipient


def _members(cells: dict[str, str], members: dict[str, str]) -> dict[str, str]:
    return {member: cells[column] for column, member in members.items() if column in cells}
