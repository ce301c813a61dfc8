"""What was probably meant where a key or a value is wrong, so that other faults are found too."""

from __future__ import annotations

from typing import Any

from pydantic_core import ErrorDetails

from openbadges_issuer.programs.faults import nearest
from openbadges_issuer.programs.form import descend, is_text, keys_at
from openbadges_issuer.programs.program import FORMAT
from openbadges_issuer.programs.source import Path, Source, joined

_TOP = 2  # what stands there is a whole map of entries, or one of them
_HEAD: dict[str, Any] = {
    "format": FORMAT,
    "id": "unnamed",
    "revision": 1,
    "issuer": "did:web:unnamed.example",
    "voluntary": True,
    "time_zone": "UTC",
    "since": "0001-01-01",
    "until": "9999-12-31",
}


def path_of(source: Source, error: ErrorDetails) -> Path:
    """Turn pydantic's place into that of the file: without the names that unions have in it."""
    values: Any = source.values
    path: list[str | int] = []
    for step in error["loc"]:
        try:
            values = values[step]
        except (KeyError, IndexError, TypeError):
            continue
        path.append(step)
    if error["type"] == "missing":
        path.append(error["loc"][-1])
    return tuple(path)


def words_of(error: ErrorDetails) -> list[str]:
    """List the words that may stand there, as pydantic quotes them."""
    return str(error["ctx"]["expected"]).replace("'", "").replace(" or ", ", ").split(", ")


def correct(meant: Source, path: Path, error: ErrorDetails) -> bool:
    """Put the key or word that is nearest in the place of one that is not known.

    A key that is like no other is left out.

    Returns:
        Whether that was done.
    """
    around = _around(meant, path)
    if around is None:
        return False
    if error["type"] == "literal_error":
        near = nearest(str(error["input"]), words_of(error))
        if near is not None:
            around[path[-1]] = near
        return near is not None
    if error["type"] != "extra_forbidden" or path[-1] not in around:
        return False
    value = around.pop(path[-1])
    near = nearest(str(path[-1]), keys_at(path[:-1]) - around.keys())
    if near is not None:
        around[near] = value
        _move_places(meant, joined(path), joined((*path[:-1], near)))
    return True


def stand_in(meant: Source, path: Path) -> bool:
    """Put some value where nothing else depends on which: in the head of the file, or of a text.

    Returns:
        Whether that was done.
    """
    around = _around(meant, path)
    if not isinstance(around, dict):
        return False
    if len(path) == 1 and path[0] in _HEAD:
        around[path[0]] = _HEAD[str(path[0])]
        return True
    if any(map(is_text, descend(path))):
        around[path[-1]] = "-"
        return True
    return False


def leave_out(meant: Source, path: Path) -> bool:
    """Leave a value out that nothing else refers to by its key; tell whether that was done."""
    if path[:1] == ("languages",):
        meant.values["languages"] = ["en"]
        return True
    around = _around(meant, path)
    if not isinstance(around, dict) or len(path) <= _TOP or path[-1] not in keys_at(path[:-1]):
        return False
    around.pop(path[-1], None)
    return True


def _around(meant: Source, path: Path) -> Any:
    """Return the map or list that a path ends in; None where it is not there any more."""
    around: Any = meant.values
    try:
        for step in path[:-1]:
            around = around[step]
    except (KeyError, IndexError, TypeError):
        return None
    return around if path else None


def _move_places(source: Source, old: str, new: str) -> None:
    moved = {
        new + path.removeprefix(old): place
        for path, place in source.places.items()
        if path == old or path.startswith((f"{old}.", f"{old}["))
    }
    source.places.update(moved)
