"""Kettle Moraine: plan, approval, evidence, "not yet", award, raise"""

from __future__ import annotations

from organization import Person
from storytelling import Case, Story, run

from openbadges_issuer.programs.awards import Instance
from openbadges_issuer.programs.cases import Move

PLAN = "Pupils watch the new content at home and use it in class. Goal: deeper discussions."
EVIDENCE = {
    "learned": "How to make a video of four minutes that leaves a question open.",
    "artifacts": "Recordings of two discussions.",
    "reflection_educator": "I talk less, and hear more of what they think.",
    "next_steps": "The pupils make the next videos.",
}
MET = {"judgement": {"impact": "met"}}
FEEDBACK = "The videos are good. Show what the pupils could do afterwards."
NOT_YET = {"judgement": {"impact": "not_yet"}, "feedback": FEEDBACK}


def tell(story: Story) -> None:
    teacher = Person("teacher", {"educator"})
    panel = [Person(f"reviewer-{number}", {"panel"}) for number in (1, 2, 3)]
    case = Case(story, teacher, "micro_credential.flipped-classroom")

    story.on(2025, 9, 8)
    case.begin("The teacher wants to flip the classroom, and opens a case.")
    told = "The teacher writes a plan that serves a goal of the district."
    case.hand_in(teacher, "plan", PLAN, told, names=["goals.district_goal"])
    case.do(teacher, Move("submit_plan"), "The plan goes to the panel of educators.")
    told = "The teacher wants to start at once."
    case.do(teacher, Move("begin"), told, refused="wrong_state")

    story.on(2025, 9, 15)
    amount = story.program.amount_record(case.achievement, "approve_plan.amount")
    most = int(amount.max) if amount and amount.max else 0
    approval = {"aligned_to_goals": True, "within_budget": True, "amount": most}
    told = "Reviewer 1 proposes a raise of a dollar more than the program allows."
    too_much = Move("approve_plan", approval | {"amount": most + 1})
    case.do(panel[0], too_much, told, refused="record_invalid")
    for reviewer in panel:
        told = f"{reviewer.name} says yes to the plan, with ${most}."
        case.do(reviewer, Move("approve_plan", approval), told)
    case.do(teacher, Move("begin"), "The teacher starts.")

    story.on(2026, 1, 12)
    for part, content in EVIDENCE.items():
        case.hand_in(teacher, part, content)
    told = "The teacher hands in evidence, but no word of a pupil."
    case.do(teacher, Move("submit"), told, refused="parts_missing")
    case.hand_in(teacher, "reflection_student", "I ask more questions now.")
    case.do(teacher, Move("submit"), "With a pupil's reflection it goes to the panel.")

    story.on(2026, 1, 26)
    for reviewer in panel:
        case.do(reviewer, Move("say_not_yet", NOT_YET), f"{reviewer.name} says: not yet.")
    story.say(f'The panel writes: "{FEEDBACK}"')

    story.on(2026, 3, 2)
    told = "The teacher hands in the pupils' work of the weeks after."
    case.hand_in(teacher, "artifacts", "Essays of the weeks after.", told, again=True)
    case.do(teacher, Move("submit"), "It goes to the panel again.")
    for reviewer in panel:
        case.do(reviewer, Move("award", MET), f"{reviewer.name} says: met.")
    badge = case.issue(Instance("Flipped classroom", criteria=PLAN))
    story.say("The district signs the badge. What was handed in stands in it:", "✔")
    for entry in badge.document["evidence"]:
        story.say(entry["name"], "  •")
    story.see(
        'No money stands in it, and no trace of the "not yet".',
        is_so=not any(word in badge.text for word in ("dollar", "salary", "ot yet", FEEDBACK)),
    )
    story.verify(teacher)
    story.worth(teacher)


if __name__ == "__main__":
    run(tell, "kettle-moraine")
