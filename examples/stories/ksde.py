"""KSDE: all five components, or it cannot be awarded"""

from __future__ import annotations

from organization import Person
from storytelling import Case, Story, run

from openbadges_issuer.programs.awards import Instance
from openbadges_issuer.programs.cases import Move

COMPONENTS = {
    "overview": "Why reading aloud, what I expect, and the goal of the building it serves.",
    "basis": "Three studies on fluency.",
    "implementation": "Ten minutes a day, for eight weeks.",
    "impact": "Words a minute, before and after.",
    "reflection": "Next year the pupils choose the texts.",
}


def tell(story: Story) -> None:
    educator, reviewer = Person("educator", {"educator"}), Person("reviewer", {"reviewer"})
    case = Case(story, educator, "mc.reading-aloud")
    criteria = story.program.rubrics["components"].criteria
    met = dict.fromkeys(criteria, "met")
    submit = Move("submit")

    story.on(2026, 2, 2)
    case.begin("An educator begins a microcredential on reading aloud.")
    *first, last = COMPONENTS
    for part in first:
        label = story.program.say(story.program.parts[part].label).partition(":")[0]
        names = ["goals.building"] if part == "overview" else []
        case.hand_in(educator, part, COMPONENTS[part], f"Handed in: {label}.", names=names)
        case.do(educator, submit, refused="parts_missing")
    told = "The educator hands in four of five."
    case.do(educator, submit, told, refused="parts_missing")
    told = "The reviewer would award it all the same."
    case.do(reviewer, Move("award", {"judgement": met}), told, refused="wrong_state")
    case.hand_in(educator, last, COMPONENTS[last])
    case.do(educator, submit, "With the fifth it goes to the reviewer.")

    story.on(2026, 2, 16)
    four = met | {"reflection": "not_yet"}
    told = "The reviewer finds four components met and one not yet, and wants to award."
    case.do(reviewer, Move("award", {"judgement": four}), told, refused="record_invalid")
    feedback = "What will you change, and why?"
    not_yet = Move("say_not_yet", {"judgement": four, "feedback": feedback})
    case.do(reviewer, not_yet, f'So the reviewer says: not yet. "{feedback}"')
    told = "The educator writes the reflection anew, and hands it in."
    case.hand_in(educator, last, "Texts of their choice: they read those longer.", told, again=True)
    case.do(educator, submit)

    story.on(2026, 3, 2)
    case.do(reviewer, Move("award", {"judgement": met}), "The reviewer says: met, all five.")
    badge = case.issue(Instance("Reading aloud"))
    story.say("The district signs the badge, with five entries of evidence:", "✔")
    for entry in badge.document["evidence"]:
        story.say(entry["genre"], "  •")
    story.see(
        "No text of the educator stands in it: a digest tells whether a text is the one judged.",
        is_so=not any(text in badge.text for text in COMPONENTS.values()),
    )
    story.verify(educator)
    story.worth(educator)


if __name__ == "__main__":
    run(tell, "ksde-components")
