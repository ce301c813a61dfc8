"""The entry in a badge: where its status is kept.

Specification: Bitstring Status List 1.0, section 2.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from openbadges_issuer.errors import Problem, StatusError
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.status.bitstring import parse_index
from openbadges_issuer.status.members import at, check_list_url, check_purpose, text_of
from openbadges_issuer.strict_json import as_list


@dataclass(frozen=True)
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
        check_purpose(self.purpose)
        check_list_url(self.status_list_credential)
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
        if "BitstringStatusListEntry" not in as_list(entry.get("type")):
            raise StatusError(
                Phrase("this type of status entry is not known; expected BitstringStatusListEntry"),
                problem=Problem.STATUS_UNSUPPORTED,
                path=f"{path}.type",
            )
        with at(f"{path}.statusPurpose"):
            purpose = text_of(entry.get("statusPurpose"))
            check_purpose(purpose)
        with at(f"{path}.statusSize"):
            _check_size(entry.get("statusSize", 1))
        with at(f"{path}.statusListCredential"):
            url = text_of(entry.get("statusListCredential"))
            check_list_url(url)
        with at(f"{path}.statusListIndex"):
            index = parse_index(entry.get("statusListIndex"))
        if "id" in entry:
            with at(f"{path}.id"):
                if text_of(entry["id"]) == url:
                    raise StatusError("the id of a status entry is not the URL of its list")
        return cls(url, index, purpose)


def _check_size(size: object) -> None:
    if type(size) is not int or size < 1:
        raise StatusError("expected a whole number from 1 up")
    if size > 1:
        raise StatusError(
            f"entries of {size} bits are not read, only of 1", problem=Problem.STATUS_UNSUPPORTED
        )
