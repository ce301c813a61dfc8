"""Lake County: the prerequisite, thirteen badges, 48 hours, a facilitator"""

from __future__ import annotations

from organization import Person
from storytelling import Case, Story, run

from openbadges_issuer.programs.cases import Move

REVIEWER, COACH = Person("reviewer", {"reviewer"}), Person("coach", {"reviewer"})
AREAS = ("culture", "transparency", "elements")
MASTERY = {"judgement": {"mastery": "mastery"}}
HIGH_MASTERY = {"judgement": {"mastery": "high_mastery"}}
BEST = "culture.2"
"""The one that the teacher masters at a high level."""


def tell(story: Story) -> None:
    teacher = Person("teacher", {"teacher"})

    story.on(2015, 8, 24)
    told = "A teacher wants to begin a micro-credential on School Culture."
    Case(story, teacher, "culture.1").begin(told, refused="condition_not_met")
    prerequisite = Case(story, teacher, "pl_prerequisite")
    enroll(prerequisite)
    finish(prerequisite, "The teacher earns the prerequisite badge first.")

    story.on(2016, 1, 11)
    case = Case(story, teacher, "culture.1")
    enroll(case, "Now the teacher may begin.")
    told = "The teacher wants to hand it in without the check-in."
    case.do(teacher, Move("submit"), told, refused="wrong_state")
    check_in(
        case, COACH, "staff_check_in", "A coach of the district has a look, and agrees on a day."
    )
    finish(case, "A reviewer says: mastery.", not_by=COACH)

    for month, area in enumerate(AREAS, start=3):
        story.on(2016, month, 14)
        for ref in story.program.resolve(f"{area}.*"):
            if ref != case.achievement:
                earn(story, teacher, ref)
    story.verify(teacher)
    coach_others(story, teacher)
    story.worth(teacher)


def coach_others(story: Story, teacher: Person) -> None:
    """Become a facilitator of the micro-credential that was mastered at a high level."""
    story.on(2016, 8, 8)
    for ref, told, refused in (
        ("culture.1", "The teacher is trained, and wants to facilitate", "condition_not_met"),
        (BEST, "The teacher becomes a facilitator of", None),
    ):
        case = Case(story, teacher, f"badge_facilitator.{ref}")
        case.begin()
        case.hand_in(REVIEWER, "evaluator_training", "Two days, eight portfolios.")
        said = f"{told} {story.program.title(ref)}."
        case.do(REVIEWER, Move("award"), said, refused=refused)
        if not refused:
            case.issue()

    story.on(2016, 9, 12)
    facilitator = Person("teacher", {"facilitator"}, badges=teacher.badges)
    colleague = Person("colleague", {"teacher"})
    prerequisite = Case(story, colleague, "pl_prerequisite")
    enroll(prerequisite)
    finish(prerequisite, "A colleague earns the prerequisite badge.")
    for ref, refused in (("culture.3", "not_certified"), (BEST, None)):
        case = Case(story, colleague, ref)
        enroll(case)
        told = f"The facilitator checks in with the colleague on {story.program.title(ref)}."
        check_in(case, facilitator, "check_in", told, refused=refused)


def enroll(case: Case, told: str = "") -> None:
    case.begin(told)
    case.hand_in(case.applicant, "delivery", "Online and face to face.", names=["blended"])
    case.hand_in(case.applicant, "plan", "Four weeks in which pupils choose their path.")


def check_in(
    case: Case, who: Person, move: str, told: str = "", *, refused: str | None = None
) -> None:
    case.hand_in(who, "checkin", "Begin with the choices, not with the rules.", refused=refused)
    case.do(who, Move(move, {"submit_by": "2016-12-01"}), told, refused=refused)


def finish(case: Case, told: str = "", *, not_by: Person | None = None) -> None:
    """Hand in, decide, and issue the badge with the stack that it completes."""
    case.hand_in(case.applicant, "artifacts", "The choice boards, and what became of them.")
    case.hand_in(case.applicant, "narrative", "It took three weeks until they trusted me.")
    case.do(case.applicant, Move("submit"))
    award = Move("award", HIGH_MASTERY if case.achievement == BEST else MASTERY)
    if not_by:
        who = f"The {not_by.id}, who looked at it before, wants to decide it."
        case.do(not_by, award, who, refused="excluded")
    case.do(REVIEWER, award, told)
    case.issue()
    case.story.complete(case.applicant)


def earn(story: Story, teacher: Person, ref: str) -> None:
    case = Case(story, teacher, ref)
    enroll(case)
    check_in(case, COACH, "staff_check_in")
    level = ", at a high level" if ref == BEST else ""
    finish(case, f"Earned: {story.program.title(ref)}{level}.")


if __name__ == "__main__":
    run(tell, "lake-county")
