"""Terms and statements of RDF in the canonical form of N-Quads.

A term is kept as the text that stands for it in a statement, so that writing a statement is
joining texts. Specification: RDF Dataset Canonicalization, appendix A.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

Quad = tuple[str, str, str, str]
"""Subject, predicate, object, graph; the graph is ``""`` in the default graph."""

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"

_AS_GIVEN: Mapping[str, str] = {}

# Beside controls, the two characters that XML 1.1 does not have.
_ESCAPED = re.compile(r'[\x00-\x1f"\\\x7f\ufffe\uffff]')
_ESCAPES = {
    **{code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF)},
    **str.maketrans(
        {"\b": r"\b", "\t": r"\t", "\n": r"\n", "\f": r"\f", "\r": r"\r", '"': r"\"", "\\": r"\\"}
    ),
}


def iri(text: str) -> str:
    """Write an IRI: ``<text>``.

    Nothing is escaped: the caller has refused the characters that an IRI cannot have. A ``>`` let
    through here would end the term and let its rest pass for further terms.
    """
    return f"<{text}>"


TYPE, FIRST, REST, NIL = (iri(_RDF + name) for name in ("type", "first", "rest", "nil"))


def blank(label: str) -> str:
    """Write a blank node: ``_:label``."""
    return f"_:{label}"


def literal(text: str, datatype: str | None = None, language: str | None = None) -> str:
    """Write a literal: ``"text"``, ``"text"@language`` or ``"text"^^<datatype>``.

    Args:
        text: the lexical form, any characters.
        datatype: an IRI; xsd:string is not written, as it is what a plain literal has.
        language: a language tag, written as given. It settles the datatype (rdf:langString).
    """
    if _ESCAPED.search(text):
        text = text.translate(_ESCAPES)
    if language:
        return f'"{text}"@{language}'
    if datatype is None or datatype == _XSD_STRING:
        return f'"{text}"'
    return f'"{text}"^^<{datatype}>'


def line(quad: Quad, identifiers: Mapping[str, str] = _AS_GIVEN) -> str:
    """Write one statement, with the full stop and the line feed that end it.

    Args:
        quad: the statement.
        identifiers: blank node → another blank node to write in its place, both with ``_:``.
    """
    subject, predicate, object_, graph = quad
    subject = identifiers.get(subject, subject)
    object_ = identifiers.get(object_, object_)
    if graph:
        return f"{subject} {predicate} {object_} {identifiers.get(graph, graph)} .\n"
    return f"{subject} {predicate} {object_} .\n"
