"""The questions of a report: each check answers one, and the worst answer counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openbadges_issuer.errors import Problem
from openbadges_issuer.report import CHECK_IDS, Check, Outcome, Report
from openbadges_issuer.verifying.questions import QUESTIONS, answer_of, answers, worst
from tests.hostile import forge

REPORT = forge.verify(forge.sign(forge.badge()))
MADE_AS_THE_STANDARD_SAYS = ("format", "contexts", "schema")


def changed(**outcomes: Outcome) -> Report:
    """Give a report in which some checks have another outcome, for a reason."""
    return replace(
        REPORT,
        checks=tuple(
            check._replace(outcome=outcomes[check.id], problem=Problem.RANGE)
            if check.id in outcomes
            else check
            for check in REPORT.checks
        ),
    )


def test_every_check_answers_one_question() -> None:
    assert sorted(id_ for asked in QUESTIONS for id_ in asked.check_ids) == sorted(CHECK_IDS)


@pytest.mark.parametrize("check_id", MADE_AS_THE_STANDARD_SAYS)
@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.UNDECIDED])
def test_of_several_checks_the_worst_answers(check_id: str, outcome: Outcome) -> None:
    report = changed(**{check_id: outcome})
    assert worst(report, *MADE_AS_THE_STANDARD_SAYS).id == check_id
    answer = next(a for a in answers(report) if a.question.startswith("Is it made"))
    assert answer.outcome is outcome


def test_a_failure_is_worse_than_a_doubt_and_that_than_a_yes() -> None:
    report = changed(format=Outcome.UNDECIDED, schema=Outcome.FAILED)
    assert worst(report, *MADE_AS_THE_STANDARD_SAYS).id == "schema"
    unasked = changed(format=Outcome.NOT_APPLICABLE)
    assert worst(unasked, "format", "contexts").outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("outcome", "yes_is_good", "no_is_good"),
    [
        (Outcome.PASSED, "Yes", "No"),
        (Outcome.FAILED, "No", "Yes"),
        (Outcome.UNDECIDED, "Could not check", "Could not check"),
        (Outcome.NOT_APPLICABLE, "Does not apply", "Does not apply"),
    ],
)
def test_the_answer_fits_the_question(outcome: Outcome, yes_is_good: str, no_is_good: str) -> None:
    report = changed(not_before=outcome, status_revocation=outcome)
    assert answer_of(report, "not_before").answer == yes_is_good
    assert answer_of(report, "status_revocation").answer == no_is_good


def test_nobody_asked_is_not_the_same_as_not_applicable() -> None:
    assert answer_of(REPORT, "recipient").answer == "Not asked yet"
    assert answer_of(REPORT, "endorsements").answer == "Does not apply"


def test_what_was_not_looked_into_is_one_line_and_no_yes() -> None:
    report = forge.verify(forge.badge())
    *_, last = answers(report)
    assert len(answers(report)) < len(QUESTIONS)
    assert last.outcome is Outcome.UNDECIDED
    assert len(answers(REPORT)) == len(QUESTIONS)


def test_a_missing_reason_is_not_an_answer() -> None:
    check = Check("not_after", Outcome.UNDECIDED, "Not checked.")
    report = replace(REPORT, checks=tuple(check if c.id == check.id else c for c in REPORT.checks))
    assert answers(report)[-1].reason == "Not checked."
