"""What a reader wants to know of a badge, in the order of asking, and the checks that answer it."""

from __future__ import annotations

from typing import NamedTuple

from openbadges_issuer.phrases import Phrase
from openbadges_issuer.report import WORST_FIRST, Check, Outcome, Report

_YES, _NO = Phrase("Yes"), Phrase("No")


class Question(NamedTuple):
    """A question in plain words.

    Attributes:
        text: the question.
        check_ids: the checks that answer it together.
        good: the answer that is good, ``Yes`` or ``No``.
    """

    text: Phrase
    check_ids: tuple[str, ...]
    good: Phrase = _YES


QUESTIONS = (
    Question(Phrase("Can we read it?"), ("readable",)),
    Question(Phrase("Is it made as the standard says?"), ("format", "contexts", "schema")),
    Question(Phrase("Has it been changed since it was issued?"), ("signature",), good=_NO),
    Question(Phrase("Was it signed by the issuer it names?"), ("key_bound_to_issuer",)),
    Question(Phrase("Has it begun?"), ("not_before",)),
    Question(Phrase("Has it ended?"), ("not_after",), good=_NO),
    Question(Phrase("Has it been withdrawn?"), ("status_revocation",), good=_NO),
    Question(Phrase("Is it paused?"), ("status_suspension",), good=_NO),
    Question(
        Phrase("Are the files you were given the ones that were judged?"), ("evidence_integrity",)
    ),
    Question(Phrase("Do we know that issuer?"), ("issuer_known",)),
    Question(Phrase("Does it belong to your candidate?"), ("recipient",)),
    Question(Phrase("Does anyone else vouch for it?"), ("endorsements",)),
)

_EVERYTHING_ELSE = Phrase("Everything else")
_NOT_ASKED = Phrase("Not asked yet")


class Answer(NamedTuple):
    """A question and what was found.

    Attributes:
        question: the question in plain words.
        outcome: whether what was found is good, which the answer alone does not tell.
        answer: ``Yes``, ``No``, ``Could not check``, ``Does not apply`` or ``Not asked yet``.
        reason: how we know, one sentence; empty when nobody was asked.
    """

    question: Phrase
    outcome: Outcome
    answer: Phrase
    reason: Phrase


def answers(report: Report) -> list[Answer]:
    """Answer every question that was looked into, and in one line that the others were not."""
    given = []
    unasked = None
    for question in QUESTIONS:
        check = worst(report, *question.check_ids)
        if check.outcome is Outcome.UNDECIDED and check.problem is None:
            unasked = unasked or check
        else:
            given.append(_answer(check, question.text, question.good))
    if unasked:
        given.append(_answer(unasked, _EVERYTHING_ELSE))
    return given


def answer_of(report: Report, check_id: str, question: Phrase | None = None) -> Answer:
    """Answer the question that one check answers, under another question if one is given."""
    asked = next(known for known in QUESTIONS if check_id in known.check_ids)
    return _answer(report.check(check_id), question or asked.text, asked.good)


def worst(report: Report, *check_ids: str) -> Check:
    """Pick the worst answer of several checks; of equal ones the last that gives a reason."""
    checks = [report.check(check_id) for check_id in reversed(check_ids)]
    return min(checks, key=lambda c: (WORST_FIRST.index(c.outcome), c.problem is None))


def _answer(check: Check, question: Phrase, good: Phrase = _YES) -> Answer:
    if check.id == "recipient" and check.outcome is Outcome.NOT_APPLICABLE:
        return Answer(question, check.outcome, _NOT_ASKED, Phrase.of(""))
    answer = {
        Outcome.PASSED: good,
        Outcome.FAILED: _NO if good is _YES else _YES,
        Outcome.UNDECIDED: Phrase("Could not check"),
        Outcome.NOT_APPLICABLE: Phrase("Does not apply"),
    }[check.outcome]
    return Answer(question, check.outcome, answer, check.detail)
