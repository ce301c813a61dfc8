"""From expanded JSON-LD to RDF statements.

Texts with a base direction become i18n datatypes, as the cryptosuites do; without that, turning a
text from left-to-right to right-to-left would leave the signature good.

Specification: JSON-LD 1.1 API section 7 (deserialize JSON-LD to RDF).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from openbadges_issuer import strict_json
from openbadges_issuer.errors import TermError
from openbadges_issuer.jsonld.expansion import ALWAYS_DOUBLE
from openbadges_issuer.jsonld.nquads import Quad, blank, iri, literal

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_I18N = "https://www.w3.org/ns/i18n#"
_TYPE, _FIRST, _REST, _NIL = (iri(_RDF + name) for name in ("type", "first", "rest", "nil"))
_SIXTEEN_DIGITS = Context(prec=16, rounding=ROUND_HALF_UP)


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
            self._add(subject, _TYPE, self._name(type_), graph)
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
        head = _NIL
        for value in reversed(items):
            cell = self._name(None)
            self._add(cell, _FIRST, self._object(value, graph), graph)
            self._add(cell, _REST, head, graph)
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
        return literal(strict_json.canonical(content).decode(), _RDF + "JSON")
    if isinstance(content, bool):
        return literal("true" if content else "false", datatype or _XSD + "boolean")
    if isinstance(content, int | float):
        return _number(content, datatype)
    if "@direction" in value:
        return literal(content, f"{_I18N}{value.get('@language', '')}_{value['@direction']}")
    if datatype == _XSD + "double":
        raise TermError(f"write the number {content[:40]!r} as a JSON number, not as text")
    return literal(content, datatype, value.get("@language"))


def _number(number: int | float, datatype: str | None) -> str:
    integral = float(number).is_integer() and abs(number) < ALWAYS_DOUBLE
    if integral and datatype != _XSD + "double":
        return literal(str(int(number)), datatype or _XSD + "integer")
    return literal(_double(float(number)), datatype or _XSD + "double")


def _double(number: float) -> str:
    """Write as XSD's canonical double does, with JavaScript's 16 significant digits."""
    sign, digits, exponent = _SIXTEEN_DIGITS.create_decimal(Decimal(number)).as_tuple()
    text = "".join(map(str, digits)).rstrip("0") or "0"
    power = int(exponent) + len(digits) - 1 if any(digits) else 0
    return f"{'-' if sign else ''}{text[0]}.{text[1:] or '0'}E{power}"
