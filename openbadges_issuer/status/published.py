"""The list that is published: written by its issuer, read by everybody.

Specification: Bitstring Status List 1.0, sections 2.2, 3.1 and 3.2; StatusList2021.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Self

from openbadges_issuer import timestamps
from openbadges_issuer.contexts import CREDENTIALS_V1, CREDENTIALS_V2
from openbadges_issuer.errors import Problem, StatusError
from openbadges_issuer.fetching.freshness import LONGEST_FRESH
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.status.bitstring import MINIMUM_LENGTH, Bitstring
from openbadges_issuer.status.entry import StatusEntry
from openbadges_issuer.status.members import at, text_of
from openbadges_issuer.status.status_list import StatusList
from openbadges_issuer.strict_json import as_list

_CONTEXTS = ([CREDENTIALS_V2], [CREDENTIALS_V1])
_BEGINS, _ENDS = ("validFrom", "issuanceDate"), ("validUntil", "expirationDate")
_SUBJECT = "$.credentialSubject"
_ENCODED = f"{_SUBJECT}.encodedList"


def status_list_credential(
    status_list: StatusList, *, issuer: str, valid_from: datetime, valid_until: datetime
) -> dict[str, Any]:
    """Write the unsigned `BitstringStatusListCredential` that publishes the list.

    Args:
        status_list: the issuer's state.
        issuer: DID or URL of the issuer, the same as that of the badges.
        valid_from: when this state was taken; a later one replaces it.
        valid_until: when verifiers must have a newer one.

    Raises:
        StatusError: the list would end before it begins.
        SettingsError: a date-time without a time zone.
    """
    begin, end = timestamps.format(valid_from), timestamps.format(valid_until)
    if begin >= end:
        raise StatusError(f"a status list valid from {begin} cannot end at {end}")
    return {
        "@context": [CREDENTIALS_V2],
        "id": status_list.url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": begin,
        "validUntil": end,
        "credentialSubject": {
            "id": f"{status_list.url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": status_list.purpose,
            "encodedList": status_list.bits.encode(),
        },
    }


class StatusReading(NamedTuple):
    """What a published list says of one entry.

    Attributes:
        value: of the entry's bits; 0 when the badge is neither revoked nor suspended.
        valid_from: `validFrom` of the list in UTC, None when it gives none.
        good_for: for how long a copy of the list is an answer.
        is_short: True when the list has fewer entries than the standard asks, which tells its
            keeper more about whom a verifier looks up.
    """

    value: int
    valid_from: datetime | None
    good_for: timedelta = LONGEST_FRESH
    is_short: bool = False


class PublishedList(NamedTuple):
    """A published list, in which any number of entries can be looked up.

    Attributes:
        bits: of all entries.
        begins: its dates of beginning by the name of the member, in UTC.
        ends: its dates of ending likewise.
        good_for: for how long a copy of it is an answer.
        is_older: as its form has it.
    """

    bits: Bitstring
    begins: dict[str, datetime]
    ends: dict[str, datetime]
    good_for: timedelta
    is_older: bool

    @classmethod
    def read(
        cls, document: Mapping[str, Any], entry: StatusEntry, *, limits: Limits = DEFAULT_LIMITS
    ) -> Self:
        """Read a list, as one with this entry's form, URL and purpose.

        Args:
            document: a status list credential whose proof and issuer the caller has verified.
            entry: what a badge says.
            limits: `status_list_expanded_bytes` is applied.

        Raises:
            StatusError: not a list of this form, URL and purpose, or malformed (STATUS_INVALID),
                too short (STATUS_LENGTH), or too large (TOO_LARGE).
        """
        form = entry.form
        context = document.get("@context")
        if not isinstance(context, list) or context[:1] not in _CONTEXTS:
            raise StatusError(f"expected {CREDENTIALS_V2} as first context", path='$["@context"]')
        _check_type(document, "VerifiableCredential", "$.type")
        _check_type(document, form.credential_type, "$.type")
        if document.get("id") != entry.status_list_credential:
            raise StatusError(
                Phrase(
                    "this is not the list that the badge names, {url}",
                    url=entry.status_list_credential,
                ),
                path="$.id",
            )
        begins, ends = _dates(document, _BEGINS), _dates(document, _ENDS)
        subject = document.get("credentialSubject")
        if not isinstance(subject, Mapping):
            raise StatusError("expected one object that holds the list", path=_SUBJECT)
        _check_type(subject, form.subject_type, f"{_SUBJECT}.type")
        if entry.purpose not in as_list(subject.get("statusPurpose")):
            raise StatusError(
                Phrase(
                    "this list is not one of purpose {purpose}, which the badge names",
                    purpose=entry.purpose,
                ),
                path=f"{_SUBJECT}.statusPurpose",
            )
        good_for = _read_ttl(subject["ttl"]) if "ttl" in subject else LONGEST_FRESH
        with at(_ENCODED):
            encoded = text_of(subject.get("encodedList"))
            bits = Bitstring.decode(encoded, is_older=form.is_older, limits=limits)
        return cls(bits, begins, ends, good_for, form.is_older)

    def look_up(self, entry: StatusEntry, now: datetime) -> StatusReading:
        """Look up an entry of the same form, URL and purpose.

        Args:
            entry: what the badge says.
            now: time of the verification, with offset.

        Raises:
            StatusError: the list is not in force at `now` (STATUS_INVALID), too short for entries
                of this size (STATUS_LENGTH), or without such an entry (RANGE).
        """
        for member, begin in self.begins.items():
            if now < begin:
                raise StatusError(
                    Phrase("this status list is not in force yet"), path=f"$.{member}"
                )
        for member, end in self.ends.items():
            if now > end:
                raise StatusError(
                    Phrase("this status list has ended: a newer one is needed"), path=f"$.{member}"
                )
        bits = self.bits
        is_short = len(bits) < MINIMUM_LENGTH * entry.size
        if is_short and not self.is_older:
            raise StatusError(
                f"a list of {len(bits)} bits is too short for entries of {entry.size} bits",
                problem=Problem.STATUS_LENGTH,
                path=_ENCODED,
            )
        with at(_ENCODED):
            value = bits.value(entry.index, entry.size)
        valid_from = max(self.begins.values(), default=None)
        return StatusReading(value, valid_from, self.good_for, is_short)


def _dates(document: Mapping[str, Any], members: Iterable[str]) -> dict[str, datetime]:
    """Read the dates of these names, which are those of either version of the data model."""
    dates = {}
    for member in members:
        if member in document:
            with at(f"$.{member}"):
                dates[member] = timestamps.parse(document[member])
    return dates


def _read_ttl(ttl: object) -> timedelta:
    if type(ttl) is not int or ttl < 0:
        raise StatusError(
            "expected a whole number of milliseconds from 0 up", path=f"{_SUBJECT}.ttl"
        )
    return min(timedelta(milliseconds=ttl), LONGEST_FRESH)


def _check_type(node: Mapping[str, Any], name: str, path: str) -> None:
    if name not in as_list(node.get("type")):
        raise StatusError(f"expected the type {name}", path=path)
