"""Everything can be earned by somebody: no circles, and a first holder for each role."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from openbadges_issuer.programs.checks.finding import Finding, conditions, rewards
from openbadges_issuer.programs.model.conditions import (
    AnyOf,
    Condition,
    Counted,
    Earned,
    Level,
    RequirementMet,
)
from openbadges_issuer.programs.model.rewards import WhenCounted
from openbadges_issuer.programs.program import Program
from openbadges_issuer.programs.references import SUBJECT, THIS, head


def check(program: Program) -> Iterator[Finding]:
    """Find what nobody can earn. Names must be known."""
    yield from _counts(program)
    without_roles = _Earning(program, all_roles=True)
    without_roles.run()
    yield from _circles(program, without_roles)
    earning = _Earning(program)
    earning.run()
    for key, role in program.roles.items():
        if key in earning.roles or role.holds is None:
            continue
        lacking = [name for name in _needs(program, role.holds, key)
                   if name not in earning.achievements]  # fmt: skip
        if lacking and lacking[0] in without_roles.achievements:
            sentence = (
                f'role "{key}" needs "{lacking[0]}", which can\'t be earned without role "{key}": '
                "nobody could be first"
            )
            yield Finding("first_holder", f"roles.{key}.holds", sentence)


def _counts(program: Program) -> Iterator[Finding]:
    asked: list[tuple[str, int, Sequence[str]]] = [
        (f"{path}.count", condition.count.at_least, condition.count.of)
        for path, condition, _ in conditions(program)
        if isinstance(condition, Counted)
    ]
    asked += [
        (f"{path}.when.count", reward.when.count.every, reward.when.count.of)
        for path, reward in rewards(program)
        if isinstance(reward.when, WhenCounted)
    ]
    for path, needed, refs in asked:
        if any(program.achievement(ref).template for ref in refs):
            continue
        there = len({exact for ref in refs for exact in program.resolve(ref)})
        if there < needed:
            sentence = f"at least {needed} are needed but only {there} exist"
            yield Finding("count", path, sentence)


@dataclass
class _Earning:
    """What can be earned, and which roles can be held, found from what needs nothing upward."""

    program: Program
    all_roles: bool = False
    achievements: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)

    def run(self) -> None:
        before = -1
        while before != len(self.achievements) + len(self.roles):
            before = len(self.achievements) + len(self.roles)
            for key, role in self.program.roles.items():
                if self.all_roles or role.holds is None or self.holds(role.holds, key):
                    self.roles.add(key)
            keys = list(self.program.achievements)
            for key in [
                *keys,
                *reversed(keys),
            ]:  # what needs others is written after or before them
                if key not in self.achievements and self.can_be_earned(key):
                    self.achievements.add(key)

    def can_be_earned(self, key: str) -> bool:
        entry = self.program.achievements[key]
        for condition in (entry.start_when, entry.requires):
            if condition is not None and not self.holds(condition, key):
                return False
        if entry.award != "case" or entry.workflow is None:
            return True
        workflow = self.program.workflows[entry.workflow]
        found = {workflow.start}
        for _ in workflow.states:
            found |= {
                move.to
                for move in workflow.moves.values()
                if not found.isdisjoint(move.from_)
                and move.by in self.roles
                and (move.guard is None or self.holds(move.guard, key))
            }
        return any(workflow.states[state].kind == "awarded" for state in found)

    def holds(self, condition: Condition, key: str) -> bool:
        match condition:
            case AnyOf():
                return any(self.holds(inner, key) for inner in condition.any)
            case Counted():
                program = self.program
                earned = [ref for ref in condition.count.of if head(ref) in self.achievements]
                if any(program.achievement(ref).template for ref in earned):
                    return True
                there = len({exact for ref in earned for exact in program.resolve(ref)})
                # what can never be met is told by another check
                return there >= condition.count.at_least or len(earned) == len(condition.count.of)
            case RequirementMet(requirement_met=ref):
                other = key if ref == THIS else head(ref)
                met = self.program.achievements[other].requires
                return met is None or self.holds(met, other)
            case Level(level=level) if level.of == SUBJECT:
                about = self.program.achievements[key].about or ()
                return any(head(ref) in self.achievements for ref in about)
        return all(name in self.achievements for name in _needs(self.program, condition, key))


def _needs(program: Program, condition: Condition, key: str) -> list[str]:
    """List the keys of the achievements that a condition names."""
    match condition:
        case AnyOf():
            return [name for inner in condition.any for name in _needs(program, inner, key)]
        case Earned():
            refs = list(condition.earned)
        case Counted():
            refs = list(condition.count.of)
        case Level():
            refs = [condition.level.of]
        case RequirementMet(requirement_met=ref):
            other = key if ref == THIS else head(ref)
            met = program.achievements[other].requires
            return [] if met is None else _needs(program, met, other)
        case _:
            refs = []
    about = program.achievements[key].about if key in program.achievements else None
    subjects = [head(ref) for ref in about or ()]
    return [name for ref in refs for name in (subjects if ref == SUBJECT else [head(ref)])]


def _circles(program: Program, earning: _Earning) -> Iterator[Finding]:
    """Follow what cannot be earned to what it needs, until a name comes again."""
    told: set[str] = set()
    for start in program.achievements:
        chain: list[str] = []
        name: str | None = start
        while name is not None and name not in chain and name not in told:
            chain.append(name)
            name = _first_lacking(program, earning, name)
        if name in chain:
            circle = chain[chain.index(name) :]
            told.update(chain)
            which = ", which needs ".join(f'"{other}"' for other in [*circle[1:], circle[0]])
            sentence = f'"{circle[0]}" needs {which}'
            yield Finding("circle", f"achievements.{circle[0]}", sentence)


def _first_lacking(program: Program, earning: _Earning, key: str) -> str | None:
    if key in earning.achievements:
        return None
    entry = program.achievements[key]
    workflow = program.workflow_of(key)
    guards = [move.guard for move in workflow.moves.values()] if workflow else []
    for condition in (entry.start_when, entry.requires, *guards):
        if condition is not None:
            for name in _needs(program, condition, key):
                if name not in earning.achievements:
                    return name
    return None
