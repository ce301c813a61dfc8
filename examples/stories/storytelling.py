"""How a story goes: a case is taken step by step, badges are verified, and all of it is told.

A host has a database where a `Case` has a list, and the web where the verifier of a story is given
what the organizations publish.
"""

from __future__ import annotations

import argparse
import io
import json
import secrets
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from organization import Organization, Person

import openbadges_issuer as ob
from openbadges_issuer.programs.awards import (
    Instance,
    award_of,
    digest,
    piece_of,
    stack_award_of,
    text_piece,
)
from openbadges_issuer.programs.cases import (
    Act,
    Actor,
    Allowed,
    Event,
    Issued,
    Move,
    Refusal,
    State,
    ask,
    begin,
    facts_of,
    fold,
)
from openbadges_issuer.programs.earned import Earned
from openbadges_issuer.programs.stacks import completed
from openbadges_issuer.programs.transcript_text import text_of

PROGRAMS = Path(__file__).resolve().parents[1] / "programs"
DIGITAL_PROMISE = "did:web:badges.digital-promise.example"
WIDTH = 80
OFFICE = Person("district-office", frozenset())


class SurpriseError(Exception):
    """The library answered something else than the story tells."""


class Story:
    """A district with its program, a day, and what came of it so far."""

    def __init__(self, program: str, *, quiet: bool = False) -> None:
        """Read ``examples/programs/{program}.yaml``, and make a key for its district."""
        self.program = ob.Program.load(PROGRAMS / f"{program}.yaml")
        self.now = datetime.now(UTC)
        self.joined: set[str] = set()
        self.cases: list[Case] = []
        self.outcome: dict[str, list[Any]] = {"steps": [], "verdicts": [], "worth": []}
        self._quiet = quiet
        self._organizations: dict[str, Organization] = {}
        self._verified: dict[tuple[Any, ...], list[ob.Report]] = {}
        self.district = self.organization(self.program.issuer)

    # telling

    def say(self, text: str, mark: str = " ") -> None:
        """Print a paragraph; one with a mark is a step."""
        if not self._quiet:
            first = f"  {mark} "
            after = " " * len(first)
            print(textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=after))

    def print(self, text: str) -> None:
        """Print a text as it is."""
        if not self._quiet:
            print(text)

    def on(self, year: int, month: int, day: int) -> None:
        """Go to another day."""
        self.now = datetime(year, month, day, 17, tzinfo=UTC)
        self.print(f"\n{day} {self.now:%B} {year}")

    def see(self, told: str, *, is_so: bool) -> None:
        """Tell what anybody can see.

        Raises:
            SurpriseError: it is not so.
        """
        if not is_so:
            raise SurpriseError(f"this is not so: {told}")
        self.say(told)

    # badges

    def organization(self, did: str) -> Organization:
        """Give whoever signs by a DID."""
        if did not in self._organizations:
            self._organizations[did] = Organization(did, lambda: self.now)
        return self._organizations[did]

    def verifier(self) -> ob.Verifier:
        """Make a verifier that trusts as the program file says, and has what is published."""
        published: dict[str, bytes] = {}
        for organization in self._organizations.values():
            published |= organization.published()
        return ob.Verifier(
            ob.Policy(ob.trust_of(self.program)),
            fetcher=ob.Prefetched(published, retrieved_at=self.now),
            clock=lambda: self.now,
        )

    def reports(self, person: Person) -> list[ob.Report]:
        """Verify a person's badges, and ask whether they are the person's; once a day is enough."""
        withdrawn = sum(each.withdrawn for each in self._organizations.values())
        asked = self.now, withdrawn, person.address, *person.badges
        if asked not in self._verified:
            badges = ((badge, person.address) for badge in person.badges)
            self._verified[asked] = list(self.verifier().verify_many(badges))
        return self._verified[asked]

    def facts(self, person: Person) -> ob.Facts:
        """Gather what no badge holds."""
        states = [case.state for case in self.cases if case.applicant is person and case.log]
        return facts_of(self.program, states, school=person.school, involved=self.joined)

    def earned(self, person: Person) -> Earned:
        """Take what a person has earned by the day: of the badges, those that count."""
        day = self.program.local_day(self.now)
        return Earned.of(self.program, self.reports(person), day, self.facts(person))

    def verify(self, person: Person) -> None:
        """Tell what the verifier says of a person's badges."""
        self.tell_of(self.reports(person))

    def tell_of(self, reports: list[ob.Report], what: str = "") -> None:
        """Tell the verifier's answers."""
        self.outcome["verdicts"] += [report.verdict.value for report in reports]
        for headline, number in Counter(report.words.headline for report in reports).items():
            of = "the badge" if len(reports) == 1 else f"{number} of {len(reports)} badges"
            self.say(f"The verifier on {what or of}: {headline}.")

    def complete(self, person: Person) -> None:
        """Issue the stacks that a person has completed."""
        earned = self.earned(person)
        for stack in completed(earned):
            award = stack_award_of(
                earned,
                stack.ref,
                to=ob.Recipient.by_email(person.address),
                site=self.district.site,
                signed_at=self.now,
            )
            self.district.issue(award, person)
            self.say(f"Complete, and issued at once: {award.achievement.name}.", "✔")

    def worth(self, person: Person, *, show: bool = True) -> ob.Recognition:
        """Tell what a person's badges are worth in the district, by its file."""
        day = self.program.local_day(self.now)
        found = ob.recognize(self.program, self.reports(person), self.facts(person), day)
        self.outcome["worth"].append(found.to_json())
        if show:
            self.print(f"\n{text_of(found)}")
        return found


