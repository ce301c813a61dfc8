"""What can happen in a case: each kind of event, and what it says.

Digests are `digestMultibase` values over the stored bytes; see
`openbadges_issuer.programs.awards.evidence.digest`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, StrictInt, StrictStr, ValidationError

from openbadges_issuer.errors import SettingsError
from openbadges_issuer.programs.model.evidence import PieceKind
from openbadges_issuer.programs.model.values import Entry

_UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
_DIGEST = r"^uEi[A-Za-z0-9_-]{44}$"
_MEDIA_TYPE = r"^[a-z]{4,11}/[a-z0-9][a-z0-9.+-]{0,126}$"

Name = Annotated[StrictStr, Field(min_length=1, max_length=300)]
Words = Annotated[StrictStr, Field(min_length=1, max_length=20_000, pattern=r"\S")]
Digest = Annotated[StrictStr, Field(pattern=_DIGEST)]
PieceId = Annotated[StrictStr, Field(pattern=_UUID)]
Records = dict[StrictStr, Any]
"""What the actor of a move filled in, by the name of the record.

Text as text, yes and no as true and false, a day as ``2026-11-21``, an amount as a whole number or
as text such as ``"4.5"``, and a rubric as the level of each criterion.
"""


class Happening(Entry):
    """What happened; `ask` takes one as what somebody wants to do."""

    def __init__(self, /, **members: Any) -> None:
        """Say what happened.

        Raises:
            SettingsError: a member is missing or wrong.
        """
        try:
            super().__init__(**members)
        except ValidationError as error:
            raise SettingsError(fault_in(error), path=type(self).__name__) from None

    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    def __repr_args__(self) -> Iterator[tuple[str, Any]]:
        """Show nothing of what people wrote."""
        yield from ()


def fault_in(error: ValidationError) -> str:
    """Tell the first thing that is wrong, and where, without the value: it may be personal."""
    details = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(step) for step in details["loc"])
    return f"{where}: {details['msg']}" if where else details["msg"]


class Opened(Happening):
    """A case began. Its actor is the applicant.

    Attributes:
        program: id of the program.
        revision: its revision, by which the case goes on.
        achievement: an exact ref, such as ``culture.2``.
        school: school of the applicant, a key of `schools` where the program has them.
        group: name of the group that learns together; each of it has a case of its own.
    """

    program: Name
    revision: StrictInt
    achievement: Name
    school: Name | None = None
    group: Name | None = None


class PartAdded(Happening):
    """A piece was handed in.

    Attributes:
        part: what it is a piece of.
        piece: its id, a UUID, which is its id in the badge too.
        digest: of the stored bytes.
        media_type: of these.
        size: how many bytes.
        kind: what the piece is.
        names: what it names: achievements, goals as ``framework.item``, or what was chosen.
    """

    part: Name
    piece: PieceId
    digest: Digest
    media_type: Annotated[StrictStr, Field(pattern=_MEDIA_TYPE)]
    size: Annotated[StrictInt, Field(ge=0)]
    kind: PieceKind
    names: Annotated[tuple[Name, ...], Field(max_length=1_000)] = ()


class PartReplaced(PartAdded):
    """A piece was handed in anew; the version before stays in the log."""


class PartWithdrawn(Happening):
    """A piece was taken back; it stays in the log."""

    part: Name
    piece: PieceId


class Voted(Happening):
    """A member of a group voted on a proposal: a move with its records."""

    move: Name
    records: Records = Field(default_factory=dict)
    vote: Literal["yes", "no"]


class Moved(Happening):
    """A move was made."""

    move: Name
    records: Records = Field(default_factory=dict)


class BadgeTakenIn(Happening):
    """A badge of others, verified, was taken in.

    Attributes:
        credential: digest of the credential as received.
        issuer: its proved issuer.
        achievement: id of its achievement.
        verdict: what verification said.
        accepts: entry of the program's `accepts` by which it was taken in.
    """

    credential: Name
    issuer: Name
    achievement: Name
    verdict: Literal["valid"]
    accepts: Name


class Approved(Happening):
    """A choice was approved: one badge or achievement.

    Attributes:
        what: exact ref of the achievement, id of one of others, or digest of a badge.
        by: role that approved it.
    """

    what: Name
    by: Name


class Extended(Happening):
    """A deadline was moved, for this case alone.

    Attributes:
        deadline: which.
        until: the new one: a day, to its end, or a moment; in the program's time zone.
        reason: why.
    """

    deadline: Name
    until: Name
    reason: Words


class Reassigned(Happening):
    """Another person took over a role in the case."""

    role: Name
    to: Name


class Requested(Happening):
    """A reward was asked for."""

    reward: Name


class Granted(Happening):
    """A reward that was asked for is given."""

    reward: Name


class Issued(Happening):
    """The badge of the case was issued: its credential's id, and the digest of its bytes."""

    credential: Name
    digest: Name


class Revoked(Happening):
    """The badge was withdrawn.

    Attributes:
        reason: for the district alone.
        published_reason: what may be shown; None: nothing.
    """

    reason: Words
    published_reason: Words | None = None


class Suspended(Revoked):
    """The badge was paused."""


class Reinstated(Revoked):
    """A paused badge counts again."""


class Corrected(Happening):
    """A note on an earlier event, which stays as it is: its number, and what is to be known."""

    seq: Annotated[StrictInt, Field(ge=1)]
    why: Words


KINDS: dict[str, type[Happening]] = {
    "opened": Opened,
    "part_added": PartAdded,
    "part_replaced": PartReplaced,
    "part_withdrawn": PartWithdrawn,
    "vote": Voted,
    "moved": Moved,
    "badge_taken_in": BadgeTakenIn,
    "approved": Approved,
    "extended": Extended,
    "reassigned": Reassigned,
    "requested": Requested,
    "granted": Granted,
    "issued": Issued,
    "revoked": Revoked,
    "suspended": Suspended,
    "reinstated": Reinstated,
    "corrected": Corrected,
}
"""By the `kind` of an event."""

KIND_OF = {happening: kind for kind, happening in KINDS.items()}

__all__ = [
    "KINDS",
    "KIND_OF",
    "Approved",
    "BadgeTakenIn",
    "Corrected",
    "Extended",
    "Granted",
    "Happening",
    "Issued",
    "Moved",
    "Opened",
    "PartAdded",
    "PartReplaced",
    "PartWithdrawn",
    "Reassigned",
    "Reinstated",
    "Requested",
    "Revoked",
    "Suspended",
    "Voted",
]
