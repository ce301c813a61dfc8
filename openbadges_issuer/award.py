"""An award: an achievement, and who is to have it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from types import NoneType

from openbadges_issuer.errors import SettingsError
from openbadges_issuer.model import Achievement, Evidence, Image, Recipient, Result
from openbadges_issuer.status import StatusEntry

_MOMENT = (
    (datetime, NoneType),
    "a datetime with a time zone, such as datetime(2026, 11, 21, tzinfo=UTC)",
)
# The other members are written as they are, and the data model says what is wrong with them.
_KINDS: dict[str, tuple[tuple[type, ...], str]] = {
    "achievement": ((Achievement,), "an Achievement"),
    "to": ((Recipient,), 'a Recipient, such as Recipient.by_email("teacher@example.org")'),
    "evidence": ((tuple,), "a list of Evidence"),
    "results": ((tuple,), "a list of Result"),
    "status": ((StatusEntry, NoneType), "a StatusEntry"),
    "awarded_date": _MOMENT,
    "valid_from": _MOMENT,
    "valid_until": _MOMENT,
}


@dataclass(frozen=True)
class Award:
    """One award, as `Issuer.issue` takes it.

    Attributes:
        achievement: what was achieved.
        to: who achieved it.
        evidence: what was handed in; kept as a tuple.
        results: likewise how it was judged; each names a result description of the achievement.
        status: where a later withdrawal or pause will be published. Open Badges has one.
        narrative: how this recipient earned it, in Markdown.
        image: a picture of this one award, in place of the achievement's.
        awarded_date: day of the award, with offset; left out when not given.
        valid_from: default: now.
        valid_until: default: it has no end.
        id: URI of the credential; default: a random ``urn:uuid:``.
    """

    achievement: Achievement
    to: Recipient
    evidence: Iterable[Evidence] = ()
    results: Iterable[Result] = ()
    status: StatusEntry | None = None
    narrative: str | None = None
    image: Image | None = None
    awarded_date: datetime | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    id: str | None = None

    def __post_init__(self) -> None:
        """Keep what can be read only once, so that the award can be issued again."""
        for name in ("evidence", "results"):
            given = getattr(self, name)
            if not isinstance(given, tuple) and isinstance(given, Iterable):
                object.__setattr__(self, name, tuple(given))


def check_award(award: Award) -> None:
    """Refuse what is no award, or has a member from which nothing could be read.

    Raises:
        SettingsError: it is so.
    """
    if not isinstance(award, Award):
        raise SettingsError(f"an award is of type {type(award).__name__}; give an Award")
    for name, (kinds, meant) in _KINDS.items():
        value = getattr(award, name)
        if not isinstance(value, kinds):
            raise SettingsError(f"{name} is of type {type(value).__name__}; give {meant}")
