"""What was earned, and by whom: the badge (OB 3.0, section "AchievementCredential")."""

from __future__ import annotations

from pydantic import ConfigDict

from openbadges_issuer.contexts import CREDENTIALS_V2, OPEN_BADGES
from openbadges_issuer.model.achievement import Achievement, Alignment
from openbadges_issuer.model.base import View
from openbadges_issuer.model.credential import VerifiableCredential
from openbadges_issuer.model.profile import Endorsement, Image, Profile
from openbadges_issuer.model.values import (
    Boolean,
    CompactJws,
    Context,
    DateTimeZ,
    IdentityType,
    Iri,
    Many,
    Number,
    ResultStatusType,
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


class AchievementCredential(VerifiableCredential):
    """A badge. The types OpenBadgeCredential and AchievementCredential mean the same."""

    context: Many[Context] = (CREDENTIALS_V2, OPEN_BADGES)
    id: Iri
    type: Many[String] = ("VerifiableCredential", "OpenBadgeCredential")
    credential_subject: AchievementSubject
    image: Image | None = None
    endorsement: Many[Endorsement] = ()
    endorsement_jwt: Many[CompactJws] = ()
