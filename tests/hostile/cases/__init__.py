"""The hostile set: badges with one fault each, and good ones; see `Case`.

A module holds the rows of one section of the list of threats, and gives them by `rows`.
"""

from __future__ import annotations

from collections import Counter
from functools import cache

from tests.hostile.cases import (
    chains,
    controls,
    copies,
    copy_values,
    curves,
    dates_and_people,
    endorsements,
    files,
    keys,
    older_forms,
    poison,
    presentations,
    proofs,
    records,
    refreshed,
    reshaped,
    status,
    status_older,
    status_values,
    suites,
    terms,
    tokens,
)
from tests.hostile.cases.case import Case

__all__ = ["Case", "all_cases"]

SECTIONS = (
    controls,
    terms,
    reshaped,
    poison,
    proofs,
    keys,
    tokens,
    status,
    files,
    dates_and_people,
    suites,
    curves,
    chains,
    copies,
    copy_values,
    status_older,
    status_values,
    older_forms,
    refreshed,
    records,
    presentations,
    endorsements,
)


@cache
def all_cases() -> tuple[Case, ...]:
    """Make the set, numbered within each threat: the same each time but for ECDSA's chance."""
    counted: Counter[str] = Counter()
    found = []
    for section in SECTIONS:
        for row in section.rows():
            counted[row.threat] += 1
            found.append(row._replace(id=f"{row.threat}-{counted[row.threat]:03}"))
    return tuple(found)
