"""Whether a condition of a program holds for one person, and what is still missing.

    earned = Earned.of(program, reports, on, facts)       # reports of the verifier, nothing else
    answer = evaluate(condition, earned, this="teacher_leader")
    answer.holds, answer.have, answer.need, answer.label   # "11 of 12 Micro-credential …"

`this` is the case's achievement, an exact ref: what ``this`` and ``subject`` in the condition stand
for. `may_act` does the same for the `holds` of a role, and `requirement` for the `requires` of an
achievement. Pure: what is in force on a day was decided when the badges were verified and taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from openbadges_issuer.phrases import Phrase
from openbadges_issuer.programs import references
from openbadges_issuer.programs.earned import Earned
from openbadges_issuer.programs.model import conditions as model
from openbadges_issuer.programs.model.people import Role
from openbadges_issuer.programs.wording import Wording, listed


class Answer(NamedTuple):
    """How much of a condition holds.

    Attributes:
        have: how many of what is needed there are, at most `need` of them.
        need: how many are needed.
        label: of what: names of achievements, or the label of a role.
        lacking: the names of those that are missing, where only some are; else empty.
    """

    have: int
    need: int
    label: str
    lacking: str = ""

    @property
    def holds(self) -> bool:
        """Tell whether nothing is missing."""
        return self.have >= self.need

    @property
    def sentence(self) -> Phrase:
        """Say what is missing."""
        return Phrase(
            "Not complete yet: {have} of {need} {label}.",
            have=self.have,
            need=self.need,
            label=self.label,
        )


NOTHING_NEEDED = Answer(0, 0, "")


def evaluate(
    condition: model.Condition | None,
    earned: Earned,
    *,
    this: str = "",
    language: str | None = None,
) -> Answer:
    """Evaluate a condition; None, no condition, holds.

    Args:
        condition: of the program.
        earned: what the person has earned under it.
        this: the case's achievement; empty where there is no case.
        language: of the label; None for the program's first.
    """
    return NOTHING_NEEDED if condition is None else _Asking(earned, this, language).ask(condition)


def requirement(achievement: str, earned: Earned, *, language: str | None = None) -> Answer:
    """Tell whether what an achievement `requires`, an exact ref, holds."""
    requires = earned.program.achievement(achievement).requires
    return evaluate(requires, earned, this=achievement, language=language)


def may_act(role: Role, earned: Earned, *, this: str, language: str | None = None) -> Answer:
    """Tell whether a person has what a role `holds`, to act in the case of an achievement.

    For a role that is held `per_achievement`, that is the instance about this achievement.
    """
    if role.holds is None:
        return NOTHING_NEEDED
    about = this if role.per_achievement else ""
    return _Asking(earned, this, language, about).ask(role.holds)


class _Asking(Wording):
    def __init__(self, earned: Earned, this: str, language: str | None, about: str = "") -> None:
        super().__init__(earned.program, language)
        self.earned = earned
        self.this = this
        self.about = about

    def ask(self, condition: model.Condition) -> Answer:
        match condition:
            case model.Earned(earned=refs):
                exact = self._exact(refs)
                missing = [ref for ref in exact if not self.earned.all_of(ref)]
                have = len(exact) - len(missing)
                lacking = listed(map(self.ref, missing), "and") if have and missing else ""
                return Answer(have, len(exact), self._names(refs, "and"), lacking)
            case model.AnyOf(any=conditions):
                return self._any([self.ask(inner) for inner in conditions])
            case model.Counted(count=asked):
                have = min(len(self._different(asked)), asked.at_least)
                return Answer(have, asked.at_least, self._names(asked.of, "or"))
            case model.Level(level=asked):
                return self._at_level(asked)
            case model.Involved(involved=role):
                return Answer(int(role in self.earned.facts.involved), 1, self.role(role))
            case model.RequirementMet(requirement_met=other):
                return requirement(self._bound(other), self.earned, language=self.language)

    def _any(self, answers: list[Answer]) -> Answer:
        """Answer with what holds; else with the names of all that would do, or the nearest."""
        nearest = min(answers, key=lambda answer: answer.need - answer.have)
        if nearest.holds or any(answer.need > 1 for answer in answers):
            return nearest
        return Answer(0, 1, listed([answer.label for answer in answers], "or"))

    def _different(self, asked: model.AtLeast) -> set[str]:
        """Name the different achievements that count; with `chosen_in` only those it names."""
        found = [one for ref in asked.of for one in self.earned.all_of(ref, self.this)]
        if asked.chosen_in is not None:
            chosen = self.earned.facts.chosen.get(asked.chosen_in, frozenset())
            found = [one for one in found if chosen & {one.key, one.achievement_id}]
        return {one.key for one in found}

    def _at_level(self, asked: model.LevelOf) -> Answer:
        refs, least = self._exact([asked.of]), asked.at_least
        have = sum(self._reaches(ref, least) for ref in refs)
        rubric = self.program.rubric_of(refs[0])
        level = self.label(rubric.levels[least]) if rubric and least in rubric.levels else least
        return Answer(have, len(refs), f"{self._names([asked.of], 'and')}: {level}")

    def _reaches(self, ref: str, least: str) -> bool:
        """Tell whether one is earned each of whose criteria is at that level or a higher one."""
        rubric = self.program.rubric_of(ref)
        return rubric is not None and any(
            one.levels and all(rubric.reaches(level, least) for level in one.levels)
            for one in self.earned.all_of(ref)
        )

    def _exact(self, refs: Iterable[str]) -> list[str]:
        """List what is asked for, one by one; of a role held for one achievement its instance."""
        return [exact for ref in refs for exact in self.program.resolve(self._bound(ref))]

    def _names(self, refs: Iterable[str], word: str) -> str:
        return listed([self.ref(self._bound(ref).removesuffix(".*")) for ref in refs], word)

    def _bound(self, ref: str) -> str:
        ref = references.bound(ref, self.this)
        is_bare = self.about and ref != references.ANY and ref in self.program.achievements
        return f"{ref}.{self.about}" if is_bare and self.program.achievement(ref).about else ref
