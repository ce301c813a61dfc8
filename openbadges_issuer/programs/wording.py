"""What the entries of a program say, in words that a superintendent reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from openbadges_issuer.programs.model.achievements import NUMBER, Accepts
from openbadges_issuer.programs.model.conditions import (
    AnyOf,
    Condition,
    Counted,
    Earned,
    Involved,
    Level,
)
from openbadges_issuer.programs.model.people import Role
from openbadges_issuer.programs.model.rewards import (
    DatedValue,
    GivesDecided,
    GivesPosition,
    GivesRole,
    GivesText,
    GivesValue,
    Reward,
    When,
    WhenCounted,
    WhenIssued,
)
from openbadges_issuer.programs.model.values import Text
from openbadges_issuer.programs.model.workflows import (
    AmountRecord,
    DateRecord,
    Record,
    RubricRecord,
    YesNoRecord,
)
from openbadges_issuer.programs.program import Program
from openbadges_issuer.programs.references import ANY, SUBJECT, THIS, head, member

_EXCLUDED = {
    "applicant": "the applicant",
    "coach_of_case": "who coached the case",
    "earlier_reviewer": "who reviewed it before",
}
_LASTS = {
    "once": "Once",
    "while_employed": "Stays while employed here",
    "permanent": "Stays for good",
}


def plain(name: str) -> str:
    """Write a name of the file as words: "say not yet" for ``say_not_yet``."""
    return name.replace("_", " ").replace("-", " ")


class Wording:
    """Words for one program in one language."""

    def __init__(self, program: Program, language: str | None = None) -> None:
        """Keep both; what has no translation is said in the program's first language."""
        self.program = program
        self.language = language

    def label(self, text: Text) -> str:
        """Say a text of the file."""
        return self.program.say(text, self.language)

    def role(self, key: str) -> str:
        """Name a role."""
        return self.label(self.program.roles[key].label)

    def ref(self, ref: str) -> str:
        """Name what a Ref stands for."""
        if ref == ANY:
            return "any badge"
        if ref in (THIS, SUBJECT):
            return "the badge it is about" if ref == SUBJECT else "this badge"
        entry, rest = self.program.achievement(ref), member(ref)
        name = self.label(entry.name)
        if rest == "*":
            return f"{name} (all {len(self.program.resolve(ref))})"
        if entry.template and rest:
            return f"{name}: {plain(rest)}"
        return self.program.title(ref, self.language)

    def offered(self, ref: str) -> str:
        """Name what a school offers: of a template only what is its own."""
        is_instance = self.program.achievement(ref).template and member(ref)
        return plain(member(ref)) if is_instance else self.ref(ref)

    def refs(self, refs: Iterable[str], word: str = "and") -> str:
        """Name what several Refs stand for."""
        return listed([self.ref(ref) for ref in refs], word)

    def condition(self, condition: Condition) -> str:
        """Say what must hold."""
        match condition:
            case Earned():
                return self.refs(condition.earned)
            case AnyOf():
                return listed([self.condition(inner) for inner in condition.any], "or")
            case Counted(count=count):
                chosen = count.chosen_in and self.part(count.chosen_in)
                among = f', of those named in "{chosen}"' if chosen else ""
                return f"{count.at_least} different of: {self.refs(count.of, 'or')}{among}"
            case Level(level=level):
                named = self._level(level.of, level.at_least)
                return f'{self.ref(level.of)}, at the level "{named}" or higher'
            case Involved():
                return f"{self.role(condition.involved)} has joined"
        return f"all that {self.ref(condition.requirement_met)} requires"

    def _level(self, ref: str, level: str) -> str:
        entries = self.program.achievements.values()
        about = [head(other) for entry in entries for other in entry.about or ()]
        for key in about if ref == SUBJECT else [head(ref)]:
            rubric = self.program.rubric_of(key)
            if rubric and level in rubric.levels:
                return self.label(rubric.levels[level])
        return plain(level)

    def part(self, key: str) -> str:
        """Name a part in short: what stands before the colon of its label."""
        return self.label(self.program.parts[key].label).partition(":")[0]

    def duties_of(self, role: Role) -> Iterator[str]:
        """Say what is asked of who has a role."""
        if role.quorum:
            of = f" of {role.size}" if role.size else ""
            yield f"Decide together: {role.quorum}{of} have to vote, and the majority decides"
        if role.holds:
            alone = ", each for that badge only" if role.per_achievement else ""
            yield f"Must have earned {self.condition(role.holds)}{alone}"
        if role.same_school:
            yield "Of the applicant's school"
        if role.excludes:
            yield f"Not: {listed([_EXCLUDED[name] for name in role.excludes], 'or')}"

    def record(self, name: str, record: Record) -> str:
        """Say what is filled in."""
        words = plain(name)
        match record:
            case YesNoRecord(must_be=must_be) if must_be is not None:
                words += " (must be yes)" if must_be else " (must be no)"
            case AmountRecord():
                words += f" ({self.bounds(record)})"
            case DateRecord():
                words += " (a day)"
            case RubricRecord():
                words += " (a level for each criterion)"
        return f"{words}, if wanted" if record.optional else words

    def bounds(self, record: AmountRecord) -> str:
        """Say between what an amount may be, and of what it is."""
        unit = self.label(self.program.units[record.unit].label)
        if record.min is None and record.max is None:
            return unit
        if record.max is None:
            return f"{unit}: {record.min} or more"
        return f"{unit}: {record.min or 0} to {record.max}"

    def reward(self, reward: Reward) -> Iterator[str]:
        """Say what is given, for what, and how long it stays."""
        yield self._gives(reward)
        person = ", one time only" if reward.per == "person" else ""
        yield capital(self.when(reward.when)) + person
        if reward.lasts:
            yield _LASTS[reward.lasts]
        if reward.needs_move:
            yield f'Only after "{plain(reward.needs_move)}"'
        if reward.on_request_of:
            yield f"On request of: {self.role(reward.on_request_of)}"
        if reward.cap:
            yield self.label(reward.cap)

    def _gives(self, reward: Reward) -> str:
        match reward.gives:
            case GivesValue(unit=unit, values=values):
                label = self.label(self.program.units[unit].label)
                return f"{label}: {listed([_value(value) for value in values], 'then')}"
            case GivesDecided(decided_in=field):
                keys = self.program.achievements
                records = [self.program.amount_record(key, field) for key in keys]
                record = next(record for record in records if record)
                return f'{self.bounds(record)}, as decided at "{plain(head(field))}"'
            case GivesPosition(position=text) | GivesText(text=text):
                return self.label(text)
            case GivesRole(role=role):
                return self.role(role)

    def when(self, when: When) -> str:
        """Say for what something is given."""
        if isinstance(when, WhenCounted):
            return f"for each {when.count.every} different of: {self.refs(when.count.of)}"
        if isinstance(when, WhenIssued):
            return f"for each awarded here: {self.refs(when.issued, 'or')}"
        return f"for each earned, here or elsewhere: {self.refs(when.earned, 'or')}"

    def accepts(self, entry: Accepts) -> Iterator[str]:
        """Say whose badges are taken in, and as what."""
        lists = [f'who is on the list "{name}"' for name in entry.trust_lists]
        yield f"Of {listed([*entry.issuers, *lists], 'or')}"
        counted = self.ref(entry.counts_as.replace(NUMBER, "*"))
        yield {
            "counts": f"Counts as {counted}",
            "evidence": f"Evidence of learning for {counted}, without worth of its own",
        }[entry.effect]
        if entry.max_age:
            yield f"Not older than {entry.max_age}"
        if entry.genres:
            yield f"With evidence of {listed(entry.genres)}"


def capital(words: str) -> str:
    """Begin with a capital."""
    return words[:1].upper() + words[1:]


def sentences(said: Iterable[str]) -> str:
    """Put a full stop behind each."""
    return " ".join(f"{words.rstrip('.')}." for words in said)


def listed(words: Iterable[str], word: str = "and") -> str:
    """List words: "a, b and c"."""
    *before, last = words
    return f"{', '.join(before)} {word} {last}" if before else last


def _value(value: DatedValue) -> str:
    said = [str(value.amount)]
    if value.from_:
        said.append(f"from {value.from_}")
    if value.until:
        said.append(f"until {value.until}")
    if value.provisional:
        said.append("(provisional)")
    return " ".join(said)
