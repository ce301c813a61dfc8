"""Status lists: the entry in a badge, the issuer's working state, the published document.

Specification: Bitstring Status List 1.0, sections 2.1, 2.2, 3.1 and 3.2.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from openbadges_issuer import timestamps
from openbadges_issuer.contexts import CREDENTIALS_V2
from openbadges_issuer.errors import InputError, Problem, StatusError
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.status.bitstring import MINIMUM_LENGTH, Bitstring, parse_index

PURPOSES = ("revocation", "suspension")
"""What a set bit can mean here. Revocation is for good; suspension can be taken back."""

_FORMAT = "open-badges-status-list/1"
_LIST_URL = re.compile(r"(?:https://|http://localhost(?::[0-9]{1,5})?/)[^\s\x00-\x20\x7f<>\"#\\]+")


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """Where a badge's status is kept: one bit of one list.

    Attributes:
        status_list_credential: URL of the list: https, or http on localhost for trying out.
        index: place in the list, from 0.
        purpose: ``revocation`` or ``suspension``.
    """

    status_list_credential: str
    index: int
    purpose: str = "revocation"

    def __post_init__(self) -> None:
        """Refuse an entry that no verifier could use.

        Raises:
            StatusError: a purpose that is not known (STATUS_UNSUPPORTED), a URL that is not one
                of a list, or a negative index.
        """
        _check_purpose(self.purpose)
        _check_url(self.status_list_credential)
        parse_index(self.index)

    def to_json(self) -> dict[str, Any]:
        """Write the `BitstringStatusListEntry` for a credential's `credentialStatus`."""
        return {
            "id": f"{self.status_list_credential}#{self.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": self.purpose,
            "statusListIndex": str(self.index),
            "statusListCredential": self.status_list_credential,
        }

    @classmethod
    def read(cls, entry: object, path: str) -> Self:
        """Read one `credentialStatus` entry of a badge.

        Args:
            entry: the JSON value.
            path: its place, such as ``$.credentialStatus``.

        Raises:
            StatusError: another type of entry, a purpose that is not known or more than one bit
                an entry (STATUS_UNSUPPORTED), or a member that is missing or wrong
                (STATUS_INVALID).
        """
        if not isinstance(entry, Mapping):
            raise StatusError("a status entry is an object", path=path)
        if "BitstringStatusListEntry" not in _texts(entry.get("type")):
            raise StatusError(
                "this type of status entry is not known; expected BitstringStatusListEntry",
                problem=Problem.STATUS_UNSUPPORTED,
                path=f"{path}.type",
            )
        with _at(f"{path}.statusPurpose"):
            purpose = _text(entry.get("statusPurpose"))
            _check_purpose(purpose)
        with _at(f"{path}.statusSize"):
            _check_size(entry.get("statusSize", 1))
        with _at(f"{path}.statusListCredential"):
            url = _text(entry.get("statusListCredential"))
            _check_url(url)
        with _at(f"{path}.statusListIndex"):
            index = parse_index(entry.get("statusListIndex"))
        if "id" in entry:
            with _at(f"{path}.id"):
                if _text(entry["id"]) == url:
                    raise StatusError("the id of a status entry is not the URL of its list")
        return cls(url, index, purpose)


