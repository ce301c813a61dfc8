"""Trust lists: which issuers the verifying side knows. Nothing is trusted by default.

A list is a TOML file that a person writes::

    name = "Districts we hire from"
    keeper = "Human Resources, Kettle Moraine School District"
    rules_url = "https://www.kettle-moraine.example/hiring/badges"

    [issuers."did:web:badges.kettle-moraine.example"]
    name = "Kettle Moraine School District"
    place = "Wales, Wisconsin"
    from = 2026-01-01
    until = 2030-12-31

The key is a DID, an https issuer id, or a bare domain, which stands for the did:web and https
issuers of that domain. A name never makes an issuer known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from openbadges_issuer.errors import SettingsError
from openbadges_issuer.phrases import Phrase

if TYPE_CHECKING:
    from pathlib import Path

TRUSTED_ISSUERS = Phrase("trusted issuers")

_HTTPS_HOST = re.compile(r"https://([^/?#]+)")
# A DID, an https id with its host in lower case, or a domain in lower case, perhaps with a port.
_KEY = re.compile(
    r"did:(?!web:)[a-z0-9]+:[^\s#]+"
    r"|(?:did:web:[a-z0-9.-]+(?:%3A[0-9]+)?(?::[A-Za-z0-9._~-]+)*)"
    r"|https://[a-z0-9.-]+(?::[0-9]+)?(?:/[^\s#]*)?"
    r"|(?:[a-z0-9-]+\.)+[a-z0-9-]+(?::[0-9]+)?"
)
_RULES_URL = re.compile(r"https://[^\s/?#\"'<>\\]+(?:[/?#][^\s\"'<>\\]*)?")
_LIST_MEMBERS = {"name", "keeper", "rules_url", "issuers"}
_ISSUER_MEMBERS = {"name", "place", "nces_id", "from", "until"}


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
    """

    key: str
    name: str
    place: str = ""
    nces_id: str = ""
    since: date | None = None
    until: date | None = None

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
    """

    issuers: Mapping[str, TrustedIssuer] = field(default_factory=dict)
    name: str = TRUSTED_ISSUERS
    keeper: str = ""
    rules_url: str = ""

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a TOML file of the form shown at the top of this module.

        Raises:
            SettingsError: the file cannot be read, is not TOML, or has something unknown in it;
                with the file and the place.
        """
        import tomllib  # noqa: PLC0415  # when there is a file

        try:
            with open(path, "rb") as file:  # noqa: PTH123  # pathlib would be loaded for this
                content = tomllib.load(file)
        except OSError as error:
            raise SettingsError(f"{path}: cannot be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise SettingsError(f"{path}: this is not UTF-8 text; save it as UTF-8") from None
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(f"{path}: this is not TOML: {error}") from None
        return cls.from_mapping(content, source=str(path))

    @classmethod
    def from_mapping(cls, content: Mapping[str, Any], *, source: str = "trust list") -> Self:
        """Read the same members from a mapping.

        Raises:
            SettingsError: as `load`.
        """
        _refuse_unknown(content, _LIST_MEMBERS, source)
        issuers = content.get("issuers", {})
        if not isinstance(issuers, Mapping):
            raise SettingsError(f'{source}: issuers: expected tables such as [issuers."did:…"]')
        return cls(
            {key: _issuer(key, members, source) for key, members in issuers.items()},
            _text(content, "name", source, default=TRUSTED_ISSUERS),
            _text(content, "keeper", source, default=""),
            _rules_url(content, source),
        )

    def find(self, issuer_id: str) -> TrustedIssuer | None:
        """Return the entry of a proved issuer id: the exact id first, then its domain."""
        exact = self.issuers.get(issuer_id)
        if exact is not None:
            return exact
        domain = domain_of(issuer_id)
        return self.issuers.get(domain) if domain else None

    def resembling(self, issuer_id: str, claimed_name: str) -> TrustedIssuer | None:
        """Return the entry that an unlisted issuer may be taken for by its name or domain.

        For a warning beside a verdict; it decides nothing, and None does not mean honest.

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
        for listed in self.issuers.values():
            if names_look_alike(claimed_name, listed.name, listed.place):
                return listed
            known = _domain_of_key(listed.key)
            if known and names_look_alike(claimed_name, known):
                return listed
            if domain and known and domains_look_alike(domain, known):
                return listed
        return None


def domain_of(issuer_id: str) -> str | None:
    """Return the domain that an issuer id proves control of, with its port if it names one."""
    if issuer_id.startswith("did:web:"):
        return issuer_id.split(":")[2].replace("%3A", ":").replace("%3a", ":").lower()
    https = _HTTPS_HOST.match(issuer_id)
    return https[1].lower() if https else None


def _domain_of_key(key: str) -> str | None:
    return domain_of(key) if key.startswith(("did:", "https://")) else key


def _issuer(key: str, members: Any, source: str) -> TrustedIssuer:
    where = f'{source}: issuers."{key}"'
    if not _KEY.fullmatch(key):
        raise SettingsError(
            f"{where}: expected a DID, an https id or a domain, all in lower case and in quotes, "
            'such as [issuers."badges.district.example"]'
        )
    if not isinstance(members, Mapping):
        raise SettingsError(f"{where}: expected a table with at least a name")
    _refuse_unknown(members, _ISSUER_MEMBERS, where)
    if members.get("name", "") == "":
        raise SettingsError(f"{where}: name is missing: under which name do you know this issuer?")
    since, until = _day(members, "from", where), _day(members, "until", where)
    if since and until and until < since:
        raise SettingsError(f"{where}: until is before from")
    return TrustedIssuer(
        key=key,
        name=_text(members, "name", where),
        place=_text(members, "place", where, default=""),
        nces_id=_text(members, "nces_id", where, default=""),
        since=since,
        until=until,
    )


def _refuse_unknown(members: Mapping[str, Any], known: set[str], where: str) -> None:
    for key in members:
        if key not in known:
            raise SettingsError(
                f"{where}: there is no member {key!r} here; known are {', '.join(sorted(known))}"
            )


def _text(members: Mapping[str, Any], name: str, where: str, default: str = "") -> str:
    value = members.get(name, default)
    if not isinstance(value, str):
        raise SettingsError(f"{where}: {name} must be text in quotes")
    return value


def _rules_url(content: Mapping[str, Any], source: str) -> str:
    url = _text(content, "rules_url", source, default="")
    if url and not _RULES_URL.fullmatch(url):
        raise SettingsError(f"{source}: rules_url must be an address such as https://…")
    return url


def _day(members: Mapping[str, Any], name: str, where: str) -> date | None:
    value = members.get(name)
    if value is not None and type(value) is not date:
        raise SettingsError(f"{where}: {name} must be a day such as 2026-11-21, without quotes")
    return value
