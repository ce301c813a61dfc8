"""What was earned, and by whom: the badge (OB 3.0, section "AchievementCredential")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import ConfigDict

from openbadges_issuer.contexts import CREDENTIALS_V2, OPEN_BADGES
from openbadges_issuer.model.achievement import Achievement, Alignment, ResultDescription
from openbadges_issuer.model.base import View
from openbadges_issuer.model.credential import OB_CONTEXT, VC_CONTEXT, VerifiableCredential
from openbadges_issuer.model.enumerations import IdentityType, ResultStatusType
from openbadges_issuer.model.faults import REQUIRED, Fault
from openbadges_issuer.model.profile import Endorsement, Image, Profile
from openbadges_issuer.model.values import (
    Boolean,
    CompactJws,
    Context,
    DateTimeZ,
    Iri,
    Many,
    Number,
    String,
    Text,
)


class IdentityObject(View):
    """An identifier of the recipient, hashed or plain. Closed.

    `identity_hash` is `sha256$hex` over the identifier with `salt` appended when `hashed`.
    """

    model_config = ConfigDict(extra="forbid")

    type: String = "IdentityObject"
    hashed: Boolean
    identity_hash: String
    identity_type: IdentityType
    salt: String | None = None


class Result(View):
    """A result of the recipient; `result_description` is the id of what it is a result of."""

    type: Many[String] = ("Result",)
    result_description: Iri | None = None
    value: Text | None = None
    status: ResultStatusType | None = None
    achieved_level: Iri | None = None
    alignment: Many[Alignment] = ()

    def faults_against(self, descriptions: dict[str, ResultDescription]) -> Iterator[Fault]:
        """Check the links of this result into the result descriptions of the achievement, by id."""
        description = descriptions.get(self.result_description or "")
        if self.result_description is not None and description is None:
            yield Fault(
                ("resultDescription",),
                "this is not the id of a resultDescription of the achievement",
            )
            return
        levels = description.rubric_criterion_level if description else ()
        if self.achieved_level is not None and self.achieved_level not in [x.id for x in levels]:
            yield Fault(
                ("achievedLevel",),
                "this is not the id of a rubricCriterionLevel of this result's resultDescription",
            )
        if description and description.result_type == "Status" and self.status is None:
            yield Fault(("status",), f"{REQUIRED}, since the resultType is Status")


class AchievementSubject(View):
    """The recipient and what the recipient achieved."""

    id: Iri | None = None
    type: Many[String] = ("AchievementSubject",)
    identifier: Many[IdentityObject] = ()
    achievement: Achievement
    activity_start_date: DateTimeZ | None = None
    activity_end_date: DateTimeZ | None = None
    credits_earned: Number | None = None
    image: Image | None = None
    license_number: Text | None = None
    narrative: Text | None = None
    result: Many[Result] = ()
    role: Text | None = None
    source: Profile | None = None
    term: Text | None = None

    def faults(self) -> Iterator[Fault]:
        """There must be a recipient, and results must point into the achievement."""
        yield from recipient_faults(self.id, self.identifier)
        descriptions = {item.id: item for item in self.achievement.result_description}
        for index, result in enumerate(self.result):
            for path, sentence in result.faults_against(descriptions):
                yield Fault(("result", index, *path), sentence)


class AchievementCredential(VerifiableCredential):
    """A badge. The types OpenBadgeCredential and AchievementCredential mean the same."""

    context: Many[Context] = (CREDENTIALS_V2, OPEN_BADGES)
    id: Iri
    type: Many[String] = ("VerifiableCredential", "OpenBadgeCredential")
    credential_subject: AchievementSubject
    image: Image | None = None
    endorsement: Many[Endorsement] = ()
    endorsement_jwt: Many[CompactJws] = ()

    _contexts: ClassVar = (VC_CONTEXT, OB_CONTEXT)
    _synonyms: ClassVar = {"AchievementCredential": "OpenBadgeCredential"}

    def faults(self) -> Iterator[Fault]:
        """Besides what holds for every credential, the VC 1.1 form needs a name."""
        yield from super().faults()
        if self.is_legacy and self.name is None:
            yield Fault(("name",), f"{REQUIRED} in the VC 1.1 form")


def recipient_faults(id_: str | None, identifier: Many[IdentityObject]) -> Iterator[Fault]:
    """A subject needs an id, or an identifier."""
    if id_ is None and not identifier:
        yield Fault((), "a subject needs an id or at least one identifier")
