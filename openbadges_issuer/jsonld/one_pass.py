"""From a document to its statements, in one pass that knows the usual forms only.

It refuses nothing: what it does not know, or does not like, is `Unusual`, and the slow path either
gives the same bytes or says what is wrong. So this need not say where, and may be strict wherever
that is simple.

Specification: JSON-LD 1.1 API sections 5 and 7 (expansion; deserialize JSON-LD to RDF).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable
from json.encoder import encode_basestring
from typing import Any

from openbadges_issuer import contexts
from openbadges_issuer.jsonld.active_context import (
    GRAPH,
    IRI,
    LIST,
    NO_STATEMENT,
    TEXT,
    UNTYPED,
    WORD,
    ActiveContext,
    Node,
    Term,
    Unusual,
)
from openbadges_issuer.jsonld.lexical import (
    I18N,
    LANGUAGE_TAG,
    are_plain_iris,
    boolean_literal,
    is_agreed_number,
    number_literal,
)
from openbadges_issuer.jsonld.memo import Memo, Remembered, content_of
from openbadges_issuer.jsonld.nquads import FIRST, NIL, REST
from openbadges_issuer.jsonld.rdfc import CHARACTERS_PER_BYTE, HASHES, HashName
from openbadges_issuer.jsonld.statements import Blank, Statements
from openbadges_issuer.limits import Limits
from openbadges_issuer.strict_json import as_list

_REST = f" {REST} "
_VALUE_MEMBERS = {"@value", "@language", "@direction"}
_DIRECTIONS = {"ltr", "rtl"}
_MASKED_GRAPH = " _:z"


class OnePass:
    """One pass over one document."""

    def __init__(
        self,
        initial: ActiveContext,
        *,
        limits: Limits,
        hash_name: HashName = "sha256",
        memo: Memo | None = None,
    ) -> None:
        """Start with nothing read.

        Args:
            initial: the context in which documents start.
            limits: bounds as for `expansion.expand`; near a bound the document is unusual.
            hash_name: the algorithm of the first-degree hashes.
            memo: remembers objects with an id.
        """
        self._initial = initial
        self._limits = limits
        self._hash_name = hash_name
        self._hash = HASHES[hash_name]
        self._memo = memo
        self._deepest = limits.json_depth - 2  # then members, items, and the members of a text
        self._most_characters = CHARACTERS_PER_BYTE * limits.credential_bytes
        self._level = 0
        self._values = 1
        self._characters = 0
        self._contexts = 0
        self._iris: list[str] = []
        self._statements = Statements()
        self._parts: list[Statements] = []
        self._graph = ""
        self._new: list[tuple[Hashable, Remembered]] = []

    def read(self, document: dict[str, Any]) -> list[Statements]:
        """State all that a document says.

        Raises:
            Unusual: the slow path has to do it.
            NotStored: as `ActiveContext.term`.
        """
        base = self._context(document.get("@context"), self._initial)
        own = None if document.get("id").__class__ is str else Blank("")
        if own is not None and "id" in document:
            raise Unusual
        self._node(document, base, own)
        if self._contexts > self._limits.all_contexts or not are_plain_iris(self._iris):
            raise Unusual
        if self._memo is not None:
            for place, said in self._new:
                self._memo.remember(place, said)
        return [self._statements, *self._parts]

    def _context(self, given: Any, base: ActiveContext) -> ActiveContext:
        """Follow the `@context` of the document, or of a credential in it."""
        urls = as_list(given)
        self._values += len(urls)
        self._contexts += len(urls)
        if not 0 < len(urls) <= self._limits.contexts:
            raise Unusual
        if not all(isinstance(url, str) and url in contexts.bundled() for url in urls):
            raise Unusual
        key = urls[0] if len(urls) == 1 else tuple(urls)
        return base.locals.get(key) or base.local(key)

    def _node(self, node: dict[str, Any], base: ActiveContext, blank: Blank | None) -> None:
        """State what a node object says of itself; the blank node is itself, if it has no id."""
        self._level += 2
        if blank is not None:
            self._statements.blanks.append(blank)
            self._state(node, base, "", blank)
            blank.hash(self._hash, self._graph)
        elif self._memo is not None and self._level > 2 and not self._graph:
            self._remember(node, base, self._memo)
        else:
            self._iris.append(node["id"])
            self._state(node, base, f"<{node['id']}>", None)
        self._level -= 2

    def _remember(self, node: dict[str, Any], base: ActiveContext, memo: Memo) -> None:
        """State what an object with an id says, or said when it came before."""
        identifier = node["id"]
        self._iris.append(identifier)
        place = (base, identifier, self._hash_name)
        content = content_of(node) if memo.expects(place) else None
        if content is None:
            self._state(node, base, f"<{identifier}>", None)
            return
        said = memo.recall(place, content, self._limits, self._level)
        if said is not None:
            self._values += said.values
            self._characters += said.characters
            self._contexts += said.contexts
            self._count((), "")
            self._parts += said.parts
            return
        before = self._values, self._characters, self._contexts
        around, parts = self._statements, self._parts
        self._statements, self._parts = Statements(), []
        self._state(node, base, f"<{identifier}>", None)
        said = Remembered(
            content,
            self._limits,
            self._level,
            (self._statements, *self._parts),
            self._values - before[0],
            self._characters - before[1],
            self._contexts - before[2],
        )
        self._new.append((place, said))
        self._statements, self._parts = around, [*parts, *said.parts]

    def _state(
        self, node: dict[str, Any], base: ActiveContext, subject: str, blank: Blank | None
    ) -> None:
        self._count(node, subject)
        members, endings = self._members(node, base)
        if members.prefixes and subject[1:].partition(":")[0] in members.prefixes:
            raise Unusual
        out = self._statements.lines if blank is None else blank.tails
        for ending in endings:
            out.append(f"{subject}{ending}")
        terms = members.terms
        for name, value in node.items():
            try:
                term = terms[name]
            except KeyError:
                term = members.term(name)
            kind, predicate, ending, *_ = term
            if kind == TEXT and value.__class__ is str:
                out.append(f"{subject}{predicate}{encode_basestring(value)}{ending}")
            elif kind == LIST:
                self._list(value, term, subject, blank)
            elif kind == NO_STATEMENT:
                pass
            elif value.__class__ is list:
                self._count(value, subject)
                for item in value:
                    self._value(item, term, members, subject, blank)
            else:
                self._value(value, term, members, subject, blank)

    def _members(self, node: dict[str, Any], base: ActiveContext) -> Node:
        """Find what the types of an object mean for its members."""
        types = node.get("type", UNTYPED)
        if types.__class__ is list:
            self._count(types, "")
            if len(types) > self._limits.types:
                raise Unusual
            types = types[0] if len(types) == 1 else tuple(types)
        try:
            return base.nodes[types]
        except KeyError:
            return base.node(types)
        except TypeError:  # an object or a list among them
            raise Unusual from None

    def _value(
        self, value: Any, term: Term, members: ActiveContext, subject: str, blank: Blank | None
    ) -> None:
        """State one value of a member."""
        kind, predicate, ending, datatype, scope, words = term
        of = value.__class__
        if of is dict:
            if kind == GRAPH:
                self._named_graph(value, term, members, subject, blank)
                return
            if "@value" not in value:
                self._object(value, term, members, subject, blank)
                return
            written = f"{self._tagged(value)} .\n"
        elif of is str and kind == TEXT:
            written = f"{encode_basestring(value)}{ending}"
        elif of is str and kind == IRI:
            self._refer(value, scope.text if scope else members)
            written = f"<{value}> .\n"
        elif of is str and kind == WORD and words and value in words:
            written = f"{words[value]} .\n"
        elif of is bool and kind == TEXT:
            written = f"{boolean_literal(value, datatype)} .\n"
        elif (of is int or of is float) and kind == TEXT and is_agreed_number(value):
            written = f"{number_literal(value, datatype)} .\n"
        else:
            raise Unusual
        out = self._statements.lines if blank is None else blank.tails
        out.append(f"{subject}{predicate}{written}")

    def _object(
        self,
        node: dict[str, Any],
        term: Term,
        members: ActiveContext,
        subject: str,
        blank: Blank | None,
    ) -> None:
        """State that a node object is a value, and what it says of itself."""
        predicate, scope = term.predicate, term.scope
        identifier = node.get("id")
        if identifier.__class__ is str:
            out = self._statements.lines if blank is None else blank.tails
            out.append(f"{subject}{predicate}<{identifier}> .\n")
            if len(node) == 1:
                self._values += 1
                reference = scope.reference if scope else members
                if "id" not in reference.terms:
                    reference.term("id")
                self._refer(identifier, reference)
                return
            other = None
        elif "id" in node:
            raise Unusual
        else:
            other = Blank(f"{subject}{predicate}")
            if blank is not None:
                blank.arcs.append((predicate, other))
        self._node(node, self._base(node, term, members), other)

    def _base(self, node: dict[str, Any], term: Term, members: ActiveContext) -> ActiveContext:
        """Give the context of a node object under a term, before its types are read."""
        base = term.scope.node if term.scope else members.outer
        if "@context" not in node:
            return base
        if "VerifiableCredential" not in as_list(node.get("type")):
            raise Unusual
        return self._context(node["@context"], base)

    def _refer(self, text: str, active: ActiveContext) -> None:
        """Take a text for an IRI; whether it is one is looked at in the end."""
        if active.prefixes and text.partition(":")[0] in active.prefixes:
            raise Unusual
        self._iris.append(text)

    def _tagged(self, value: dict[str, Any]) -> str:
        """Write a value object that holds a text, with or without language and direction."""
        self._values += len(value)
        text, language = value["@value"], value.get("@language", "")
        if text.__class__ is not str or not value.keys() <= _VALUE_MEMBERS:
            raise Unusual
        if "@language" in value and not (
            language.__class__ is str and LANGUAGE_TAG.fullmatch(language)
        ):
            raise Unusual
        tag, quoted = language.lower(), encode_basestring(text)
        if "@direction" not in value:
            return f"{quoted}@{tag}" if tag else quoted
        if value["@direction"] not in _DIRECTIONS:
            raise Unusual
        return f"{quoted}^^<{I18N}{tag}_{value['@direction']}>"

    def _list(self, items: Any, term: Term, subject: str, blank: Blank | None) -> None:
        """State an ordered list of texts, cell by cell."""
        if items.__class__ is not list:
            raise Unusual
        self._count(items, subject)
        predicate, statements = term.predicate, self._statements
        if not items:
            out = statements.lines if blank is None else blank.tails
            out.append(f"{subject}{predicate}{NIL} .\n")
        cells: list[Blank] = []
        for item in items:
            if item.__class__ is not str:
                raise Unusual
            cell = Blank(_REST if cells else f"{subject}{predicate}")
            cell.tails.append(f" {FIRST} {encode_basestring(item)}{term.ending}")
            before = cells[-1] if cells else blank
            if before is not None:
                before.arcs.append((_REST if cells else predicate, cell))
            cells.append(cell)
        if cells:
            cells[-1].tails.append(f"{_REST}{NIL} .\n")
        for cell in cells:
            cell.hash(self._hash, self._graph)
        statements.blanks += cells

    def _named_graph(
        self,
        node: dict[str, Any],
        term: Term,
        members: ActiveContext,
        subject: str,
        blank: Blank | None,
    ) -> None:
        """State an object in a graph of its own, as a proof in an embedded credential is."""
        if self._graph or "@value" in node or len(node) < 2:
            raise Unusual
        name, around = Blank(f"{subject}{term.predicate}"), self._statements
        if blank is not None:
            blank.arcs.append((term.predicate, name))
        around.blanks.append(name)
        self._statements, self._graph = Statements(), _MASKED_GRAPH
        identifier = node.get("id")
        if identifier.__class__ is not str and "id" in node:
            raise Unusual
        own = None if "id" in node else Blank("")
        self._node(node, self._base(node, term, members), own)
        if own is not None and not (own.tails or own.arcs):
            raise Unusual  # nothing is said of it, so it is no node
        around.add_graph(name, self._statements, self._hash)
        self._statements, self._graph = around, ""

    def _count(self, values: Collection[Any], subject: str) -> None:
        """Count values, and the characters of the subject before each."""
        self._values += len(values)
        self._characters += len(values) * len(subject)
        if self._values > self._limits.quads or self._characters > self._most_characters:
            raise Unusual
        if self._level > self._deepest:
            raise Unusual
