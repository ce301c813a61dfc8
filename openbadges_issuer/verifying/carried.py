"""The credentials that stand in another document, and where: unread, and not yet believed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from openbadges_issuer.errors import OpenBadgesError
from openbadges_issuer.limits import Limits
from openbadges_issuer.report import Part
from openbadges_issuer.strict_json import as_list
from openbadges_issuer.verifying.reader import read, read_value

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


def apart(given: list[Carried], *, limits: Limits) -> tuple[list[Carried], list[Carried]]:
    """Take the endorsements from among badges, for which they were brought.

    Returns:
        The badges and the endorsements; where there is nothing but endorsements, they are what is
        asked about.
    """
    badges: list[Carried] = []
    vouching: list[Carried] = []
    for one in given:
        (vouching if _is_endorsement(one.value, limits) else badges).append(one)
    return (badges, vouching) if badges else (given, [])


def those_about(document: Mapping[str, Any], beside: Iterable[Part]) -> tuple[Part, ...]:
    """Pick the endorsements that are about something that stands in a credential."""
    ids = set(_ids(document))
    return tuple(part for part in beside if _about(part) in ids)


def _is_endorsement(value: Any, limits: Limits) -> bool:
    look = read if isinstance(value, bytes) else read_value
    try:
        return look(value, limits=limits).kind == "endorsement"
    except OpenBadgesError:  # which is told when it is looked into
        return False


def _about(endorsement: Part) -> str | None:
    subject = (endorsement.report.document or {}).get("credentialSubject")
    about = subject.get("id") if isinstance(subject, dict) else None
    return about if isinstance(about, str) else None


def _ids(node: Mapping[str, Any]) -> Iterator[str]:
    """Give the id of each thing that can be endorsed."""
    if isinstance(id_ := node.get("id"), str):
        yield id_
    for member in _ENDORSED:
        for value in as_list(node.get(member)):
            if isinstance(value, dict):
                yield from _ids(value)
            elif isinstance(value, str):  # an issuer by its id alone
                yield value


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
