"""What goes into the API and comes out of it, as OpenAPI describes it.

What Open Badges defines (achievement, evidence, result) is passed to the library as it comes, which
checks it by the standard; the members named here are those that a reader of the API looks for.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel


def _text(value: object) -> object:
    if value is not None and not isinstance(value, str):
        raise ValueError("a date-time with offset is expected, such as 2026-11-21T15:04:05Z")
    return value


_Moment = Annotated[AwareDatetime, BeforeValidator(_text)]


class _Model(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class AchievementRequest(BaseModel):
    """An Open Badges 3.0 Achievement without its id. Other members of the standard are taken."""

    model_config = ConfigDict(extra="allow")

    name: Any = Field(description="Text.")
    description: Any = Field(description="Text.")
    criteria: Any = Field(description="Criteria: an object with `narrative` (Markdown) or `id`.")
    image: Any = Field(
        default=None,
        description="Image: an object with `id`, a `data:` URI of a PNG or SVG, and `type` Image.",
    )


class AchievementAnswer(BaseModel):
    """An Open Badges 3.0 Achievement, as it stands in badges."""

    model_config = ConfigDict(extra="allow")

    id: str
    type: list[str]
    name: Any
    description: Any
    criteria: dict[str, Any]


class RecipientRequest(_Model):
    """Whose badge it is: e-mail addresses, or else a DID. Addresses are hashed and not kept."""

    email: list[str] = Field(default=[], max_length=10, description="Work and private address.")
    did: str | None = Field(default=None, description="In place of addresses.")
    id: str | None = Field(
        default=None,
        description="With addresses: `credentialSubject.id`, a URI without personal data. Give all "
        "badges of one person the same. Default: a new urn:uuid.",
    )


class AwardRequest(_Model):
    """An award."""

    achievement: str = Field(description="Id of the achievement.")
    recipient: RecipientRequest
    evidence: list[dict[str, Any]] = Field(default=[], max_length=100)
    results: list[dict[str, Any]] = Field(default=[], max_length=100)
    narrative: str | None = Field(default=None, description="How it was earned, in Markdown.")
    awarded_date: _Moment | None = Field(default=None, description="With offset. Default: now.")
    valid_until: _Moment | None = Field(default=None, description="With offset. Default: no end.")


class AwardHeaders(BaseModel):
    """Headers of an award."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    idempotency_key: str | None = Field(
        default=None,
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="Sent again with the same content, the request acts once.",
    )


class RevokeRequest(_Model):
    """A withdrawal."""

    reason: str | None = Field(
        default=None,
        max_length=500,
        pattern=r"^[^\x00]*$",
        description="Kept in the audit, shown to nobody else.",
    )


class PageQuery(BaseModel):
    """Which part of a long list."""

    limit: int = Field(default=50, ge=1, le=200)
    offset: int = Field(default=0, ge=0, le=10_000_000)


class AchievementList(_Model):
    """Achievements, oldest first."""

    achievements: list[AchievementAnswer]


class CredentialAnswer(_Model):
    """A badge and what became of it."""

    id: str
    achievement: str
    created_at: datetime
    revoked_at: datetime | None
    shared_at: datetime | None
    share_url: str | None = Field(description="The link for people; None when not shared.")
    code: str | None = Field(description="For paper; None when not shared.")
    credential: dict[str, Any] = Field(description="The signed OpenBadgeCredential.")
    token: str = Field(description="The same badge as a VC-JWT.")


class CredentialList(_Model):
    """Badges, newest first."""

    credentials: list[CredentialAnswer]
    total: int


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    path: str | None = Field(default=None, description="JSON path of the member that is wrong.")
    errors: dict[str, Any] | None = None
