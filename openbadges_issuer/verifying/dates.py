"""The dates of a credential, by the names of either version of the data model.

Specification: VC Data Model 2.0 section 4.9; VC Data Model 1.1 sections 4.6 and 4.7.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from openbadges_issuer import timestamps
from openbadges_issuer.errors import InputError

BEGINS, ENDS = ("validFrom", "issuanceDate"), ("validUntil", "expirationDate")


def moment(document: Mapping[str, Any], member: str) -> datetime | None:
    """Read a date; None when there is none, or not one that can be read."""
    try:
        return timestamps.parse(document.get(member))
    except InputError:
        return None


def begin_of(document: Mapping[str, Any]) -> datetime | None:
    """Read since when a credential is in force, by the first of the names that it has.

    None when it does not say, or not in a way that can be read.
    """
    for member in BEGINS:
        if member in document:
            return moment(document, member)
    return None
