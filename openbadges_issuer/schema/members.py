"""What a class of the data model is made of: members, and rules between them."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from typing import Any

from openbadges_issuer.schema.rules import Rule
from openbadges_issuer.schema.values import string, text

Kind = Callable[[Any], None] | str
"""A check of a single value, or the name of the class of an object."""


_NOTHING = object()


class Member:
    """What may stand in one member.

    Attributes:
        kind: of each value.
        many: a list too, of any length. JSON-LD lets one value stand for a list of one.
        required: whether the member must be there.
        names: what the values must name, all of these; of the member `type`.
        id_alone: whether the id of the object may stand for it.
        any_text: whether any text may stand there alone.
        usual: what stands there in most documents; right, so that it needs no check.
    """

    __slots__ = ("any_text", "id_alone", "kind", "many", "names", "required", "usual")

    def __init__(
        self,
        kind: Kind,
        *,
        many: bool = False,
        required: bool = False,
        names: tuple[str, ...] = (),
        id_alone: bool = False,
    ) -> None:
        """Keep what may stand there; see the attributes."""
        self.kind = kind
        self.many = many
        self.required = required
        self.names = names
        self.id_alone = id_alone
        self.any_text = kind in (text, string) and not names
        self.usual = (list(names) if many else names[0]) if names else _NOTHING

    def takes(self, text: str) -> bool:
        """Tell whether this text may stand there alone; False is only a doubt."""
        if self.names or isinstance(self.kind, str):
            return False
        try:
            self.kind(text)
        except ValueError:
            return False
        return True


class Class:
    """The members of an object, and the rules between them.

    Attributes:
        members: by name, in the order in which their faults are told.
        rules: asked when every member is right by itself.
        closed: whether members of other names are faults; else they are not looked into.
        shared: whether many documents have the same object.
        required: the names of the members that must be there.
    """

    __slots__ = ("closed", "members", "required", "rules", "shared")

    def __init__(
        self,
        members: Mapping[str, Member],
        *rules: Rule,
        closed: bool = False,
        shared: bool = False,
    ) -> None:
        """Keep members and rules; see the attributes."""
        self.members = members
        self.rules = rules
        self.closed = closed
        self.shared = shared
        self.required = frozenset(name for name, member in members.items() if member.required)

    def without(self, names: Container[str]) -> Class:
        """Give the class that does not look into these members."""
        members = {name: member for name, member in self.members.items() if name not in names}
        return Class(members, *self.rules, closed=self.closed, shared=self.shared)

    def older(self, members: Mapping[str, Member], rules: Container[Rule]) -> Class:
        """Give the class as it was when these members were so, where it has them.

        Args:
            members: as they were.
            rules: that did not hold yet.
        """
        changed = {name: members.get(name, member) for name, member in self.members.items()}
        kept = [rule for rule in self.rules if rule not in rules]
        return Class(changed, *kept, closed=self.closed, shared=self.shared)


def many(kind: Kind) -> Member:
    """Any number of values."""
    return Member(kind, many=True)


def required(kind: Kind) -> Member:
    """One value that must be there."""
    return Member(kind, required=True)


def type_of(name: str) -> Member:
    """The member `type` of a class whose objects have this type and no other."""
    return Member(string, required=True, names=(name,))


def types_of(*names: str) -> Member:
    """The member `type` of a class whose objects have these types, and may have others."""
    return Member(string, many=True, required=True, names=names)
