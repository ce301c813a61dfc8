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
    values = depth = 1
    blanks = all_types = 0
    while level:
        depth += any(value for value, _ in level)
        _check(depth, limits.json_depth, "levels")
        below: list[tuple[Any, str]] = []
        for value, path in level:
            values += len(value)  # before a path is made for any of them
            _check(values, limits.quads, "values")
            if isinstance(value, list):
                below += [(v, member_path(path, i)) for i, v in enumerate(value) if _is_nested(v)]
                continue
            blanks += "id" not in value and "@value" not in value
            _check(blanks, limits.blank_nodes, "objects without an id")
            types = len(as_list(value.get("type"))) + len(as_list(value.get("@type")))
            all_types += types  # each may bring a context, under both names
            _check(types, limits.types, "types of one object", path)
            _check(all_types, limits.all_types, "types of all objects together")
            objects.append((value, path))
            below += [(v, member_path(path, k)) for k, v in value.items() if _is_nested(v)]
        level = below
    return objects


def _is_nested(value: Any) -> bool:
    return isinstance(value, dict | list)


def _check(count: int, most: int, what: str, path: str = "") -> None:
    if count > most:
        raise InputError(
            f"the document has more than {most:,} {what}", problem=Problem.TOO_COMPLEX, path=path
        )
