"""The verdicts on several files, for a person at a terminal."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from openbadges_issuer.cli.terminal import visible

if TYPE_CHECKING:
    from openbadges_issuer.cli.verify_batch import Kind, Line

_NARROWEST = 60
_LONGEST = 200
_COLORS = {0: "green", 1: "red"}  # by exit status


def show_summary(listed: Sequence[Line], counts: Sequence[tuple[Kind, int]]) -> None:
    """Print a line for each file that is listed, and how many there are of each kind."""
    console = Console(
        width=max(shutil.get_terminal_size().columns, _NARROWEST),
        markup=False,
        emoji=False,
        highlight=False,
    )
    with console.capture() as printed:
        if listed:
            table = Table("File", "What the verifier says", box=box.SIMPLE_HEAD)
            for line in listed:
                table.add_row(_text(line.file), _text(line.said, _color(line.kind.exit_status)))
            console.print(table)
        totals = Table.grid(padding=(0, 1))
        totals.add_column(justify="right")
        for kind, count in counts:
            totals.add_row(f"{count:,}", _text(kind.name, _color(kind.exit_status)))
        console.print(totals)
    # echo takes the colors out where no terminal reads them, whatever the environment says
    typer.echo("\n".join(line.rstrip() for line in printed.get().splitlines()))


def _text(text: str, style: str = "") -> Text:
    return Text(visible(text, _LONGEST), style=style, overflow="fold")


def _color(exit_status: int) -> str:
    return _COLORS.get(exit_status, "yellow")
