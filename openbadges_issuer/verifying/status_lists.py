"""Reading the list that a badge names: fetched, proved, and the one badge looked up in it.

Specification: Bitstring Status List 1.0 section 3.2 (validate algorithm).
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from openbadges_issuer.errors import OpenBadgesError, Problem, StatusError
from openbadges_issuer.fetching import Response
from openbadges_issuer.fetching.freshness import LONGEST_FRESH
from openbadges_issuer.limits import Limits
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.report import Outcome
from openbadges_issuer.status import (
    PublishedList,
    RevocationList,
    RevocationListEntry,
    StatusEntry,
    StatusReading,
)
from openbadges_issuer.verifying.circumstances import Circumstances
from openbadges_issuer.verifying.proving import prove
from openbadges_issuer.verifying.reader import Found, issuer_id_of, read_credential
from openbadges_issuer.verifying.remembered import Remembered
from openbadges_issuer.verifying.trust import TrustLists, domain_of

_ACCEPT = (
    "application/vc, application/vc+jwt;q=0.9, application/vc+ld+json;q=0.9, "
    "application/ld+json;q=0.8, application/json;q=0.8"
)
_ACCEPT_UNSIGNED = "application/json"
_LIST_VALUES = 500  # a status list has about twenty, one of them large


class LookedUp(NamedTuple):
    """What a list says of a badge, and how old that is.

    Attributes:
        value: of the entry; 0 when the badge is neither revoked nor suspended.
        dated: since when the list says so; None when it does not tell.
        retrieved_at: when the list was fetched.
        is_old: True when a newer list may say something else, and could not be had.
        is_short: as `StatusReading` has it.
        by_holder: True when whoever brings the badge brought the list.
    """

    value: int
    dated: datetime | None
    retrieved_at: datetime
    is_old: bool
    is_short: bool = False
    by_holder: bool = False

    @property
    def as_of(self) -> datetime | None:
        """When it was as the list says; of a holder's copy only what is signed in it counts."""
        return self.dated if self.by_holder else self.retrieved_at


