"""Why something counts or does not, in one plain sentence that can be said in other languages."""

from __future__ import annotations

from datetime import date

from openbadges_issuer.phrases import Phrase
from openbadges_issuer.programs.model.values import Duration
from openbadges_issuer.programs.program import Program
from openbadges_issuer.report import Outcome, Report

NO_RULE = Phrase(
    "Not counted: no rule. It is worth nothing here, which says nothing about the badge."
)
NOBODY_ASKED = Phrase("Pending: nobody asked whose badge this is; name its holder.")


def not_decided(program: Program, report: Report) -> Phrase:
    """Say what the verifier could not decide, and when it tried."""
    doubts = [
        check.detail
        for check in report.checks
        if check.outcome is Outcome.UNDECIDED and check.problem and check.id != "endorsements"
    ]
    at = report.checked_at.astimezone(program.zone)
    return Phrase(
        "Pending: {reason}, asked on {day} at {time} ({zone}).",
        reason=Phrase.of((doubts or [report.words.sentence])[0].rstrip(".")),
        day=at.date().isoformat(),
        time=f"{at:%H:%M}",
        zone=f"UTC{at:%z}",
    )


def not_valid(report: Report) -> Phrase:
    """Say the verifier's answer."""
    return Phrase("Not counted: {answer}.", answer=report.words.heading)


def not_yet_earned(day: date | None, on: date) -> Phrase:
    """Say that a badge is of a later day."""
    if day is None:
        return Phrase("Not counted: it does not say when it was earned.")
    return Phrase(
        "Not counted: not yet earned on {on}; it is of {day}.",
        on=on.isoformat(),
        day=day.isoformat(),
    )


def list_not_read(name: str) -> Phrase:
    """Say that a trust list is needed."""
    return Phrase('Pending: the list "{list}" could not be read.', list=name)


def too_old(max_age: Duration) -> Phrase:
    """Say that a badge is too old."""
    return Phrase("Not counted: older than {max_age}.", max_age=_length(max_age))


def no_evidence(genre: str) -> Phrase:
    """Say that evidence is missing."""
    return Phrase("Not counted: no evidence of genre {genre}.", genre=genre)


def _length(duration: Duration) -> Phrase:
    """Write a duration so that it can be said in other languages."""
    parts = [
        Phrase("{years} years" if duration.years != 1 else "{years} year", years=duration.years),
        Phrase("{months} months" if duration.months != 1 else "{months} month",
               months=duration.months),
        Phrase("{days} days" if duration.days != 1 else "{days} day", days=duration.days),
    ]  # fmt: skip
    numbers = (duration.years, duration.months, duration.days)
    said = [part for part, number in zip(parts, numbers, strict=True) if number]
    whole = said[0]
    for part in said[1:]:
        whole = Phrase("{length}, {more}", length=whole, more=part)
    return whole
