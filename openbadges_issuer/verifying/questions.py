"""What a reader wants to know of a badge, in the order of asking, and the checks that answer it."""

from __future__ import annotations

from typing import NamedTuple

from openbadges_issuer.report import Check, Outcome, Report


class Question(NamedTuple):
    """A question in plain words.

    Attributes:
        text: the question.
        check_ids: the checks that answer it together.
        good: the answer that is good, ``Yes`` or ``No``.
    """

    text: str
    check_ids: tuple[str, ...]
    good: str = "Yes"


QUESTIONS = (
    Question("Can we read it?", ("readable",)),
    Question("Is it made as the standard says?", ("format", "contexts", "schema")),
    Question("Has it been changed since it was issued?", ("signature",), good="No"),
    Question("Was it signed by the issuer it names?", ("key_bound_to_issuer",)),
    Question("Has it begun?", ("not_before",)),
    Question("Has it ended?", ("not_after",), good="No"),
    Question("Has it been withdrawn?", ("status_revocation",), good="No"),
    Question("Is it paused?", ("status_suspension",), good="No"),
    Question("Are the files you were given the ones that were judged?", ("evidence_integrity",)),
    Question("Do we know that issuer?", ("issuer_known",)),
    Question("Does it belong to your candidate?", ("recipient",)),
    Question("Does anyone else vouch for it?", ("endorsements",)),
)

_EVERYTHING_ELSE = "Everything else"
_NOT_ASKED = "Not asked yet"
_WORST_FIRST = (Outcome.FAILED, Outcome.UNDECIDED, Outcome.PASSED, Outcome.NOT_APPLICABLE)


class Answer(NamedTuple):
    """A question and what was found.

    Attributes:
        question: the question in plain words.
        outcome: whether what was found is good, which the answer alone does not tell.
        answer: ``Yes``, ``No``, ``Could not check``, ``Does not apply`` or ``Not asked yet``.
        reason: how we know, one sentence; empty when nobody was asked.
    """

    question: str
    outcome: Outcome
    answer: str
    reason: str


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


def answer_of(report: Report, check_id: str, question: str = "") -> Answer:
    """Answer the question that one check answers, under another question if one is given."""
    asked = next(known for known in QUESTIONS if check_id in known.check_ids)
    return _answer(report.check(check_id), question or asked.text, asked.good)


def worst(report: Report, *check_ids: str) -> Check:
    """Pick the worst answer of several checks; of equal ones the last that gives a reason."""
    checks = [report.check(check_id) for check_id in reversed(check_ids)]
    return min(checks, key=lambda c: (_WORST_FIRST.index(c.outcome), c.problem is None))


def _answer(check: Check, question: str, good: str = "Yes") -> Answer:
    if check.id == "recipient" and check.outcome is Outcome.NOT_APPLICABLE:
        return Answer(question, check.outcome, _NOT_ASKED, "")
    answer = {
        Outcome.PASSED: good,
        Outcome.FAILED: "No" if good == "Yes" else "Yes",
        Outcome.UNDECIDED: "Could not check",
        Outcome.NOT_APPLICABLE: "Does not apply",
    }[check.outcome]
    return Answer(question, check.outcome, answer, check.detail.removeprefix(f"{answer}. "))
