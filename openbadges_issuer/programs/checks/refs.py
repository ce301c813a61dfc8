"""Every Ref stands for achievements that there are, in a form that may stand in its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from openbadges_issuer.programs.checks.finding import Finding, conditions, rewards
from openbadges_issuer.programs.faults import suggestion
from openbadges_issuer.programs.model.achievements import NUMBER
from openbadges_issuer.programs.model.conditions import (
    Condition,
    Counted,
    Earned,
    Level,
    RequirementMet,
)
from openbadges_issuer.programs.model.rewards import When, WhenCounted, WhenEarned, WhenIssued
from openbadges_issuer.programs.program import Program
from openbadges_issuer.programs.references import (
    ANY,
    SUBJECT,
    THIS,
    head,
    is_number,
    member,
    members,
)

RESERVED = (ANY, THIS, SUBJECT)


class _Placed(NamedTuple):
    path: str
    ref: str
    also: tuple[str, ...] = ()  # of what is reserved, and {n}


def check(program: Program) -> Iterator[Finding]:
    """Find Refs that stand for nothing."""
    for key in program.achievements:
        if key in RESERVED:
            sentence = (
                f'"{key}" means something else where an achievement is named: call it otherwise'
            )
            yield Finding("reserved", f"achievements.{key}", sentence)
    for path, ref, also in _refs(program):
        if ref in also:
            continue
        fault = _fault(program, ref, NUMBER in also)
        if fault:
            yield Finding(*fault[:1], path, *fault[1:])


def _refs(program: Program) -> Iterator[_Placed]:
    for key, achievement in program.achievements.items():
        yield from _listed(f"achievements.{key}.about", achievement.about or ())
    for path, condition, owner in conditions(program):
        about = owner and program.achievements[owner].about
        also = (THIS,) if ".moves." in path else (SUBJECT,) if about else ()
        for ref in _of_condition(path, condition):
            yield ref._replace(also=also)
    for path, reward in rewards(program):
        yield from _of_when(f"{path}.when", reward.when)
    for number, notice in enumerate(program.notices):
        yield from _of_when(f"notices[{number}].when", notice.when)
    for key, accepts in program.accepts.items():
        yield _Placed(f"accepts.{key}.counts_as", accepts.counts_as, (NUMBER,))
    for key, school in program.schools.items():
        for catalogue, refs in school.offers.items():
            yield from _listed(f"schools.{key}.offers.{catalogue}", refs)


def _listed(path: str, refs: Sequence[str], also: tuple[str, ...] = ()) -> Iterator[_Placed]:
    for number, ref in enumerate(refs):
        yield _Placed(f"{path}[{number}]", ref, also)


def _of_condition(path: str, condition: Condition) -> Iterator[_Placed]:
    match condition:
        case Earned():
            yield from _listed(f"{path}.earned", condition.earned)
        case Counted():
            yield from _listed(f"{path}.count.of", condition.count.of)
        case Level():
            yield _Placed(f"{path}.level.of", condition.level.of)
        case RequirementMet():
            yield _Placed(f"{path}.requirement_met", condition.requirement_met)


def _of_when(path: str, when: When) -> Iterator[_Placed]:
    match when:
        case WhenIssued():
            yield from _listed(f"{path}.issued", when.issued, (ANY,))
        case WhenEarned():
            yield from _listed(f"{path}.earned", when.earned, (ANY,))
        case WhenCounted():
            yield from _listed(f"{path}.count.of", when.count.of)


def _fault(program: Program, ref: str, may_have_number: bool) -> tuple[str, str] | None:
    """Say what is wrong with a Ref: the check, and the sentence."""
    key, rest = head(ref), member(ref)
    achievement = program.achievements.get(key)
    if achievement is None:
        offered = suggestion(key, program.achievements)
        return "reference", f'there is no achievement "{key}"{offered}'
    if achievement.series:
        sentence = _in_series(key, rest, achievement.series, may_have_number)
    elif achievement.template:
        sentence = _in_template(key, rest)
    elif achievement.about:
        sentence = _in_about(program, key, rest)
    else:
        sentence = f'"{key}" has no members: write "{key}"' if rest else None
    return None if sentence is None else ("member", sentence)


def _in_series(key: str, rest: str, size: int, may_have_number: bool) -> str | None:
    if rest == "":
        return f'"{key}" has {size} members: write "{key}.*" for all, "{key}.1" for one'
    if rest == "*" or (rest == NUMBER and may_have_number) or is_number(rest, size):
        return None
    return f'"{key}" has {size} members; there is no number {rest}'


def _in_template(key: str, rest: str) -> str | None:
    if rest in ("*", NUMBER) or "." in rest:
        return f'"{key}" is a template: write "{key}" for all that is made of it'
    return None


def _in_about(program: Program, key: str, rest: str) -> str | None:
    about = program.achievements[key].about or ()
    if rest in ("", "*") or any(head(other) not in program.achievements for other in about):
        return None  # what is not there is told where it stands
    if f"{key}.{rest}" in members(program.achievements, key):
        return None
    return f'"{key}" is not about "{rest}"'
