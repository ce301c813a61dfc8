"""From a document to its statements, in one pass that knows the usual forms only.

It refuses nothing: what it does not know, or does not like, is `Unusual`, and the slow path either
gives the same bytes or says what is wrong. So this need not say where, and may be strict wherever
that is simple.

Specification: JSON-LD 1.1 API sections 5 and 7 (expansion; deserialize JSON-LD to RDF).
"""

from __future__ import annotations

from collections.abc import Hashable
from json.encoder import encode_basestring
from typing import Any, NamedTuple

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
from openbadges_issuer.jsonld.allowed_contexts import is_bundled
from openbadges_issuer.jsonld.lexical import are_plain_iris
from openbadges_issuer.jsonld.nquads import FIRST, NIL, REST
from openbadges_issuer.jsonld.rdfc import HASHES, HashName
from openbadges_issuer.jsonld.remembered import Remembered, Taken
from openbadges_issuer.jsonld.statements import Blank, Statements
from openbadges_issuer.jsonld.usual_literals import PLAIN, plain_literal, tagged_literal
from openbadges_issuer.limits import Limits
from openbadges_issuer.memo import Memo, content_of
from openbadges_issuer.strict_json import as_list

_DEEPEST_REMEMBERED = 5  # what the credential or its subject holds, with all that is in it
_LONG = 1_000  # characters of an id from which on it is counted how often it is written
_REST = f" {REST} "
_MASKED_GRAPH = " _:z"


class Said(NamedTuple):
    """What a document says.

    Attributes:
        statements: all of them.
        ids: those of its objects, in no order, one for each object that has one.
    """

    statements: Statements
    ids: list[str]


