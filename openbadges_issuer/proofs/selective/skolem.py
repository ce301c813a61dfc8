"""Names for the nodes of a document that have none, so that a part says the same as the whole.

The canonical label of a blank node depends on all that is said of it, so it is another in a part of
the document. Therefore each object without an id gets one for the time being. Lists and named
graphs leave blank nodes all the same; these are named after what they hold, so only in whole.

Specification: Data Integrity ECDSA Cryptosuites 1.0 sections 3.4.8 to 3.4.10 (skolemization).
"""

from __future__ import annotations

import re
import secrets
from collections import defaultdict
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from openbadges_issuer.jsonld import canonical_form
from openbadges_issuer.jsonld.nquads import REST, Quad, iri, line
from openbadges_issuer.limits import Limits

_TERM = r'<[^>]*>|_:[^ ]+|"[^"\\]*(?:\\.[^"\\]*)*"(?:\^\^<[^>]*>|@[^ ]+)?'
_STATEMENT = re.compile(rf"({_TERM}) ({_TERM}) ({_TERM}) (?:({_TERM}) )?\.\n", re.DOTALL)
_BLANK = "_:"


class Skolemizer:
    """Names nodes in one document, and finds the blank nodes again in what the document says."""

    def __init__(self) -> None:
        """Choose names that no document has."""
        self._prefix = f"urn:bnid:{secrets.token_hex(16)}:"
        self._count = 0

    def skolemize(self, value: Any) -> Any:
        """Give each object of a document that has no id a name for one."""
        if isinstance(value, list):
            return [self.skolemize(item) for item in value]
        if not isinstance(value, dict) or "@value" in value:
            return value
        named = {}
        if "id" not in value:
            named["id"] = f"{self._prefix}{self._count}"
            self._count += 1
        members = value.items()
        return named | {k: v if k == "@context" else self.skolemize(v) for k, v in members}

    def quads(self, skolemized: dict[str, Any], limits: Limits) -> list[Quad]:
        """State what a document or a part of it says, each blank node with the same label.

        Raises:
            TermError, InputError: as `jsonld.canonicalize`.
        """
        lines = canonical_form(skolemized, limits=limits).lines
        quads = [_quad(written) for written in lines]
        quads = _renamed(quads, dict(_list_cells(quads)))
        quads = _renamed(quads, dict(_graphs(quads)))
        start = iri(self._prefix)[:-1]
        return [
            (_deskolemized(s, start), p, _deskolemized(o, start), _deskolemized(g, start))
            for s, p, o, g in quads
        ]


def _deskolemized(term: str, start: str) -> str:
    return f"{_BLANK}b{term[len(start) : -1]}" if term.startswith(start) else term


def _quad(written: str) -> Quad:
    found = _STATEMENT.fullmatch(written)
    if found is None:
        raise ValueError("a canonical statement has four terms")
    subject, predicate, object_, graph = found.groups("")
    return subject, predicate, object_, graph


def _renamed(quads: list[Quad], names: Mapping[str, str]) -> list[Quad]:
    if not names:
        return quads
    return [(names.get(s, s), p, names.get(o, o), names.get(g, g)) for s, p, o, g in quads]


def _list_cells(quads: list[Quad]) -> Iterator[tuple[str, str]]:
    """Name each cell of a list after whose list it is, and its place there."""
    rest = {s: o for s, p, o, _ in quads if p == REST}
    for subject, predicate, head, _ in quads:
        cell, place = head, 0
        while predicate != REST and cell in rest:
            yield cell, _named(f"{subject} {predicate} {place}")
            cell, place = rest.pop(cell), place + 1


def _graphs(quads: list[Quad]) -> Iterator[tuple[str, str]]:
    """Name each named graph after all that it says; the innermost first."""
    said: defaultdict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        if quad[3].startswith(_BLANK):
            said[quad[3]].append(quad)
    names: dict[str, str] = {}
    while ready := [g for g in said if not any(o in said for _, _, o, _ in said[g])]:
        for graph in ready:
            within = sorted(line((s, p, names.get(o, o), "")) for s, p, o, _ in said.pop(graph))
            names[graph] = _named("".join(within))
    yield from names.items()


def _named(what: str) -> str:
    return f"{_BLANK}n{sha256(what.encode()).hexdigest()}"
