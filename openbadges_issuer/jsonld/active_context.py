"""Compiled active contexts: what each term, type and `@context` means, looked up once.

PyLD works out each active context, and this keeps of it what a statement needs. Usual contexts
are stored with the package (`stored`), so that PyLD is loaded for unusual ones only. For whatever
the one pass over a document cannot take from here `Unusual` is raised, and expansion does that
document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard

from openbadges_issuer.jsonld.lexical import ABSOLUTE_IRI, NEVER_IN_IRIS, XSD_DOUBLE
from openbadges_issuer.jsonld.nquads import TYPE, iri, literal

if TYPE_CHECKING:
    from openbadges_issuer.jsonld.context_processing import ContextProcessing

# Types and contexts come from strangers, and each new combination takes time and memory.
_MOST_LEARNED = 500
_MOST_CHARACTERS = 1_000  # of the types of one object

_CONTEXT_ENTRIES = {"_uuid", "@version", "mappings", "previousContext", "processingMode"}
_TERM_ENTRIES = {"@id", "@type", "@container", "@context"}
_TERM_ENTRIES |= {"reverse", "protected", "_prefix", "_term_has_colon"}
_ALIASES = {"id": "@id", "type": "@type"}
_PYLD_STUMBLES = (AttributeError, IndexError, KeyError, TypeError, ValueError)

UNTYPED = object()
"""Stands for the types of an object that has none."""


class Unusual(Exception):  # noqa: N818  # no error: the slow path takes over
    """This is for the slow path, which gives the same bytes or refuses with a JSON path."""


class NotStored(Exception):  # noqa: N818  # no error: PyLD is asked
    """A stored context has no such term, type or `@context`; PyLD may know it."""


# What the values of a term are. Plain numbers, as they are compared for each member.
NO_STATEMENT = 0  # @context, id, type
TEXT = 1
IRI = 2
WORD = 3  # terms that stand for IRIs
LIST = 4  # ordered lists of texts
GRAPH = 5  # objects that are each a named graph


class Scope(NamedTuple):
    """What a term that brings a context of its own means for its values.

    Attributes:
        text: the active context of a text.
        reference: that of an object which has an id only.
        node: that of any other object.
        words: the terms that it brings, with their IRIs as written.
    """

    text: ActiveContext
    reference: ActiveContext
    node: ActiveContext
    words: Mapping[str, str]


Term = tuple[int, str, str, str | None, Scope | None]
"""What a statement needs of a term, as a plain tuple, which is taken apart the soonest:
what its values are; its IRI with a space on each side; what comes after a text, which is the
datatype, the full stop and the line feed; the IRI of the datatype; and its scope, if not that of
its object.
"""

NOT_STATED: Term = (NO_STATEMENT, "", "", None, None)

Node = tuple["ActiveContext", tuple[str, ...]]
"""Context of the members of an object; and what is said of its types, after the subject."""


class ActiveContext:
    """One active context, compiled as far as it was used. Look things up first, then ask.

    Attributes:
        terms: what `term` found, by name.
        nodes: what `node` found, by types: one as text, several as a tuple, or `UNTYPED`.
        locals: what `local` found, by URLs: one as text, several as a tuple.
        prefixes: names that PyLD would replace at the start of an IRI.
        outer: the context of the objects in its object, as the types of an object are for its own
            members only.
        token: stands for it where it must not be kept alive.
    """

    __slots__ = ("_family", "_processed", "locals", "nodes", "outer", "prefixes", "terms", "token")

    def __init__(
        self,
        family: Family | None = None,
        processed: Any = None,
        outer: ActiveContext | None = None,
    ) -> None:
        """Start with nothing compiled; one without a family is stored, and learns nothing."""
        self.terms: dict[str, Term] = {"@context": NOT_STATED}
        self.nodes: dict[Any, Node] = {UNTYPED: (self, ())}
        self.locals: dict[Any, ActiveContext] = {}
        self.prefixes: frozenset[str] = frozenset()
        self.outer = outer or self
        self.token = object()
        self._family = family
        self._processed = processed

    def term(self, name: str) -> Term:
        """Compile one term.

        Raises:
            NotStored: PyLD has to be asked.
            Unusual: it is not defined, or defined in a way that the one pass does not know.
        """
        with self._asking() as family:
            self.terms[name] = found = _compile(family, self._processed, name)
        return found

    def node(self, types: Any) -> Node:
        """Compile the types of an object: one as text, several as a tuple; raises as `term`."""
        names = [types] if isinstance(types, str) else types
        if not isinstance(names, list | tuple) or len(set(names)) < len(names):
            raise Unusual
        if not names or not all(isinstance(name, str) for name in names):
            raise Unusual
        if sum(map(len, names)) > _MOST_CHARACTERS or any(map(NEVER_IN_IRIS.search, names)):
            raise Unusual
        with self._asking() as family:
            expanded = [family.processing.expand_type(self._processed, name) for name in names]
            iris = [name for name in expanded if _is_absolute(name)]
            if _mapping(self._processed, "type").get("@id") != "@type":
                raise Unusual
            if len(iris) < len(names):
                raise Unusual
            members = family.learn(family.processing.typed(self._processed, list(names)))
            found = members, tuple(f" {TYPE} {iri(name)} .\n" for name in iris)
            family.keep(self.nodes, types, found)
        return found

    def local(self, urls: Any) -> ActiveContext:
        """Compile the `@context` of an object: one URL or a tuple of several; raises as `term`."""
        given = [urls] if isinstance(urls, str) else list(urls)
        with self._asking() as family:
            found = family.learn(family.processing.local(self._processed, given))
            family.keep(self.locals, urls, found)
        return found

    def replaces(self, text: str) -> bool:
        """Tell whether PyLD would put something else for the start of an IRI."""
        return text.partition(":")[0] in self.prefixes

    def names(self) -> list[str]:
        """List all names that the context defines, where PyLD has made it."""
        return sorted(self._processed["mappings"])

    def is_like(self, processed: Any) -> bool:
        """Tell whether PyLD's form of another context defines the same."""
        return bool(self._processed["mappings"] == processed["mappings"])

    @contextmanager
    def _asking(self) -> Iterator[Family]:
        if self._family is None:
            raise NotStored
        with self._family.lock:
            try:
                yield self._family
            except (self._family.processing.error, *_PYLD_STUMBLES):
                raise Unusual from None


