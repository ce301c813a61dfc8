"""From expanded JSON-LD to RDF statements.

Texts with a base direction become i18n datatypes, as the cryptosuites do; without that, turning a
text from left-to-right to right-to-left would leave the signature good.

Specification: JSON-LD 1.1 API section 7 (deserialize JSON-LD to RDF).
"""

from __future__ import annotations

from typing import Any

from openbadges_issuer import strict_json
from openbadges_issuer.errors import TermError
from openbadges_issuer.jsonld.lexical import I18N, XSD_DOUBLE, boolean_literal, number_literal
from openbadges_issuer.jsonld.nquads import FIRST, NIL, REST, TYPE, Quad, blank, iri, literal

_RDF_JSON = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON"


def to_quads(expanded: list[Any]) -> list[Quad]:
    """Turn an expanded document into quads, in document order, duplicates included.

    Raises:
        TermError: text where its datatype is a double.
    """
    statements = _Statements()
    for node in expanded:
        statements.node(node, "")
    return statements.quads


class _Statements:
    def __init__(self) -> None:
        self.quads: list[Quad] = []
        self._labels: dict[str, str] = {}
        self._count = 0

    def node(self, node: dict[str, Any], graph: str) -> str:
        """State all that a node object says; return the token that names it."""
        subject = self._name(node.get("@id"))
        for type_ in node.get("@type", ()):
            self._add(subject, TYPE, self._name(type_), graph)
        for key, values in node.items():
            if key == "@graph":
                for inner in values:
                    self.node(inner, subject)
            elif not key.startswith("@"):
                predicate = iri(key)
                for value in values:
                    self._add(subject, predicate, self._object(value, graph), graph)
        return subject

    def _object(self, value: dict[str, Any], graph: str) -> str:
        if "@value" in value:
            return _literal(value)
        if "@list" in value:
            return self._list(value["@list"], graph)
        return self.node(value, graph)

    def _list(self, items: list[Any], graph: str) -> str:
        head = NIL
        for value in reversed(items):
            cell = self._name(None)
            self._add(cell, FIRST, self._object(value, graph), graph)
            self._add(cell, REST, head, graph)
            head = cell
        return head

    def _name(self, identifier: str | None) -> str:
        if identifier is not None and not identifier.startswith("_:"):
            return iri(identifier)
        if identifier is not None and identifier in self._labels:
            return self._labels[identifier]
        token = blank(f"b{self._count}")
        self._count += 1
        if identifier is not None:
            self._labels[identifier] = token
        return token

    def _add(self, subject: str, predicate: str, value: str, graph: str) -> None:
        self.quads.append((subject, predicate, value, graph))


def _literal(value: dict[str, Any]) -> str:
    content, datatype = value["@value"], value.get("@type")
    if datatype == "@json":
        return literal(strict_json.canonical(content).decode(), _RDF_JSON)
    if isinstance(content, bool):
        return boolean_literal(content, datatype)
    if isinstance(content, int | float):
        return number_literal(content, datatype)
    if "@direction" in value:
        return literal(content, f"{I18N}{value.get('@language', '')}_{value['@direction']}")
    if datatype == XSD_DOUBLE:
        raise TermError(f"write the number {content[:40]!r} as a JSON number, not as text")
    return literal(content, datatype, value.get("@language"))
