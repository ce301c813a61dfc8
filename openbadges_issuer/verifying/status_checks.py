"""Has the badge been withdrawn or paused? Every entry is looked up; a doubt stays a doubt.

Specification: Bitstring Status List 1.0 section 3.2 (validate algorithm).
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from openbadges_issuer.errors import FetchError, Problem, StatusError
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.plain_text import plain
from openbadges_issuer.report import Check, Outcome, badness
from openbadges_issuer.status import (
    INFORMATIVE_PURPOSES,
    RevocationListEntry,
    StatusEntry,
    purpose_of,
    read_entry,
)
from openbadges_issuer.strict_json import as_list, member_path
from openbadges_issuer.verifying.circumstances import Circumstances
from openbadges_issuer.verifying.dates import begin_of
from openbadges_issuer.verifying.remembered import Remembered
from openbadges_issuer.verifying.status_lists import LookedUp, StatusLists
from openbadges_issuer.verifying.trust import TrustLists

CHECK_OF_PURPOSE = {"revocation": "status_revocation", "suspension": "status_suspension"}
_PATH = "$.credentialStatus"
_SPEC = "https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm"
_FOUND = {
    "revocation": (Phrase("It has been withdrawn."), Problem.REVOKED),
    "suspension": (Phrase("It has been paused."), Problem.SUSPENDED),
}
_SHORT = Phrase(
    "The list is shorter than the standard asks, so that its keeper can guess who is looked up."
)


class StatusChecker(NamedTuple):
    """Looks up the status entries of a badge; the attributes are those of `StatusLists`."""

    circumstances: Circumstances
    seen_lists: MutableMapping[str, datetime]
    trust: TrustLists | None
    remembered: Remembered

    def check(self, document: Mapping[str, Any], issuer_id: str | None) -> list[Check]:
        """Return the two status checks of a badge by this issuer.

        What its lists tell beside, by which it is neither more nor less in force, stands in the
        detail of the first.
        """
        given = document.get("credentialStatus")
        entries = as_list(given)
        answers: dict[str, list[_Answer]] = {id_: [] for id_ in CHECK_OF_PURPOSE.values()}
        if len(entries) > self.circumstances.limits.status_entries:
            too_many = _doubt(
                Phrase("It names {count} status lists, too many to ask.", count=len(entries))
            )
            return [too_many.for_check(id_) for id_ in answers]
        begin = begin_of(document)
        asking = _Asking(StatusLists(*self), document.get("id"), issuer_id, begin, set())
        informative = []
        for index, entry in enumerate(entries):
            path = member_path(_PATH, index) if isinstance(given, list) else _PATH
            purpose = purpose_of(entry)
            if purpose in INFORMATIVE_PURPOSES:  # when what decides was asked
                informative.append((entry, path))
                continue
            answer = asking.decide(entry, path)
            for id_ in [CHECK_OF_PURPOSE[purpose]] if purpose in CHECK_OF_PURPOSE else answers:
                answers[id_].append(answer)
        checks = [_worst(several).for_check(id_) for id_, several in answers.items()]
        for entry, path in informative:
            if note := asking.tell(entry, path):
                checks[0] = checks[0]._replace(detail=_noting(checks[0].detail, note))
        return checks


class _Asking(NamedTuple):
    """Asks the lists of one badge.

    Attributes:
        lists: looks it up.
        badge_id: its `id`, whatever that is.
        issuer_id: its issuer.
        begin: since when it is valid; None when it does not say.
        asked: URLs of the lists that were asked.
    """

    lists: StatusLists
    badge_id: object
    issuer_id: str | None
    begin: datetime | None
    asked: set[str]

    def decide(self, entry: Any, path: str) -> _Answer:
        """Tell whether the badge is in force, as far as this entry goes."""
        try:
            known = read_entry(entry, path)
        except StatusError as error:
            return _doubt(error.sentence, error.problem, error.path)
        host = known.status_list_credential.split("/")[2]
        try:
            found = self._look_up(known)
        except StatusError as error:
            return _doubt(error.sentence, error.problem, path)
        except FetchError as error:
            why = Phrase("The list at {host} was not read: {why}.", host=host, why=error.message)
            return _doubt(why, Problem.STATUS_RETRIEVAL, path)
        if found.value:  # in an older copy too: it is the safe side
            detail, problem = _FOUND[known.purpose]
            return _Answer(Outcome.FAILED, detail, problem, path)
        if found.is_old:
            detail, as_of = self._in_copy(found, host)
            return _Answer(Outcome.UNDECIDED, detail, Problem.STATUS_RETRIEVAL, path, as_of)
        read = _read_at(host, found.dated, found.retrieved_at)
        return _Answer(Outcome.PASSED, _noting(read, _SHORT) if found.is_short else read)

    def _in_copy(self, found: LookedUp, host: str) -> tuple[Phrase, datetime | None]:
        """Say when it was in force by a list that may be old, if that list tells."""
        as_of = found.as_of
        if as_of is None:
            return Phrase("The list of {host} that came with it bears no date.", host=host), None
        if self.begin and as_of < self.begin:  # when it was awarded it was in force
            older = Phrase(
                "As of {time}, when it began, it was in force; the copy of the list of {host} is "
                "older, and whether it was withdrawn since could not be checked.",
                time=self.begin,
                host=host,
            )
            return older, self.begin
        return _last_copy(host, as_of, by_holder=found.by_holder), as_of

    def tell(self, entry: Any, path: str) -> Phrase | None:
        """Say what this entry tells of a badge that is in force or not by others."""
        try:
            known = StatusEntry.read(entry, path)
            found = self._look_up(known)
        except (StatusError, FetchError) as error:
            return Phrase("What a list says of it beside was not read: {why}.", why=error.message)
        if known.purpose == "refresh":
            return Phrase("A newer version of this badge is available.") if found.value else None
        return Phrase(
            'Its issuer says of it, on {time}: "{message}".',
            time=found.retrieved_at,
            message=plain(known.message(found.value)).rstrip("."),
        )

    def _look_up(self, entry: StatusEntry | RevocationListEntry) -> LookedUp:
        url, most = entry.status_list_credential, self.lists.circumstances.limits.status_lists
        if url not in self.asked and len(self.asked) >= most:
            raise StatusError(
                Phrase("the badge names more lists than are asked: {count}", count=most)
            )
        self.asked.add(url)
        if isinstance(entry, RevocationListEntry):
            return self.lists.look_up_id(entry, self.badge_id, self.issuer_id)
        return self.lists.look_up(entry, self.issuer_id)


class _Answer(NamedTuple):
    """What one entry says, before it is known which of the two checks it answers."""

    outcome: Outcome
    detail: Phrase
    problem: Problem | None = None
    path: str = ""
    as_of: datetime | None = None

    def for_check(self, id_: str) -> Check:
        return Check(id_, self.outcome, self.detail, self.problem, self.path, _SPEC, self.as_of)


def _worst(answers: list[_Answer]) -> _Answer:
    if len(answers) == 1:
        return answers[0]
    if not answers:
        return _Answer(Outcome.NOT_APPLICABLE, Phrase("The badge names no such list."))
    return min(answers, key=lambda answer: badness(answer.outcome, answer.as_of))


def _noting(detail: Phrase, note: Phrase) -> Phrase:
    return Phrase("{detail}. {note}.", detail=detail, note=note)


def _last_copy(host: str, as_of: datetime, *, by_holder: bool) -> Phrase:
    if by_holder:
        return Phrase(
            "As of {time} it was in force, by the list of {host} that came with it; whether it was "
            "withdrawn since could not be checked.",
            time=as_of,
            host=host,
        )
    return Phrase(
        "The list at {host} could not be read anew; our last copy, of {time}, says it was in "
        "force.",
        host=host,
        time=as_of,
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


def _doubt(detail: Phrase, problem: Problem = Problem.STATUS_INVALID, path: str = _PATH) -> _Answer:
    return _Answer(Outcome.UNDECIDED, detail, problem, path)
