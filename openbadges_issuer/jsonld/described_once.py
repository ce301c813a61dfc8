"""What identifies the badge is described in one place, so that no part of it can hide.

JSON-LD merges objects of one id, so a signature over statements still fits when a holder moves an
end date or a condition into another object of that id, where nobody looks for it, or writes one
piece of evidence several times. A text that is signed as it stands needs no such check.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from openbadges_issuer.errors import TermError
from openbadges_issuer.jsonld.inline_contexts import without_contexts
from openbadges_issuer.jsonld.objects import list_objects
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.strict_json import as_list, member_path

_IN_RECORD = "$.credentialSubject.verifiableCredential"
# What may stand in an object that has the credential's own id, as the subject of an endorsement.
_MENTION = frozenset({"id", "type", "endorsementComment"})
# What criteria may say that have the id of their achievement, as those of the standard's example.
_CRITERIA = frozenset({"id", "type", "narrative"})


def check_described_once(document: dict[str, Any], *, limits: Limits = DEFAULT_LIMITS) -> None:
    """Refuse a second object that says more of the badge, its subject, achievement or criteria.

    What only mentions the id, as the subject of an endorsement does, is let through. The issuer may
    be described again, as the creator of the achievement; in an endorsement, whose proof is another
    one, it may have no member that it does not have in the badge.

    Raises:
        TermError: with the JSON path of the second object.
        InputError: the document has too many values or is nested too deeply.
    """
    if limits.inline_contexts:
        document = without_contexts(document)
    if _is_described_once(document, limits):
        return
    objects = list_objects(document, limits)
    # The badges in a record are signed and verified by themselves, and say more of its subject; of
    # the record itself they say nothing.
    outside = [(node, path) for node, path in objects if not path.startswith(_IN_RECORD)]
    for node in _described(document):
        for other, path in objects if node is document else outside:
            if other is not node and other.get("id") == node["id"] and _says_more(other, node):
                raise _hidden(path)
    issuer = _issuer_of(document)
    for holder, path in outside:
        if _hides_issuer(holder, issuer):
            raise TermError(
                "an endorsement says more of the issuer than the badge does, and could hide part "
                "of it; name the issuer there by its id, or say the same in the badge",
                path=f"{path}.endorsement",
            )
        for member, value in holder.items():
            if _repeats(value):
                raise _hidden(member_path(path, member))


def may_be_described_twice(
    document: dict[str, Any], ids: Sequence[str], *, limits: Limits = DEFAULT_LIMITS
) -> bool:
    """Tell whether `check_described_once` might refuse.

    Args:
        document: a document in which no two objects of one list have the same id.
        ids: those of its objects, one for each object that has one.
        limits: as `check_described_once`.
    """
    is_object = isinstance(document.get("issuer"), dict)
    if is_object and len(set(ids)) == len(ids):
        return False
    others = ids.count(_issuer_of(document).get("id", "")) - is_object  # may be the issuer, too
    if not (others and _endorses(document)) and all(
        ids.count(node["id"]) == 1 for node in _described(document)
    ):
        return False
    return not _is_described_once(document, limits)


def _is_described_once(document: dict[str, Any], limits: Limits) -> bool:
    """Tell quickly that there is nothing to refuse; False is only a doubt."""
    described = _described(document)
    ids = {node["id"] for node in described}
    saying_more = -sum(not node.keys() <= _MENTION for node in described)
    values = depth = 1
    own, subject = document.get("id"), document.get("credentialSubject")
    issuer = _issuer_of(document)
    level: list[tuple[Any, bool]] = [(document, False)]  # True: in a record
    while level:
        depth += 1
        below: list[tuple[Any, bool]] = []
        for value, inside in level:
            values += len(value)
            if isinstance(value, list):
                if not inside and _repeats(value):
                    return False
                below += [(item, inside) for item in value if isinstance(item, dict | list)]
                continue
            identifier = value.get("id")
            counts = isinstance(identifier, str) and identifier in ids
            if counts and (identifier == own or not inside):
                saying_more += not value.keys() <= _MENTION
            if "endorsement" in value and not inside and _hides_issuer(value, issuer):
                return False
            for member, child in value.items():
                if child.__class__ is not str and isinstance(child, dict | list):
                    record = value is subject and member == "verifiableCredential"
                    below.append((child, inside or record))
        if values > limits.quads or depth > limits.json_depth:
            return False
        level = below
    return saying_more <= 0 and len(ids) == len(described)


def _described(document: dict[str, Any]) -> list[dict[str, Any]]:
    """List the objects with an id that a reader takes for the badge, from the outside in."""
    described: list[dict[str, Any]] = []
    around: dict[str, Any] = {}
    node: Any = document
    for member in ("credentialSubject", "achievement", "criteria", ""):
        if not isinstance(node, dict):
            break
        if isinstance(node.get("id"), str) and not _are_plain_criteria(node, around):
            described.append(node)
        around, node = node, node.get(member)
    issuer = document.get("issuer")
    if isinstance(issuer, dict):  # who issues to himself is described as both
        described = [node for node in described if node["id"] != issuer.get("id")]
    return described


def _says_more(node: dict[str, Any], described: dict[str, Any]) -> bool:
    """Tell whether a second object of one id says what only the first may say."""
    return not (node.keys() <= _MENTION or _are_plain_criteria(node, described))


def _are_plain_criteria(node: dict[str, Any], achievement: dict[str, Any]) -> bool:
    """Tell whether a node is the criteria of an achievement whose id it has, and no more than that.

    Then neither of the two can hide what stands in the other.
    """
    return (
        node is achievement.get("criteria")
        and node.get("id") == achievement.get("id")
        and node.keys() <= _CRITERIA
        and "narrative" not in achievement
    )


def _endorses(document: dict[str, Any]) -> bool:
    """Tell quickly whether anything is endorsed in it; most issuers are described as creators."""
    try:
        return b'"endorsement"' in orjson.dumps(document)
    except TypeError:  # there is something that it does not write, and that may be it
        return True


def _issuer_of(document: dict[str, Any]) -> dict[str, Any]:
    """Give what the badge says of its issuer; nothing where it has no id."""
    issuer = document.get("issuer")
    described = issuer if isinstance(issuer, dict) else {"id": issuer}
    return described if isinstance(described.get("id"), str) else {}


def _hides_issuer(holder: dict[str, Any], issuer: dict[str, Any]) -> bool:
    """Tell whether an endorsement has a member of the issuer that the badge does not have."""
    pending = [*as_list(holder.get("endorsement"))] if issuer else []
    while pending:
        value = pending.pop()
        if isinstance(value, list):
            pending += value
        elif isinstance(value, dict):
            if value.get("id") == issuer["id"] and value.keys() - _MENTION - issuer.keys():
                return True
            pending += value.values()
    return False


def _repeats(value: Any) -> bool:
    """Tell whether two objects of one list, or of the lists in it, have the same id."""
    items = as_list(value)
    if any([isinstance(item, list) for item in items]):
        items = list(_flat(items))
    ids = [item.get("id") for item in items if isinstance(item, dict)]
    named = [id_ for id_ in ids if isinstance(id_, str)]
    return len(set(named)) < len(named)


def _flat(items: list[Any]) -> Iterator[Any]:
    """Give the items of a list as JSON-LD takes them: those of a list in it as its own."""
    pending = [*items]
    while pending:
        item = pending.pop()
        if isinstance(item, list):
            pending += item
        else:
            yield item


def _hidden(path: str) -> TermError:
    return TermError(
        "this has the id of what is described elsewhere in the badge, and could hide part of it "
        "here; give it an id of its own",
        path=path,
    )
