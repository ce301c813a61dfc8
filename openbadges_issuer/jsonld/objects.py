"""The objects of a document with their JSON paths, and the bounds on their number."""

from __future__ import annotations

from typing import Any

from openbadges_issuer.errors import InputError, Problem
from openbadges_issuer.limits import Limits
from openbadges_issuer.strict_json import as_list, member_path


def list_objects(document: dict[str, Any], limits: Limits) -> list[tuple[dict[str, Any], str]]:
    """List each object with its JSON path, from the outside in.

    Raises:
        InputError: more than `quads` values, `json_depth` levels, or `types` types of one object.
    """
    objects: list[tuple[dict[str, Any], str]] = []
    level: list[tuple[Any, str]] = [(document, "$")]
    values = depth = 0
    while level:
        values += len(level)
        depth += 1
        if values > limits.quads or depth > limits.json_depth:
            what = "values" if values > limits.quads else "levels"
            most = limits.quads if values > limits.quads else limits.json_depth
            raise InputError(
                f"the document has more than {most} {what}", problem=Problem.TOO_COMPLEX
            )
        below: list[tuple[Any, str]] = []
        for value, path in level:
            if isinstance(value, dict):
                if len(as_list(value.get("type"))) > limits.types:  # each may bring a context
                    raise InputError(
                        f"an object has more than {limits.types} types",
                        problem=Problem.TOO_COMPLEX,
                        path=path,
                    )
                objects.append((value, path))
                below += [(v, member_path(path, k)) for k, v in value.items()]
            elif isinstance(value, list):
                below += [(item, member_path(path, i)) for i, item in enumerate(value)]
        level = below
    return objects