class Family:
    """The active contexts that PyLD has made, each under one compiled one.

    Attributes:
        processing: PyLD's steps.
        lock: to be held for a step.
    """

    def __init__(self, processing: ContextProcessing, lock: Any) -> None:
        """Start with none."""
        self.processing = processing
        self.lock = lock
        self._known: dict[int, ActiveContext] = {}
        self._by_names: dict[tuple[ActiveContext | None, int], list[ActiveContext]] = {}
        self._processed: list[Any] = []  # so that no id is given again
        self._learned = 0

    @property
    def is_full(self) -> bool:
        """Whether so much was learned that it is time to start anew."""
        return self._learned >= _MOST_LEARNED

    def keep(self, found: dict[Any, Any], key: Any, value: Any) -> None:
        """Keep what was found, and count it.

        Raises:
            Unusual: there is too much already.
        """
        if self.is_full:
            raise Unusual
        self._learned += 1
        found[key] = value

    def initial(self) -> ActiveContext:
        """Give the context in which a document starts, before its `@context` is read."""
        with self.lock:
            return self.learn(self.processing.initial())

    def learn(self, processed: Any) -> ActiveContext:
        """Find or compile a context that PyLD has made.

        Raises:
            Unusual: it has what the one pass does not know, or too many are known.
        """
        if (known := self._known.get(id(processed))) is not None:
            return known
        mappings = {name: mapping for name, mapping in processed["mappings"].items() if mapping}
        keywords = {name: m["@id"] for name, m in mappings.items() if str(m["@id"])[:1] == "@"}
        if not processed.keys() <= _CONTEXT_ENTRIES or not keywords.items() <= _ALIASES.items():
            raise Unusual
        previous = self.processing.previous(processed)
        outer = None if previous is processed else self.learn(previous)
        # a credential in a badge has the badge's contexts
        alike = self._by_names.setdefault((outer, hash(frozenset(mappings))), [])
        compiled = next((known for known in alike if known.is_like(processed)), None)
        if compiled is None:
            compiled = ActiveContext(self, processed, outer)
            compiled.prefixes = frozenset(name for name, m in mappings.items() if m["_prefix"])
            alike.append(compiled)
        self.keep(self._known, id(processed), compiled)
        self._processed.append(processed)
        return compiled


def _compile(family: Family, processed: Any, name: str) -> Term:
    mapping = _mapping(processed, name)
    meaning = mapping.get("@id")
    if name in _ALIASES:
        if meaning != _ALIASES[name]:
            raise Unusual
        return NOT_STATED
    # the slow path's rules on the names of members
    if ":" in name or name[:1].isupper() or name[:1] == "@" or not _is_absolute(meaning):
        raise Unusual
    if not mapping.keys() <= _TERM_ENTRIES or mapping["reverse"]:
        raise Unusual
    scope = None
    if "@context" in mapping:
        inner, *others = family.processing.scoped(processed, name)
        if _mapping(inner, name) != mapping:
            raise Unusual
        text, reference, node = (family.learn(active) for active in (inner, *others))
        scope = Scope(text, reference, node, _words(inner, processed))
    kind, datatype = _kind(mapping)
    ending = literal("", datatype)[2:]
    return kind, f" {iri(meaning)} ", f"{ending} .\n", datatype, scope


def _kind(mapping: Mapping[str, Any]) -> tuple[int, str | None]:
    """Tell what the values of a term are, and their datatype."""
    datatype = mapping.get("@type")
    match sorted(set(mapping.get("@container", ())) - {"@set"}), datatype:
        case [], "@id":
            return IRI, None
        case [], "@vocab":
            return WORD, None
        case ["@graph"], _:
            return GRAPH, None
        case ([] | ["@list"]) as container, None:
            return LIST if container else TEXT, None
        case ([] | ["@list"]) as container, str() if _is_absolute(datatype):
            if datatype != XSD_DOUBLE:
                return LIST if container else TEXT, datatype
    raise Unusual


def _words(inner: Any, outer: Any) -> dict[str, str]:
    """Collect the terms, with their IRIs as written, that a scoped context adds."""
    return {
        name: iri(mapping["@id"])
        for name, mapping in inner["mappings"].items()
        if mapping and _is_absolute(mapping["@id"]) and _mapping(outer, name) != mapping
    }


def _mapping(processed: Any, name: str) -> Mapping[str, Any]:
    return processed["mappings"].get(name) or {}


def _is_absolute(text: str | None) -> TypeGuard[str]:
    return bool(ABSOLUTE_IRI.fullmatch(text or ""))
