"""The form of a program file as JSON Schema, and what of it stands at a path."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from openbadges_issuer.programs.model.values import TEXT
from openbadges_issuer.programs.program import FORMAT, Program

Node = dict[str, Any]

_ATTRIBUTE = re.compile(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", re.MULTILINE)  # of a docstring


class _Plain(GenerateJsonSchema):
    """Leaves out the titles that pydantic makes of names."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Tell that none is."""
        return False


@cache
def schema() -> Node:
    """Return the JSON Schema (draft 2020-12) of the format, for editors.

    It knows every key and the form of every value. What a file must hold as a whole, such as that a
    name stands for something, is for `openbadges_issuer.programs.loading.check` to tell.
    """
    made: Node = _tidied(Program.model_json_schema(schema_generator=_Plain))
    for node in (made, *made["$defs"].values()):
        _describe(node)
    return {"$schema": _Plain.schema_dialect, "$id": f"urn:{FORMAT.replace('/', ':')}", **made}


def descend(path: Iterable[str | int], nodes: list[Node] | None = None) -> list[Node]:
    """Follow a path, and list the schemas that may apply there.

    Args:
        path: keys of maps, and numbers of list items.
        nodes: where to begin; default: at the top.
    """
    nodes = _branches(schema()) if nodes is None else nodes
    for step in path:
        nodes = [branch for node in nodes for branch in _branches(_below(node, step))]
    return nodes


def keys_at(path: Iterable[str | int]) -> set[str]:
    """Name the keys that a map at a path may have."""
    return {key for node in descend(path) for key in node.get("properties", {})}


def is_text(node: Node) -> bool:
    """Tell whether a schema is that of a text that may be in several languages."""
    return node.get("$comment") == TEXT


def _tidied(node: Any) -> Any:
    """Leave null out, for a key that is not meant is not written; and refuse other ids."""
    if isinstance(node, list):
        return [_tidied(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    kept = {key: _tidied(inner) for key, inner in node.items() if inner is not None}
    if "patternProperties" in kept:
        kept.setdefault("additionalProperties", False)
    some = [inner for inner in kept.get("anyOf", ()) if inner != {"type": "null"}]
    if len(some) == 1:
        del kept["anyOf"]
        return {**some[0], **kept}
    return {**kept, "anyOf": some} if some else kept


def _describe(node: Node) -> None:
    """Move what a docstring says of each attribute to the key that it is about."""
    text, _, attributes = node.get("description", "").partition("Attributes:")
    if text:
        node["description"] = " ".join(text.split())
    for name, words in _ATTRIBUTE.findall(attributes):
        property_ = node["properties"][name.rstrip("_")]
        property_["description"] = " ".join(words.split())


def _below(node: Node, step: str | int) -> Node:
    if isinstance(step, int):
        return node.get("items") or {}
    properties: dict[str, Node] = node.get("properties", {})
    if step in properties:
        return properties[step]
    others = [*node.get("patternProperties", {}).values(), node.get("additionalProperties")]
    return others[0] or {}


def _branches(node: Node) -> list[Node]:
    """Follow a schema to those that it refers to, or chooses among."""
    if is_text(node):
        return [node]
    if "$ref" in node:
        return _branches(schema()["$defs"][node["$ref"].rpartition("/")[2]])
    several = node.get("anyOf") or node.get("oneOf")
    if several:
        return [branch for one in several for branch in _branches(one)]
    return [node]
