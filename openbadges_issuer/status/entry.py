"""The entry in a badge: where its status is kept.

Specification: Bitstring Status List 1.0, section 2.1; 1EdTech Revocation List Status Method 1.0.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from openbadges_issuer.errors import Problem, StatusError
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.status.bitstring import parse_index
from openbadges_issuer.status.members import (
    BITSTRING,
    INFORMATIVE_PURPOSES,
    PURPOSES,
    STATUS_LIST_2021,
    ListForm,
    at,
    check_list_url,
    check_purpose,
    text_of,
)
from openbadges_issuer.strict_json import as_list

_FORMS = {form.entry_type: form for form in (BITSTRING, STATUS_LIST_2021)}
_REVOCATION_LIST = "1EdTechRevocationList"
_TYPES = {*_FORMS, _REVOCATION_LIST}
_KNOWN_PURPOSES = (*PURPOSES, *INFORMATIVE_PURPOSES)
_MOST_BITS = 8  # 256 messages
_HEXADECIMAL = re.compile(r"0x[0-9A-Fa-f]{1,8}")
_UNSET_AND_SET = ("unset", "set")  # as the specification names them when the entry does not


@dataclass(frozen=True)
class StatusEntry:
    """Where a badge's status is kept: one bit of one list, or a few.

    Attributes:
        status_list_credential: URL of the list: https, or http on localhost for trying out.
        index: place in the list, from 0.
        purpose: ``revocation`` or ``suspension``; or ``message`` or ``refresh``, by which a badge
            is neither more nor less in force.
        size: bits of the entry, 1 to 8.
        messages: what each value means, from 0 to 2^size − 1; needed when there is more than one
            bit.
        form: of the list.
    """

    status_list_credential: str
    index: int
    purpose: str = "revocation"
    size: int = 1
    messages: tuple[str, ...] = ()
    form: ListForm = BITSTRING

    def __post_init__(self) -> None:
        """Refuse an entry that no verifier could use.

        Raises:
            StatusError: more than 8 bits (STATUS_UNSUPPORTED), a purpose that is not known, a
                URL that is not one of a list, a negative index, or another number of messages than
                of values; with the path of the member in the entry.
        """
        check_purpose(self.purpose, _KNOWN_PURPOSES, "$.statusPurpose")
        check_list_url(self.status_list_credential, "$.statusListCredential")
        parse_index(self.index, "$.statusListIndex")
        if self.size != 1 or self.messages:
            with at("$.statusSize"):
                _check_size(self.size)
            with at("$.statusMessage"):
                _check_number(len(self.messages), self.size)

    def message(self, value: int) -> str:
        """Tell what a value means."""
        return (self.messages or _UNSET_AND_SET)[value]

    def to_json(self) -> dict[str, Any]:
        """Write the entry for a credential's `credentialStatus`."""
        entry: dict[str, Any] = {
            "id": f"{self.status_list_credential}#{self.index}",
            "type": self.form.entry_type,
            "statusPurpose": self.purpose,
            "statusListIndex": str(self.index),
            "statusListCredential": self.status_list_credential,
        }
        if self.size > 1:
            entry["statusSize"] = self.size
        if self.messages:
            entry["statusMessage"] = [
                {"status": hex(value), "message": message}
                for value, message in enumerate(self.messages)
            ]
        return entry

    @classmethod
    def read(cls, entry: object, path: str) -> Self:
        """Read one `credentialStatus` entry of a badge that names a list of bits.

        Args:
            entry: the JSON value.
            path: its place, such as ``$.credentialStatus``.

        Raises:
            StatusError: another type of entry or more than 8 bits (STATUS_UNSUPPORTED), or a member
                that is missing or wrong (STATUS_INVALID).
        """
        if not isinstance(entry, dict):
            raise StatusError("a status entry is an object", path=path)
        form = _FORMS.get(_type_of(entry) or "")
        if "type" not in entry:
            raise StatusError("a status entry has a type", path=f"{path}.type")
        if form is None:
            raise StatusError(
                Phrase("this type of status entry is not known; expected BitstringStatusListEntry"),
                problem=Problem.STATUS_UNSUPPORTED,
                path=f"{path}.type",
            )
        purpose = text_of(entry.get("statusPurpose"), f"{path}.statusPurpose")
        url = text_of(entry.get("statusListCredential"), f"{path}.statusListCredential")
        index = parse_index(entry.get("statusListIndex"), f"{path}.statusListIndex")
        if "id" in entry and text_of(entry["id"], f"{path}.id") == url:
            raise StatusError(
                "the id of a status entry is not the URL of its list", path=f"{path}.id"
            )
        size, messages = _read_values(entry, path)
        try:
            return cls(url, index, purpose, size, messages, form)
        except StatusError as error:
            error.path = f"{path}{error.path[1:]}"
            raise


