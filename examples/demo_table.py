"""What the demo verifies, and how it shows the answers."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

import openbadges_issuer as ob

_COLORS = {0: "green", 1: "red", 2: "yellow", 3: "yellow"}


@dataclass(frozen=True, slots=True)
class Case:
    """Files that are all to get one verdict.

    Attributes:
        what: what the files are, for a person.
        files: what is verified.
        expected: the verdict that each of them must get.
        recipient: the identity to match, None when nobody is asked about.
        lists_answer: False when no status list can be read.
        to_try: whether the reader is shown how to ask the same.
        page: the share page of the same badge, None when it has none.
    """

    what: str
    files: tuple[Path, ...]
    expected: ob.Verdict
    recipient: str | None = None
    lists_answer: bool = True
    to_try: bool = False
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the verifier said of one file of a case.

    Attributes:
        case: what was asked.
        file: the first file with another verdict than expected; when there is none, the first.
        report: what the verifier said of it.
    """

    case: Case
    file: Path
    report: ob.Report

    @property
    def is_surprise(self) -> bool:
        """Tell whether it is another verdict than expected."""
        return self.report.verdict is not self.case.expected


def show_answers(groups: Mapping[str, Sequence[Answer]]) -> None:
    """Print one row for each case."""
    console = Console(highlight=False)
    width = min(console.width, 120)
    heads = Text("What was verified"), Text("What the verifier says"), Text("Exit")
    console.print(_grid([heads], width))
    for title, answers in groups.items():
        console.print(Rule(style="dim"), width=width)
        console.print(Text(title, style="bold"), width=width)
        console.print(_grid(map(_row, answers), width))
    console.print(Rule(style="dim"), width=width)
    console.print("Exit status: 0 valid, 1 not valid, 2 could not be decided, 3 not a badge.\n")


def show_commands(folder: Path, answers: Iterable[Answer]) -> None:
    """Print the commands that give these answers again, to be copied into a shell."""
    # The environment's own command, where that environment is not the shell's.
    own = Path(sys.executable).with_name("openbadges")
    command = "openbadges" if shutil.which("openbadges") else shown(own)
    for answer in answers:
        issuer = answer.file.parent
        options = {
            "--trust": shown(folder / "trusted.toml"),
            "--did-document": shown(issuer / "did.json"),
            "--status-list": shown(issuer / "status" / "revocation.json"),
        }
        if answer.case.recipient:
            options["--recipient"] = answer.case.recipient
        lines = [[command, "verify", shown(answer.file)], *map(list, options.items())]
        print(f"{answer.case.what} (exit status {answer.report.verdict.exit_status}):\n")
        print("  " + " \\\n    ".join(shlex.join(line) for line in lines) + "\n")


def _row(answer: Answer) -> tuple[Text, ...]:
    words, status = answer.report.words, answer.report.verdict.exit_status
    heading = Text(words.headline, style=_COLORS[status])
    return Text(answer.case.what), heading, Text(str(status))


def _grid(rows: Iterable[tuple[Text, ...]], width: int) -> Table:
    """Lay rows out so that the columns of all grids are in line."""
    grid = Table.grid(padding=(0, 1), expand=True)
    grid.width = width
    grid.add_column(ratio=1)
    grid.add_column(ratio=1)
    grid.add_column(width=4, justify="right")
    for row in rows:
        grid.add_row(*row)
    return grid


def shown(path: Path) -> str:
    """Write a path as one types it where the demo was started."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
