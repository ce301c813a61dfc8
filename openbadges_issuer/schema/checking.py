"""A document against its class: what is wrong with it, and where."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

from openbadges_issuer.errors import ModelError
from openbadges_issuer.schema.classes import CLASSES
from openbadges_issuer.schema.faults import NOT_DEFINED, NULL, REQUIRED, Fault, no_object_of
from openbadges_issuer.schema.members import Class, Member
from openbadges_issuer.schema.values import iri, quoted
from openbadges_issuer.strict_json import as_list, member_path

_SYNONYMS = {"OpenBadgeCredential": "AchievementCredential"}

_Classes = Mapping[str, Class]
_Place = tuple[str | int, ...]


def problems(
    document: Any, name: str, path: str = "$", *, classes: _Classes = CLASSES
) -> list[ModelError]:
    """List what is wrong with a document, in the order of its class.

    Args:
        document: a JSON value as Python has it, within `limits`.
        name: the class that it should be of: a key of `classes`.
        path: the JSON path of the document itself, where the paths of the errors start.
        classes: the data model.
    """
    return [
        ModelError(sentence, path=reduce(member_path, place, path))
        for place, sentence in faults(document, name, classes=classes)
    ]


def faults(document: Any, name: str, *, classes: _Classes = CLASSES) -> list[Fault]:
    """List what is wrong with a document; as `problems`, with places below the document."""
    found: list[Fault] = []
    _look_into(document, name, (), classes, found)
    return found


def check_names(values: Any, names: tuple[str, ...]) -> None:
    """Check that `type`, one name or a list of them, has all that it must have.

    Raises:
        ValueError: one is missing; with the end of a sentence.
    """
    listed = as_list(values)
    for name in names:
        if name not in listed and _SYNONYMS.get(name) not in listed:
            raise ValueError(f"the type must name {name}, not {quoted(', '.join(listed))}")


def _look_into(
    document: Any, name: str, place: _Place, classes: _Classes, found: list[Fault]
) -> None:
    """Check an object: each member by itself, and then the rules between them."""
    if not isinstance(document, dict):
        found.append(Fault(place, no_object_of(name)))
        return
    class_ = classes[name]
    members = class_.members
    before = len(found)
    for key, value in document.items():
        member = members.get(key)
        if member is None or value == member.usual:
            continue
        if member.check is not None and type(value) is str:  # which most values are
            try:
                member.check(value)
                continue
            except ValueError:
                pass  # told below, with its place
        _check(value, member, (*place, key), classes, found)
    if not class_.required <= document.keys():
        found += [Fault((*place, key), REQUIRED) for key in class_.required - document.keys()]
    if class_.closed and not document.keys() <= members.keys():
        unknown = [key for key in document if key not in members]
        found += [Fault((*place, key), NOT_DEFINED) for key in unknown]
    if len(found) == before:
        for rule in class_.rules:
            found += [Fault((*place, *below), sentence) for below, sentence in rule(document)]
    else:
        found[before:] = _in_order(found[before:], list(members), len(place))


def _check(
    value: Any, member: Member, place: _Place, classes: _Classes, found: list[Fault]
) -> None:
    """Check what stands in a member."""
    before = len(found)
    if value is None:
        found.append(Fault(place, NULL))
    elif member.many and isinstance(value, list):
        for index, item in enumerate(value):
            _check_value(item, member, (*place, index), classes, found)
    else:
        _check_value(value, member, place, classes, found)
    if member.names and len(found) == before:
        try:
            check_names(value, member.names)
        except ValueError as error:
            found.append(Fault(place, str(error)))


def _check_value(
    value: Any, member: Member, place: _Place, classes: _Classes, found: list[Fault]
) -> None:
    kind = iri if member.id_alone and isinstance(value, str) else member.kind
    if isinstance(kind, str):
        _look_into(value, kind, place, classes, found)
        return
    try:
        kind(value)
    except ValueError as error:
        found.append(Fault(place, str(error)))


def _in_order(found: list[Fault], names: list[str], depth: int) -> list[Fault]:
    """Sort by the order of the class; what it does not have comes last."""

    def order(fault: Fault) -> int:
        name = fault.path[depth]
        return names.index(name) if name in names else len(names)

    return sorted(found, key=order)
