"""The list that is published: written by its issuer, read by everybody.

Specification: Bitstring Status List 1.0, sections 2.2, 3.1 and 3.2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from openbadges_issuer import timestamps
from openbadges_issuer.contexts import CREDENTIALS_V2
from openbadges_issuer.errors import StatusError
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.status.bitstring import Bitstring
from openbadges_issuer.status.entry import StatusEntry
from openbadges_issuer.status.members import at, text_of
from openbadges_issuer.status.status_list import StatusList
from openbadges_issuer.strict_json import as_list


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
        is_set: True when the badge is revoked or suspended, by the entry's purpose.
        valid_from: `validFrom` of the list in UTC, None when it gives none.
    """

    is_set: bool
    valid_from: datetime | None


def read_status_list(
    document: Mapping[str, Any],
    entry: StatusEntry,
    *,
    now: datetime,
    decode: Callable[[str], Bitstring] = Bitstring.decode,
) -> StatusReading:
    """Look up one entry in a published list.

    Args:
        document: a status list credential whose proof and issuer the caller has verified.
        entry: what the badge says.
        now: time of the verification, with offset.
        decode: reads the encoded list, within the bounds of the caller.

    Raises:
        StatusError: not a list of this URL and purpose, not in force at `now` or malformed
            (STATUS_INVALID), too short (STATUS_LENGTH), too large (TOO_LARGE), or without such
            an entry (RANGE).
    """
    context = document.get("@context")
    if not isinstance(context, list) or context[:1] != [CREDENTIALS_V2]:
        raise StatusError(f"expected {CREDENTIALS_V2} as first context", path='$["@context"]')
    _check_type(document, "VerifiableCredential", "$.type")
    _check_type(document, "BitstringStatusListCredential", "$.type")
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
    _check_type(subject, "BitstringStatusList", "$.credentialSubject.type")
    if entry.purpose not in as_list(subject.get("statusPurpose")):
        raise StatusError(
            Phrase(
                "this list is not one of purpose {purpose}, which the badge names",
                purpose=entry.purpose,
            ),
            path="$.credentialSubject.statusPurpose",
        )
    with at("$.credentialSubject.encodedList"):
        bits = decode(text_of(subject.get("encodedList")))
        return StatusReading(bits.get(entry.index), valid_from)


def _check_validity(document: Mapping[str, Any], now: datetime) -> datetime | None:
    valid_from = None
    if "validFrom" in document:
        with at("$.validFrom"):
            valid_from = timestamps.parse(document["validFrom"])
            if now < valid_from:
                raise StatusError(Phrase("this status list is not in force yet"))
    if "validUntil" in document:
        with at("$.validUntil"):
            if now > timestamps.parse(document["validUntil"]):
                raise StatusError(Phrase("this status list has ended: a newer one is needed"))
    return valid_from


def _check_type(node: Mapping[str, Any], name: str, path: str) -> None:
    if name not in as_list(node.get("type")):
        raise StatusError(f"expected the type {name}", path=path)
