"""Why something counts or does not, in one plain sentence that can be said in other languages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from openbadges_issuer.phrases import Phrase
from openbadges_issuer.programs.model.rewards import DatedValue
from openbadges_issuer.programs.model.values import Duration
from openbadges_issuer.programs.program import Program
from openbadges_issuer.report import Outcome, Report, Verdict

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
        reason=(doubts or [report.words.sentence])[0],
        day=at.date().isoformat(),
        time=at.strftime("%H:%M"),
        zone=_zone(at),
    )


def not_valid(report: Report) -> Phrase:
    """Say the verifier's answer, without the identity that was asked for."""
    if report.verdict is Verdict.WRONG_RECIPIENT:
        return Phrase("Not counted: it was not issued to this person.")
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


def _zone(at: datetime) -> str:
    """Write an offset: ``UTC``, ``UTC−6``, ``UTC+5:30``."""
    minutes = int((at.utcoffset() or timedelta()).total_seconds() // 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def _length(duration: Duration) -> Phrase:
    """Write a duration so that it can be said in other languages."""
    years, months, days = duration.years, duration.months, duration.days
    said = [
        Phrase("{years} year", years=years) if years == 1 else Phrase("{years} years", years=years),
        Phrase("{months} month", months=months)
        if months == 1
        else Phrase("{months} months", months=months),
        Phrase("{days} day", days=days) if days == 1 else Phrase("{days} days", days=days),
    ]
    said = [part for part, number in zip(said, (years, months, days), strict=True) if number]
    whole = said[0]
    for part in said[1:]:
        whole = Phrase("{length}, {more}", length=whole, more=part)
    return whole


# badges that count


def same_as(number: int) -> Phrase:
    """Say which line stands in its stead."""
    return Phrase("Not counted: same as line {number}.", number=number)


def evidence_of_learning(name: str) -> Phrase:
    """Say that a badge is evidence, and no more."""
    return Phrase(
        'Evidence of learning for "{name}": by itself it meets no condition and gives no reward.',
        name=name,
    )


def counts_as(name: str, day: date) -> Phrase:
    """Say what a badge counts as, where nothing is given for it."""
    return Phrase(
        'Counts as "{name}", earned {day}. No reward is for it.', name=name, day=day.isoformat()
    )


def stack_complete(name: str, day: date) -> Phrase:
    """Say that a stack is complete, where nothing is given for it."""
    return Phrase('Complete since {day}: "{name}".', name=name, day=day.isoformat())


def all_of(sentences: list[Phrase]) -> Phrase:
    """Say one sentence after the other."""
    whole = sentences[0]
    for sentence in sentences[1:]:
        whole = Phrase("{sentences}. {sentence}.", sentences=whole, sentence=sentence)
    return whole


# rewards


def gives_value(value: DatedValue, unit: str, titles: Sequence[str], day: date) -> Phrase:
    """Say an amount that the file sets, for one badge or for a group."""
    of = titles[-1]
    if len(titles) > 1:
        of = Phrase("{count} together, the last {title}", count=len(titles), title=titles[-1])
    what = Phrase(
        "{amount} {unit}: {of}, earned {day}",
        amount=amount_written(value.amount), unit=unit, of=of, day=day.isoformat(),
    )  # fmt: skip
    if value.from_ is None:
        force = Phrase("{what}; value in force", what=what)
    else:
        force = Phrase(
            "{what}; value in force from {start}", what=what, start=value.from_.isoformat()
        )
    return Phrase("{value} (provisional).", value=force) if value.provisional else force.sentence


def gives_decided(amount: Decimal, unit: str, title: str, day: date, move: str) -> Phrase:
    """Say an amount that was decided in the case."""
    return Phrase(
        '{amount} {unit}: {title}, earned {day}; decided before the award at "{move}".',
        amount=amount_written(amount), unit=unit, title=title, day=day.isoformat(), move=move,
    )  # fmt: skip


def gives_words(words: str, title: str, day: date) -> Phrase:
    """Say a position, a role or a text that is given."""
    return Phrase("{words}: {title}, earned {day}.", words=words, title=title, day=day.isoformat())


def with_limit(why: Phrase, limit: str) -> Phrase:
    """Add a limit that is only said."""
    return Phrase("{why}. Limit: {limit}.", why=why, limit=limit)


def may_be_requested(what: Phrase, role: str) -> Phrase:
    """Say who can ask for a reward."""
    return Phrase("Pending, may be requested by the {role}: {what}.", role=role, what=what)


def requested(what: Phrase, asked: date) -> Phrase:
    """Say that a reward was asked for."""
    return Phrase(
        "Pending, requested on {day} and not granted yet: {what}.", day=asked.isoformat(), what=what
    )


def amount_unknown(reward: str, move: str, bounds: str) -> Phrase:
    """Say that an amount is missing among the facts, or can't be so much."""
    return Phrase(
        'Pending, "{reward}": the amount decided at "{move}" is needed ({bounds}).',
        reward=reward, move=move, bounds=bounds,
    )  # fmt: skip


def nothing_decided(reward: str, move: str) -> Phrase:
    """Say that no amount was decided."""
    return Phrase(
        'Counted without "{reward}": no amount was decided at "{move}" before the award.',
        reward=reward, move=move,
    )  # fmt: skip


def not_approved(reward: str, move: str) -> Phrase:
    """Say that the step which a reward needs was not taken."""
    return Phrase(
        'Counted without "{reward}": there was no "{move}" before the award.',
        reward=reward, move=move,
    )  # fmt: skip


def no_value(reward: str, day: date) -> Phrase:
    """Say that nothing is given for that day."""
    return Phrase(
        'Counted without "{reward}": no value was in force on {day}.',
        reward=reward, day=day.isoformat(),
    )  # fmt: skip


def once_a_person(reward: str, first: str) -> Phrase:
    """Say that a reward is given once."""
    return Phrase(
        'Counted without "{reward}": it is given once a person, for {first}.',
        reward=reward, first=first,
    )  # fmt: skip


def counts_with(reward: str, last: str) -> Phrase:
    """Say that a badge is in a group which another one completes."""
    return Phrase(
        'Counts toward "{reward}", in the group that {last} completes.', reward=reward, last=last
    )


def more_needed(missing: int, total: int | None, reward: str) -> Phrase:
    """Say how many more it takes."""
    if total is None:
        of = Phrase("{missing} more", missing=missing)
    else:
        of = Phrase("{missing} more of the {total}", missing=missing, total=total)
    if missing == 1:
        return Phrase('{number} is needed for the next "{reward}".', number=of, reward=reward)
    return Phrase('{number} are needed for the next "{reward}".', number=of, reward=reward)


def amount_written(amount: Decimal) -> str:
    """Write an amount exactly."""
    return format(amount, "f")
