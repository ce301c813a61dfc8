"""A report for a person at a terminal, and plain text everywhere else."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from openbadges_issuer.cli.terminal import visible
from openbadges_issuer.layout import GAP, cells, columns, wrapped
from openbadges_issuer.phrases import written
from openbadges_issuer.report import Outcome, Report, Verdict
from openbadges_issuer.strict_json import as_list
from openbadges_issuer.verifying.facts import Facts
from openbadges_issuer.verifying.questions import answers
from openbadges_issuer.verifying.trust import domain_of

_SPACES = re.compile(r"\s+")
_NARROWEST, _WIDEST, _DEFAULT = 40, 100, 80
_LONGEST_SENTENCE = 600
_LONGEST_FACT = 200
INDENT = "  "
BOLD, _DIM = "1", "2"  # as terminals number them
_RED, _GREEN, _YELLOW = "31", "32", "33"
_COLORS = {0: _GREEN, 1: _RED}  # by exit status


_TO_ASK = "Give --recipient to ask."
_SIGNS = {
    Outcome.PASSED: ("✔", _GREEN),
    Outcome.FAILED: ("✖", _RED),
    Outcome.UNDECIDED: ("?", _YELLOW),
    Outcome.NOT_APPLICABLE: ("–", _DIM),
}


def show_report(report: Report) -> None:
    """Print the verdict in words, what the badge says if it may be believed, and the checks."""
    put_lines(_lines(report, page_width(_WIDEST)))


def page_width(widest: int) -> int:
    """Give the cells of a line: those of the terminal, within reason."""
    return min(max(_terminal_columns(), _NARROWEST), widest)


def put_lines(lines: Iterable[str]) -> None:
    """Print lines, without spaces at their ends."""
    sys.stdout.write("".join(f"{line.rstrip()}\n" for line in lines))


def _lines(report: Report, width: int) -> Iterator[str]:
    words = report.words
    color = _COLORS.get(report.verdict.exit_status, _YELLOW)
    for line in wrapped(harmless(words.headline), width):
        yield styled(line, f"{BOLD};{color}")
    yield ""
    width -= len(INDENT)
    for sentence in (words.sentence, words.advice, *(f"Also: {also}" for also in words.also)):
        for line in wrapped(harmless(sentence), width):
            yield INDENT + line
    yield ""
    if report.document is not None:
        yield from _facts(report, report.document, width)
        yield ""
    rows = [(part.report, _name(part.report)) for part in report.parts]
    vouching = [(part.report, part.report.words.sentence) for part in report.endorsements]
    for title, inner in (("In it", rows), ("Endorsements", vouching)):
        if inner:
            yield INDENT + styled(title, BOLD)
            yield from _inner(inner, width)
            yield ""
    if report.verdict is not Verdict.NOT_A_BADGE:  # else all is said
        yield from _checks(report, width)
        yield ""
    yield styled(f"Checked {report.checked_at:%Y-%m-%d %H:%M} UTC.", _DIM)


def _facts(report: Report, document: Mapping[str, Any], width: int) -> Iterator[str]:
    """Tell what the badge says, whoever it belongs to."""
    facts = Facts(
        checks=report.checks,
        document=document,
        claimed_id=report.issuer_id,
        issuer=report.issuer_name or "",
        recipient="",
    )
    ends = {"validUntil", "expirationDate"} & document.keys()
    told = {
        _what_it_is(document): facts.badge_name,
        "Issuer": _issuer(report, facts),
        "Awarded": written(facts.awarded),
        "Valid until": written(facts.day(*ends) if ends else "no end date"),
    }
    first = max(map(len, told))
    widths = (first, width - first - GAP)
    for row in told.items():
        for label, fact in columns([harmless(text, _LONGEST_FACT) for text in row], widths):
            yield INDENT + styled(label, BOLD) + fact


def _what_it_is(document: Mapping[str, Any]) -> str:
    return "Endorsement" if "EndorsementCredential" in as_list(document.get("type")) else "Badge"


def _issuer(report: Report, facts: Facts) -> str:
    """Name the proved issuer; what a badge calls its issuer stands in quotes."""
    claimed = f'calls itself "{visible(facts.claimed_name, _LONGEST_FACT // 2)}"'
    if report.issuer_name is None or report.issuer_id is None:
        return f"not proved; {claimed}"
    if report.issuer_name in {report.issuer_id, domain_of(report.issuer_id)}:
        return f"{report.issuer_name}, which {claimed}"
    return f"{report.issuer_name} ({report.issuer_id})"


def _inner(rows: Sequence[tuple[Report, str]], width: int) -> Iterator[str]:
    """List the credentials that stand in the one given, each with its own answer and more of it."""
    first = len(str(len(rows)))
    half, odd = divmod(width - first - 1 - 3 * GAP, 2)
    widths = (first, 1, half + odd, half)
    for number, (report, more) in enumerate(rows, 1):
        color = _COLORS.get(report.verdict.exit_status, _YELLOW)
        row = (str(number), report.words.symbol, report.words.heading, more)
        cut = [harmless(text, _LONGEST_FACT) for text in row]
        for place, sign, heading, rest in columns(cut, widths):
            yield INDENT + place + styled(sign, color) + styled(heading, color) + rest


def _name(report: Report) -> str:
    """Name a badge and its issuer, as far as they are proved."""
    if report.document is None:
        return ""
    facts = Facts(report.checks, report.document, report.issuer_id, report.issuer_name or "", "")
    return f"{facts.badge_name}, {report.issuer_name or 'its issuer not proved'}"


def _checks(report: Report, width: int) -> Iterator[str]:
    """List the questions that were asked, and in one line that the others were not."""
    given = answers(report)
    longest = max(cells(answer.answer) for answer in given)
    half, odd = divmod(width - 1 - longest - 3 * GAP, 2)
    widths = (1, half + odd, longest, half)
    for answer in given:
        sign, style = _SIGNS[answer.outcome]
        row = (sign, answer.question, answer.answer, answer.reason or _TO_ASK)
        for mark, question, word, reason in columns([harmless(text) for text in row], widths):
            yield INDENT + styled(mark, style) + question + styled(word, style) + reason


def harmless(text: str, most: int = _LONGEST_SENTENCE) -> str:
    """Make text of a badge harmless; without rows of spaces it cannot look like a table either."""
    return _SPACES.sub(" ", visible(text, most))


def styled(text: str, style: str) -> str:
    """Color a text where a terminal reads it; spaces at its end stay as they are."""
    shown = text.rstrip(" ")
    if not shown or not _has_colors():
        return text
    return f"\x1b[{style}m{shown}\x1b[0m{text[len(shown) :]}"


def _has_colors() -> bool:
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return os.name != "nt" or "WT_SESSION" in os.environ  # an older console shows the codes


def _terminal_columns() -> int:
    if "COLUMNS" not in os.environ and not sys.stdout.isatty():
        return _DEFAULT
    import shutil  # noqa: PLC0415  # loads every kind of archive

    return shutil.get_terminal_size((_DEFAULT, 24)).columns