@dataclass(frozen=True)
class RevocationListEntry:
    """Where a badge's status is kept: in a list of the ids of those that were revoked.

    Attributes:
        status_list_credential: URL of the list.
        purpose: ``revocation``, which is all that such a list is for.
    """

    status_list_credential: str
    purpose: ClassVar[str] = "revocation"

    @classmethod
    def read(cls, entry: Mapping[str, Any], path: str) -> Self:
        """Read an entry of type `1EdTechRevocationList`.

        Raises:
            StatusError: its `id` is not the URL of a list.
        """
        url = text_of(entry.get("id"), f"{path}.id")
        check_list_url(url, f"{path}.id")
        return cls(url)


def read_entry(entry: object, path: str) -> StatusEntry | RevocationListEntry:
    """Read one `credentialStatus` entry of a badge, of any type that is known.

    Raises:
        StatusError: as `StatusEntry.read` and `RevocationListEntry.read`.
    """
    if isinstance(entry, dict) and _type_of(entry) == _REVOCATION_LIST:
        return RevocationListEntry.read(entry, path)
    return StatusEntry.read(entry, path)


def purpose_of(entry: object) -> str | None:
    """Return what an entry is for, which need not be a known purpose; None when nobody can tell."""
    if not isinstance(entry, dict):
        return None
    type_ = _type_of(entry)
    if type_ == _REVOCATION_LIST:
        return RevocationListEntry.purpose
    purpose = entry.get("statusPurpose") if type_ else None
    return purpose if isinstance(purpose, str) else None


def _type_of(entry: Mapping[str, Any]) -> str | None:
    """Return the one type that says how an entry is to be read; None for no such, or several."""
    types = entry.get("type")
    if isinstance(types, str):
        return types if types in _TYPES else None
    types = as_list(types)
    known = [type_ for type_ in types if isinstance(type_, str) and type_ in _TYPES]
    return known[0] if len(known) == 1 else None


def _read_values(entry: Mapping[str, Any], path: str) -> tuple[int, tuple[str, ...]]:
    """Read how many bits an entry has, and what their values mean."""
    if "statusSize" not in entry and "statusMessage" not in entry:
        return 1, ()
    size = entry.get("statusSize", 1)
    with at(f"{path}.statusSize"):
        _check_size(size)
    with at(f"{path}.statusMessage"):
        given = as_list(entry.get("statusMessage"))
        _check_number(len(given), size)
        messages = {_value_of(item): text_of(item.get("message")) for item in given}
        if sorted(messages) != list(range(len(given))):
            raise StatusError(f"expected one message for each value from 0x0 to {2**size - 1:#x}")
        return size, tuple(messages[value] for value in sorted(messages))


def _value_of(item: Any) -> int:
    status = item.get("status") if isinstance(item, Mapping) else None
    if not isinstance(status, str) or not _HEXADECIMAL.fullmatch(status):
        raise StatusError('expected objects with a status such as "0x1", and a message')
    return int(status, 16)


def _check_size(size: object) -> None:
    if type(size) is not int or size < 1:
        raise StatusError("expected a whole number from 1 up")
    if size > _MOST_BITS:
        raise StatusError(
            f"entries of {size} bits are not read, only of 1 to {_MOST_BITS}",
            problem=Problem.STATUS_UNSUPPORTED,
        )


def _check_number(messages: int, size: int) -> None:
    if messages != 2**size and (messages or size > 1):
        raise StatusError(f"entries of this size have {2**size} messages, and here are {messages}")
