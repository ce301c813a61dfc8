"""Several badges in one: the verdict is that of the worst, and the words say so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from openbadges_issuer.phrases import Day, Phrase
from openbadges_issuer.plain_text import plain
from openbadges_issuer.report import Outcome, Part, Report, Verdict, Words
from openbadges_issuer.verifying.facts import Facts
from openbadges_issuer.verifying.verdict import worst
from openbadges_issuer.verifying.words import words_for

_LOOK = Phrase("Look at the answer for each.")
_LONGEST_ID = 200
_NOT_GOOD = (Outcome.FAILED, Outcome.UNDECIDED)


def of_record(
    own: Verdict, in_words: Callable[[], Words], facts: Facts, parts: Sequence[Part]
) -> tuple[Verdict, Callable[[], Words]]:
    """Give the verdict on a record and on each badge in it, and what puts it into words.

    Args:
        own: what the record's own checks say.
        in_words: puts that verdict into words.
        facts: of the record.
        parts: its badges.
    """
    verdict = worst([own, *(part.report.verdict for part in parts)])
    if verdict is not own:
        return verdict, partial(_words_of_worse_parts, verdict, in_words, parts)
    if verdict is not Verdict.VALID:
        return verdict, in_words
    return verdict, partial(_words_of_valid_record, in_words, facts, parts)


def _words_of_worse_parts(
    verdict: Verdict, in_words: Callable[[], Words], parts: Sequence[Part]
) -> Words:
    return words_of_several(verdict, parts)._replace(also=in_words().also)


def _words_of_valid_record(
    in_words: Callable[[], Words], facts: Facts, parts: Sequence[Part]
) -> Words:
    return in_words()._replace(
        heading=Phrase(
            "This record and its badges ({count}) are genuine and in force", count=len(parts)
        )
        if len(parts) > 1
        else Phrase("This record and the badge in it are genuine and in force"),
        sentence=Phrase(
            '{issuer} put "{name}" together on {day}. It has not been changed since.',
            issuer=facts.issuer,
            name=facts.badge_name,
            day=facts.awarded,
        ),
    )


def words_of_several(verdict: Verdict, parts: Sequence[Part]) -> Words:
    """Say how many of several badges are valid, and what the worst answer is.

    Args:
        verdict: the worst of theirs.
        parts: the badges; one at least has this verdict.
    """
    good = sum(map(bool, (part.report for part in parts)))
    number = next(i for i, part in enumerate(parts, 1) if part.report.verdict is verdict)
    of_worst = parts[number - 1].report.words
    if verdict is Verdict.VALID:
        sentence = Phrase("All of them are genuine and in force.")
    elif as_of := _all_in_force_as_of(parts):
        sentence = Phrase(
            "All of them are genuine, and as of {day} they were in force. Whether one was "
            "withdrawn since could not be checked, so this is not a yes.",
            day=Day(as_of),
        )
    else:
        sentence = Phrase(
            "{good} of {count} badges are genuine and in force. The worst answer is that for "
            "number {number}: {heading}.",
            good=good,
            count=len(parts),
            number=number,
            heading=of_worst.heading,
        )
    heading = Phrase("This file holds {count} badges", count=len(parts))
    return Words(of_worst.symbol, heading, sentence, _LOOK)


def _all_in_force_as_of(parts: Sequence[Part]) -> datetime | None:
    """Say when all of several badges of known issuers were in force; None when nobody knows."""
    doubted = [part.report for part in parts if not part.report]
    times = [report.as_of for report in doubted]
    if not all(report.check("issuer_known").outcome is Outcome.PASSED for report in doubted):
        return None
    return min((time for time in times if time), default=None) if all(times) else None


def words_of_presentation(verdict: Verdict, facts: Facts) -> Words:
    """Say what is in doubt about a presentation that is worse than each badge in it.

    Args:
        verdict: on the presentation.
        facts: of it.
    """
    doubts = [check for check in facts.checks if check.outcome in _NOT_GOOD]
    doubt = next((check for check in doubts if check.problem), doubts[0])
    return Words(
        words_for(verdict, facts).symbol,
        Phrase("Who presents this could not be confirmed"),
        doubt.detail,
        _LOOK,
    )


def words_of_endorsement(verdict: Verdict, facts: Facts, *, at_what: bool) -> Words:
    """Say what an endorsement is worth; the usual words are those of a badge.

    Args:
        verdict: on the endorsement.
        facts: of it.
        at_what: True where it stands at what it is about; else the words name that.
    """
    words = words_for(verdict, facts)
    if verdict is not Verdict.VALID:
        doubt = next((c for c in facts.checks if c.outcome in _NOT_GOOD and c.problem), None)
        return Words(
            words.symbol,
            Phrase("This endorsement does not count"),
            doubt.detail if doubt else words.sentence,
            Phrase("Go by the badge itself."),
        )
    subject = facts.document.get("credentialSubject")
    subject = subject if isinstance(subject, dict) else {}
    comment = subject.get("endorsementComment")
    text = comment.get("@value") if isinstance(comment, dict) else comment
    said = plain(text).rstrip(".") if isinstance(text, str) else ""
    return Words(
        words.symbol,
        Phrase("{endorser} vouches for this", endorser=facts.issuer)
        if at_what
        else Phrase(
            "{endorser} vouches for {what}",
            endorser=facts.issuer,
            what=plain(str(subject.get("id")), _LONGEST_ID),
        ),
        Phrase('It says: "{comment}".', comment=said) if said else Phrase("It says no more."),
        Phrase("Find out whether that body's word counts with you."),
    )


def words_of_endorsement_alone(endorsement: Report) -> Words:
    """Say that an endorsement is no badge, and what it is worth where it is brought with one."""
    words = endorsement.words
    return Words(
        "?",
        Phrase("This is an endorsement, and not a badge"),
        Phrase("{endorsement}. {sentence}.", endorsement=words.heading, sentence=words.sentence),
        Phrase("Bring the badge that it is about."),
    )
