"""The statements of a document, as lines: what one pass over it leaves.

A statement that names no blank node is a finished line. The others wait for the labels of their
blank nodes: in `Blank` as what comes after it, or before it, in a line.

Specification: RDF Dataset Canonicalization section 4.6 (hash first-degree quads), appendix A.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from sys import getsizeof

from openbadges_issuer.jsonld.nquads import Quad, line
from openbadges_issuer.jsonld.rdfc import Hash

# Estimates of what Python takes beside the characters.
_BYTES_PER_TEXT = 50
_BYTES_PER_BLANK = 250


class Blank:
    """A node without an id, a cell of a list, or the name of a graph.

    Attributes:
        link: what comes before it where it is an object: subject and predicate; the predicate
            alone where a blank node is the subject; nothing where it is no object.
        tails: what comes after it in the statements of which it is the subject.
        arcs: predicate and object of those whose object is a blank node too.
        digest: its first-degree hash, which does not depend on any label.
    """

    __slots__ = ("arcs", "digest", "link", "tails")

    def __init__(self, link: str) -> None:
        """Start with nothing said of it."""
        self.link = link
        self.tails: list[str] = []
        self.arcs: list[tuple[str, Blank]] = []
        self.digest = b""

    def hash(self, hash_: Hash, graph: str = "") -> None:
        """Hash its statements, itself written ``_:a`` and others ``_:z``.

        Args:
            hash_: the hash algorithm.
            graph: the graph in which they stand, as written, with a space before it.
        """
        after = sorted({*self.tails}) if len(self.tails) > 1 else self.tails
        if self.arcs:
            after = sorted([*after, *(f"{arc}_:z .\n" for arc, _ in self.arcs)])
        if self.link.startswith("<"):  # which is sorted before _
            own = "_:a".join([self.link, " .\n", *after])
        else:
            own = "_:a".join(["", *after])
            if self.link:
                own = f"{own}_:z{self.link}_:a .\n"
        if graph:
            own = own.replace(" .\n", f"{graph} .\n")  # no line feed stands within a term
        self.digest = hash_(own.encode()).digest()


class Statements:
    """The statements of a document, of an object with an id, or of a named graph.

    Attributes:
        lines: the finished ones.
        blanks: the blank nodes in the default graph, and the names of graphs.
        graphs: the named graphs, each with its name.
    """

    __slots__ = ("blanks", "graphs", "lines")

    def __init__(self) -> None:
        """Start with none."""
        self.lines: list[str] = []
        self.blanks: list[Blank] = []
        self.graphs: list[tuple[Blank, Statements]] = []

    @property
    def size(self) -> int:
        """About how many bytes they take."""
        texts = [*self.lines]
        for blank in self.blanks:
            texts += [blank.link, *blank.tails, *[arc for arc, _ in blank.arcs]]
        own = sum(map(getsizeof, texts)) + _BYTES_PER_TEXT * len(texts)
        own += _BYTES_PER_BLANK * len(self.blanks)
        return own + sum([graph.size for _, graph in self.graphs])

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said."""
        return not (self.lines or self.blanks)

    def add(self, others: Statements) -> None:
        """Add statements that share no blank node with these."""
        self.lines += others.lines
        self.blanks += others.blanks
        self.graphs += others.graphs

    def all_blanks(self) -> Iterable[Blank]:
        """Give all blank nodes, in the order of the document."""
        return chain(self.blanks, *(graph.blanks for _, graph in self.graphs))

    def count_blanks(self) -> int:
        """Count all blank nodes."""
        return len(self.blanks) + sum([len(graph.blanks) for _, graph in self.graphs])

    def labeled(self, labels: Mapping[Blank, str]) -> list[str]:
        """Write all lines, with duplicates, in no order.

        Args:
            labels: blank node → what stands for it, with ``_:``.
        """
        lines = self._default_graph(labels)
        for name, graph in self.graphs:
            ending = f" {labels[name]} .\n"
            lines += [f"{written[:-3]}{ending}" for written in graph.labeled(labels)]
        return lines

    def quads(self, labels: Mapping[Blank, str]) -> list[Quad]:
        """Write the same term by term."""
        quads = [_as_quad(written, "") for written in self._default_graph(labels)]
        for name, graph in self.graphs:
            quads += [_as_quad(written, labels[name]) for written in graph.labeled(labels)]
        return quads

    def _default_graph(self, labels: Mapping[Blank, str]) -> list[str]:
        lines = [*self.lines]
        for blank in self.blanks:
            label = labels[blank]
            if blank.link.startswith("<"):
                lines.append(f"{blank.link}{label} .\n")
            for tail in blank.tails:
                lines.append(label + tail)
            for arc, other in blank.arcs:
                lines.append(f"{label}{arc}{labels[other]} .\n")
        return lines

    def near_graphs(self) -> set[Blank]:
        """Give the blank nodes in named graphs, and those that lead to one, or come after such."""
        above = {other: blank for blank in self.blanks for _, other in blank.arcs}

        def top(blank: Blank) -> Blank:
            while blank in above:
                blank = above[blank]
            return blank

        tops = {top(name) for name, _ in self.graphs}
        inside = chain.from_iterable(graph.blanks for _, graph in self.graphs)
        return {*inside, *(blank for blank in self.blanks if top(blank) in tops)}

    def add_graph(self, name: Blank, graph: Statements, hash_: Hash | None) -> None:
        """Add a named graph, and hash its name if an algorithm is given."""
        self.graphs.append((name, graph))
        if hash_ is None:
            return
        labels = {blank: f"_:b{number}" for number, blank in enumerate(graph.blanks)}
        masks = dict.fromkeys(labels.values(), "_:z")
        quads = {_as_quad(written, "_:a") for written in graph.labeled(labels)}
        mentions = [line(quad, masks) for quad in quads]
        subject = "" if name.link[:1] == "<" else "_:z"
        mentions.append(f"{subject}{name.link}_:a .\n")
        name.digest = hash_("".join(sorted(mentions)).encode()).digest()


def _as_quad(written: str, graph: str) -> Quad:
    """Take a line of the default graph apart, and put it into a graph."""
    subject, predicate, rest = written.split(" ", 2)
    return subject, predicate, rest[:-3], graph
