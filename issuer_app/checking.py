"""Checking what a stranger brings: links, codes, texts and files become reports."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from threading import BoundedSemaphore
from urllib.parse import urlsplit

import structlog

import openbadges_issuer as ob
from issuer_app.accounts import Accounts
from issuer_app.brought import Brought, Lists, Verified, Visit
from issuer_app.config import LOOPBACK_HOSTS, Settings
from issuer_app.errors import BusyError, NotFoundError
from issuer_app.own_documents import OwnDocuments
from issuer_app.presenting import is_doubtful_by_itself
from issuer_app.publishing import Publishing
from issuer_app.seen_lists import SeenLists, Sightings
from issuer_app.store import Credential
from openbadges_issuer import share_code
from openbadges_issuer.bulk.apart import Apart, Time
from openbadges_issuer.errors import WorkerError
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.report import Outcome
from openbadges_issuer.verifying.many import FetchedLately, answer

MOST_AT_ONCE = 20

_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_OWN_PATH = re.compile(r"/(?:b/([^/]+?)|credentials/([0-9a-f-]{36}))(?:\.[a-z]+)?/?")
_ACCEPT = (
    "application/vc, application/vc+jwt, application/vc+ld+json;q=0.9, "
    "application/ld+json;q=0.8, application/json;q=0.8, image/png;q=0.7, image/svg+xml;q=0.7, "
    "text/plain;q=0.5"
)
_MOST_BYTES = 5_000_000
_SECONDS = 15.0  # for all that one request has fetched
_AT_ONCE = 2  # requests of one process; the other threads publish status lists meanwhile


@dataclass(frozen=True, slots=True)
class Given:
    """One thing to check: what was typed, or a file's bytes under a name."""

    name: str
    content: str | bytes


@dataclass(frozen=True, slots=True)
class Checked:
    """What is to be said of one thing.

    Attributes:
        name: what was asked about: a link, a code, a file's name; anyone can choose it.
        report: what was found; None when there is nothing at that address of ours.
        text: the badge's own text, with which it can be asked about again; "" when there is none,
            as for a token inside another document.
        link: the badge's own page here; None when it has none.
    """

    name: str
    report: ob.Report | None
    text: str = ""
    link: str | None = None


class Checking:
    """Verifies for strangers, under the host's lists of known issuers.

    What they bring is verified in processes that can be ended, and what this host itself has signed
    is verified here: nobody but its issuers chooses what is in that.
    """

    def __init__(
        self,
        publishing: Publishing,
        accounts: Accounts,
        documents: OwnDocuments,
        listed: Sequence[ob.TrustList],
        apart: Apart,
        seen_lists: SeenLists,
        settings: Settings,
        clock: Callable[[], datetime],
    ) -> None:
        """Keep what checking depends on; `apart` does the work of `brought.verifying`."""
        self._publishing = publishing
        self._accounts = accounts
        self._documents = documents
        self._listed = listed
        self._apart = apart
        self._settings = settings
        self._clock = clock
        self._seen_lists = seen_lists
        self._free = BoundedSemaphore(_AT_ONCE)

    def trust(self) -> ob.TrustLists:
        """Give the issuers that this host knows: its own, and those on the district's lists."""
        return Lists((self._own_issuers(), *self._listed))

    def badge(self, credential: Credential, recipient: str | None = None) -> ob.Report:
        """Verify a badge of this host as anybody else would."""
        return self._verifier(self._documents).verify(credential.embedded, recipient=recipient)

    def given(self, things: Sequence[Given], recipient: str | None = None) -> list[Checked]:
        """Verify what a stranger brings; each document is fetched once for all of it.

        Raises:
            BusyError: as many as may be verify already.
        """
        if not self._free.acquire(blocking=False):
            raise BusyError("many badges are being checked at this moment; try again")
        try:
            visit = Visit(self._own_issuers(), recipient, self._clock().astimezone(UTC))
            fetched = FetchedLately(_Within(self._documents, _SECONDS))
            time_left = Time(self._settings.verify_seconds)
            return [
                row
                for thing in things
                for row in _rows(self._answer(thing, visit, fetched, time_left))
            ]
        finally:
            self._free.release()

    def _own_issuers(self) -> ob.TrustList:
        own = {
            row.did: ob.TrustedIssuer(key=row.did, name=str(row.profile["name"]))
            for row in self._accounts.issuers()
        }
        name = Phrase("issuers that {host} knows", host=self._settings.name)
        return ob.TrustList(own, name=name, keeper=self._settings.name)

    def _verifier(self, fetcher: ob.Fetcher) -> ob.Verifier:
        return ob.Verifier(ob.Policy(trust=self.trust()), fetcher=fetcher, clock=self._clock)

    def _answer(
        self, thing: Given, visit: Visit, fetched: FetchedLately, time_left: Time
    ) -> Checked:
        content, fetcher = thing.content, fetched.at(visit.now)
        if isinstance(content, str):
            code, id_ = self._own_address(content)
            if code or id_:
                return self._own(thing.name, code, id_, fetcher, visit.recipient)
            if _LINK.fullmatch(content):
                try:
                    content = fetcher.fetch(content, max_bytes=_MOST_BYTES, accept=_ACCEPT).content
                except ob.FetchError as error:
                    return Checked(thing.name, self._verifier(fetcher).unreached(error))
        sightings = Sightings(self._seen_lists)
        told = partial(answer, fetched=fetched, seen_lists=sightings)
        try:
            verified: Verified = self._apart.do(Brought(content, visit), time_left, told)
        except WorkerError as error:
            structlog.get_logger().error("a verification was ended", reason=error.message)
            return Checked(thing.name, self._verifier(fetcher).unfinished())
        self._seen_lists.add(sightings.seen, by_known=_is_by_known(verified.report))
        return Checked(thing.name, *verified)

    def _own(
        self,
        name: str,
        code: str | None,
        id_: str | None,
        fetcher: ob.Fetcher,
        recipient: str | None,
    ) -> Checked:
        try:
            found = (
                self._publishing.shared_by_code(code)
                if code
                else self._publishing.shared(id_ or "")
            )
        except NotFoundError:
            return Checked(name, None)
        link = self._settings.addresses.share_page(found.code)
        report = self._verifier(fetcher).verify(found.embedded, recipient=recipient)
        return Checked(name, report, link, link)

    def _own_address(self, text: str) -> tuple[str | None, str | None]:
        """Find the code or the id in a code, or in a link to this host however it is written."""
        if code := share_code.normalize(text):
            return code, None
        try:
            parts = urlsplit(text if "//" in text else f"//{text}")
        except ValueError:  # brackets that are no IPv6 address
            return None, None
        addresses = self._settings.addresses
        own = LOOPBACK_HOSTS if addresses.is_loopback else ()
        if parts.netloc.lower() not in (addresses.netloc, *own):
            return None, None
        path = _OWN_PATH.fullmatch(parts.path)
        if not path:
            return None, None
        return (share_code.normalize(path[1]) or path[1], None) if path[1] else (None, path[2])


