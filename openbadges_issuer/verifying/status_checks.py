"""Has the badge been withdrawn or paused? Every entry is looked up; a doubt stays a doubt.

Specification: Bitstring Status List 1.0 section 3.2 (validate algorithm).
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from openbadges_issuer.errors import (
    FetchError,
    OpenBadgesError,
    Problem,
    StatusError,
)
from openbadges_issuer.fetching import Response
from openbadges_issuer.report import Check, Outcome
from openbadges_issuer.status import StatusEntry, StatusReading, read_status_list
from openbadges_issuer.strict_json import listed, member_path
from openbadges_issuer.verifying.binding import issuer_id_of
from openbadges_issuer.verifying.proving import Prover
from openbadges_issuer.verifying.reader import Found, read_credential
from openbadges_issuer.verifying.trust import TrustList

CHECK_OF_PURPOSE = {"revocation": "status_revocation", "suspension": "status_suspension"}
# Purposes of the standard that say nothing about whether the badge is in force.
_OTHER_PURPOSES = {"refresh", "message"}
_PATH = "$.credentialStatus"
_SPEC = "https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm"
_ACCEPT = "application/vc, application/vc+ld+json, application/ld+json, application/json"
_LIST_VALUES = 500  # a status list has about twenty, one of them large
_FOUND = {
    "revocation": ("It has been withdrawn.", Problem.REVOKED),
    "suspension": ("It has been paused.", Problem.SUSPENDED),
}


@dataclass(frozen=True, slots=True)
class StatusChecker:
    """Looks up status entries with one prover.

    Attributes:
        prover: checks the proof of a list.
        trust: issuers that may keep a list for another; None when there is no list of them.
        seen_lists: by URL, the newest `validFrom` seen; an older list never replaces a newer one.
    """

    prover: Prover
    seen_lists: MutableMapping[str, datetime]
    trust: TrustList | None

    def check(self, document: Mapping[str, Any], issuer_id: str | None) -> list[Check]:
        """Return the two status checks of a badge by this issuer."""
        given = document.get("credentialStatus")
        entries = listed(given)
        answers: dict[str, list[_EntryAnswer]] = {id_: [] for id_ in CHECK_OF_PURPOSE.values()}
        if len(entries) > self.prover.limits.status_entries:
            too_many = _doubt(f"It names {len(entries)} status lists, too many to ask.")
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

    def _answer(self, entry: Any, path: str, issuer_id: str | None) -> _EntryAnswer:
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
            return _doubt(
                f"The list at {host} was not read: {error.message}.", Problem.STATUS_RETRIEVAL, path
            )
        if reading.is_set:
            detail, problem = _FOUND[known.purpose]
            return _EntryAnswer(Outcome.FAILED, detail, problem, path)
        dated = f", dated {_minute(reading.valid_from)}" if reading.valid_from else ""
        if response.stale:
            return _doubt(
                f"The list at {host} did not answer; our copy{dated} says it was in force.",
                Problem.STATUS_RETRIEVAL,
                path,
            )
        read_at = _minute(response.retrieved_at)
        return _EntryAnswer(Outcome.PASSED, f"No. List of {host}{dated}, read {read_at}.")

    def _fetch(self, url: str) -> Response:
        most = self.prover.limits.status_list_bytes
        response = self.prover.fetcher.fetch(url, max_bytes=most, accept=_ACCEPT)
        if len(response.content) > most:
            raise StatusError("the status list is too large", problem=Problem.TOO_LARGE)
        return response

    def _read(self, response: Response, entry: StatusEntry, issuer_id: str | None) -> StatusReading:
        """Prove the list, then look the entry up in it."""
        found = self._parse(response)
        stated = issuer_id_of(found.document)
        if stated != issuer_id and not self._is_listed(stated):  # before its key is asked for
            raise StatusError(f"the status list is by {stated}, not by the issuer of the badge")
        prover = self.prover
        bounds = replace(prover.limits, quads=min(prover.limits.quads, _LIST_VALUES))
        proving = replace(prover, limits=bounds).prove(found)
        for check in (proving.format, proving.signature, proving.key_bound_to_issuer):
            if check.outcome is not Outcome.PASSED:
                raise StatusError(f"the status list could not be confirmed: {check.detail}")
        reading = read_status_list(found.document, entry, now=prover.now, limits=prover.limits)
        self._remember(entry.status_list_credential, reading)
        return reading

    def _is_listed(self, issuer_id: str | None) -> bool:
        """Tell whether another issuer is one that the verifier knows, so that its list counts."""
        known = self.trust.find(issuer_id) if self.trust and issuer_id else None
        return known is not None and known.covers(self.prover.now.date())

    def _parse(self, response: Response) -> Found:
        try:
            return read_credential(response.content, limits=self.prover.limits)
        except OpenBadgesError as error:
            raise StatusError(f"what stands there is not a status list: {error.message}") from None

    def _remember(self, url: str, reading: StatusReading) -> None:
        newest = self.seen_lists.get(url)
        if newest is not None and (reading.valid_from is None or reading.valid_from < newest):
            raise StatusError(f"a newer list than this was seen, of {_minute(newest)}")
        if reading.valid_from is not None:
            self.seen_lists[url] = reading.valid_from


@dataclass(frozen=True, slots=True)
class _EntryAnswer:
    """What one entry says, before it is known which of the two checks it answers."""

    outcome: Outcome
    detail: str
    problem: Problem | None = None
    path: str = ""

    def for_check(self, id_: str) -> Check:
        return Check(id_, self.outcome, self.detail, self.problem, self.path, _SPEC)


def _purpose(entry: Any) -> str | None:
    purpose = entry.get("statusPurpose") if isinstance(entry, Mapping) else None
    return purpose if isinstance(purpose, str) else None


def _worst(answers: list[_EntryAnswer]) -> _EntryAnswer:
    if not answers:
        return _EntryAnswer(Outcome.NOT_APPLICABLE, "The badge names no such list.")
    order = (Outcome.FAILED, Outcome.UNDECIDED, Outcome.PASSED)
    return min(answers, key=lambda answer: order.index(answer.outcome))


def _doubt(
    detail: str, problem: Problem = Problem.STATUS_INVALID, path: str = _PATH
) -> _EntryAnswer:
    return _EntryAnswer(Outcome.UNDECIDED, detail, problem, path)


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
