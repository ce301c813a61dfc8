"""A teacher moves from Lake County to Kettle Moraine, and gets a transcript"""

from __future__ import annotations

from pathlib import Path

from organization import Person
from storytelling import DIGITAL_PROMISE, PROGRAMS, Story, run

import openbadges_issuer as ob
from openbadges_issuer.programs.awards import define

ART = Path(__file__).resolve().parents[1] / "art" / "kettle-moraine.png"


def tell(story: Story) -> None:
    teacher, colleague = Person("teacher", {"educator"}), Person("colleague", {"educator"})
    lake_county = ob.Program.load(PROGRAMS / "lake-county.yaml")
    former, provider = story.organization(lake_county.issuer), story.organization(DIGITAL_PROMISE)

    def award(ref: str, to: Person, told: str) -> ob.SignedCredential:
        achievement = define(lake_county, ref, former.site)
        story.say(f"{told} {achievement.name}.", "✔")
        return former.issue(ob.Award(achievement, ob.Recipient.by_email(to.address)), to)

    story.on(2021, 5, 3)
    award("elements.4", teacher, "Lake County awards the teacher:")
    story.on(2023, 3, 6)
    first = award("culture.1", teacher, "Lake County awards the teacher:")
    mistaken = award("transparency.2", teacher, "And by mistake:")
    award("culture.2", colleague, "A colleague earns:")
    story.on(2024, 10, 14)
    award("culture_pathway", teacher, "Lake County awards the teacher:")
    provider.award("peer-feedback", "Peer feedback", teacher)
    story.say("The teacher earns a micro-credential on BloomBoard: Peer feedback.", "✔")
    former.withdraw(mistaken)
    story.say("Lake County withdraws the mistaken one.", "✔")

    story.on(2026, 11, 21)
    told = (
        "The teacher moves, and sends all badges to Kettle Moraine: one twice, as a picture too, "
    )
    story.say(told + "and with them one of the colleague's.")
    teacher.badges += [ob.bake(first, ART.read_bytes()), *colleague.badges]
    story.verify(teacher)
    found = story.worth(teacher)
    story.print("")
    told = (
        "Two count, as evidence of learning. A raise is for a plan that the panel approved first."
    )
    counted = [line for line in found.lines if line.outcome == "counted"]
    story.see(told, is_so=len(counted) == 2 and not found.totals)


if __name__ == "__main__":
    run(tell, "kettle-moraine")