def _is_by_known(report: ob.Report) -> bool:
    """Tell whether the issuers of all that was found are known, and who vouches for it too."""
    inside = all(_is_by_known(part.report) for part in (*report.parts, *report.endorsements))
    if report.parts and report.document is None:  # a presentation, which is nobody's
        return inside
    return inside and report.check("issuer_known").outcome is Outcome.PASSED


def _rows(checked: Checked) -> list[Checked]:
    """Give each badge in a record or a presentation a row of its own, after the record itself.

    A presentation has one only when more is wrong with it than with what is in it.
    """
    report = checked.report
    if report is None or not report.parts:
        return [checked]
    rows = [checked] if report.document is not None or is_doubtful_by_itself(report) else []
    for number, part in enumerate(report.parts, 1):
        # Of a bundle's badge the text would lack the copies that came with it.
        text = "" if report.found_in == "ZIP" else _written(part.report)
        row = Checked(f"{checked.name} ({number})", part.report, text)
        rows += _rows(row)
    return rows


def _written(report: ob.Report) -> str:
    """Write a badge that came inside another document; of a token, only what it says is left."""
    by_itself = report.document is not None and report.found_in == "JSON"
    return json.dumps(report.document) if by_itself else ""


class _Within:
    """Asks another fetcher until a request has taken its time; one may bring twenty slow links."""

    def __init__(self, fetcher: OwnDocuments, seconds: float) -> None:
        self._fetcher = fetcher
        self._end = time.monotonic() + seconds
        self.loopback = fetcher.loopback

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> ob.Response:
        if time.monotonic() > self._end:
            raise ob.FetchError(
                Phrase("{url} was not asked, as the others took too long", url=url[:200])
            )
        return self._fetcher.fetch(url, max_bytes=max_bytes, accept=accept)


def things_in(text: str, files: Sequence[tuple[str, bytes]]) -> list[Given]:
    """Take apart what was sent: each line a link or a code, or all of the text one badge."""
    typed = text.strip()
    whole = typed.startswith("{") or len(typed.splitlines()) == 1
    lines = [typed] if whole else [line.strip() for line in typed.splitlines()]
    things = [Given(line[:200], line) for line in lines if line]
    return things + [Given(name[:200], content) for name, content in files]
