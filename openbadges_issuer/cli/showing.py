"""A report for a person at a terminal, and plain text everywhere else."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from typing import Any

import typer
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from openbadges_issuer.cli.terminal import visible
from openbadges_issuer.phrases import written
from openbadges_issuer.report import Outcome, Report, Verdict
from openbadges_issuer.verifying.questions import Answer, answers
from openbadges_issuer.verifying.trust import domain_of
from openbadges_issuer.verifying.words import Facts

_SPACES = re.compile(r"\s+")
_NARROWEST, _WIDEST = 40, 100
_LONGEST_SENTENCE = 600
_LONGEST_FACT = 200
_COLORS = {0: "green", 1: "red"}  # by exit status


_TO_ASK = "Give --recipient to ask."
_SIGNS = {
    Outcome.PASSED: ("✔", "green"),
    Outcome.FAILED: ("✖", "red"),
    Outcome.UNDECIDED: ("?", "yellow"),
    Outcome.NOT_APPLICABLE: ("–", "dim"),
}


def show_report(report: Report) -> None:
    """Print the verdict in words, what the badge says if it may be believed, and the checks."""
    console = Console(
        width=min(max(shutil.get_terminal_size().columns, _NARROWEST), _WIDEST),
        markup=False,
        emoji=False,
        highlight=False,
    )
    words = report.words
    with console.capture() as printed:
        color = _COLORS.get(report.verdict.exit_status, "yellow")
        console.print(_text(f"{words.symbol} {words.heading}", f"bold {color}"))
        console.print()
        for sentence in (words.sentence, words.advice, *(f"Also: {also}" for also in words.also)):
            console.print(_indented(_text(sentence)))
        console.print()
        if report.document is not None:
            console.print(_indented(_facts(report, report.document)))
            console.print()
        if report.verdict is not Verdict.NOT_A_BADGE:  # else all is said
            console.print(_indented(_checks(report)))
            console.print()
        console.print(_text(f"Checked {report.checked_at:%Y-%m-%d %H:%M} UTC.", "dim"))
    # echo takes the colors out where no terminal reads them, whatever the environment says
    typer.echo("\n".join(line.rstrip() for line in printed.get().splitlines()))


def _facts(report: Report, document: Mapping[str, Any]) -> Table:
    """Tell what the badge says, whoever it belongs to."""
    facts = Facts(
        checks=report.checks,
        document=document,
        claimed_id=report.issuer_id,
        issuer=report.issuer_name or "",
        recipient="",
    )
    ends = {"validUntil", "expirationDate"} & document.keys()
    table = Table.grid(padding=(0, 2))
    for label, fact in (
        ("Badge", facts.badge_name),
        ("Issuer", _issuer(report, facts)),
        ("Awarded", facts.awarded),
        ("Valid until", facts.day(*ends) if ends else "no end date"),
    ):
        table.add_row(_text(label, "bold"), _text(visible(written(fact), _LONGEST_FACT)))
    return table


def _issuer(report: Report, facts: Facts) -> str:
    """Name the proved issuer; what a badge calls its issuer stands in quotes."""
    claimed = f'calls itself "{visible(facts.claimed_name, _LONGEST_FACT // 2)}"'
    if report.issuer_name is None or report.issuer_id is None:
        return f"not proved; {claimed}"
    if report.issuer_name in {report.issuer_id, domain_of(report.issuer_id)}:
        return f"{report.issuer_name}, which {claimed}"
    return f"{report.issuer_name} ({report.issuer_id})"


def _checks(report: Report) -> Table:
    """List the questions that were asked, and in one line that the others were not."""
    table = Table.grid(padding=(0, 2))
    for options in ({}, {"ratio": 1}, {"no_wrap": True}, {"ratio": 1}):
        table.add_column(**options)
    for answer in answers(report):
        table.add_row(*_row(answer))
    return table


def _row(answer: Answer) -> tuple[Text, Text, Text, Text]:
    """Answer a question as it is asked; the sign before it says whether that is good."""
    sign, style = _SIGNS[answer.outcome]
    reason = answer.reason or _TO_ASK
    return _text(sign, style), _text(answer.question), _text(answer.answer, style), _text(reason)


def _indented(content: RenderableType) -> Padding:
    return Padding(content, (0, 0, 0, 2))


def _text(text: str, style: str = "") -> Text:
    """Make text of a badge harmless; without rows of spaces it cannot look like a table either."""
    harmless = _SPACES.sub(" ", visible(text, _LONGEST_SENTENCE))
    return Text(harmless, style=style, overflow="fold")
