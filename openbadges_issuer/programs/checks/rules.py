"""Keys that belong together, or cannot stand together, within one entry."""

from __future__ import annotations

from collections.abc import Iterator

from openbadges_issuer.programs.checks.finding import Finding, conditions
from openbadges_issuer.programs.faults import suggestion
from openbadges_issuer.programs.model.achievements import NUMBER, ProgramAchievement
from openbadges_issuer.programs.model.conditions import Counted, Earned, Level, RequirementMet
from openbadges_issuer.programs.model.workflows import AgreedDeadline, DateRecord
from openbadges_issuer.programs.program import Program
from openbadges_issuer.programs.references import SUBJECT, head, member

_NOT_OF: dict[str, tuple[str, ...]] = {
    "case": (),
    "when_complete": ("template", "workflow", "parts", "rubric", "start_when"),
    "outside": ("requires", "rubric", "valid_for"),
}
_WHY_NOT = {"when_complete": "it has no case", "outside": "others judge and issue it"}


def check(program: Program) -> Iterator[Finding]:
    """Find entries that contradict themselves."""
    if program.since and program.until and program.until < program.since:
        yield Finding("dates", "until", '"until" is before "since"')
    yield from _roles(program)
    yield from _parts(program)
    yield from _catalogues(program)
    for key, achievement in program.achievements.items():
        yield from _several(f"achievements.{key}", achievement)
        yield from _award(f"achievements.{key}", achievement)
    yield from _conditions(program)
    yield from _accepts(program)
    yield from _deadlines(program)
    for key, duty in program.duties.items():
        if duty.from_ and duty.until and duty.until < duty.from_:
            yield Finding("dates", f"duties.{key}.until", '"until" is before "from"')
    yield from _schools(program)


def _roles(program: Program) -> Iterator[Finding]:
    for key, role in program.roles.items():
        path = f"roles.{key}"
        if role.size is not None and role.quorum is None:
            yield Finding("quorum", path, '"quorum" is missing: how many of them have to vote')
        elif role.size is not None and role.quorum is not None and role.quorum > role.size:
            sentence = f"quorum {role.quorum} is larger than size {role.size}"
            yield Finding("quorum", f"{path}.quorum", sentence)
        if role.per_achievement:
            held = role.holds.earned if isinstance(role.holds, Earned) else ()
            entries = [program.achievements.get(head(ref)) for ref in held]
            if not any(entry and entry.about for entry in entries):
                sentence = '"per_achievement" needs "holds: {earned: …}" with one that has "about"'
                yield Finding("per_achievement", f"{path}.per_achievement", sentence)


def _parts(program: Program) -> Iterator[Finding]:
    for key, part in program.parts.items():
        path = f"parts.{key}"
        if part.visibility == "earner_choice" and part.pupil_data != "none":
            sentence = '"earner_choice" needs "pupil_data: none"'
            yield Finding("visibility", f"{path}.visibility", sentence)
        if ("choice" in part.kinds) != bool(part.choices):
            yield Finding("choices", path, '"choices" and kind "choice" belong together')


def _catalogues(program: Program) -> Iterator[Finding]:
    for key, catalogue in program.catalogues.items():
        path = f"catalogues.{key}"
        entries = [entry for entry in program.achievements.values() if key in entry.from_]
        if catalogue.admits and catalogue.kind != "external":
            sentence = 'only a catalogue of kind "external" has "admits"'
            yield Finding("catalogue", f"{path}.admits", sentence)
        there = sum(entry.series or 1 for entry in entries)
        if catalogue.size not in (None, there) and not any(entry.template for entry in entries):
            sentence = f"catalogue says {catalogue.size} but {there} achievements come from it"
            yield Finding("catalogue_size", f"{path}.size", sentence)
        offered = any(school.offers.get(key) for school in program.schools.values())
        if catalogue.admits == "listed" and not (offered if catalogue.per_school else entries):
            sentence = f'catalogue "{key}" lists nothing: nothing can be chosen from it'
            yield Finding("empty", path, sentence, is_warning=True)


def _several(path: str, entry: ProgramAchievement) -> Iterator[Finding]:
    given = [name for name in ("template", "series", "about") if getattr(entry, name)]
    if len(given) > 1:
        sentence = f'"{given[0]}" and "{given[1]}" cannot stand together'
        yield Finding("award", f"{path}.{given[1]}", sentence)
    for number, ref in enumerate(entry.about or ()):
        if ref.count(".") > 1:
            sentence = "what is about something cannot have others about it"
            yield Finding("award", f"{path}.about[{number}]", sentence)


