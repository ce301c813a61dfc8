"""Trust lists: which issuers the verifying side knows. Nothing is trusted by default.

Issuers are known by their DID, https id or domain. A name never makes an issuer known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from openbadges_issuer.phrases import Phrase

if TYPE_CHECKING:
    from pathlib import Path

TRUSTED_ISSUERS = Phrase("trusted issuers")

_MOST_COMPARED = 5_000  # with a stranger: about half a second
_HTTPS_HOST = re.compile(r"https://([^/?#]+)")


@dataclass(frozen=True, slots=True)
class TrustedIssuer:
    """One issuer of a list.

    Attributes:
        key: DID, https issuer id, or domain.
        name: the name under which the list's keeper knows it.
        place: where it is, for a person to recognize it; may be empty.
        nces_id: number of the district in the National Center for Education Statistics' list.
        since: first day for which its badges count, or None.
        until: last day for which its badges count, or None.
        endorses: whoever it endorses is known too.
        keys: Multikeys that are known to be its own, so that a copy of its document which came with
            a badge is believed of them.
    """

    key: str
    name: str
    place: str = ""
    nces_id: str = ""
    since: date | None = None
    until: date | None = None
    endorses: bool = False
    keys: tuple[str, ...] = ()

    def covers(self, day: date) -> bool:
        """Tell whether a badge of that day counts."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True, slots=True)
class TrustList:
    """Issuers known to a verifier; an empty list knows nobody.

    Attributes:
        issuers: by DID, https issuer id, or domain.
        name: what the list is called.
        keeper: who answers for it.
        rules_url: https address of the rules by which the keeper lists issuers; may be empty.
        updated: the day of which it is; None when it does not say.
        max_age: how long after that day it counts; None for ever.
    """

    issuers: Mapping[str, TrustedIssuer] = field(default_factory=dict)
    name: str = TRUSTED_ISSUERS
    keeper: str = ""
    rules_url: str = ""
    updated: date | None = None
    max_age: timedelta | None = None

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a file: a list in TOML, or a registry of the Digital Credentials Consortium in JSON.

        A registry is known by its ending ``.json`` or its first character ``{``. It has no name of
        its own and is called like the file.

        Raises:
            SettingsError: the file cannot be read, is neither, or has something in it that cannot
                stand there; with the file and the place.
        """
        from openbadges_issuer.verifying import trust_files  # noqa: PLC0415  # when there is one

        return cls(**trust_files.read(path))

    @classmethod
    def from_mapping(cls, content: Mapping[str, Any], *, source: str = "trust list") -> Self:
        """Read the members of a list in TOML from a mapping.

        Raises:
            SettingsError: as `load`.
        """
        from openbadges_issuer.verifying import trust_files  # noqa: PLC0415

        return cls(**trust_files.of_list(content, source))

    def counts(self, today: date) -> bool:
        """Tell whether the list is not older than it may be."""
        if self.max_age is None:
            return True
        return self.updated is not None and today - self.updated <= self.max_age

    def find(self, issuer_id: str) -> TrustedIssuer | None:
        """Return the entry of a proved issuer id: the exact id first, then its domain."""
        exact = self.issuers.get(issuer_id)
        if exact is not None:
            return exact
        domain = domain_of(issuer_id)
        return self.issuers.get(domain) if domain else None

    def resembling(self, issuer_id: str, claimed_name: str) -> TrustedIssuer | None:
        """Return the entry that an unlisted issuer may be taken for by its name or domain.

        For a warning beside a verdict; it decides nothing, and None does not mean honest. Of a
        very long list the first 5,000 issuers are compared.

        Args:
            issuer_id: DID or https id, proved or not.
            claimed_name: what the issuer calls itself; may be empty.
        """
        if self.find(issuer_id) is not None:
            return None
        # a table of letters and words, needed for a stranger only
        from openbadges_issuer.verifying.look_alikes import (  # noqa: PLC0415
            domains_look_alike,
            names_look_alike,
        )

        domain = domain_of(issuer_id)
        for listed in islice(self.issuers.values(), _MOST_COMPARED):
            if names_look_alike(claimed_name, listed.name, listed.place):
                return listed
            known = _domain_of_key(listed.key)
            if known and names_look_alike(claimed_name, known):
                return listed
            if domain and known and domains_look_alike(domain, known, listed.place):
                return listed
        return None


class Listing(NamedTuple):
    """An issuer, and the list that it is on."""

    issuer: TrustedIssuer
    list: TrustList


@dataclass(frozen=True, slots=True)
class TrustLists:
    """Several lists.

    Attributes:
        lists: the one that counts most comes first.
    """

    lists: tuple[TrustList, ...] = ()

    @classmethod
    def of(cls, given: TrustList | TrustLists | Iterable[TrustList]) -> TrustLists:
        """Take one list or several; none is an empty one."""
        if isinstance(given, TrustLists):
            return given
        return cls((given,) if isinstance(given, TrustList) else tuple(given) or (TrustList(),))

    def counting(self, today: date) -> TrustLists:
        """Leave out the lists that are older than they may be."""
        if all(each.max_age is None for each in self.lists):
            return self
        return TrustLists(tuple(each for each in self.lists if each.counts(today)))

    def listings(self, issuer_id: str) -> Iterator[Listing]:
        """Give what each list has of a proved issuer id."""
        for each in self.lists:
            issuer = each.find(issuer_id)
            if issuer is not None:
                yield Listing(issuer, each)

    def find(self, issuer_id: str, day: date | None = None) -> Listing | None:
        """Find a proved issuer id on the first list that has it.

        Args:
            issuer_id: DID or https id.
            day: a list that has it for that day goes before the others.
        """
        first = None
        for listing in self.listings(issuer_id):
            if day is None or listing.issuer.covers(day):
                return listing
            first = first or listing
        return first

    def resembling(self, issuer_id: str, claimed_name: str) -> TrustedIssuer | None:
        """As `TrustList.resembling`, for an issuer that is on none of the lists."""
        if any(self.listings(issuer_id)):
            return None
        found = (each.resembling(issuer_id, claimed_name) for each in self.lists)
        return next(filter(None, found), None)


def domain_of(issuer_id: str) -> str | None:
    """Return the domain that an issuer id proves control of, with its port if it names one."""
    if issuer_id.startswith("did:web:"):
        return issuer_id.split(":")[2].replace("%3A", ":").replace("%3a", ":").lower()
    https = _HTTPS_HOST.match(issuer_id)
    return https[1].lower() if https else None


def _domain_of_key(key: str) -> str | None:
    return domain_of(key) if key.startswith(("did:", "https://")) else key
