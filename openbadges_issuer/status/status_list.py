"""The issuer's own working state of a status list.

Specification: Bitstring Status List 1.0, section 3.1.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from openbadges_issuer.errors import Problem, StatusError
from openbadges_issuer.status.bitstring import MINIMUM_LENGTH, Bitstring
from openbadges_issuer.status.entry import StatusEntry
from openbadges_issuer.status.members import at, check_list_url, check_purpose, text_of

_FORMAT = "open-badges-status-list/1"


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
        check_purpose(self.purpose)
        check_list_url(self.url)
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
            with at(f"$.{name}"):
                texts[name] = text_of(state.get(name))
        with at("$.issued"):
            issued = Bitstring.decode(texts["issued"])
        with at("$.set"):
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
