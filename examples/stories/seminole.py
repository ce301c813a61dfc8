"""Seminole County: a peer looks before the administrator"""

from __future__ import annotations

from organization import Person
from storytelling import Case, Story, run

from openbadges_issuer.programs.awards import Instance
from openbadges_issuer.programs.cases import Move

SCHOOL, OTHER_SCHOOL = "example-elementary", "example-middle"
COPY = "What the pupils wrote with my comments beside it."
MET = Move("award", {"judgement": {"tasks": "met"}})
GOOD = Move("peer_ok", {"feedback": "I would try this with my class."})


def tell(story: Story) -> None:
    teacher = Person("teacher", {"teacher"}, SCHOOL)
    colleague = Person("colleague", {"peer", "admin"}, SCHOOL)
    stranger = Person("colleague-elsewhere", {"peer"}, OTHER_SCHOOL)
    administrator = Person("administrator", {"admin"}, SCHOOL)

    story.on(2017, 9, 5)
    elsewhere = Person("teacher-elsewhere", {"teacher"}, OTHER_SCHOOL)
    told = "A teacher of Example Middle wants a micro-credential on inquiry."
    Case(story, elsewhere, "mc.inquiry").begin(told, refused="not_offered")
    case = Case(story, teacher, "mc.feedback")
    case.begin("A teacher of Example Elementary begins the one on feedback.")
    case.hand_in(teacher, "portfolio", COPY)
    told = "The teacher hands in a portfolio. The district keeps a copy as it is that day."
    case.do(teacher, Move("submit"), told)

    story.on(2017, 9, 19)
    case.do(administrator, MET, "The administrator wants to award it.", refused="wrong_state")
    told = "A colleague of another school wants to look at it."
    case.do(stranger, GOOD, told, refused="not_your_role")
    case.do(colleague, GOOD, "A colleague of the same school says: good.")
    told = "The colleague, an administrator too, wants to award it as well."
    case.do(colleague, MET, told, refused="excluded")
    case.do(administrator, MET, "The administrator says: met.")
    badge = case.issue(Instance("Feedback that pupils use"))
    story.say("The district signs the badge.", "✔")
    story.verify(teacher)

    story.on(2017, 10, 2)
    story.say("The teacher goes on editing the portfolio in the drive.")
    (evidence,) = badge.document["evidence"]
    for what, content in (
        ("the copy that was kept", COPY),
        ("what is in the drive now", f"{COPY} And more."),
    ):
        report = story.verifier().verify(
            badge.bytes, recipient=teacher.address, files={evidence["id"]: content.encode()}
        )
        story.tell_of([report], f"the badge and {what}")
    story.worth(teacher)


if __name__ == "__main__":
    run(tell, "seminole-county")
