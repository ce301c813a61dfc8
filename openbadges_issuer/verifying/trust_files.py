"""The files that trust lists come from.

A list in TOML is written by a person::

    name = "Districts we hire from"
    keeper = "Human Resources, Kettle Moraine School District"
    rules_url = "https://www.kettle-moraine.example/hiring/badges"
    updated = 2026-01-01
    max_age = 400

    [issuers."did:web:badges.kettle-moraine.example"]
    name = "Kettle Moraine School District"
    place = "Wales, Wisconsin"
    nces_id = "5507440"
    from = 2026-01-01
    until = 2030-12-31

    [issuers."did:web:credentials.state.example"]
    name = "State Department of Instruction"
    endorses = true

The key is a DID, an https issuer id, or a bare domain, which stands for the did:web and https
issuers of that domain. The age is in days. Whoever is endorsed by an issuer with ``endorses`` is
known too. An issuer may have ``keys = ["z6Mk…"]`` that are known to be its own.

A registry in JSON is of the form in which the Digital Credentials Consortium publishes for its
verifier, ``{"meta": {"updated": …}, "registry": {"did:…": {"name", "location", "url"}}}``. Members
that are not used here are left alone in it.
"""

from __future__ import annotations

import os.path
import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from openbadges_issuer import strict_json
from openbadges_issuer.errors import InputError, OpenBadgesError, SettingsError
from openbadges_issuer.limits import Limits
from openbadges_issuer.verifying.trust import TRUSTED_ISSUERS, TrustedIssuer

if TYPE_CHECKING:
    from pathlib import Path

_DID_KEY = r"did:key:z[1-9A-HJ-NP-Za-km-z]+"
_PERCENT_CODED = r"(?:[A-Za-z0-9._:-]|%[0-9A-Fa-f]{2})+"
# A DID, an https id with its host in lower case, or a domain in lower case, perhaps with a port.
_KEY = re.compile(
    rf"{_DID_KEY}"
    r"|did:(?!web:|key:)[a-z0-9]+:[^\s#]+"
    r"|did:web:[a-z0-9.-]+(?:%3A[0-9]+)?(?::[A-Za-z0-9._~-]+)*"
    r"|https://[a-z0-9.-]+(?::[0-9]+)?(?:/[^\s#]*)?"
    r"|(?:[a-z0-9-]+\.)+[a-z0-9-]+(?::[0-9]+)?"
)
# In a registry of others: as Decentralized Identifiers 1.0 section 3.1 has it.
_DID = re.compile(rf"{_DID_KEY}|did:(?!key:)[a-z0-9]+:{_PERCENT_CODED}(?<!:)")
_RULES_URL = re.compile(r"https://[^\s/?#\"'<>\\]+(?:[/?#][^\s\"'<>\\]*)?")
LIST_MEMBERS = {"name", "keeper", "rules_url", "updated", "max_age", "issuers"}
ISSUER_MEMBERS = {"name", "place", "nces_id", "from", "until", "endorses", "keys"}
_MOST_DAYS = 36_500
_LARGE = Limits(json_members=1_000_000)  # every district of a country


def read(path: str | Path) -> dict[str, Any]:
    """Read a file into the members of a `TrustList`.

    Raises:
        SettingsError: as `TrustList.load`.
    """
    try:
        with open(path, "rb") as file:  # noqa: PTH123  # pathlib would be loaded for this
            content = file.read()
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from None
    source = str(path)
    if source.lower().endswith(".json") or content.lstrip()[:1] == b"{":
        return _of_registry(content, source)
    try:
        return of_list(tomllib.loads(content.decode()), source)
    except UnicodeDecodeError:
        raise SettingsError(f"{path}: this is not UTF-8 text; save it as UTF-8") from None
    except (ValueError, RecursionError) as error:  # not TOML, or a number without end
        raise SettingsError(f"{path}: this is not TOML: {error}") from None


def of_list(content: Mapping[str, Any], source: str) -> dict[str, Any]:
    """Read what a list in TOML says into the members of a `TrustList`.

    Raises:
        SettingsError: as `TrustList.load`.
    """
    _refuse_unknown(content, LIST_MEMBERS, source)
    issuers = content.get("issuers", {})
    if not isinstance(issuers, Mapping):
        raise SettingsError(f'{source}: issuers: expected tables such as [issuers."did:…"]')
    updated, max_age = _day(content, "updated", source), _age(content, source)
    if max_age and not updated:
        raise SettingsError(
            f"{source}: updated is missing, the day from which max_age counts; "
            "write it such as updated = 2026-11-21"
        )
    return {
        "issuers": {key: _issuer(key, members, source) for key, members in issuers.items()},
        "name": _text(content, "name", source, default=TRUSTED_ISSUERS),
        "keeper": _text(content, "keeper", source, default=""),
        "rules_url": _rules_url(content, source),
        "updated": updated,
        "max_age": max_age,
    }


