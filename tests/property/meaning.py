"""What a reader finds in a credential, whatever way it is written."""

from __future__ import annotations

import json
from typing import Any

_ENDORSING = ("endorsement", "endorsementJwt")


def said(document: Any) -> Any:
    """Read a document without its proof; contexts count by what they make of the members.

    The issuer may be described in several places (as creator of the achievement, too): what is
    said of it is read as said once. What others say in an endorsement has a proof of its own, and
    is not read here.
    """
    issuer = document.get("issuer")
    issuer_id = issuer.get("id") if isinstance(issuer, dict) else None
    of_issuer: dict[str, list[Any]] = {}
    rest = _apart({k: v for k, v in document.items() if k != "proof"}, issuer_id, of_issuer)
    return _read(rest), _read(of_issuer)


def _apart(value: Any, id_: str | None, told: dict[str, list[Any]]) -> Any:
    """Give a copy in which objects of this id only name it; what they say goes to `told`."""
    if isinstance(value, list):
        return [_apart(item, id_, told) for item in value]
    if not isinstance(value, dict):
        return value
    members = {k: _apart(v, id_, told) for k, v in value.items() if k not in _ENDORSING}
    if id_ is None or value.get("id") != id_:
        return members
    for name, member in members.items():
        told.setdefault(name, []).append(member)
    return {"id": id_}


def _read(value: Any) -> Any:
    """Reduce a document to what it says, as a reader who knows JSON-LD's shorthands takes it."""
    if isinstance(value, dict):
        if len(value) == 1 and value.keys() <= {"@value", "id"}:  # a thing that is only named
            return next(iter(value.values()))
        members = {k: _read(v) for k, v in value.items() if k != "@context"}
        return {k: read for k, read in members.items() if read != []}
    if isinstance(value, list):
        flat = [item for v in value for item in (v if isinstance(v, list) else [v])]
        several = {json.dumps(_read(item), sort_keys=True): _read(item) for item in flat}
        items = [several[key] for key in sorted(several)]
        return items[0] if len(items) == 1 else items
    if type(value) is int:  # the contexts give numbers of the standard a type, as a text has it
        return str(value)
    return "OpenBadgeCredential" if value == "AchievementCredential" else value
