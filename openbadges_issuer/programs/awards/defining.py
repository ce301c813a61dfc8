"""An achievement of a program as Open Badges 3.0 defines one, in the program's first language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from openbadges_issuer.model import (
    Achievement,
    Alignment,
    Criteria,
    Result,
    ResultDescription,
    RubricCriterionLevel,
)
from openbadges_issuer.programs.awards.requirements import in_words
from openbadges_issuer.programs.program import Program

_REVIEWED = {
    "en": ("Reviewed by a panel of the district.", "Reviewed by the district."),
    "es": ("Revisado por un panel del distrito.", "Revisado por el distrito."),
}


@dataclass(frozen=True, slots=True)
class Instance:
    """The own words of an instance of a template, from its approved plan or catalogue entry.

    Attributes:
        name: what it is called.
        description: what it is about; None for its name.
        criteria: what the plan says is to be shown, in Markdown.
    """

    name: str
    description: str | None = None
    criteria: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """Where a district publishes.

    Attributes:
        base: its public base URL.
        slug: of the issuer, as in ``{base}/issuers/{slug}``.
    """

    base: str
    slug: str

    def goal(self, framework: str, item: str) -> str:
        """Return the URL of a goal."""
        return f"{self.base.rstrip('/')}/issuers/{self.slug}#{framework}.{item}"


def define(
    program: Program,
    exact: str,
    site: Site,
    *,
    goals: Iterable[tuple[str, str]] = (),
    instance: Instance | None = None,
) -> Achievement:
    """Write an achievement of a program.

    Args:
        program: the program.
        exact: an exact ref.
        site: where the district publishes.
        goals: framework and item of each goal that it is aligned with.
        instance: the own words of an instance of a template.

    Raises:
        ModelError: a text is not what the data model takes.
    """
    id_ = program.achievement_id(site.base, exact)
    name = instance.name if instance else program.title(exact)
    return Achievement(
        id=id_,
        achievement_type=program.achievement(exact).type,
        name=name,
        description=(instance and instance.description) or name,
        criteria=Criteria(narrative="\n\n".join(_narrative(program, exact, instance))),
        in_language=program.languages[0],
        alignment=tuple(
            Alignment(
                target_name=program.say(program.frameworks[framework].items[item].label),
                target_url=site.goal(framework, item),
                target_type="ext:DistrictGoal",
            )
            for framework, item in goals
        ),
        result_description=tuple(_described(program, exact, id_)),
    )


def results_of(program: Program, exact: str, site: Site, levels: Mapping[str, str]) -> list[Result]:
    """Write the levels that were reached, by criterion; one that does not pass is left out."""
    id_, rubric = program.achievement_id(site.base, exact), program.rubric_of(exact)
    if rubric is None:
        return []
    return [
        Result(
            result_description=_criterion(id_, criterion),
            achieved_level=_level(id_, criterion, levels[criterion]),
        )
        for criterion in rubric.criteria
        if rubric.passes(levels.get(criterion, ""))
    ]


def _criterion(id_: str, criterion: str) -> str:
    return f"{id_}#{criterion}"


def _level(id_: str, criterion: str, level: str) -> str:
    return f"{id_}#{criterion}.{level}"


def _described(program: Program, exact: str, id_: str) -> Iterator[ResultDescription]:
    """Describe each criterion of the rubric, with the levels that pass and no others."""
    rubric = program.rubric_of(exact)
    if rubric is None:
        return
    passing = {level: label for level, label in rubric.levels.items() if rubric.passes(level)}
    for key, criterion in rubric.criteria.items():
        yield ResultDescription(
            id=_criterion(id_, key),
            name=program.say(criterion.label),
            result_type="RubricCriterionLevel",
            required_level=_level(id_, key, rubric.pass_),
            rubric_criterion_level=tuple(
                RubricCriterionLevel(
                    id=_level(id_, key, level), name=program.say(label), level=level
                )
                for level, label in passing.items()
            ),
        )


def _narrative(program: Program, exact: str, instance: Instance | None) -> Iterator[str]:
    """Tell what is shown: by the plan, by what is handed in, judged and needed, and by whom."""
    entry, rubric = program.achievement(exact), program.rubric_of(exact)
    if instance and instance.criteria:
        yield instance.criteria
    labels = [program.say(program.parts[part].label) for part in entry.parts]
    yield from _list(labels)
    yield from _list([program.say(one.label) for one in rubric.criteria.values()] if rubric else [])
    yield from _list(in_words(program, exact))
    workflow = program.workflow_of(exact)
    if workflow is not None:
        deciding = [move.by for name, move in workflow.moves.items() if workflow.answer_of(name)]
        panel = any(program.roles[role].is_group for role in deciding)
        by_panel, by_district = _REVIEWED.get(program.languages[0][:2], _REVIEWED["en"])
        yield by_panel if panel else by_district


def _list(lines: list[str]) -> Iterator[str]:
    if lines:
        yield "\n".join(f"- {line}" for line in lines)
