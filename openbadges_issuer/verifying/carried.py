"""The credentials that stand in another document, and where: unread, and not yet believed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from openbadges_issuer.strict_json import as_list

_ENDORSING = ("endorsement", "endorsementJwt")
# Where something stands that can be endorsed.
_ENDORSED = ("credentialSubject", "achievement", "issuer", "creator", "source")


class Carried(NamedTuple):
    """What stands at one place.

    Attributes:
        path: JSON path of the place.
        value: what should be a credential.
        endorsed: for an endorsement, the id of what it stands at; None when that has none.
    """

    path: str
    value: Any
    endorsed: str | None = None


def of_presentation(document: Mapping[str, Any]) -> list[Carried]:
    """List the credentials that a presentation presents."""
    return list(_at(document, "verifiableCredential", "$"))


def of_record(document: Mapping[str, Any]) -> list[Carried]:
    """List the credentials of a CLR 2.0 record."""
    return [
        carried
        for path, subject in _values(document, "credentialSubject", "$")
        if isinstance(subject, dict)
        for carried in _at(subject, "verifiableCredential", path)
    ]


def endorsements_of(document: Mapping[str, Any]) -> list[Carried]:
    """List what others say of a credential, its achievement, its issuer and their profiles.

    The same token at the same thing is listed once: any number of copies fits one signature.
    """
    found: list[Carried] = []
    _collect(document, "$", found)
    seen: set[tuple[str, str | None]] = set()
    once = []
    for one in found:
        if isinstance(one.value, str):
            if (one.value, one.endorsed) in seen:
                continue
            seen.add((one.value, one.endorsed))
        once.append(one)
    return once


def _collect(node: Mapping[str, Any], path: str, found: list[Carried]) -> None:
    for member in _ENDORSING:
        if member in node:
            id_ = node.get("id")
            endorsed = id_ if isinstance(id_, str) else None
            found += [one._replace(endorsed=endorsed) for one in _at(node, member, path)]
    for member in _ENDORSED:
        if member not in node:
            continue
        if isinstance(node[member], dict):  # as nearly always
            _collect(node[member], f"{path}.{member}", found)
            continue
        for place, value in _values(node, member, path):
            if isinstance(value, dict):
                _collect(value, place, found)


def _at(node: Mapping[str, Any], member: str, path: str) -> Iterator[Carried]:
    for place, value in _values(node, member, path):
        yield Carried(place, value)


def _values(node: Mapping[str, Any], member: str, path: str) -> Iterator[tuple[str, Any]]:
    """Give each value of a member with its place."""
    given = node.get(member)
    place = f"{path}.{member}"
    if not isinstance(given, list):
        return ((place, value) for value in as_list(given))
    return ((f"{place}[{index}]", value) for index, value in enumerate(given))
