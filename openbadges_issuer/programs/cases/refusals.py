"""Why something can't be done now: a code, and a sentence for whoever wanted to do it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import NamedTuple

from openbadges_issuer.phrases import Day, Phrase
from openbadges_issuer.programs.conditions import Answer
from openbadges_issuer.programs.model.people import Exclusion
from openbadges_issuer.programs.wording import capital, plain


class Code(StrEnum):
    """Why not, in the order in which the reasons are looked for: of several, the first is told.

    `VOTE_COUNTED` is no reason: it comes with a vote that was cast.
    """

    WRONG_STATE = "wrong_state"
    NOT_OPEN = "not_open"
    NOT_YOUR_ROLE = "not_your_role"
    EXCLUDED = "excluded"
    NOT_CERTIFIED = "not_certified"
    PARTS_MISSING = "parts_missing"
    RECORD_INVALID = "record_invalid"
    CONDITION_NOT_MET = "condition_not_met"
    TOO_LATE = "too_late"
    NO_TRIES_LEFT = "no_tries_left"
    NOT_OFFERED = "not_offered"
    VOTE_COUNTED = "vote_counted"


class Refusal(NamedTuple):
    """An answer that is no yes.

    Attributes:
        code: which rule.
        sentence: what it means, and what is missing; with its pattern, for other languages.
    """

    code: Code
    sentence: Phrase


def first_of(found: Iterable[Refusal | None]) -> Refusal | None:
    """Return the first refusal that there is, looking no further."""
    return next((refusal for refusal in found if refusal is not None), None)


_EXCLUDED: dict[Exclusion, tuple[Phrase, Phrase]] = {
    "applicant": (
        Phrase("You can't decide this case: you are the applicant."),
        Phrase("This person can't decide the case: they are the applicant."),
    ),
    "coach_of_case": (
        Phrase("You can't decide this case: you coached it."),
        Phrase("This person can't decide the case: they coached it."),
    ),
    "earlier_reviewer": (
        Phrase("You can't decide this case: you reviewed it before."),
        Phrase("This person can't decide the case: they reviewed it before."),
    ),
}


def wrong_state(state: str) -> Refusal:
    """The case is not where this could be done."""
    return Refusal(
        Code.WRONG_STATE,
        Phrase('This can\'t be done now: the case is "{state}".', state=state),
    )


def not_open(since: date | None, until: date | None) -> Refusal:
    """No case begins on that day."""
    if since and until:
        said = Phrase(
            "This program takes new cases from {since} to {until}.",
            since=_day(since),
            until=_day(until),
        )
    elif since:
        said = Phrase("This program takes new cases from {since}.", since=_day(since))
    else:
        said = Phrase("This program takes new cases to {until}.", until=_day(until or date.max))
    return Refusal(Code.NOT_OPEN, said)


def _day(day: date) -> Day:
    return Day(datetime.combine(day, time(), UTC))


def not_your_role(role: str) -> Refusal:
    """It is someone else's to do."""
    return Refusal(Code.NOT_YOUR_ROLE, Phrase("Only {role} can do this.", role=role))


def nobody() -> Refusal:
    """The program names no role for it."""
    return Refusal(Code.NOT_YOUR_ROLE, Phrase("This program lets nobody do this."))


def not_the_applicant() -> Refusal:
    """It is the applicant's to do."""
    return Refusal(Code.NOT_YOUR_ROLE, Phrase("Only the applicant can do this."))


def taken_over() -> Refusal:
    """Another person has the role in this case."""
    sentence = Phrase("Only the person to whom the case was given can do this.")
    return Refusal(Code.NOT_YOUR_ROLE, sentence)


def group_is_full(size: int) -> Refusal:
    """As many members as the group has have voted."""
    return Refusal(
        Code.NOT_YOUR_ROLE,
        Phrase("Only the {size} members who vote on this case can do this.", size=size),
    )


def excluded(why: Exclusion, *, another: bool = False) -> Refusal:
    """The actor, or the other person whom the actor names, is too near to the case."""
    return Refusal(Code.EXCLUDED, _EXCLUDED[why][another])


def not_certified(answer: Answer) -> Refusal:
    """A reviewer lacks what reviewers must have earned."""
    return Refusal(
        Code.NOT_CERTIFIED,
        Phrase(
            'Before reviewing you need "{achievement}".',
            achievement=answer.lacking or answer.label,
        ),
    )


def parts_missing(labels: Iterable[str]) -> Refusal:
    """Something was not handed in."""
    return Refusal(Code.PARTS_MISSING, Phrase("Still missing: {labels}.", labels="; ".join(labels)))


def out_of_bounds(record: str, value: str, least: str, most: str) -> Refusal:
    """A value is not between two others."""
    return Refusal(
        Code.RECORD_INVALID,
        Phrase(
            "{label}: {value} must be between {min} and {max}.",
            label=as_label(record),
            value=value,
            min=least,
            max=most,
        ),
    )


def invalid(record: str, what: Phrase) -> Refusal:
    """A value is not what it must be: ``invalid("within_budget", Phrase("must be yes"))``."""
    return Refusal(
        Code.RECORD_INVALID, Phrase("{label}: {what}.", label=as_label(record), what=what)
    )


def none_of(record: str, known: Iterable[str]) -> Refusal:
    """A value is not one of those that there are."""
    return invalid(record, Phrase("must be one of {known}", known=", ".join(known)))


def condition_not_met(answer: Answer) -> Refusal:
    """Not everything that is needed was earned, or joined."""
    return Refusal(Code.CONDITION_NOT_MET, answer.sentence)


def too_late(due: datetime) -> Refusal:
    """A deadline has passed; it is told in its own time zone, as it is meant there."""
    said = f"{due:%Y-%m-%d, %H:%M} ({due.tzname()})"
    return Refusal(Code.TOO_LATE, Phrase("The deadline was {moment}.", moment=said))


def no_tries_left(tries: int) -> Refusal:
    """It was handed in as often as it can be."""
    return Refusal(Code.NO_TRIES_LEFT, Phrase("All {n} tries are used.", n=tries))


def not_offered(achievement: str) -> Refusal:
    """The school does not have it on its list."""
    return Refusal(
        Code.NOT_OFFERED,
        Phrase('Your school does not offer "{achievement}".', achievement=achievement),
    )


def no_cases() -> Refusal:
    """It cannot be applied for."""
    return Refusal(Code.NOT_OFFERED, Phrase("This can't be applied for in this program."))


def not_accepted() -> Refusal:
    """The program does not take this badge in here."""
    return Refusal(Code.NOT_OFFERED, Phrase("This program does not accept this badge."))


def vote_counted(votes: int, quorum: int) -> Refusal:
    """No refusal: the vote is cast, and more are needed."""
    return Refusal(
        Code.VOTE_COUNTED,
        Phrase("Your vote is recorded: {votes} of {quorum}.", votes=votes, quorum=quorum),
    )


def as_label(record: str) -> str:
    """Name a record as a label: "Within budget" for ``within_budget``."""
    return capital(plain(record))
