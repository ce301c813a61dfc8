"""A micro-credential program: a file, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, PrivateAttr

from openbadges_issuer.programs import references
from openbadges_issuer.programs.model.achievements import (
    Accepts,
    Catalogue,
    Framework,
    ProgramAchievement,
)
from openbadges_issuer.programs.model.evidence import Part, Rubric
from openbadges_issuer.programs.model.people import Duty, Role
from openbadges_issuer.programs.model.rewards import Notice, Reward, School, Unit
from openbadges_issuer.programs.model.values import (
    CalendarDay,
    Count,
    Did,
    Entry,
    Id,
    Language,
    ProgramId,
    Text,
    TimeZone,
    YesNo,
)
from openbadges_issuer.programs.model.workflows import AmountRecord, Deadline, Record, Workflow
from openbadges_issuer.programs.source import Source

FORMAT = "open-badges-program/1"
MOST_ROLES, MOST_ACHIEVEMENTS = 100, 1_000


class Program(Entry):
    """One revision of a program. The names in it were checked: each stands for something.

    A Ref in it names achievements; `resolve` lists them and `covers` compares. An *exact* ref names
    one, such as ``culture.2``.

    Attributes:
        format: version of the format.
        id: never changes.
        revision: rises with each publication.
        name: what it is called.
        issuer: DID of the district.
        since: first day on which a case may begin; None: always.
        until: last day; None: until further notice.
        voluntary: nobody has to take part, save by `duties`.
        time_zone: where a day begins.
        languages: the first is that of the badges.
    """

    format: Literal["open-badges-program/1"]
    id: ProgramId
    revision: Count
    name: Text
    issuer: Did
    since: CalendarDay | None = None
    until: CalendarDay | None = None
    voluntary: YesNo
    time_zone: TimeZone
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    roles: Annotated[Mapping[Id, Role], Field(min_length=1, max_length=MOST_ROLES)]
    units: Mapping[Id, Unit] = {}
    frameworks: Mapping[Id, Framework] = {}
    catalogues: Mapping[Id, Catalogue] = {}
    parts: Mapping[Id, Part] = {}
    rubrics: Mapping[Id, Rubric] = {}
    achievements: Annotated[
        Mapping[Id, ProgramAchievement], Field(min_length=1, max_length=MOST_ACHIEVEMENTS)
    ]
    accepts: Mapping[Id, Accepts] = {}
    workflows: Mapping[Id, Workflow] = {}
    deadlines: Mapping[Id, Deadline] = {}
    duties: Mapping[Id, Duty] = {}
    rewards: Mapping[Id, Reward] = {}
    schools: Mapping[Id, School] = {}
    notices: tuple[Notice, ...] = ()

    _source: Source = PrivateAttr(default=Source(""))

    @staticmethod
    def load(path: str | Path) -> Program:
        """Read a program file.

        Raises:
            ProgramError: something in it is wrong; with every fault that was found.
            OSError: it cannot be read.
        """
        from openbadges_issuer.programs.loading import load  # noqa: PLC0415  # it makes programs

        return load(Path(path))

    # where and what

    def place(self, path: str) -> str:
        """Name the place of a rule, such as ``lake-county.yaml:97`` for ``rewards.hours``."""
        return f"{self._source.name}:{self._source.place(path).line}"

    @property
    def source(self) -> Source:
        """The file as it was written."""
        return self._source

    @property
    def digest(self) -> str:
        """SHA-256 of what the file says, whatever its comments and layout."""
        return self._source.digest

    def say(self, text: Text, language: str | None = None) -> str:
        """Say a text in a language; in the program's first where there is no translation."""
        if isinstance(text, str):
            return text
        return text.get(language or self.languages[0]) or text[self.languages[0]]

    # achievements

    def achievement(self, ref: str) -> ProgramAchievement:
        """Return the entry of a Ref.

        Raises:
            KeyError: there is none.
        """
        return self.achievements[references.head(ref)]

    def resolve(self, ref: str, this: str = "") -> tuple[str, ...]:
        """List the achievements of a Ref as exact refs, in order.

        A template has no list of its instances: it is listed itself, and `covers` tells whether an
        instance is one of it.

        Args:
            ref: as in the file; ``any`` lists all.
            this: the case's achievement, for ``this`` and ``subject``.
        """
        if ref == references.ANY:
            return self.all_achievements()
        return references.members(self.achievements, references.bound(ref, this))

    def covers(self, ref: str, exact: str, this: str = "") -> bool:
        """Tell whether a Ref of the file stands for an achievement, alone or among others."""
        return references.covers(references.bound(ref, this), exact)

    def all_achievements(self) -> tuple[str, ...]:
        """List every achievement in the order of the file, members of a series one by one."""
        return tuple(
            exact
            for key in self.achievements
            for exact in references.members(self.achievements, key)
        )

    def has(self, exact: str) -> bool:
        """Tell whether a text names one achievement of the program."""
        return references.is_exact(self.achievements, exact)

    def subject_of(self, exact: str) -> str | None:
        """Return what it is about: ``culture.2`` of ``badge_facilitator.culture.2``."""
        return references.member(exact) if self.achievement(exact).about else None

    def title(self, exact: str, language: str | None = None) -> str:
        """Name an achievement: "School Culture, 2 of 4".

        Of an instance of a template the host knows the name; here it has that of the template.
        """
        achievement = self.achievement(exact)
        name, rest = self.say(achievement.name, language), references.member(exact)
        if achievement.series and rest:
            return f"{name}, {rest} of {achievement.series}"
        if achievement.about and rest:
            return f"{name}: {self.title(rest, language)}"
        return name

    def achievement_id(self, base: str, exact: str) -> str:
        """Return the id that badges carry: ``{base}/achievements/{program}/{ref}``."""
        return f"{base.rstrip('/')}/achievements/{self.id}/{exact}"

    def own_ref(self, achievement_id: str) -> str | None:
        """Return the exact ref of an achievement by the id that badges carry; None: not ours."""
        exact = achievement_id.rpartition(f"/achievements/{self.id}/")[2]
        return exact if exact != achievement_id and self.has(exact) else None

    def counted_as(self, accepts: str, achievement_id: str) -> str | None:
        """Tell which own achievement a badge of others stands for by an entry of `accepts`.

        Args:
            accepts: key of the entry; whether the issuer matches is for the caller to ask.
            achievement_id: id of the achievement in the badge.

        Returns:
            An exact ref, or the key of a template, with no instance named. None: no match.
        """
        ref = self.accepts[accepts].counted_as(achievement_id)
        return ref if ref in self.achievements or (ref and self.has(ref)) else None

    def issues(self, exact: str) -> bool:
        """Tell whether the district issues it itself."""
        return self.achievement(exact).award != "outside"

    def rubric_of(self, exact: str) -> Rubric | None:
        """Return the rubric by which an achievement is judged."""
        rubric = self.achievement(exact).rubric
        return None if rubric is None else self.rubrics[rubric]

    def workflow_of(self, exact: str) -> Workflow | None:
        """Return the steps of its cases; None when it has no cases."""
        workflow = self.achievement(exact).workflow
        return None if workflow is None else self.workflows[workflow]

    def record(self, exact: str, field: str) -> Record | None:
        """Return what ``move.record`` is in the cases of an achievement; None: there is none."""
        workflow = self.workflow_of(exact)
        move, _, name = field.partition(".")
        if workflow is None or move not in workflow.moves:
            return None
        return workflow.moves[move].records.get(name)

    def amount_record(self, exact: str, field: str) -> AmountRecord | None:
        """Return the record of an amount; None: there is none of that name."""
        record = self.record(exact, field)
        return record if isinstance(record, AmountRecord) else None

    def rewards_at(self, school: str | None) -> dict[str, tuple[str, Reward]]:
        """List the rewards for somebody at a school, each with its path in the file.

        A reward of the school stands in place of one of the district with the same key.
        """
        found = {key: (f"rewards.{key}", reward) for key, reward in self.rewards.items()}
        entry = self.schools.get(school or "")
        for key, reward in entry.rewards.items() if entry else ():
            found[key] = (f"schools.{school}.rewards.{key}", reward)
        return found

    # time

    @property
    def zone(self) -> ZoneInfo:
        """The time zone."""
        return ZoneInfo(self.time_zone)

    def local_day(self, moment: datetime) -> date:
        """Return the day of a moment, with offset, in the program's time zone."""
        return moment.astimezone(self.zone).date()

    def moment(self, written: datetime) -> datetime:
        """Give a moment of the file its offset, where it has none of its own."""
        return written if written.tzinfo else written.replace(tzinfo=self.zone)

    def is_open_on(self, day: date) -> bool:
        """Tell whether a case may begin on a day."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )
