"""Cases of the example programs, taken step by step, with what each step answers."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from openbadges_issuer.programs.awards.evidence import digest
from openbadges_issuer.programs.cases import (
    Actor,
    Allowed,
    Event,
    Move,
    PartAdded,
    PartReplaced,
    PartWithdrawn,
    Refusal,
    State,
    ask,
    begin,
    fold,
)
from openbadges_issuer.programs.earned import Achieved, Earned
from openbadges_issuer.programs.facts import Facts
from openbadges_issuer.programs.program import Program

PROGRAMS = Path(__file__).resolve().parents[1] / "examples" / "programs"
APPLICANT = "person-1"
OK = "ok"


@cache
def program(name: str) -> Program:
    return Program.load(PROGRAMS / f"{name}.yaml")


def changed(name: str, **values: Any) -> Program:
    """Give a program with one change: ``workflows__main__resubmission__at_most=2``."""
    made = program(name)
    for path, value in values.items():
        made = _with(made, path.split("__"), value)
    return made


def _with(entry: Any, path: list[str], value: Any) -> Any:
    if not path:
        return value
    step, *rest = path
    if isinstance(entry, dict):
        return {**entry, step: _with(entry.get(step), rest, value)}
    return entry.model_copy(update={step: _with(getattr(entry, step), rest, value)})


def earned(
    program: Program,
    *achievements: str,
    on: str = "2016-03-01",
    levels: tuple[str, ...] = (),
    facts: Facts | None = None,
) -> Earned:
    """Give what somebody has earned: exact refs, or ids of others with what they count as."""
    found: dict[str, Achieved] = {}
    for one in achievements:
        ref, _, other = one.partition("=")
        key = other or ref
        found[key] = Achieved(
            ref, key, date.fromisoformat(on), other or program.achievement_id("", ref),
            is_own=not other, levels=levels,
        )  # fmt: skip
    return Earned(program, found, facts or Facts())


@dataclass
class Journey:
    """One case. Each step gives its answer: ``ok``, ``vote_counted``, or why not."""

    program: Program
    achievement: str
    role: str
    on: str = "2016-05-02"
    school: str | None = None
    earned: Earned | None = None
    case: str = "case-1"
    applicant: str = APPLICANT
    group: str | None = None
    events: list[Event] = field(default_factory=list)
    sentence: str = ""
    _pieces: int = 0

    def begin(self) -> str:
        actor = Actor(self.applicant, frozenset({self.role}), self.school, self.earned)
        return self._answered(
            begin(
                self.program,
                self.case,
                self.achievement,
                actor=actor,
                at=self.at,
                group=self.group,
            )
        )

    @property
    def at(self) -> datetime:
        """A minute after the last step of the day, in the program's time zone."""
        clock = datetime.fromisoformat(self.on if "T" in self.on else f"{self.on}T09:00:00")
        minutes = timedelta(0) if "T" in self.on else timedelta(minutes=len(self.events))
        return self.program.moment(clock) + minutes

    @property
    def state(self) -> State:
        return fold(self.program, self.events)

    def do(
        self,
        act: Any,
        by: str | None = None,
        role: str | None = None,
        *,
        on: str | None = None,
        school: str | None = None,
        holds: Earned | None = None,
        roles: Iterable[str] = (),
        **more: Any,
    ) -> str:
        """Do something; without `by` as the applicant."""
        self.on = on or self.on
        held = frozenset(roles) or frozenset({role or self.role})
        actor = Actor(by or self.applicant, held, school or self.school, holds)
        return self._answered(
            ask(
                self.program,
                self.state,
                act,
                actor=actor,
                at=self.at,
                earned=self.earned,
                **more,
            )
        )

    def move(
        self,
        move: str,
        by: str | None = None,
        role: str | None = None,
        vote: Any = "yes",
        badge: Any = None,
        **records: Any,
    ) -> str:
        """Make a move, or vote on one."""
        context = {
            name: records.pop(name)
            for name in ("on", "school", "holds", "roles", "lists")
            if name in records
        }
        return self.do(Move(move, records, vote, badge), by, role, **context)

    def hand_in(
        self,
        part: str,
        by: str | None = None,
        role: str | None = None,
        *,
        content: bytes | None = None,
        names: tuple[str, ...] = (),
        kind: str | None = None,
        instead_of: str | None = None,
        **more: Any,
    ) -> str:
        """Hand in a piece of a part, of the first kind that it may be."""
        entry = self.program.parts[part]
        self._pieces += 1
        piece = instead_of or str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.case}/{self._pieces}"))
        stored = content if content is not None else f"{part} {self._pieces}".encode()
        kind = kind or entry.kinds[0]
        what = PartReplaced if instead_of else PartAdded
        act = what(
            part=part,
            piece=piece,
            digest=digest(stored),
            media_type="application/pdf" if kind == "file" else "application/json",
            size=len(stored),
            kind=kind,
            names=names or (entry.choices[:1] if kind == "choice" else ()),
        )
        return self.do(act, by, role, **more)

    def take_back(self, part: str, piece: str) -> str:
        return self.do(PartWithdrawn(part=part, piece=piece))

    def piece(self, part: str, number: int = 0) -> str:
        """Give the id of a piece that is handed in."""
        return self.state.pieces[part][number].piece

    def _answered(self, answer: Allowed | Refusal) -> str:
        if isinstance(answer, Refusal):
            self.sentence = answer.sentence
            return answer.code.value
        self.events += answer.events
        self.sentence = answer.notice.sentence if answer.notice else ""
        return answer.notice.code.value if answer.notice else OK
