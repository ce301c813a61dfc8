"""A program as a table: who, by which steps, what is handed in, and what it is worth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from openbadges_issuer.programs.model.achievements import ProgramAchievement
from openbadges_issuer.programs.model.evidence import Part
from openbadges_issuer.programs.model.workflows import AgreedDeadline, Move, Workflow
from openbadges_issuer.programs.program import Program
from openbadges_issuer.programs.wording import Wording, capital, listed, plain, sentences

_STAGES = {
    "application": "With the plan",
    "coaching": "At the coach's look",
    "submission": "To be judged",
    "review": "By the reviewer",
}
_NOTICES = {
    "email_earner": "a mail to the earner",
    "printable_badge": "a badge to print",
    "memo_to_leaders": "a memo to the leaders",
    "social_post": "a post for social media",
}
_TYPES = {"MicroCredential": "Micro-credential"}


class Section(NamedTuple):
    """A part of the table.

    Attributes:
        title: its heading.
        rows: a label and a text each; a label is empty where that of the row before goes on.
    """

    title: str
    rows: tuple[tuple[str, str], ...]


def table(program: Program, language: str | None = None) -> list[Section]:
    """Tell what a program says.

    Args:
        program: the program.
        language: for its texts; the words around them are English.
    """
    telling = _Telling(program, language)
    sections = [
        Section(telling.label(program.name), tuple(telling.frame())),
        Section("Who", tuple(telling.people())),
        Section("What can be earned", tuple(telling.achievements())),
        *telling.steps(),
        Section("What is handed in", tuple(telling.parts())),
        Section("Judged by", tuple(telling.rubrics())),
        Section("Worth", tuple(telling.rewards()) or (("", "The file names no rewards."),)),
        Section("Badges of others", tuple(telling.others()) or (("", "None are taken in."),)),
        Section("Schools", tuple(telling.schools())),
        Section("After an award", tuple(telling.notices())),
    ]
    return [section for section in sections if section.rows]


class _Telling(Wording):
    def frame(self) -> Iterator[tuple[str, str]]:
        program = self.program
        yield "Program", f"{program.id}, revision {program.revision}"
        yield "Issuer", program.issuer
        since = f"from {program.since}" if program.since else "at any time"
        yield "New cases", since + (f" to {program.until}" if program.until else "")
        yield "Taking part", "voluntary" if program.voluntary else "required"
        for duty in program.duties.values():
            when = [f"from {duty.from_}"] if duty.from_ else []
            when += [f"to {duty.until}"] if duty.until else []
            when += [f"with {self.role(duty.with_)}"] if duty.with_ else []
            said = f"{self.label(duty.who)} must earn {self.condition(duty.requires)}"
            yield "Duty", ", ".join([said, *when])

    def people(self) -> Iterator[tuple[str, str]]:
        for role in self.program.roles.values():
            yield self.label(role.label), sentences(self.duties_of(role))

    def achievements(self) -> Iterator[tuple[str, str]]:
        for key, entry in self.program.achievements.items():
            name = self.label(entry.name)
            number = len(self.program.resolve(f"{key}.*" if entry.about else key))
            yield (f"{name} ({number})" if number > 1 else name), sentences(self._entry(entry))

    def _entry(self, entry: ProgramAchievement) -> Iterator[str]:
        yield _TYPES.get(entry.type, entry.type)
        if entry.template:
            yield "One for each that is chosen or written"
        if entry.about:
            yield f"One for each of {self.refs(entry.about)}"
        if entry.from_:
            catalogues = [self.label(self.program.catalogues[key].label) for key in entry.from_]
            yield f"From: {listed(catalogues, 'or')}"
        if entry.award == "outside":
            yield "Issued by others, counted here"
        if entry.workflow:
            yield f"Steps: {plain(entry.workflow)}"
        yield from self._terms(entry)

    def _terms(self, entry: ProgramAchievement) -> Iterator[str]:
        if entry.start_when:
            yield f"First: {self.condition(entry.start_when)}"
        if entry.requires:
            soon = "As soon as there is" if entry.award == "when_complete" else "Requires"
            yield f"{soon}: {self.condition(entry.requires)}"
        if entry.aligns_to:
            frameworks = (self.program.frameworks[key] for key in entry.aligns_to)
            yield f"Aligned to: {listed([self.label(one.label) for one in frameworks])}"
        if entry.group_work:
            yield "Learning in a group is allowed; each is judged alone"
        if entry.valid_for:
            yield f"Valid for {entry.valid_for}"

    def steps(self) -> Iterator[Section]:
        for key, workflow in self.program.workflows.items():
            rows = [
                (capital(plain(name)), sentences(self._move(workflow, move)))
                for name, move in workflow.moves.items()
            ]
            again = workflow.resubmission
            if again and again.at_most != "unlimited":
                rows.append(("Tries", f'"{plain(again.move)}" at most {again.at_most} times.'))
            yield Section(f"Steps: {plain(key)}", tuple(rows))

    def _move(self, workflow: Workflow, move: Move) -> Iterator[str]:
        before = [f'"{self.label(workflow.states[name].label)}"' for name in move.from_]
        after = self.label(workflow.states[move.to].label)
        yield f'{self.role(move.by)}: from {listed(before, "or")} to "{after}"'
        if move.needs:
            yield f"Needs: {listed(map(self.part, move.needs))}"
        if move.records:
            records = [self.record(name, record) for name, record in move.records.items()]
            yield f"Records: {listed(records)}"
        if move.guard:
            yield f"Only if: {self.condition(move.guard)}"
        if move.accepts:
            yield f'Takes in a badge of others: "{plain(move.accepts)}"'
        if move.before:
            yield f"Until {self._deadline(move.before)}"

    def _deadline(self, key: str) -> str:
        deadline = self.program.deadlines[key]
        who = f" by {self.role(deadline.extended_by)}" if deadline.extended_by else ""
        if isinstance(deadline, AgreedDeadline):
            return "the day agreed in the case" + (f"; may be moved{who}" if who else "")
        said = f"{deadline.at:%Y-%m-%d %H:%M}"
        if deadline.extended_to:
            why = f", for {listed(deadline.reasons, 'or')}" if deadline.reasons else ""
            said += f"; may be moved to {deadline.extended_to:%Y-%m-%d %H:%M}{who}{why}"
        return said

    def parts(self) -> Iterator[tuple[str, str]]:
        for stage, label in _STAGES.items():
            row_label = label
            for part in self.program.parts.values():
                if part.stage == stage:
                    yield row_label, self._part(part)
                    row_label = ""

    def _part(self, part: Part) -> str:
        kinds = [plain(name) for name in (part.choices or part.kinds)]
        said = [f"{self.label(part.label)} ({listed(kinds, 'or')})"]
        if part.min != 1:
            said.append(f"{part.min} or more" if part.min else "May be left out")
        if part.visibility == "earner_choice":
            said.append("The earner may show it")
        return sentences(said)

    def rubrics(self) -> Iterator[tuple[str, str]]:
        for rubric in self.program.rubrics.values():
            label = "Criteria"
            for criterion in rubric.criteria.values():
                yield label, self.label(criterion.label)
                label = ""
            levels = ", ".join(self.label(level) for level in rubric.levels.values())
            passes = self.label(rubric.levels[rubric.pass_])
            yield "Levels", f'{levels}. Each criterion must reach "{passes}".'

    def rewards(self) -> Iterator[tuple[str, str]]:
        for reward in self.program.rewards.values():
            yield self.label(reward.label), sentences(self.reward(reward))

    def others(self) -> Iterator[tuple[str, str]]:
        for key, entry in self.program.accepts.items():
            yield capital(plain(key)), sentences(self.accepts(entry))
            if entry.achievements != "any":
                for pattern in entry.achievements:
                    yield "", pattern

    def schools(self) -> Iterator[tuple[str, str]]:
        for school in self.program.schools.values():
            label = self.label(school.label)
            for key, refs in school.offers.items():
                catalogue = self.label(self.program.catalogues[key].label)
                offered = [self.offered(ref) for ref in refs] or ["nothing"]
                yield label, sentences([f"{catalogue}: {listed(offered)}"])
                label = ""
            for reward in school.rewards.values():
                yield label, sentences([self.label(reward.label), *self.reward(reward)])
                label = ""

    def notices(self) -> Iterator[tuple[str, str]]:
        for notice in self.program.notices:
            prepared = listed(_NOTICES[name] for name in notice.do)
            yield capital(self.when(notice.when)), sentences([capital(prepared)])
