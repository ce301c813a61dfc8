"""What can be earned: `Achievement` and its parts (OB 3.0, section "Achievement")."""

from __future__ import annotations

from openbadges_issuer.model.base import View
from openbadges_issuer.model.profile import Endorsement, IdentifierEntry, Image, Profile
from openbadges_issuer.model.values import (
    AchievementType,
    AlignmentTargetType,
    CompactJws,
    Iri,
    LanguageCode,
    Many,
    Number,
    ResultType,
    String,
    Text,
)


class Criteria(View):
    """How the achievement is earned: a page, or a narrative in Markdown, or both."""

    id: Iri | None = None
    narrative: Text | None = None


class Alignment(View):
    """An entry of a framework that something is aligned with."""

    type: Many[String] = ("Alignment",)
    target_name: Text
    target_url: Iri
    target_code: Text | None = None
    target_description: Text | None = None
    target_framework: Text | None = None
    target_type: AlignmentTargetType | None = None


class Related(View):
    """The same achievement in another version or language."""

    id: Iri
    type: Many[String] = ("Related",)
    in_language: LanguageCode | None = None
    version: Text | None = None


class RubricCriterionLevel(View):
    """A level of a rubric criterion."""

    id: Iri
    type: Many[String] = ("RubricCriterionLevel",)
    name: Text
    description: Text | None = None
    level: Text | None = None
    points: Text | None = None
    alignment: Many[Alignment] = ()


class ResultDescription(View):
    """A kind of result of an achievement. `allowed_value` is ordered, from low to high."""

    id: Iri
    type: Many[String] = ("ResultDescription",)
    name: Text
    result_type: ResultType
    allowed_value: Many[Text] = ()
    required_level: Iri | None = None
    required_value: Text | None = None
    value_min: Text | None = None
    value_max: Text | None = None
    rubric_criterion_level: Many[RubricCriterionLevel] = ()
    alignment: Many[Alignment] = ()


class Achievement(View):
    """What the badge recognizes."""

    id: Iri
    type: Many[String] = ("Achievement",)
    achievement_type: AchievementType | None = None
    name: Text
    description: Text
    criteria: Criteria
    image: Image | None = None
    creator: Profile | None = None
    in_language: LanguageCode | None = None
    version: Text | None = None
    human_code: Text | None = None
    field_of_study: Text | None = None
    specialization: Text | None = None
    credits_available: Number | None = None
    tag: Many[Text] = ()
    alignment: Many[Alignment] = ()
    related: Many[Related] = ()
    other_identifier: Many[IdentifierEntry] = ()
    result_description: Many[ResultDescription] = ()
    endorsement: Many[Endorsement] = ()
    endorsement_jwt: Many[CompactJws] = ()
