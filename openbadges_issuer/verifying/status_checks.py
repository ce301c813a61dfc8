"""Has the badge been withdrawn or paused? Every entry is looked up; a doubt stays a doubt.

Specification: Bitstring Status List 1.0 section 3.2 (validate algorithm).
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from openbadges_issuer.errors import FetchError, OpenBadgesError, Problem, StatusError
from openbadges_issuer.fetching import Response
from openbadges_issuer.limits import Limits
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.report import Check, Outcome
from openbadges_issuer.status import Bitstring, StatusEntry, StatusReading, read_status_list
from openbadges_issuer.strict_json import as_list, member_path
from openbadges_issuer.verifying.circumstances import Circumstances
from openbadges_issuer.verifying.proving import prove
from openbadges_issuer.verifying.reader import Found, issuer_id_of, read_credential
from openbadges_issuer.verifying.remembered import Remembered
from openbadges_issuer.verifying.trust import TrustLists

CHECK_OF_PURPOSE = {"revocation": "status_revocation", "suspension": "status_suspension"}
# Purposes of the standard that say nothing about whether the badge is in force.
_OTHER_PURPOSES = {"refresh", "message"}
_PATH = "$.credentialStatus"
_SPEC = "https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm"
_ACCEPT = "application/vc, application/vc+ld+json, application/ld+json, application/json"
_LIST_VALUES = 500  # a status list has about twenty, one of them large
_FOUND = {
    "revocation": (Phrase("It has been withdrawn."), Problem.REVOKED),
    "suspension": (Phrase("It has been paused."), Problem.SUSPENDED),
}


class StatusChecker(NamedTuple):
    """Looks up the status entries of a badge.

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

    def check(self, document: Mapping[str, Any], issuer_id: str | None) -> list[Check]:
        """Return the two status checks of a badge by this issuer."""
        given = document.get("credentialStatus")
        entries = as_list(given)
        answers: dict[str, list[_EntryStatus]] = {id_: [] for id_ in CHECK_OF_PURPOSE.values()}
        if len(entries) > self.circumstances.limits.status_entries:
            too_many = _doubt(
                Phrase("It names {count} status lists, too many to ask.", count=len(entries))
            )
            return [too_many.for_check(id_) for id_ in answers]
        for index, entry in enumerate(entries):
            path = member_path("$.credentialStatus", index) if isinstance(given, list) else _PATH
            purpose = _purpose(entry)
            if purpose in _OTHER_PURPOSES:
                continue
            about = [CHECK_OF_PURPOSE[purpose]] if purpose in CHECK_OF_PURPOSE else list(answers)
            answer = self._answer(entry, path, issuer_id)
            for id_ in about:
                answers[id_].append(answer)
        return [_worst(several).for_check(id_) for id_, several in answers.items()]

    def _answer(self, entry: Any, path: str, issuer_id: str | None) -> _EntryStatus:
        try:
            known = StatusEntry.read(entry, path)
        except StatusError as error:
            return _doubt(error.sentence, error.problem, error.path)
        host = known.status_list_credential.split("/")[2]
        try:
            response = self._fetch(known.status_list_credential)
            reading = self._read(response, known, issuer_id)
        except StatusError as error:
            return _doubt(error.sentence, error.problem, path)
        except FetchError as error:
            why = Phrase("The list at {host} was not read: {why}.", host=host, why=error.message)
            return _doubt(why, Problem.STATUS_RETRIEVAL, path)
        if reading.is_set:
            detail, problem = _FOUND[known.purpose]
            return _EntryStatus(Outcome.FAILED, detail, problem, path)
        if response.stale:
            return _doubt(_no_answer(host, reading.valid_from), Problem.STATUS_RETRIEVAL, path)
        read = _read_at(host, reading.valid_from, response.retrieved_at)
        return _EntryStatus(Outcome.PASSED, read)

    def _fetch(self, url: str) -> Response:
        most = self.circumstances.limits.status_list_bytes
        response = self.circumstances.fetcher.fetch(url, max_bytes=most, accept=_ACCEPT)
        if len(response.content) > most:
            raise StatusError(Phrase("the status list is too large"), problem=Problem.TOO_LARGE)
        return response

    def _read(self, response: Response, entry: StatusEntry, issuer_id: str | None) -> StatusReading:
        """Prove the list, then look the entry up in it."""
        once = self.remembered.of(response.content)
        found = once("found", lambda: self._parse(response))
        stated = issuer_id_of(found.document)
        if stated != issuer_id and not self._trusts(stated):  # before anybody is asked for its key
            raise StatusError(
                Phrase(
                    "the status list is by {issuer}, neither the issuer of the badge nor trusted "
                    "here",
                    issuer=str(stated),
                )
            )
        now, limits = self.circumstances.now, self.circumstances.limits
        proving = prove(found, self.circumstances._replace(limits=_bounds(limits), once=once))
        for check in (proving.format, proving.signature, proving.key_bound_to_issuer):
            if check.outcome is not Outcome.PASSED:
                why = Phrase("the status list could not be confirmed: {why}", why=check.detail)
                raise StatusError(why)
        reading = read_status_list(
            found.document,
            entry,
            now=now,
            decode=lambda text: once(
                "bits",
                lambda: Bitstring.decode(text, limits=limits),
                size=lambda bits: len(bits) // 8,
            ),
        )
        self._remember(entry.status_list_credential, reading)
        return reading

    def _trusts(self, issuer_id: str | None) -> bool:
        if self.trust is None or issuer_id is None:
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

    def _remember(self, url: str, reading: StatusReading) -> None:
        newest = self.seen_lists.get(url)
        if newest is not None and (reading.valid_from is None or reading.valid_from < newest):
            raise StatusError(Phrase("a newer list than this was seen, of {time}", time=newest))
        if reading.valid_from is not None:
            self.seen_lists[url] = reading.valid_from


