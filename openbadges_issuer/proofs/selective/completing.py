"""What a part of a badge has to keep, so that it is a badge: what is required, and what limits it.

Whoever chooses what to show need not know the data model: what an object cannot do without is
chosen along with any part of it. And nobody withholds what limits a badge, such as its end.

Specification: Open Badges 3.0 section "Data Models".
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import Any

from openbadges_issuer.proofs.selective.pointers import KEPT, Choice, pointer_to
from openbadges_issuer.schema import CLASSES
from openbadges_issuer.schema.members import Kind
from openbadges_issuer.schema.values import open_object
from openbadges_issuer.strict_json import as_list

_LIMITS = (
    "validFrom",
    "validUntil",
    "issuanceDate",  # in the VC 1.1 form, these two stand for those two
    "expirationDate",
    "credentialStatus",
    "termsOfUse",
)
_ANY = "VerifiableCredential"
_PUBLIC = (
    ("issuer",),
    ("name",),
    ("awardedDate",),
    ("credentialSubject", "identifier"),
    ("credentialSubject", "achievement"),
)
# Their members mean little without each other, or were signed together by somebody else.
_UNDIVIDED = {name for name, class_ in CLASSES.items() if class_.closed} | {
    "Criteria",
    "CredentialStatus",
    "EndorsementCredential",
    "Proof",
    "Result",
    "VerifiableCredential",
}
_TYPES = {
    "AchievementCredential": "AchievementCredential",
    "OpenBadgeCredential": "AchievementCredential",
    "EndorsementCredential": "EndorsementCredential",
    "ClrCredential": "ClrCredential",
}


def complete(document: dict[str, Any], choice: Choice) -> None:
    """Choose along with a choice whatever the chosen part of a credential has to keep."""
    if choice.whole:
        return
    for name in _LIMITS:
        if name in document:
            choice.part(name).whole = True
    _require(document, _class_of(document), choice)


def usual_mandatory_pointers(document: dict[str, Any]) -> list[str]:
    """Name what an issuer should let no holder withhold of a badge.

    That is what `complete` keeps in any case, and by whom, when, to whom and for what the badge
    was awarded. It leaves to the holder: evidence, results, endorsements, the narrative, pictures.
    A credential of another class is not divided.
    """
    if _class_of(document) == _ANY:
        return [pointer_to()]
    choice = Choice()
    for *above, name in _PUBLIC:
        holder: Any = reduce(_member, above, document)
        if isinstance(holder, dict) and name in holder:
            reduce(Choice.part, (*above, name), choice).whole = True
    complete(document, choice)
    return list(_pointers(choice, ()))


def _member(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _class_of(document: dict[str, Any]) -> str:
    types = [type_ for type_ in as_list(document.get("type")) if isinstance(type_, str)]
    return next((_TYPES[type_] for type_ in types if type_ in _TYPES), _ANY)


def _require(value: dict[str, Any], name: str, choice: Choice) -> None:
    """Complete what is chosen of an object of a class."""
    members = CLASSES[name].members
    required = set(CLASSES[name].required - KEPT)
    if name == "AchievementSubject":
        if "id" not in value:
            required.add("identifier")
        _describe_results(value, choice)
    for key, member in members.items():
        if key in required and key in value:
            part = choice.part(key)
            part.whole = part.whole or not _is_divided(value[key], member.kind)
        if key in choice.parts and isinstance(member.kind, str):
            _require_each(value[key], member.kind, choice.parts[key])


def _is_divided(value: Any, kind: Kind) -> bool:
    """Tell whether a required member is one object, of which only what is required is chosen."""
    return isinstance(value, dict) and (isinstance(kind, str) or kind is open_object)


def _require_each(value: Any, kind: str, choice: Choice) -> None:
    """Complete what is chosen of a member that holds an object or a list of objects."""
    if choice.whole:
        return
    if isinstance(value, list):
        for index, part in choice.parts.items():
            _require_each(value[int(index)], kind, part)
    elif kind in _UNDIVIDED:
        choice.whole = True
    elif isinstance(value, dict):
        _require(value, kind, choice)


def _describe_results(subject: dict[str, Any], choice: Choice) -> None:
    """Choose the descriptions that the chosen results name."""
    results = choice.parts.get("result")
    achievement = subject.get("achievement")
    if results is None or not isinstance(achievement, dict):
        return
    chosen = [
        result
        for index, result in enumerate(as_list(subject["result"]))
        if results.whole or index in results.parts or not isinstance(subject["result"], list)
    ]
    named = [r.get("resultDescription") for r in chosen if isinstance(r, dict)]
    descriptions = achievement.get("resultDescription")
    part = choice.part("achievement")
    for index, description in enumerate(as_list(descriptions)):
        if isinstance(description, dict) and description.get("id") in named:
            described = part.part("resultDescription")
            if isinstance(descriptions, list):
                described = described.part(index)
            described.whole = True


def _pointers(choice: Choice, place: tuple[str | int, ...]) -> Iterator[str]:
    if choice.whole or not choice.parts:
        yield pointer_to(*place)
        return
    for key, part in choice.parts.items():
        yield from _pointers(part, (*place, key))
