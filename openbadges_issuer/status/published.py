"""The list that is published: written by its issuer, read by everybody.

Specification: Bitstring Status List 1.0, sections 2.2, 3.1 and 3.2; StatusList2021.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from openbadges_issuer import timestamps
from openbadges_issuer.contexts import CREDENTIALS_V1, CREDENTIALS_V2
from openbadges_issuer.errors import Problem, StatusError
from openbadges_issuer.fetching.freshness import LONGEST_FRESH
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.status.bitstring import MINIMUM_LENGTH, Bitstring
from openbadges_issuer.status.entry import StatusEntry
from openbadges_issuer.status.members import at, text_of
from openbadges_issuer.status.status_list import StatusList
from openbadges_issuer.strict_json import as_list

_CONTEXTS = ([CREDENTIALS_V2], [CREDENTIALS_V1])
_BEGINS, _ENDS = ("validFrom", "issuanceDate"), ("validUntil", "expirationDate")


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

    @property
    def is_set(self) -> bool:
        """Tell whether the badge is revoked or suspended, by the entry's purpose."""
        return self.value != 0


class Decode(Protocol):
    """Reads an encoded list, as `Bitstring.decode` does."""

    def __call__(self, encoded: str, *, is_older: bool) -> Bitstring:
        """Read it within the bounds of the caller; errors as `Bitstring.decode`."""
        ...


def read_status_list(
    document: Mapping[str, Any],
    entry: StatusEntry,
    *,
    now: datetime,
    decode: Decode = Bitstring.decode,
) -> StatusReading:
    """Look up one entry in a published list.

    Args:
        document: a status list credential whose proof and issuer the caller has verified.
        entry: what the badge says.
        now: time of the verification, with offset.
        decode: reads the encoded list, within the bounds of the caller.

    Raises:
        StatusError: not a list of this URL, form and purpose, not in force at `now` or malformed
            (STATUS_INVALID), too short (STATUS_LENGTH), too large (TOO_LARGE), or without such
            an entry (RANGE).
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
    valid_from = _check_validity(document, now)
    subject = document.get("credentialSubject")
    if not isinstance(subject, Mapping):
        raise StatusError("expected one object that holds the list", path="$.credentialSubject")
    _check_type(subject, form.subject_type, "$.credentialSubject.type")
    if entry.purpose not in as_list(subject.get("statusPurpose")):
        raise StatusError(
            Phrase(
                "this list is not one of purpose {purpose}, which the badge names",
                purpose=entry.purpose,
            ),
            path="$.credentialSubject.statusPurpose",
        )
    good_for = _read_ttl(subject["ttl"]) if "ttl" in subject else LONGEST_FRESH
    with at("$.credentialSubject.encodedList"):
        bits = decode(text_of(subject.get("encodedList")), is_older=form.is_older)
        is_short = len(bits) < MINIMUM_LENGTH * entry.size
        if is_short and not form.is_older:
            raise StatusError(
                f"a list of {len(bits)} bits is too short for entries of {entry.size} bits",
                problem=Problem.STATUS_LENGTH,
            )
        value = bits.value(entry.index, entry.size)
    return StatusReading(value, valid_from, good_for, is_short)


def _check_validity(document: Mapping[str, Any], now: datetime) -> datetime | None:
    """Check the dates, by the names of either version of the data model; return the beginning."""
    valid_from = None
    for member in _BEGINS:
        if member in document:
            with at(f"$.{member}"):
                begin = timestamps.parse(document[member])
                if now < begin:
                    raise StatusError(Phrase("this status list is not in force yet"))
            valid_from = begin if valid_from is None else max(begin, valid_from)
    for member in _ENDS:
        if member in document:
            with at(f"$.{member}"):
                if now > timestamps.parse(document[member]):
                    raise StatusError(Phrase("this status list has ended: a newer one is needed"))
    return valid_from


def _read_ttl(ttl: object) -> timedelta:
    if type(ttl) is not int or ttl < 0:
        raise StatusError(
            "expected a whole number of milliseconds from 0 up", path="$.credentialSubject.ttl"
        )
    return min(timedelta(milliseconds=ttl), LONGEST_FRESH)


def _check_type(node: Mapping[str, Any], name: str, path: str) -> None:
    if name not in as_list(node.get("type")):
        raise StatusError(f"expected the type {name}", path=path)
