"""CCE, Rhode Island: three stacks of three"""

from __future__ import annotations

from organization import Person
from storytelling import Case, Story, run

from openbadges_issuer.programs.cases import Move

MET = {"judgement": {"design": "met"}}
FEEDBACK = "The task asks for more than recall. Add what a partial answer looks like."


def tell(story: Story) -> None:
    educator = Person("educator", {"educator"})

    story.on(2016, 9, 12)
    case = Case(story, educator, "basic.1")
    case.begin("An educator begins with the first micro-credential on performance assessment.")
    submit(case)
    assessor = Person("assessor", {"assessor"})
    not_yet = {"judgement": {"design": "not_yet"}, "feedback": FEEDBACK}
    case.do(assessor, Move("say_not_yet", not_yet), f'The assessor says: not yet. "{FEEDBACK}"')
    case.do(assessor, award(), "Without a new submission it stays so.", refused="wrong_state")
    submit(case)
    case.do(assessor, award(), "The educator tries again, and the assessor says: met.")
    case.issue()
    story.complete(educator)

    story.on(2016, 10, 3)
    earn(story, educator, "basic.2")
    told = "The educator asks for the stack: two of its three are there."
    Case(story, educator, "basic_stack").begin(told, refused="not_offered")
    earn(story, educator, "basic.3")

    story.on(2017, 3, 6)
    for ref in story.program.resolve("advanced.*"):
        earn(story, educator, ref)

    story.on(2017, 10, 2)
    for ref in story.program.resolve("leading.*"):
        earn(story, educator, ref)
    story.verify(educator)
    story.worth(educator)


def submit(case: Case) -> None:
    case.hand_in(case.applicant, "artifacts", "A task, its rubric, and what pupils made of it.")
    case.do(case.applicant, Move("submit"))


def award() -> Move:
    return Move("award", MET | {"feedback": "This could go to others as it is."})


def earn(story: Story, educator: Person, ref: str) -> None:
    """Take a case all the way, and issue the stack that it completes."""
    case = Case(story, educator, ref)
    case.begin()
    submit(case)
    case.do(Person("assessor", {"assessor"}), award(), f"Earned: {story.program.title(ref)}.")
    case.issue()
    story.complete(educator)


if __name__ == "__main__":
    run(tell, "cce-rhode-island")
