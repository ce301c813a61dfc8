"""A program at work: the case, the badges, the people, the file, and ten times as much of each.

Ten times as much should take ten times as long. Badges are verified before the clock starts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from itertools import count, cycle, islice
from typing import Any
from uuid import UUID

from ruamel.yaml import YAML

import openbadges_issuer as ob
from openbadges_issuer.programs.awards.evidence import digest
from openbadges_issuer.programs.cases import Event, PartAdded, PartReplaced, fold
from openbadges_issuer.programs.cases.events import Read, next_event
from openbadges_issuer.programs.cases.happenings import Happening, Moved, Opened, Voted
from openbadges_issuer.programs.earned import Earned
from openbadges_issuer.programs.facts import Facts
from openbadges_issuer.programs.loading import check
from openbadges_issuer.programs.program import Program
from openbadges_issuer.programs.reading import read
from openbadges_issuer.programs.recognizing import recognize
from openbadges_issuer.programs.stacks import completed
from tests.benchmarks.credential import DID, HOST, TEACHER, District, achievement, award
from tests.benchmarks.rounds import Run, repeated
from tests.journeys import PROGRAMS, changed, program

Work = Callable[[], object]

_TIMES = 10
_ON = date(2026, 11, 21)
_FIRST = datetime(2026, 1, 1, 16, tzinfo=UTC)


def programs(*, events: int, badges: int, people: int) -> dict[str, Run]:
    """Give what is to be timed: each with little to do, and as ``… more`` with ten times as much.

    Ten that have little to do take turns, so that they are as far apart in memory as one that has
    much.

    Args:
        events: of one case.
        badges: of one person.
        people: with thirteen badges each.
    """
    runs: dict[str, Run] = {}
    for name, making, size in (
        ("fold", _folding, events),
        ("recognize", _recognizing, badges),
        ("stacks", _completing, people),
        ("load", _loading, 1),
    ):
        runs[name] = repeated(_in_turn([making(size) for _ in range(_TIMES)]))
        runs[f"{name} more"] = repeated(making(size * _TIMES))
    return runs


def _in_turn(works: list[Work]) -> Work:
    turns = cycle(works)

    def work() -> object:
        return next(turns)()

    return work


# One case ----------------------------------------------------------------------------------------


def _folding(events: int) -> Work:
    log = _log(program("kettle-moraine"), events)
    return lambda: fold(program("kettle-moraine"), log)


def _log(of: Program, events: int) -> list[Event]:
    """Make a case whose plan is handed in, voted on and sent back again and again."""
    log: list[Event] = []
    last: Read | None = None
    for actor, role, what in islice(_happenings(of), events):
        event = next_event(last, "case-1", _FIRST, actor, role, what)
        last = Read(event, _FIRST, what, event.digest)
        log.append(event)
    return log


def _happenings(of: Program) -> Iterator[tuple[str, str, Happening]]:
    opened = Opened(program=of.id, revision=of.revision, achievement="micro_credential.flipped")
    yield "person-1", "educator", opened
    for number in count():
        piece = {
            "part": "plan",
            "piece": str(UUID(int=number)),
            "digest": digest(b"a plan"),
            "media_type": "application/pdf",
            "size": 6,
            "kind": "file",
            "names": ("goals.district_goal",),
        }
        back = {"feedback": "Say how pupils learn more by it."}
        yield "person-1", "educator", PartAdded(**piece)
        yield "person-1", "educator", PartReplaced(**piece)
        yield "person-1", "educator", Moved(move="submit_plan")
        for member in ("panel-1", "panel-2", "panel-3"):
            yield member, "panel", Voted(move="decline_plan", records=back, vote="yes")
        yield "panel-3", "panel", Moved(move="decline_plan", records=back)


# One person --------------------------------------------------------------------------------------


def _recognizing(badges: int) -> Work:
    """Every badge is another one, and gives a raise that was decided in its case."""
    of = program("kettle-moraine")
    refs = [f"micro_credential.class-{number}" for number in range(badges)]
    reports = _verified(of, refs)
    moves = [{"move": "approve_plan", "amounts": {"amount": 250}}, {"move": "award"}]
    facts = Facts.model_validate({"cases": {ref: {"moves": moves} for ref in refs}})
    return lambda: recognize(of, reports, facts, _ON)


# Many people -------------------------------------------------------------------------------------


def _completing(people: int) -> Work:
    """Each has all thirteen badges of Lake County, and completes its three pathways.

    All have the same ones: no more is known of a person.
    """
    of = changed("lake-county", issuer=DID)
    refs = [ref for ref in of.all_achievements() if of.achievement(ref).award == "case"]
    reports = _verified(of, [ref for ref in refs if not of.achievement(ref).about])

    def complete() -> None:
        for _ in range(people):
            assert len(completed(Earned.of(of, reports, _ON))) == 3

    return complete


def _verified(of: Program, refs: list[str]) -> list[ob.Report]:
    """Issue them on one day after the other, and verify them."""
    district = District.new()
    awards = [
        replace(
            award(achievement().model_copy(update={"id": of.achievement_id(HOST, ref)}), number),
            awarded_date=_FIRST + timedelta(days=number % 300),
        )
        for number, ref in enumerate(refs)
    ]
    made = [one.require().bytes for one in district.issuer.issue_many(awards)]
    reports = list(district.verifier().verify_many((data, TEACHER) for data in made))
    assert all(reports)
    return reports


# The file ----------------------------------------------------------------------------------------


def _loading(times: int) -> Work:
    content = _longer(times)
    assert check(content, "program.yaml").program
    return lambda: check(content, "program.yaml")


def _longer(times: int) -> bytes:
    """Put that many copies of the largest program file into one, each with names of its own."""
    file = max(PROGRAMS.glob("*.yaml"), key=lambda file: file.stat().st_size)
    written = file.read_text("utf-8")
    sections = [one for one in _values(written).values() if isinstance(one, dict)]
    names = "|".join(name for section in sections for name in section)
    name = re.compile(rf"(?<![\w-])(?<!kind: )({names})(?![\w-])")
    one, *others = [
        _values(name.sub(rf"\1_{number}", written) if number else written)
        for number in range(times)
    ]
    for other in others:
        for key, section in one.items():
            if isinstance(section, dict):
                section.update(other[key])
    text = StringIO()
    YAML(typ="safe", pure=True).dump(one, text)
    return text.getvalue().encode()


def _values(written: str) -> dict[str, Any]:
    source, faults = read(written.encode(), "program.yaml")
    assert not faults
    values: dict[str, Any] = source.values
    return values
