"""What a reader finds in a credential, whatever way it is written."""

from __future__ import annotations

import json
from typing import Any


def said(document: Any) -> Any:
    """Read a document without its proof; contexts count by what they make of the members."""
    return _read({k: v for k, v in document.items() if k != "proof"})


def _read(value: Any) -> Any:
    """Reduce a document to what it says, as a reader who knows JSON-LD's shorthands takes it."""
    if isinstance(value, dict):
        if set(value) == {"@value"}:
            return value["@value"]
        members = {k: _read(v) for k, v in value.items() if k != "@context"}
        return {k: read for k, read in members.items() if read != []}
    if isinstance(value, list):
        flat = [item for v in value for item in (v if isinstance(v, list) else [v])]
        several = {json.dumps(_read(item), sort_keys=True): _read(item) for item in flat}
        items = [several[key] for key in sorted(several)]
        return items[0] if len(items) == 1 else items
    return "OpenBadgeCredential" if value == "AchievementCredential" else value
