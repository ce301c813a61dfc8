"""What `openbadges recognize` does: verify as the program trusts, recognize, and show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import openbadges_issuer as ob
from openbadges_issuer.cli.files import json_text, read_file
from openbadges_issuer.cli.terminal import note, put, say
from openbadges_issuer.cli.verification import Request, fetcher_for, read_badge, what_is_missing
from openbadges_issuer.cli.verify_batch import entries_of
from openbadges_issuer.errors import SettingsError
from openbadges_issuer.limits import DEFAULT_LIMITS

if TYPE_CHECKING:
    from openbadges_issuer.programs.recognition import Recognition

UNDECIDED = 2
_MOST_NOTES = 5


class Asked(NamedTuple):
    """What was typed.

    Attributes:
        program: the program file.
        badges: files and folders.
        facts: file of facts; None when nothing is known beside the badges.
        on: the day; None for today, where the program is.
        language: of the program's texts.
        form: ``json``, ``csv``, ``html``, or ``table``.
        recipients: identities of the one person.
        request: the options of `openbadges verify`.
    """

    program: Path
    badges: list[str]
    facts: Path | None
    on: date | None
    language: str | None
    form: str
    recipients: tuple[str, ...]
    request: Request


def run(asked: Asked) -> int:
    """Recognize, print, and return the exit status.

    Raises:
        OpenBadgesError: an option is wrong, or a file that it names.
        OSError: a file cannot be read.
    """
    from openbadges_issuer.programs.facts_file import read_facts  # noqa: PLC0415  # loads pydantic

    program = ob.Program.load(asked.program)
    facts = ob.Facts()
    if asked.facts is not None:
        content = read_file(asked.facts, DEFAULT_LIMITS.program_bytes)
        facts = read_facts(content, asked.facts.name, program)
    lists = dict(_lists(asked.request.trust, program))
    policy = ob.Policy(ob.trust_of(program, lists))
    verifier = ob.Verifier(policy, fetcher=fetcher_for(asked.request))
    on = asked.on or program.local_day(datetime.now(UTC))
    reports = list(_verified(verifier, asked))
    found = ob.recognize(program, reports, facts, on, lists=lists, language=asked.language)
    _show(found, asked.form)
    _tell_what_is_missing(reports, asked)
    in_doubt = any(line.reward is None and line.outcome == "pending" for line in found.lines)
    return UNDECIDED if in_doubt else 0


def _lists(files: tuple[str, ...], program: ob.Program) -> Iterator[tuple[str, ob.TrustList]]:
    """Read the trust lists that the program names, each by its own name or that of its file."""
    wanted = {name for entry in program.accepts.values() for name in entry.trust_lists}
    for file in files:
        read = ob.TrustList.load(file)
        names = wanted & {str(read.name), Path(file).stem}
        if not names:
            known = ", ".join(sorted(wanted)) or "none"
            raise SettingsError(
                f"{file}: the program names no trust list {read.name!r}. The lists it names under "
                f'"trust_lists": {known}. Whom it takes badges from is said there, not here'
            )
        for name in names:
            yield name, read


def _verified(verifier: ob.Verifier, asked: Asked) -> Iterator[ob.Report]:
    """Verify every file; tell of one of which nothing can be shown, as no line names it."""
    entries = entries_of(asked.badges)
    files = asked.badges if entries is None else [entry.file for entry in entries]
    identities = asked.recipients or (None,)
    items = ((content, one) for content in map(read_badge, files) for one in identities)
    reports = verifier.verify_many(items, apart=True)
    for file in files:
        for report in _theirs(list(islice(reports, len(identities)))):
            if report.document is None:
                note(f"{file}: {report.words.heading}.")
            yield report


def _theirs(tried: list[ob.Report]) -> Iterator[ob.Report]:
    """Choose among the reports on one file, one for each identity of the person.

    A teacher who moved has badges for more than one address: of several identities the first counts
    that a badge was issued to. What holds several badges, as a bundle does, is as good as each of
    them by itself.
    """
    most = max(len(report.parts) for report in tried)
    if not most:
        yield next(filter(_is_theirs, tried), tried[0])
        return
    whole = [report.parts for report in tried if len(report.parts) == most]  # some may have ended
    for parts in zip(*whole, strict=True):
        yield from _theirs([part.report for part in parts])


def _is_theirs(report: ob.Report) -> bool:
    return report.check("recipient").outcome is ob.Outcome.PASSED


def _tell_what_is_missing(reports: list[ob.Report], asked: Asked) -> None:
    if not asked.recipients:
        note("Nobody was asked for, so nothing counts: name the holder with --recipient.")
    notes = dict.fromkeys(
        sentence
        for report in reports
        if report.verdict is not ob.Verdict.ISSUER_UNKNOWN  # the program knows whom it trusts
        for sentence in what_is_missing(report, asked.request)
    )
    for sentence in list(notes)[:_MOST_NOTES]:
        note(sentence)


def _show(found: Recognition, form: str) -> None:
    match form:
        case "json":
            put(json_text(found.to_json()))
        case "csv":
            from openbadges_issuer.programs.transcript_csv import csv_of  # noqa: PLC0415

            put(csv_of(found).encode("utf-8-sig"))  # as spreadsheets know it
        case "html":
            from openbadges_issuer.programs.transcript_html import page_of  # noqa: PLC0415

            put(page_of(found).encode())
        case _:
            from openbadges_issuer.programs.transcript_text import text_of  # noqa: PLC0415

            for line in text_of(found).split("\n"):
                say(line)
