"""A document against its class: what is wrong with it, and where."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any, NamedTuple

from openbadges_issuer.errors import ModelError
from openbadges_issuer.memo import Memo, content_of
from openbadges_issuer.schema.classes import CLASSES
from openbadges_issuer.schema.faults import NOT_DEFINED, NULL, REQUIRED, Fault, no_object_of
from openbadges_issuer.schema.members import Class, Member
from openbadges_issuer.schema.values import iri
from openbadges_issuer.strict_json import as_list, member_path, quoted

_BYTES_PER_OBJECT = 500  # an estimate of what Python keeps beside the bytes
_SYNONYMS = {"OpenBadgeCredential": "AchievementCredential"}

_Classes = Mapping[str, Class]
_Place = tuple[str | int, ...]


def problems(
    document: Any,
    name: str,
    path: str = "$",
    *,
    classes: _Classes = CLASSES,
    memo: Memo | None = None,
) -> list[ModelError]:
    """List what is wrong with a document, in the order of its class.

    Args:
        document: a JSON value as Python has it, within `limits`.
        name: the class that it should be of: a key of `classes`.
        path: the JSON path of the document itself, where the paths of the errors start.
        classes: the data model.
        memo: for many documents that have objects in common.
    """
    return [
        ModelError(sentence, path=reduce(member_path, place, path))
        for place, sentence in faults(document, name, classes=classes, memo=memo)
    ]


def faults(
    document: Any, name: str, *, classes: _Classes = CLASSES, memo: Memo | None = None
) -> list[Fault]:
    """List what is wrong with a document; as `problems`, with places below the document."""
    checking = _Checking(classes, memo)
    checking.object(document, name, ())
    return checking.found


def check_names(values: Any, names: tuple[str, ...]) -> None:
    """Check that `type`, one name or a list of them, has all that it must have.

    Raises:
        ValueError: one is missing; with the end of a sentence.
    """
    listed = as_list(values)
    for name in names:
        if name not in listed and _SYNONYMS.get(name) not in listed:
            raise ValueError(f"the type must name {name}, not {quoted(', '.join(listed))}")


class _Right(NamedTuple):
    """An object in which nothing is wrong; for a `Memo`."""

    content: bytes

    @property
    def size(self) -> int:
        return len(self.content) + _BYTES_PER_OBJECT


class _Checking:
    """One look at one document."""

    def __init__(self, classes: _Classes, memo: Memo | None) -> None:
        self._classes = classes
        self._memo = memo
        self.found: list[Fault] = []

    def object(self, document: Any, name: str, place: _Place) -> None:
        """Check what should be an object of this class."""
        if not isinstance(document, dict):
            self.found.append(Fault(place, no_object_of(name)))
            return
        class_ = self._classes[name]
        if self._memo is None or not class_.shared:
            self._look_into(document, class_, place)
            return
        known_as = class_, str(document.get("id"))
        content = content_of(document) if self._memo.expects(known_as) else None
        if content is not None and self._memo.recall(known_as, content):
            return
        before = len(self.found)
        self._look_into(document, class_, place)
        if content is not None and len(self.found) == before:
            self._memo.remember(known_as, _Right(content))

    def _look_into(self, document: dict[str, Any], class_: Class, place: _Place) -> None:
        """Check each member by itself, and then the rules between them."""
        members, found = class_.members, self.found
        before = len(found)
        for key, value in document.items():
            member = members.get(key)
            if member is None:
                continue
            if type(value) is str and (member.any_text or member.takes(value)):
                continue  # as most values are; what is wrong is told below, with its place
            if value != member.usual:
                self._member(value, member, (*place, key))
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

    def _member(self, value: Any, member: Member, place: _Place) -> None:
        """Check what stands in a member."""
        before = len(self.found)
        if value is None:
            self.found.append(Fault(place, NULL))
        elif member.many and isinstance(value, list):
            for index, item in enumerate(value):
                self._value(item, member, (*place, index))
        else:
            self._value(value, member, place)
        if member.names and len(self.found) == before:
            try:
                check_names(value, member.names)
            except ValueError as error:
                self.found.append(Fault(place, str(error)))

    def _value(self, value: Any, member: Member, place: _Place) -> None:
        kind = iri if member.id_alone and isinstance(value, str) else member.kind
        if isinstance(kind, str):
            self.object(value, kind, place)
            return
        try:
            kind(value)
        except ValueError as error:
            self.found.append(Fault(place, str(error)))


def _in_order(found: list[Fault], names: list[str], depth: int) -> list[Fault]:
    """Sort by the order of the class; what it does not have comes last."""

    def order(fault: Fault) -> int:
        name = fault.path[depth]
        return names.index(name) if name in names else len(names)

    return sorted(found, key=order)
