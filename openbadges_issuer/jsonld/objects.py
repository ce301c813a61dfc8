"""The objects of a document with their JSON paths, and the bounds on their number."""

from __future__ import annotations

from typing import Any

from openbadges_issuer.errors import InputError, Problem
from openbadges_issuer.limits import Limits
from openbadges_issuer.strict_json import as_list, member_path


def list_objects(document: dict[str, Any], limits: Limits) -> list[tuple[dict[str, Any], str]]:
    """List each object with its JSON path, from the outside in.

    Raises:
        InputError: more than `quads` values, `json_depth` levels, `blank_nodes` objects without an
            id, `types` types of one object, or `all_types` of all together.
    """
    objects: list[tuple[dict[str, Any], str]] = []
    level: list[tuple[Any, str]] = [(document, "$")]
    values = depth = blanks = all_types = 0
    while level:
        values += len(level)
        depth += 1
        _check(values, limits.quads, "values")
        _check(depth, limits.json_depth, "levels")
        below: list[tuple[Any, str]] = []
        for value, path in level:
            if isinstance(value, dict):
                blanks += "id" not in value and "@value" not in value
                _check(blanks, limits.blank_nodes, "objects without an id")
                types = len(as_list(value.get("type")))  # each may bring a context
                all_types += types
                _check(types, limits.types, "types of one object", path)
                _check(all_types, limits.all_types, "types of all objects together")
                objects.append((value, path))
                below += [(v, member_path(path, k)) for k, v in value.items()]
            elif isinstance(value, list):
                below += [(item, member_path(path, i)) for i, item in enumerate(value)]
        level = below
    return objects


def _check(count: int, most: int, what: str, path: str = "") -> None:
    if count > most:
        raise InputError(
            f"the document has more than {most:,} {what}", problem=Problem.TOO_COMPLEX, path=path
        )