def _of_registry(content: bytes, source: str) -> dict[str, Any]:
    """Read a registry of the Digital Credentials Consortium."""
    try:
        registry = strict_json.loads(content, limits=_LARGE)
    except InputError as error:
        raise SettingsError(f"{source}: {error.message}") from None
    entries = registry.get("registry") if isinstance(registry, dict) else None
    if not isinstance(entries, dict):
        raise SettingsError(
            f"{source}: $.registry: expected an object of DIDs, as registries of the Digital "
            f"Credentials Consortium have it{_where_registries_are(registry)}"
        )
    return {
        "issuers": {
            did: _registered(did, entry, f'{source}: $.registry["{did[:200]}"]')
            for did, entry in entries.items()
            if entry is not None  # which says that it is not registered
        },
        "name": os.path.splitext(os.path.basename(source))[0],  # noqa: PTH119, PTH122
        "updated": _updated(registry.get("meta")),
    }


def _where_registries_are(registry: Any) -> str:
    """Help with a list of registries, which has their addresses."""
    listed = registry if isinstance(registry, list) else []
    given = [entry.get("url") for entry in listed if isinstance(entry, dict)]
    urls = [url for url in given if isinstance(url, str)]
    return f"; this is a list of registries: save and give {', '.join(urls)}" if urls else ""


def _registered(did: str, entry: Any, where: str) -> TrustedIssuer:
    if not _DID.fullmatch(did):
        raise SettingsError(f"{where}: expected a DID, such as did:web:badges.district.example")
    if not isinstance(entry, dict):
        raise SettingsError(f"{where}: expected an object with at least a name")
    name, place = entry.get("name"), entry.get("location")
    if not isinstance(name, str) or not name.strip():
        raise SettingsError(f"{where}: name is missing: what is this issuer called?")
    if not isinstance(place, str | None):
        raise SettingsError(f"{where}: location must be text")
    return TrustedIssuer(did, name, place or "")


def _updated(meta: Any) -> date | None:
    """Read the day of a registry; None when it does not say, or not so that it can be read."""
    try:
        return datetime.fromisoformat(meta["updated"]).date()
    except (TypeError, KeyError, ValueError):
        return None


def _issuer(key: str, members: Any, source: str) -> TrustedIssuer:
    where = f'{source}: issuers."{key}"'
    if not _KEY.fullmatch(key):
        raise SettingsError(
            f"{where}: expected a DID, an https id or a domain, all in lower case and in quotes, "
            'such as [issuers."badges.district.example"]'
        )
    if not isinstance(members, Mapping):
        raise SettingsError(f"{where}: expected a table with at least a name")
    _refuse_unknown(members, ISSUER_MEMBERS, where)
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
        endorses=_flag(members, "endorses", where),
        keys=_keys(members, where),
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


def _flag(members: Mapping[str, Any], name: str, where: str) -> bool:
    value = members.get(name, False)
    if not isinstance(value, bool):
        raise SettingsError(f"{where}: {name} must be true or false, without quotes")
    return value


def _keys(members: Mapping[str, Any], where: str) -> tuple[str, ...]:
    if "keys" not in members:
        return ()
    from openbadges_issuer.keys.public_key import PublicKey  # noqa: PLC0415  # seldom listed

    given = members["keys"]
    try:
        return tuple(str(PublicKey.from_multikey(key).multikey) for key in given)
    except (OpenBadgesError, TypeError, AttributeError):
        raise SettingsError(
            f'{where}: keys must be a list of Multikeys such as ["z6Mk…"], as they stand in the '
            "publicKeyMultibase of the issuer's document"
        ) from None


def _age(content: Mapping[str, Any], source: str) -> timedelta | None:
    days = content.get("max_age")
    if days is None:
        return None
    if type(days) is not int or not 1 <= days <= _MOST_DAYS:
        raise SettingsError(f"{source}: max_age must be a number of days such as 90")
    return timedelta(days)


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