class StatusLists(NamedTuple):
    """Looks badges up in lists.

    Attributes:
        circumstances: of the verification.
        seen_lists: by URL, the newest `validFrom` seen; an older list never replaces a newer one.
        trust: those whose lists count for the badges of others; None when nobody's do.
        remembered: what was computed of lists, which many badges share.
    """

    circumstances: Circumstances
    seen_lists: MutableMapping[str, datetime]
    trust: TrustLists | None
    remembered: Remembered

    def look_up(self, entry: StatusEntry, issuer_id: str | None) -> LookedUp:
        """Look an entry up in the signed list of bits that it names.

        Raises:
            StatusError: the list is not one that counts for this badge, or has no such entry.
            FetchError: the list was not retrieved.
        """
        response = self.fetch(entry)
        reading = self._read(response, entry, issuer_id)
        age = self.circumstances.now - response.retrieved_at
        return LookedUp(
            reading.value,
            reading.valid_from,
            response.retrieved_at,
            response.stale or age > reading.good_for,
            reading.is_short,
            response.by_holder,
        )

    def look_up_id(
        self, entry: RevocationListEntry, badge_id: object, issuer_id: str | None
    ) -> LookedUp:
        """Look a badge up by its id in the unsigned list that it names.

        Raises:
            StatusError: the list is not on the issuer's own web address, or is not its list, or is
                malformed; or the badge has no id.
            FetchError: the list was not retrieved.
        """
        url = entry.status_list_credential
        if issuer_id is None or domain_of(issuer_id) != url.split("/")[2]:
            raise StatusError(
                Phrase("the list is not signed, and not kept on the issuer's own web address")
            )
        if not isinstance(badge_id, str):
            raise StatusError(Phrase("the badge has no id by which the list could name it"))
        response = self.fetch(entry)
        if response.by_holder:
            raise StatusError(Phrase("the copy that came with the badge is signed by nobody"))
        once = self.remembered.of(response.content)
        listed = once(
            "revoked",
            lambda: RevocationList.read(response.content, limits=self.circumstances.limits),
        )
        if listed.id not in (None, url) or listed.issuer not in (None, issuer_id):
            raise StatusError(Phrase("this is not the list that the badge names, {url}", url=url))
        age = self.circumstances.now - response.retrieved_at
        is_old = response.stale or age > LONGEST_FRESH
        return LookedUp(int(listed.revokes(badge_id)), None, response.retrieved_at, is_old)

    def fetch(self, entry: StatusEntry | RevocationListEntry) -> Response:
        """Retrieve the list that an entry names.

        Raises:
            StatusError: it is too large (TOO_LARGE).
            FetchError: it was not retrieved.
        """
        url, most = entry.status_list_credential, self.circumstances.limits.status_list_bytes
        accept = _ACCEPT_UNSIGNED if isinstance(entry, RevocationListEntry) else _ACCEPT
        response = self.circumstances.fetcher.fetch(url, max_bytes=most, accept=accept)
        if len(response.content) > most:
            raise StatusError(Phrase("the status list is too large"), problem=Problem.TOO_LARGE)
        return response

    def _read(self, response: Response, entry: StatusEntry, issuer_id: str | None) -> StatusReading:
        """Prove the list, then look the entry up in it."""
        once = self.remembered.of(response.content)
        found = once("found", lambda: self._parse(response))
        stated = issuer_id_of(found.document)
        if stated is None:
            raise StatusError(Phrase("the status list does not say whose it is"))
        if stated != issuer_id and not self._trusts(stated):  # before anybody is asked for its key
            raise StatusError(
                Phrase(
                    "the status list is by {issuer}, neither the issuer of the badge nor trusted "
                    "here",
                    issuer=stated,
                )
            )
        limits = self.circumstances.limits
        proving = prove(found, self.circumstances._replace(limits=_bounds(limits), once=once))
        for check in (proving.format, proving.signature, proving.key_bound_to_issuer):
            if check.outcome is not Outcome.PASSED:
                why = Phrase("the status list could not be confirmed: {why}", why=check.detail)
                raise StatusError(why)

        listed = once(
            ("list", entry.form, entry.status_list_credential, entry.purpose),
            lambda: PublishedList.read(found.document, entry, limits=limits),
            size=lambda listed: len(listed.bits) // 8,
        )
        now = self.circumstances.now
        if response.by_holder:  # never an answer, so that it may have ended
            now = min([now, *listed.ends.values()])
        reading = listed.look_up(entry, now)
        self._compare(entry.status_list_credential, reading)
        # Of a holder's copy nothing stays: whoever has a stolen key of old could date a list so
        # that no list of the issuer's counts any more, for anybody's badge.
        if reading.valid_from is not None and not response.by_holder:
            self.seen_lists[entry.status_list_credential] = reading.valid_from
        return reading

    def _trusts(self, issuer_id: str) -> bool:
        if self.trust is None:
            return False
        today = self.circumstances.now.date()
        listing = self.trust.counting(today).find(issuer_id, today)
        return listing is not None and listing.issuer.covers(today)

    def _parse(self, response: Response) -> Found:
        try:
            return read_credential(response.content, limits=self.circumstances.limits)
        except OpenBadgesError as error:
            raise StatusError(
                Phrase("what stands there is not a status list: {why}", why=error.message)
            ) from None

    def _compare(self, url: str, reading: StatusReading) -> None:
        newest = self.seen_lists.get(url)
        if newest is not None and (reading.valid_from is None or reading.valid_from < newest):
            raise StatusError(Phrase("a newer list than this was seen, of {time}", time=newest))


@lru_cache(maxsize=16)
def _bounds(limits: Limits) -> Limits:
    return replace(limits, quads=min(limits.quads, _LIST_VALUES))