class _EntryStatus(NamedTuple):
    """What one entry says, before it is known which of the two checks it answers."""

    outcome: Outcome
    detail: Phrase
    problem: Problem | None = None
    path: str = ""

    def for_check(self, id_: str) -> Check:
        return Check(id_, self.outcome, self.detail, self.problem, self.path, _SPEC)


@lru_cache(maxsize=16)
def _bounds(limits: Limits) -> Limits:
    return replace(limits, quads=min(limits.quads, _LIST_VALUES))


def _purpose(entry: Any) -> str | None:
    purpose = entry.get("statusPurpose") if isinstance(entry, Mapping) else None
    return purpose if isinstance(purpose, str) else None


def _worst(answers: list[_EntryStatus]) -> _EntryStatus:
    if len(answers) == 1:
        return answers[0]
    if not answers:
        return _EntryStatus(Outcome.NOT_APPLICABLE, Phrase("The badge names no such list."))
    order = (Outcome.FAILED, Outcome.UNDECIDED, Outcome.PASSED)
    return min(answers, key=lambda answer: order.index(answer.outcome))


def _no_answer(host: str, dated: datetime | None) -> Phrase:
    if dated is None:
        return Phrase(
            "The list at {host} did not answer; our copy says it was in force.", host=host
        )
    return Phrase(
        "The list at {host} did not answer; our copy, dated {dated}, says it was in force.",
        host=host,
        dated=dated,
    )


@lru_cache(maxsize=64)  # all badges of one list are told the same
def _read_at(host: str, dated: datetime | None, read: datetime) -> Phrase:
    if dated is None:
        return Phrase("List of {host}, read {read}.", host=host, read=read)
    return Phrase(
        "List of {host}, dated {dated}, read {read}.",
        host=host,
        dated=dated,
        read=read,
    )


def _doubt(
    detail: Phrase, problem: Problem = Problem.STATUS_INVALID, path: str = _PATH
) -> _EntryStatus:
    return _EntryStatus(Outcome.UNDECIDED, detail, problem, path)
