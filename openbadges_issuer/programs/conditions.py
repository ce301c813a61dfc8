"""Whether a condition of a program holds for one person, and what is still missing.

    earned = Earned.of(program, reports, on, facts)       # reports of the verifier, nothing else
    answer = evaluate(condition, earned, this="teacher_leader")
    answer.holds, answer.have, answer.need, answer.label   # "11 of 12 Micro-credential …"

`this` is the case's achievement, an exact ref: what ``this`` and ``subject`` in the condition stand
for. `may_act` does the same for the `holds` of a role, and `requirement` for the `requires` of an
achievement. Pure: what is in force on a day was decided when the badges were verified and taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from openbadges_issuer.phrases import Phrase
from openbadges_issuer.programs import references
from openbadges_issuer.programs.earned import Achieved, Earned
from openbadges_issuer.programs.model import conditions as model
from openbadges_issuer.programs.model.people import Role
from openbadges_issuer.programs.wording import Wording, listed


@dataclass(frozen=True, slots=True)
class Answer:
    """How much of a condition holds.

    Attributes:
        have: how many of what is needed there are, at most `need` of them.
        need: how many are needed.
        in_words: says of what.
        since: when it holds, the day of what was earned last of that; the first of all days when
            nothing has to be earned.
        of_missing: names those that are missing, where only some are.
    """

    have: int
    need: int
    in_words: Callable[[], str] = field(repr=False, compare=False)
    since: date = date.min
    of_missing: Callable[[], str] | None = field(default=None, repr=False, compare=False)

    @property
    def label(self) -> str:
        """Of what: names of achievements, or the label of a role.

        Whoever asks only whether a condition holds does not wait for it.
        """
        return self.in_words()

    @property
    def lacking(self) -> str:
        """The names of those that are missing, where only some are; else empty."""
        return self.of_missing() if self.of_missing and self.have else ""

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


NOTHING_NEEDED = Answer(0, 0, str)


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
                found = [self.earned.all_of(ref) for ref in exact]
                answer = self._one_of_each(found, lambda: self._names(refs, "and"))
                return replace(answer, of_missing=lambda: self._names_of_missing(exact, found))
            case model.AnyOf(any=conditions):
                return self._any([self.ask(inner) for inner in conditions])
            case model.Counted(count=asked):
                return self._counted(asked)
            case model.Level(level=asked):
                return self._at_level(asked)
            case model.Involved(involved=role):
                have = int(role in self.earned.facts.involved)
                return Answer(have, 1, lambda: self.role(role))
            case model.RequirementMet(requirement_met=other):
                return requirement(self._bound(other), self.earned, language=self.language)

    def _one_of_each(self, found: list[list[Achieved]], in_words: Callable[[], str]) -> Answer:
        """Answer where several things are needed, by what is earned of each."""
        days = [earned[0].day for earned in found if earned]
        return self._answer(days, len(found), in_words)

    def _answer(self, days: list[date], need: int, in_words: Callable[[], str]) -> Answer:
        return Answer(len(days), need, in_words, max(days, default=date.min))

    def _any(self, answers: list[Answer]) -> Answer:
        """Answer with what held first; else with the names of all that would do, or the nearest."""
        if holding := [answer for answer in answers if answer.holds]:
            return min(holding, key=lambda answer: answer.since)
        if any(answer.need > 1 for answer in answers):
            return min(answers, key=lambda answer: answer.need - answer.have)
        return Answer(0, 1, lambda: listed([answer.label for answer in answers], "or"))

    def _counted(self, asked: model.AtLeast) -> Answer:
        """Answer by how many different ones are earned; with `chosen_in` of those it names."""
        found = [one for ref in asked.of for one in self.earned.all_of(ref, self.this)]
        if asked.chosen_in is not None:
            chosen = self.earned.facts.chosen.get(asked.chosen_in, frozenset())
            found = [one for one in found if chosen & {one.key, one.achievement_id}]
        different = {one.key: one.day for one in found}
        days = sorted(different.values())[: asked.at_least]
        return self._answer(days, asked.at_least, lambda: self._names(asked.of, "or"))

    def _at_level(self, asked: model.LevelOf) -> Answer:
        refs, least = self._exact([asked.of]), asked.at_least
        found = [self._reaching(ref, least) for ref in refs]
        return self._one_of_each(found, lambda: self._names_at_level(asked.of, refs[0], least))

    def _names_of_missing(self, exact: list[str], found: list[list[Achieved]]) -> str:
        missing = [ref for ref, earned in zip(exact, found, strict=True) if not earned]
        return listed(map(self.ref, missing), "and")

    def _names_at_level(self, ref: str, exact: str, least: str) -> str:
        rubric = self.program.rubric_of(exact)
        level = self.label(rubric.levels[least]) if rubric and least in rubric.levels else least
        return f"{self._names([ref], 'and')}: {level}"

    def _reaching(self, ref: str, least: str) -> list[Achieved]:
        """List what is earned each of whose criteria is at that level or a higher one."""
        rubric = self.program.rubric_of(ref)
        return [
            one
            for one in self.earned.all_of(ref)
            if rubric and one.levels and all(rubric.reaches(level, least) for level in one.levels)
        ]

    def _exact(self, refs: Iterable[str]) -> list[str]:
        """List what is asked for, one by one; of a role held for one achievement its instance."""
        return [exact for ref in refs for exact in self.program.resolve(self._bound(ref))]

    def _names(self, refs: Iterable[str], word: str) -> str:
        return listed([self.ref(self._bound(ref).removesuffix(".*")) for ref in refs], word)

    def _bound(self, ref: str) -> str:
        ref = references.bound(ref, self.this)
        is_bare = self.about and ref != references.ANY and ref in self.program.achievements
        return f"{ref}.{self.about}" if is_bare and self.program.achievement(ref).about else ref
