"""A recognition as a table for spreadsheets, in which no cell is a formula."""

from __future__ import annotations

import csv
import io
from typing import Any

from openbadges_issuer.programs.recognition import Line, Recognition

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_of(recognition: Recognition) -> str:
    """Write a line for each line, and one for the names of the columns (RFC 4180).

    A text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    table.writerow(Line._fields)
    for line in recognition.lines:
        table.writerow([_cell(value) for value in line.to_json().values()])
    return written.getvalue()


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
    text = str(value)
    return f"'{text}" if text.lstrip(" \u00a0\ufeff").startswith(_FORMULA) else text
