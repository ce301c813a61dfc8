"""Baltimore County: two badges from elsewhere are one CPD unit"""

from __future__ import annotations

from organization import Person
from storytelling import DIGITAL_PROMISE, Case, Story, run

from openbadges_issuer.programs.cases import Extended, Move


def tell(story: Story) -> None:
    educator = Person("educator", {"educator"}, school="example-school")
    office = Person("office", {"office"})
    provider = story.organization(DIGITAL_PROMISE)
    cases = [Case(story, educator, f"mc.{number}") for number in (1, 2, 3)]

    def earn(case: Case) -> None:
        number = case.achievement.partition(".")[2]
        provider.award(f"bcps-{number}", f"Pre-selected micro-credential {number}", educator)

    def record(case: Case, told: str, refused: str | None = None) -> None:
        badge = story.reports(educator)[-1]
        case.do(educator, Move("record", badge=badge), told, refused=refused)

    story.on(2016, 4, 11)
    for case in cases:
        case.begin()
    story.say("An educator signs up for three of the 24 micro-credentials.", "✔")
    told = "The educator wants to take part. The S.T.A.T. teacher of the school does not yet."
    cases[0].do(educator, Move("join"), told, refused="condition_not_met")
    story.joined.add("stat")
    story.say("The S.T.A.T. teacher joins.", "✔")
    for case in cases:
        case.do(educator, Move("join"))
    story.say("So does the educator.", "✔")

    story.on(2016, 5, 16)
    earn(cases[0])
    story.verify(educator)
    record(cases[0], "The educator earns the first on BloomBoard, and the district records it.")
    story.worth(educator)

    story.on(2016, 6, 20)
    earn(cases[1])
    record(cases[1], "The educator earns the second.")

    story.on(2016, 7, 5)
    earn(cases[2])
    told = "The educator earns the third after the deadline, and wants it recorded."
    record(cases[2], told, "too_late")
    reason = "technical difficulties"
    longer = Extended(deadline="submission", until="2016-12-31", reason=reason)
    cases[2].do(office, longer, f"The office extends the deadline of this case: {reason}.")
    record(cases[2], "Now the third is recorded too.")
    story.verify(educator)
    story.worth(educator)


if __name__ == "__main__":
    run(tell, "baltimore-county")