def _award(path: str, entry: ProgramAchievement) -> Iterator[Finding]:
    if entry.award == "case" and entry.workflow is None:
        yield Finding("award", path, '"workflow" is missing: a case needs its steps')
    if entry.award == "when_complete" and entry.requires is None:
        yield Finding("award", path, '"requires" is missing: when is it complete?')
    for name in _NOT_OF[entry.award]:
        if getattr(entry, name):
            sentence = f'"{name}" cannot stand with "award: {entry.award}": {_WHY_NOT[entry.award]}'
            yield Finding("award", f"{path}.{name}", sentence)


def _conditions(program: Program) -> Iterator[Finding]:
    for path, condition, owner in conditions(program):
        match condition:
            case Counted(count=count):
                part = program.parts.get(count.chosen_in or "")
                if part and "list" not in part.kinds:
                    sentence = f'part "{count.chosen_in}" needs kind "list" for it'
                    yield Finding("chosen_in", f"{path}.count.chosen_in", sentence)
            case RequirementMet(requirement_met=ref):
                if ".moves." not in path:
                    sentence = '"requirement_met" is for the guard of a move: write what is needed'
                    yield Finding("requirement_met", path, sentence)
                other = program.achievements.get(head(ref))
                if other and other.requires is None:
                    sentence = f'"{ref}" has no "requires"'
                    yield Finding("requirement_met", f"{path}.requirement_met", sentence)
            case Level(level=level):
                about = program.achievements[owner].about if owner else None
                refs = (about or ()) if level.of == SUBJECT else (level.of,)
                yield from _levels(program, f"{path}.level", level.at_least, refs)


def _levels(program: Program, path: str, least: str, refs: tuple[str, ...]) -> Iterator[Finding]:
    for ref in refs:
        entry = program.achievements.get(head(ref))
        if entry is None:
            continue
        rubric = program.rubrics.get(entry.rubric or "")
        if entry.rubric is None:
            sentence = f'"{head(ref)}" has no rubric, and so no levels'
            yield Finding("level", f"{path}.of", sentence)
        elif rubric is not None and least not in rubric.levels:
            sentence = f'there is no level "{least}" in rubric "{entry.rubric}"'
            yield Finding("level", f"{path}.at_least", sentence)


def _accepts(program: Program) -> Iterator[Finding]:
    for key, entry in program.accepts.items():
        path = f"accepts.{key}"
        if not entry.issuers and not entry.trust_lists:
            yield Finding("accepts", path, '"issuers" or "trust_lists" is missing: whose badges?')
        has_number = entry.achievements != "any" and all(
            NUMBER in pattern for pattern in entry.achievements
        )
        if NUMBER in entry.counts_as and not has_number:
            sentence = f'each of "achievements" needs {NUMBER}, as "counts_as" has it'
            yield Finding("accepts", f"{path}.counts_as", sentence)
        own, rest = program.achievements.get(head(entry.counts_as)), member(entry.counts_as)
        if own and ((rest == "*" and own.series) or (rest in ("", "*") and own.about)):
            sentence = f'a badge counts as one achievement: "{entry.counts_as}" is several'
            yield Finding("accepts", f"{path}.counts_as", sentence)


def _deadlines(program: Program) -> Iterator[Finding]:
    for key, deadline in program.deadlines.items():
        if isinstance(deadline, AgreedDeadline):
            yield from _recorded(program, f"deadlines.{key}.recorded_in", deadline.recorded_in)
            continue
        if deadline.extended_to is None:
            continue
        path = f"deadlines.{key}.extended_to"
        if program.moment(deadline.extended_to) < program.moment(deadline.at):
            yield Finding("dates", path, '"extended_to" is before "at"')
        if deadline.extended_by is None:
            yield Finding("dates", path, '"extended_by" is missing: who may extend it?')


def _recorded(program: Program, path: str, fields: tuple[str, ...]) -> Iterator[Finding]:
    """Find what records no date: nothing agreed there would ever be a deadline."""
    dates = {
        f"{name}.{record_name}"
        for workflow in program.workflows.values()
        for name, move in workflow.moves.items()
        for record_name, record in move.records.items()
        if isinstance(record, DateRecord)
    }
    for number, field in enumerate(fields):
        if field not in dates:
            sentence = f'no date is recorded as "{field}"{suggestion(field, dates)}'
            yield Finding("reference", f"{path}[{number}]", sentence)


def _schools(program: Program) -> Iterator[Finding]:
    for key, school in program.schools.items():
        for name, refs in school.offers.items():
            path = f"schools.{key}.offers.{name}"
            catalogue = program.catalogues.get(name)
            if catalogue and not catalogue.per_school:
                sentence = f'catalogue "{name}" is not "per_school": it is the same for all schools'
                yield Finding("offers", path, sentence)
            for number, ref in enumerate(refs):
                entry = program.achievements.get(head(ref))
                if entry and name not in entry.from_:
                    sentence = f'"{ref}" does not come from catalogue "{name}"'
                    yield Finding("offers", f"{path}[{number}]", sentence)