class OnePass:
    """One pass over one document."""

    def __init__(
        self,
        initial: ActiveContext,
        *,
        limits: Limits,
        hash_name: HashName | None = "sha256",
        memo: Memo | None = None,
    ) -> None:
        """Start with nothing read.

        Args:
            initial: the context in which documents start.
            limits: bounds as for `expansion.expand`; near a bound the document is unusual.
            hash_name: the algorithm of the first-degree hashes; None: nobody needs them.
            memo: remembers objects with an id.
        """
        self._initial = initial
        self._limits = limits
        self._hash_name = hash_name
        self._hash = HASHES[hash_name] if hash_name else None
        self._memo = memo
        self._most_values = limits.quads
        self._deepest = limits.json_depth - 3  # then members, items, and the members of a text
        self._level = 1
        self._taken = Taken(values=1)
        self._iris: list[str] = []  # but for those in objects that were remembered: looked at then
        self._statements = Statements()
        self._graph = ""
        self._new: list[tuple[Hashable, Remembered]] = []

    def read(self, document: dict[str, Any]) -> Said:
        """State all that a document says.

        Raises:
            Unusual: the slow path has to do it.
            NotStored: as `ActiveContext.term`.
        """
        if "@context" not in document:
            raise Unusual
        self._named_or_blank(document, self._initial)
        if self._statements.is_empty or not self._taken.is_within(self._limits):
            raise Unusual
        if self._statements.count_blanks() > self._limits.blank_nodes:
            raise Unusual
        if not are_plain_iris(self._iris):
            raise Unusual
        if self._memo is not None:
            for place, said in self._new:
                self._memo.remember(place, said)
        return Said(self._statements, self._taken.ids)

    def _named_or_blank(self, node: dict[str, Any], base: ActiveContext) -> None:
        """State what an object says that is no value itself: the document, or a graph."""
        if "id" in node:
            self._named(node, base, node["id"])
            return
        blank = Blank("")
        self._blank(node, base, blank)
        if not (blank.tails or blank.arcs):
            raise Unusual  # nothing is said of it, so it is no node

    def _named(self, node: dict[str, Any], base: ActiveContext, identifier: Any) -> None:
        """State what an object with an id says."""
        if identifier.__class__ is not str:
            raise Unusual
        self._taken.ids.append(identifier)
        self._iris.append(identifier)
        if len(identifier) > _LONG:
            self._write_again(identifier, node)
        if self._memo is None or self._graph or not 1 < self._level <= _DEEPEST_REMEMBERED:
            self._node(node, base, f"<{identifier}>", None)
        else:
            self._remember(node, base, identifier, self._memo)

    def _blank(self, node: dict[str, Any], base: ActiveContext, blank: Blank) -> None:
        """State what an object without an id says."""
        self._statements.blanks.append(blank)
        self._node(node, base, "", blank)
        if self._hash:
            blank.hash(self._hash, self._graph)

    def _node(  # noqa: C901, PLR0912  # one loop: a call for each member would take half as long again
        self, node: dict[str, Any], base: ActiveContext, subject: str, blank: Blank | None
    ) -> None:
        """State the types and members of an object; the subject is blank where it has no text."""
        taken = self._taken
        taken.values += len(node)
        if taken.values > self._most_values or self._level > self._deepest:
            raise Unusual
        members, endings = self._members(node, base, subject)
        self._level += 2
        out = self._statements.lines if blank is None else blank.tails
        for ending in endings:
            out.append(f"{subject}{ending}")
        terms = members.terms
        for name, value in node.items():
            try:
                term = terms[name]
            except KeyError:
                term = members.term(name)
            kind, predicate, ending, datatype, _ = term
            if kind == TEXT and value.__class__ is str:  # as most are
                out.append(f"{subject}{predicate}{encode_basestring(value)}{ending}")
                continue
            if kind == NO_STATEMENT:
                continue
            if kind == LIST:
                self._list(value, term, subject, blank)
                continue
            for item in self._counted(value) if value.__class__ is list else (value,):
                of = item.__class__
                if kind == TEXT and of is str:
                    out.append(f"{subject}{predicate}{encode_basestring(item)}{ending}")
                elif of is dict:
                    self._object(item, term, members, subject, blank)
                elif of is str:
                    out.append(f"{subject}{predicate}{self._name(item, term, members)} .\n")
                elif kind == TEXT and of in PLAIN:
                    out.append(f"{subject}{predicate}{plain_literal(item, datatype)} .\n")
                else:
                    raise Unusual
        self._level -= 2

    def _members(self, node: dict[str, Any], base: ActiveContext, subject: str) -> Node:
        """Find what the `@context` and the types of an object mean for its members and its id."""
        if "@context" in node:
            base = self._own_context(node, base)
        types = node.get("type", UNTYPED)
        if types.__class__ is list:
            self._taken.values += len(types)
            self._taken.types += len(types)
            if len(types) > self._limits.types or self._taken.types > self._limits.all_types:
                raise Unusual
            types = types[0] if len(types) == 1 else tuple(types)
        else:
            self._taken.types += 1
        try:
            found = base.nodes[types]
        except KeyError:
            found = base.node(types)
        except TypeError:  # an object or a list among them
            raise Unusual from None
        if found[0].prefixes and found[0].replaces(subject[1:]):
            raise Unusual
        return found

    def _own_context(self, node: dict[str, Any], base: ActiveContext) -> ActiveContext:
        """Follow the `@context` of the document, or of a credential in it."""
        if self._level > 1 and "VerifiableCredential" not in as_list(node.get("type")):
            raise Unusual
        urls = as_list(node["@context"])
        self._taken.values += len(urls)
        self._taken.contexts += len(urls)
        if not 0 < len(urls) <= self._limits.contexts:
            raise Unusual
        if not all(map(is_bundled, urls)):
            raise Unusual
        key = urls[0] if len(urls) == 1 else tuple(urls)
        return base.locals.get(key) or base.local(key)

    def _counted(self, values: list[Any]) -> list[Any]:
        """Count the values of a member, none of which may hide another one."""
        self._taken.values += len(values)
        if self._taken.values > self._most_values:
            raise Unusual
        ids = [value["id"] for value in values if value.__class__ is dict and "id" in value]
        if len(ids) > 1 and len({*map(str, ids)}) < len(ids):
            raise Unusual  # it may be that one of them is hidden
        return values

    def _name(self, text: str, term: Term, members: ActiveContext) -> str:
        """Write the IRI that a text is or stands for; whether it is one is looked at in the end."""
        kind, _, _, _, scope = term
        if kind == IRI:
            active = scope.text if scope else members
            if active.prefixes and active.replaces(text):
                raise Unusual
            self._iris.append(text)
            return f"<{text}>"
        if kind == WORD and scope and text in scope.words:
            return scope.words[text]
        raise Unusual

    def _object(
        self,
        value: dict[str, Any],
        term: Term,
        members: ActiveContext,
        subject: str,
        blank: Blank | None,
    ) -> None:
        """State that an object is a value, and what it says of itself."""
        kind, predicate, _, _, scope = term
        base = scope.node if scope else members.outer
        if kind == GRAPH:
            self._named_graph(value, base, predicate, subject, blank)
            return
        if "id" not in value and "@value" not in value:
            other = Blank(f"{subject}{predicate}")
            if blank is not None:
                blank.arcs.append((predicate, other))
            self._blank(value, base, other)
            return
        out = self._statements.lines if blank is None else blank.tails
        if "id" not in value:
            self._taken.values += len(value)
            out.append(f"{subject}{predicate}{tagged_literal(value)} .\n")
            return
        identifier = value["id"]
        out.append(f"{subject}{predicate}<{identifier}> .\n")
        if len(value) == 1:
            self._reference(identifier, scope.reference if scope else members)
        else:
            self._named(value, base, identifier)

    def _reference(self, identifier: Any, active: ActiveContext) -> None:
        """Look at an object that has an id only."""
        if identifier.__class__ is not str:
            raise Unusual
        if "id" not in active.terms:
            active.term("id")
        self._taken.values += 1
        self._taken.ids.append(identifier)
        self._iris.append(identifier)
        if active.prefixes and active.replaces(identifier):
            raise Unusual

    def _write_again(self, identifier: str, node: dict[str, Any]) -> None:
        """Count a long id as often as it will be written: it stands in each statement."""
        values = [value for value in node.values() if isinstance(value, list)]
        self._taken.written += len(identifier) * (len(node) + sum(map(len, values)))
        if not self._taken.is_within(self._limits):
            raise Unusual

    def _list(self, items: Any, term: Term, subject: str, blank: Blank | None) -> None:
        """State an ordered list of texts, cell by cell."""
        if items.__class__ is not list:
            raise Unusual
        _, predicate, ending, _, _ = term
        statements = self._statements
        if not items:
            out = statements.lines if blank is None else blank.tails
            out.append(f"{subject}{predicate}{NIL} .\n")
        cells: list[Blank] = []
        for item in self._counted(items):
            if item.__class__ is not str:
                raise Unusual
            cell = Blank(_REST if cells else f"{subject}{predicate}")
            cell.tails.append(f" {FIRST} {encode_basestring(item)}{ending}")
            before = cells[-1] if cells else blank
            if before is not None:
                before.arcs.append((_REST if cells else predicate, cell))
            cells.append(cell)
        if cells:
            cells[-1].tails.append(f"{_REST}{NIL} .\n")
        if self._hash:
            for cell in cells:
                cell.hash(self._hash, self._graph)
        statements.blanks += cells

    def _named_graph(
        self,
        node: dict[str, Any],
        base: ActiveContext,
        predicate: str,
        subject: str,
        blank: Blank | None,
    ) -> None:
        """State an object in a graph of its own, as the proof of an embedded credential is."""
        if self._graph or "@value" in node or len(node) < 2:
            raise Unusual
        name, around = Blank(f"{subject}{predicate}"), self._statements
        if blank is not None:
            blank.arcs.append((predicate, name))
        around.blanks.append(name)
        self._statements, self._graph = Statements(), _MASKED_GRAPH
        self._named_or_blank(node, base)
        if self._statements.is_empty:
            raise Unusual
        around.add_graph(name, self._statements, self._hash)
        self._statements, self._graph = around, ""

    def _remember(
        self, node: dict[str, Any], base: ActiveContext, identifier: str, memo: Memo
    ) -> None:
        """State what an object with an id says, or said when it came before."""
        place = (base.token, identifier, self._hash_name)
        content = content_of(node) if memo.expects(place) else None
        if content is None:
            self._node(node, base, f"<{identifier}>", None)
            return
        said: Remembered | None = memo.recall(place, content)
        if said is None or not said.holds(self._limits, self._level):
            said = self._recorded(node, base, identifier, content)
            self._new.append((place, said))
        self._taken.add(said.taken)
        if self._taken.values > self._most_values:
            raise Unusual
        self._statements.add(said.statements)

    def _recorded(
        self, node: dict[str, Any], base: ActiveContext, identifier: str, content: bytes
    ) -> Remembered:
        """State what an object says apart from the rest."""
        around = self._statements, self._taken
        self._statements, self._taken = Statements(), Taken()
        self._node(node, base, f"<{identifier}>", None)
        said = Remembered(content, self._limits, self._level, self._statements, self._taken)
        self._statements, self._taken = around
        return said