@dataclass(slots=True, eq=False)
class StatusList:
    """The issuer's own state of one list. What is published is `status_list_credential` of it.

    Attributes:
        url: where the list is published.
        purpose: ``revocation`` or ``suspension``.
        bits: set for each badge that is revoked or suspended.
        issued: set for each index that a badge has.
    """

    url: str
    purpose: str
    bits: Bitstring
    issued: Bitstring

    def __post_init__(self) -> None:
        """Refuse a list that cannot be published.

        Raises:
            StatusError: a purpose that is not known, a URL that is not one of a list, or two rows
                of bits that differ in length.
        """
        _check_purpose(self.purpose)
        _check_url(self.url)
        if len(self.bits) != len(self.issued):
            raise StatusError(
                f"this status list has {len(self.bits)} entries, but its record of issued "
                f"indices has {len(self.issued)}",
                problem=Problem.STATUS_LENGTH,
            )

    @classmethod
    def new(cls, url: str, purpose: str = "revocation", length: int = MINIMUM_LENGTH) -> Self:
        """Make a list in which no index is issued and no bit is set.

        Raises:
            StatusError: as `StatusList`, and `Bitstring` for the length.
        """
        return cls(url, purpose, Bitstring(length), Bitstring(length))

    def allocate(self) -> StatusEntry:
        """Take a random index that no badge has, so that neighbors tell nothing.

        Raises:
            StatusError: nine tenths of the list are used.
        """
        length = len(self.issued)
        if self.issued.count() * 10 >= length * 9:
            raise StatusError(
                f"nine tenths of the status list {self.url} are used: "
                "start a new list at another URL for the badges to come"
            )
        index = secrets.randbelow(length)
        while self.issued.get(index):
            index = secrets.randbelow(length)
        self.issued.set(index, True)
        return StatusEntry(self.url, index, self.purpose)

    def revoke(self, index: int) -> None:
        """Withdraw the badge at `index` for good.

        An index that this list has no record of is taken too, and never given to another badge:
        the record may come from a backup that is older than the badge.

        Raises:
            StatusError: this is not a list of revocations, or it has no such index (RANGE).
        """
        self._require("revocation", "a badge on this list can be suspended, not revoked")
        self._set(index)

    def suspend(self, index: int) -> None:
        """Pause the badge at `index`; an index without a record is taken as in `revoke`.

        Raises:
            StatusError: this is not a list of suspensions, or it has no such index (RANGE).
        """
        self._require("suspension", "a badge on this list can be revoked, not suspended")
        self._set(index)

    def reinstate(self, index: int) -> None:
        """End the pause of the badge at `index`.

        Raises:
            StatusError: this is not a list of suspensions, or it has no such index (RANGE).
        """
        self._require("suspension", "a revocation is for good: issue the badge again instead")
        self.bits.set(index, False)

    def is_set(self, index: int) -> bool:
        """Tell whether the badge at `index` is revoked or suspended.

        Raises:
            StatusError: the list has no such index (RANGE).
        """
        return self.bits.get(index)

    def to_json(self) -> dict[str, Any]:
        """Write the state as a small JSON object for a file of the issuer's, not for others."""
        return {
            "format": _FORMAT,
            "url": self.url,
            "purpose": self.purpose,
            "length": len(self.bits),
            "issued": self.issued.encode(),
            "set": self.bits.encode(),
        }

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote.

        Raises:
            StatusError: another format, or a member that is missing or wrong.
        """
        if state.get("format") != _FORMAT:
            raise StatusError(f'expected the format "{_FORMAT}"', path="$.format")
        texts = {}
        for name in ("url", "purpose", "issued", "set"):
            with _at(f"$.{name}"):
                texts[name] = _text(state.get(name))
        with _at("$.issued"):
            issued = Bitstring.decode(texts["issued"])
        with _at("$.set"):
            bits = Bitstring.decode(texts["set"])
        if state.get("length") != len(bits):
            raise StatusError(f"the list has {len(bits)} entries", path="$.length")
        return cls(texts["url"], texts["purpose"], bits, issued)

    def _require(self, purpose: str, otherwise: str) -> None:
        if self.purpose != purpose:
            raise StatusError(otherwise)

    def _set(self, index: int) -> None:
        self.bits.set(index, True)
        self.issued.set(index, True)


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


@dataclass(frozen=True, slots=True)
class StatusReading:
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
    limits: Limits = DEFAULT_LIMITS,
) -> StatusReading:
    """Look up one entry in a published list.

    Args:
        document: a status list credential whose proof and issuer the caller has verified.
        entry: what the badge says.
        now: time of the verification, with offset.
        limits: bounds on the expanded list.

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
            f"this is not the list that the badge names, {entry.status_list_credential}",
            path="$.id",
        )
    valid_from = _check_validity(document, now)
    subject = document.get("credentialSubject")
    if not isinstance(subject, Mapping):
        raise StatusError("expected one object that holds the list", path="$.credentialSubject")
    _check_type(subject, "BitstringStatusList", "$.credentialSubject.type")
    if entry.purpose not in _texts(subject.get("statusPurpose")):
        raise StatusError(
            f"this list is not one of purpose {entry.purpose}, which the badge names",
            path="$.credentialSubject.statusPurpose",
        )
    with _at("$.credentialSubject.encodedList"):
        bits = Bitstring.decode(_text(subject.get("encodedList")), limits=limits)
        return StatusReading(bits.get(entry.index), valid_from)


def _check_validity(document: Mapping[str, Any], now: datetime) -> datetime | None:
    valid_from = None
    if "validFrom" in document:
        with _at("$.validFrom"):
            valid_from = timestamps.parse(document["validFrom"])
            if now < valid_from:
                raise StatusError("this status list is not in force yet")
    if "validUntil" in document:
        with _at("$.validUntil"):
            if now > timestamps.parse(document["validUntil"]):
                raise StatusError("this status list has ended: a newer one is needed")
    return valid_from


def _check_type(node: Mapping[str, Any], name: str, path: str) -> None:
    if name not in _texts(node.get("type")):
        raise StatusError(f"expected the type {name}", path=path)


def _check_purpose(purpose: str) -> None:
    if purpose not in PURPOSES:
        raise StatusError(
            f"the status purpose {purpose[:40]!r} is not known; expected one of "
            + ", ".join(PURPOSES),
            problem=Problem.STATUS_UNSUPPORTED,
        )


def _check_size(size: object) -> None:
    if type(size) is not int or size < 1:
        raise StatusError("expected a whole number from 1 up")
    if size > 1:
        raise StatusError(
            f"entries of {size} bits are not read, only of 1", problem=Problem.STATUS_UNSUPPORTED
        )


def _check_url(url: str) -> None:
    if not _LIST_URL.fullmatch(url):
        raise StatusError(f"{url[:200]!r} is not the URL of a status list: https, no fragment")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise StatusError("expected a text")
    return value


def _texts(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


@contextmanager
def _at(path: str) -> Iterator[None]:
    # the functions called within see a value and not its place
    try:
        yield
    except InputError as error:
        raise StatusError(error.message, path=path) from None
    except StatusError as error:
        error.path = path
        raise
