"""Arkansas: a reviewer without both calibration parts is stopped"""

from __future__ import annotations

from organization import Person
from storytelling import Case, Story, run

from openbadges_issuer.programs.cases import Move

MET = Move("award", {"judgement": {"evidence": "met"}})


def tell(story: Story) -> None:
    teacher = Person("teacher", {"teacher"})
    mentor = Person("mentor", {"mentor", "assessor"})
    principal = Person("principal", {"candidate", "assessor"})
    state = Person("state-assessor", {"irr_assessor"})
    case = Case(story, teacher, "management")

    def calibrate(part: int) -> None:
        course = Case(story, principal, f"irr.{part}")
        course.begin()
        course.hand_in(principal, "portfolio", f"Scores of twelve portfolios, part {part}.")
        course.do(principal, Move("submit"))
        course.do(state, MET, f"The principal earns part {part} of 2 in calibrated scoring.")
        course.issue()

    story.on(2015, 9, 14)
    case.begin("A novice teacher begins the micro-credential on classroom management.")
    look = Move("mentor_look", {"feedback": "Show how you begin a lesson."})
    case.do(mentor, look, "The mentor looks at it, and decides nothing.")
    case.hand_in(teacher, "portfolio", "Five beginnings of a lesson.")
    case.do(teacher, Move("submit"), "The teacher hands in a portfolio.")

    story.on(2015, 10, 5)
    case.do(principal, MET, "The principal wants to assess it.", refused="not_certified")
    calibrate(1)
    case.do(principal, MET, "The principal tries again.", refused="not_certified")
    told = "The mentor, an assessor of other cases, wants to help out."
    case.do(mentor, MET, told, refused="excluded")

    story.on(2015, 11, 2)
    calibrate(2)
    case.do(principal, MET, "With both parts the principal says: met.")
    case.issue()
    story.say("The state signs the badge.", "✔")
    story.verify(teacher)
    story.worth(teacher)


if __name__ == "__main__":
    run(tell, "arkansas")
