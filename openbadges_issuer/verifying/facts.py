"""What the words about a badge are filled with: what was found, and what it says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from openbadges_issuer import timestamps
from openbadges_issuer.errors import InputError
from openbadges_issuer.phrases import Day, Phrase
from openbadges_issuer.plain_text import plain
from openbadges_issuer.report import CHECK_IDS, Check, Outcome
from openbadges_issuer.verifying.trust import domain_of


class Facts(NamedTuple):
    """What the words are filled with.

    Attributes:
        checks: all checks of the report, in the order of `CHECK_IDS`.
        document: the signed document; empty when nothing may be shown.
        claimed_id: the issuer that the badge names, proved or not.
        issuer: the issuer's proved name, else the key.
        recipient: the identity that was asked about.
    """

    checks: tuple[Check, ...]
    document: Mapping[str, Any]
    claimed_id: str | None
    issuer: str
    recipient: str

    def check(self, check_id: str) -> Check:
        """Return one check."""
        return self.checks[CHECK_IDS.index(check_id)]

    @property
    def is_known(self) -> bool:
        """Whether the issuer is one that the verifying side knows."""
        return self.check("issuer_known").outcome is Outcome.PASSED

    def day(self, *members: str) -> Day | Phrase:
        """Give the day of the first of these date members that the document has."""
        for member in members:
            if member in self.document:
                try:
                    return Day(timestamps.parse(self.document[member]))
                except InputError:
                    continue
        return Phrase("a day it does not say")

    @property
    def awarded(self) -> Day | Phrase:
        """The day of the award."""
        return self.day("awardedDate", "validFrom", "issuanceDate")

    @property
    def badge_name(self) -> str:
        """The achievement's name, else the credential's."""
        subject = self.document.get("credentialSubject")
        achievement = subject.get("achievement") if isinstance(subject, dict) else None
        own = achievement.get("name") if isinstance(achievement, dict) else None
        return _plain(own) or _plain(self.document.get("name")) or Phrase("this badge")

    @property
    def claimed_name(self) -> str:
        """What the issuer calls itself; anyone can choose a name."""
        issuer = self.document.get("issuer")
        name = _plain(issuer.get("name")) if isinstance(issuer, dict) else ""
        return name or self.claimed_id or Phrase("nothing")

    @property
    def whom_to_ask(self) -> str:
        """The issuer, and how to reach it if it is known: what a stranger writes reaches him."""
        issuer = self.document.get("issuer")
        if not isinstance(issuer, dict) or not self.is_known:
            return self.issuer
        contact = next(filter(None, (_plain(issuer.get(m)) for m in ("email", "phone", "url"))), "")
        if not contact:
            return self.issuer
        return Phrase("{issuer} ({contact})", issuer=self.issuer, contact=contact)

    @property
    def domain(self) -> str:
        """The domain that the badge names as its issuer's."""
        own = domain_of(self.claimed_id) if self.claimed_id else None
        return own or Phrase("the issuer's website")


def _plain(text: Any) -> str:
    """Take the text out of a string or a text with a language, for a place in a sentence."""
    value = text.get("@value") if isinstance(text, dict) else text
    return plain(value) if isinstance(value, str) else ""
