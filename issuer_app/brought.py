"""What strangers bring is verified in processes that hold no key and no connection, and can end.

All that they need of the host, they ask it for. They load this module, so it loads little.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import openbadges_issuer as ob
from openbadges_issuer.baking import image_kind, unbake
from openbadges_issuer.bulk import Ask
from openbadges_issuer.verifying.many import FetcherThere, SeenThere


class Visit(NamedTuple):
    """Under what all is verified that one request brings.

    Attributes:
        own: the host's own issuers.
        recipient: the identity to match, or None.
        now: the time, UTC.
    """

    own: ob.TrustList
    recipient: str | None
    now: datetime


class Brought(NamedTuple):
    """One thing to verify: a text or a file's bytes."""

    content: str | bytes
    visit: Visit


class Verified(NamedTuple):
    """What was found.

    Attributes:
        report: of it.
        text: the badge's own text, with which it can be asked about again; "" when there is none.
    """

    report: ob.Report
    text: str


@dataclass(frozen=True)
class Lists(ob.TrustLists):
    """Lists that look up once whom an issuer may be taken for; many badges may be of one issuer."""

    _resembled: dict[tuple[str, str], ob.TrustedIssuer | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def resembling(self, issuer_id: str, claimed_name: str) -> ob.TrustedIssuer | None:
        """Give the entry that an unlisted issuer may be taken for, as `TrustLists` does."""
        asked = issuer_id, claimed_name
        if asked not in self._resembled:
            self._resembled[asked] = super().resembling(*asked)
        return self._resembled[asked]


class _Verifying:
    """Verifies things one by one; those of one visit share what strangers make it remember."""

    def __init__(self, listed: tuple[ob.TrustList, ...], loopback: bool, ask: Ask) -> None:
        self._listed = listed
        self._fetcher = FetcherThere(ask, loopback=loopback)
        self._seen_lists = SeenThere(ask)
        self._visit: Visit | None = None
        self._verifier: ob.Verifier | None = None

    def __call__(self, brought: Brought) -> Verified:
        content, visit = brought
        if self._verifier is None or visit != self._visit:
            self._visit, self._verifier = visit, self._for(visit)
        self._seen_lists.clear()  # so that the host hears which ones this thing asks for
        report = self._verifier.verify(content, recipient=visit.recipient)
        # Of a bundle the text would be the badge's alone, without the copies that came with it.
        has_text = report.document is not None and report.found_in != "ZIP"
        return Verified(report, _text_of(content) if has_text else "")

    def _for(self, visit: Visit) -> ob.Verifier:
        return ob.Verifier(
            ob.Policy(trust=Lists((visit.own, *self._listed))),
            fetcher=self._fetcher,
            clock=lambda: visit.now,
            seen_lists=self._seen_lists,
        )


def verifying(
    listed: tuple[ob.TrustList, ...], loopback: bool, ask: Ask
) -> Callable[[Brought], Verified]:
    """Make the work of such a process.

    Args:
        listed: the district's lists of issuers, which come after the host's own.
        loopback: whether the host fetches by http too, for trying out.
        ask: asks the host.
    """
    return _Verifying(listed, loopback, ask)


def _text_of(content: str | bytes) -> str:
    """Take the badge's text out of a file that was verified."""
    if isinstance(content, bytes):
        return unbake(content) if image_kind(content) else content.decode("utf-8")
    return content