class Case:
    """A person's way to one badge: its log, and what is done in it."""

    def __init__(self, story: Story, applicant: Person, achievement: str) -> None:
        self.story, self.applicant, self.achievement = story, applicant, achievement
        self.log: list[Event] = []
        story.cases.append(self)
        self.id = f"case-{len(story.cases)}"

    @property
    def state(self) -> State:
        return fold(self.story.program, self.log)

    def begin(self, told: str = "", *, refused: str | None = None) -> None:
        """Open it, or tell why it can't be opened."""
        answer = begin(
            self.story.program,
            self.id,
            self.achievement,
            actor=self._actor(self.applicant),
            at=self.story.now,
        )
        self._tell(self.applicant, "begin", answer, told, refused)

    def do(self, who: Person, act: Act, told: str = "", *, refused: str | None = None) -> None:
        """Do something, or tell why it can't be done.

        Args:
            who: does it.
            act: what.
            told: the same in plain words; nothing is told of it when there are none.
            refused: the code of the refusal that the story tells of.

        Raises:
            SurpriseError: the answer is another one.
        """
        answer = ask(
            self.story.program,
            self.state,
            act,
            actor=self._actor(who),
            at=self.story.now,
            earned=self.story.earned(self.applicant),
        )
        self._tell(
            who, act.move if isinstance(act, Move) else type(act).__name__, answer, told, refused
        )

    def hand_in(
        self,
        who: Person,
        part: str,
        content: str,
        told: str = "",
        *,
        names: Iterable[str] = (),
        again: bool = False,
        refused: str | None = None,
    ) -> None:
        """Hand in a piece, or another one in the stead of the last."""
        kinds = self.story.program.parts[part].kinds
        kind = next(each for each in ("choice", "list", "text", "file") if each in kinds)
        is_file = kind == "file"
        piece = piece_of(
            part,
            content.encode() if is_file else text_piece(content, secrets.token_bytes(16)),
            kind=kind,
            media_type="text/plain" if is_file else "application/json",
            names=names,
            replaces=self.state.pieces[part][-1].piece if again else None,
        )
        self.do(who, piece, told, refused=refused)

    def issue(self, instance: Instance | None = None) -> ob.SignedCredential:
        """Sign the badge that was awarded, and note it in the log."""
        award = award_of(
            self.story.program,
            self.state,
            to=ob.Recipient.by_email(self.applicant.address),
            site=self.story.district.site,
            signed_at=self.story.now,
            instance=instance,
        )
        badge = self.story.district.issue(award, self.applicant)
        self.do(OFFICE, Issued(credential=badge.document["id"], digest=digest(badge.bytes)))
        return badge

    def _actor(self, who: Person) -> Actor:
        return Actor(who.id, who.roles, who.school, self.story.earned(who))

    def _tell(
        self, who: Person, what: str, answer: Allowed | Refusal, told: str, refused: str | None
    ) -> None:
        answered = answer.code if isinstance(answer, Refusal) else None
        if answered != refused:
            said = f": {answer.sentence}" if isinstance(answer, Refusal) else " was allowed"
            raise SurpriseError(f"{what} by {who.id} in {self.achievement}{said}")
        if isinstance(answer, Allowed):
            self.log += answer.events
        reason = answer if isinstance(answer, Refusal) else answer.notice
        code, sentence = reason or ("done", "")
        self.story.outcome["steps"].append(
            {
                "case": self.id,
                "achievement": self.achievement,
                "by": who.id,
                "what": what,
                "answer": str(code),
                "sentence": sentence,
                "state": self.state.name if self.log else None,
                "told": told,
            }
        )
        if told and refused:
            self.story.say(told, "–")
            self.story.say(f"Refused: {sentence}")
        elif told:
            self.story.say(f"{told} {sentence}", "✔")


def run(tell: Callable[[Story], None], program: str) -> None:
    """Tell a story on the command line; with ``--json`` print what came of it instead."""
    what = sys.modules["__main__"].__doc__ or ""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--json", action="store_true", help="print what came of it as JSON")
    given = parser.parse_args()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # whatever the locale: ✔ is no question mark
    try:
        story = Story(program, quiet=given.json)
        story.print(f"{what}\n{'═' * len(what)}")
        tell(story)
    except (SurpriseError, ob.OpenBadgesError, OSError) as error:
        sys.exit(f"The story stopped: {error}")
    if given.json:
        print(json.dumps(story.outcome, indent=2, ensure_ascii=False))
