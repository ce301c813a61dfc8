"""Juab: twelve badges from elsewhere, a committee of three, 5 % and a promotion"""

from __future__ import annotations

from organization import Person
from storytelling import DIGITAL_PROMISE, OFFICE, Case, Story, run

import openbadges_issuer as ob
from openbadges_issuer.programs.awards import record_of
from openbadges_issuer.programs.cases import Granted, Move, Requested

TITLES = (
    "Asking better questions",
    "Choosing among texts",
    "Peer feedback",
    "Student-led conferences",
    "Video in the lab",
    "Digital portfolios",
    "Praise that helps",
    "Learning from errors",
    "Reading a chart",
    "Exit tickets",
    "Regrouping by results",
    "Goals that pupils set",
)


SLUGS = tuple(title.lower().replace(" ", "-") for title in TITLES)
BOOK = Move("book_review")


def tell(story: Story) -> None:
    teacher = Person("teacher", {"teacher"})
    case = Case(story, teacher, "teacher_leader")
    plan(story, case)
    earn(story, case)
    review(story, case)

    story.on(2017, 6, 5)
    for reward in ("base_raise", "promotion"):
        case.do(teacher, Requested(reward=reward))
        case.do(OFFICE, Granted(reward=reward))
    story.say("The teacher asks for the raise and the promotion, and both are granted.", "✔")
    story.worth(teacher)


def plan(story: Story, case: Case) -> None:
    """Goals, and the badges from elsewhere that go with them."""
    teacher, admin = case.applicant, Person("school-administrator", {"admin"})
    base = story.organization(DIGITAL_PROMISE).site.base

    story.on(2016, 1, 11)
    case.begin("The teacher begins the teacher leader pathway.")
    told = "The teacher names goals, and twelve micro-credentials on BloomBoard for them."
    chosen = [f"{base}/achievements/{slug}" for slug in SLUGS]
    case.hand_in(teacher, "goals", "Voice and choice for my pupils.", told, names=chosen)
    case.do(teacher, Move("submit_goals"))
    case.do(admin, Move("approve_goals"), "The school administrator approves them.")


def earn(story: Story, case: Case) -> None:
    """Twelve badges, one of which does not last."""
    teacher, coach = case.applicant, Person("coach", {"coach"})
    provider = story.organization(DIGITAL_PROMISE)
    badges = zip(SLUGS, TITLES, strict=True)

    story.on(2016, 5, 9)
    for _ in range(3):
        provider.award(*next(badges), teacher)
    story.say("The teacher earns three, while the pilot still pays for each.", "✔")

    story.on(2017, 4, 3)
    earned = [provider.award(*next(badges), teacher) for _ in range(8)]
    story.say("The teacher earns eight more.", "✔")
    look = Move("coach_look", {"feedback": "Tell what they have in common."})
    case.do(coach, look, "The learning coach looks at it, and decides nothing.")
    case.hand_in(teacher, "portfolio", "The artifacts of all of them.")
    told = "The teacher wants to book the review."
    case.do(teacher, BOOK, told, refused="condition_not_met")

    story.on(2017, 5, 1)
    provider.award(*next(badges), teacher)
    provider.withdraw(earned[-1])
    told = "The teacher earns the twelfth, but the provider withdraws the eleventh as an error."
    case.do(teacher, BOOK, told, refused="condition_not_met")
    story.verify(teacher)
    provider.award(SLUGS[10], TITLES[10], teacher)
    case.do(teacher, BOOK, "The provider awards it anew, and the teacher books the review.")


def review(story: Story, case: Case) -> None:
    """A committee of three, one certificate, and a record of all of it."""
    teacher = case.applicant
    committee = [Person(f"administrator-{number}", {"committee"}) for number in (1, 2, 3)]

    story.on(2017, 5, 22)
    told = "The committee and the teacher discuss what the stack is worth to pupils."
    case.hand_in(committee[0], "discussion", "Pupils plan their own work now.", told)
    for member in committee:
        case.do(member, Move("approve_stack"), f"{member.name} says yes.")
    earned, outside = story.earned(teacher), [one for one in story.reports(teacher) if one]
    stack = case.issue()
    story.say("The district signs one certificate. The twelve stay as they were received.", "✔")
    record = record_of(
        earned,
        case.achievement,
        stack,
        outside,
        issuer=story.district.issuer.profile,
        to=ob.Recipient.by_email(teacher.address),
        id="urn:uuid:2f6f3f0e-4a53-4f7b-9d55-0c9a9f0f7e11",
        signed_at=story.now,
    )
    signed = story.district.issuer.sign(record)
    report = story.verifier().verify(signed.bytes, recipient=teacher.address)
    story.tell_of([report], "the record of all of them")
    found = story.worth(teacher, show=False)
    waiting = {line.reward for line in found.lines if line.outcome == "pending"}
    told = "The raise and the promotion wait until the teacher asks."
    story.see(told, is_so=waiting == {"base_raise", "promotion"})


if __name__ == "__main__":
    run(tell, "juab")
