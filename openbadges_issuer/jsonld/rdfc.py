"""RDF Dataset Canonicalization (RDFC-1.0), with a bound on its work.

Blank nodes get labels that depend on nothing but the statements around them. A node whose own
statements are like no other's is named at once (first degree). Nodes that look alike are told
apart by following their statements to further nodes (n-degree), which a hostile document can make
exponential: there every step is counted.

Specification: https://www.w3.org/TR/rdf-canon/, whose words are the names used here. Terms keep
their N-Quads form, so a blank node is ``_:e0`` throughout.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, permutations
from typing import TYPE_CHECKING, Literal

from openbadges_issuer.errors import InputError, Problem
from openbadges_issuer.jsonld.nquads import Quad, blank, line
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from _hashlib import HASH

HashName = Literal["sha256", "sha384"]

Hash = Callable[[bytes], "HASH"]
HASHES: Mapping[HashName, Hash] = {"sha256": hashlib.sha256, "sha384": hashlib.sha384}

Relabel = Callable[[Mapping[str, str]], Mapping[str, str]]
"""From `Canonical.labels` to other labels for the same blank nodes, each to be used once."""

_BLANK = "_"  # how a blank node starts, and no other term

# A long identifier is written again in each of its statements, so a short document can make a
# very long text. An image given as a data: URL honestly stands in three statements.
CHARACTERS_PER_BYTE = 4


@dataclass(frozen=True, slots=True)
class Canonical:
    """A dataset in its one canonical form.

    Attributes:
        lines: the statements, sorted by Unicode code point, each with its line feed.
        labels: label of each blank node as it was given → its label in the lines, both without
            ``_:``, in the order of the canonical labels (``c14n0``, …).
        text: the lines joined, as UTF-8: what a proof hashes.
    """

    lines: tuple[str, ...]
    labels: Mapping[str, str]
    text: bytes


def canonicalize(
    quads: Iterable[Quad],
    *,
    limits: Limits = DEFAULT_LIMITS,
    hash_name: HashName = "sha256",
    relabel: Relabel | None = None,
) -> Canonical:
    """Label the blank nodes of a dataset and sort its statements (RDFC-1.0, section 4.4).

    The algorithm does not tell apart all nodes that look alike in several graphs. There the order
    of the input decides, here as in other implementations; keep the order of the document.

    Args:
        quads: the statements in any order; equal ones count as one.
        limits: `quads`, `blank_nodes` and `canonicalization_work` are applied here, and all
            statements together may have four characters for each of `credential_bytes`.
        hash_name: ``sha256``, or ``sha384`` for proofs with P-384 keys.
        relabel: gives other labels than the canonical ones (VC Data Integrity ECDSA section 3.4.1,
            labelReplacementCanonicalizeNQuads).

    Raises:
        InputError: a bound is passed (`Problem.TOO_COMPLEX`), or a text holds half of a surrogate
            pair.
    """
    given = list(islice(quads, limits.quads + 1))
    if len(given) > limits.quads:
        raise _too_complex(f"has more than {limits.quads:,} RDF statements", "quads")
    dataset = dict.fromkeys(given)
    mentions = _mentions(dataset, limits)
    try:
        issued = _canonical_identifiers(mentions, limits, HASHES[hash_name])
        labels = {node[2:]: label[2:] for node, label in issued.items()}
        if relabel is not None:
            labels = replaced(labels, relabel)
        written = {blank(node): blank(label) for node, label in labels.items()}
        lines = tuple(sorted([line(quad, written) for quad in dataset]))
        text = "".join(lines).encode()
    except UnicodeEncodeError:
        raise InputError("a text holds half of a surrogate pair") from None
    return Canonical(lines, labels, text)


def replaced(labels: Mapping[str, str], relabel: Relabel) -> dict[str, str]:
    """Put other labels in the place of canonical ones."""
    others = relabel(labels)
    return {node: others[node] for node in labels}


def _too_complex(what: str, limit: str) -> InputError:
    return InputError(
        f"this document {what} (limits.{limit}); make it smaller, or give its parts ids",
        problem=Problem.TOO_COMPLEX,
    )


def _mentions(dataset: Iterable[Quad], limits: Limits) -> Mapping[str, list[Quad]]:
    """Collect the statements in which each blank node stands, each statement once."""
    mentions: defaultdict[str, list[Quad]] = defaultdict(list)
    characters = 0
    for quad in dataset:
        subject, predicate, object_, graph = quad
        characters += len(subject) + len(predicate) + len(object_) + len(graph)
        if subject[0] == _BLANK:
            mentions[subject].append(quad)
        if object_[0] == _BLANK and object_ != subject:
            mentions[object_].append(quad)
        if graph and graph[0] == _BLANK and graph not in (subject, object_):
            mentions[graph].append(quad)
    if len(mentions) > limits.blank_nodes:
        raise _too_complex(f"has more than {limits.blank_nodes:,} nodes without id", "blank_nodes")
    if characters > CHARACTERS_PER_BYTE * limits.credential_bytes:
        raise _too_complex(
            f"has RDF statements of {characters:,} characters",
            f"credential_bytes, {CHARACTERS_PER_BYTE} for each",
        )
    return mentions


def _issue(issued: dict[str, str], node: str, prefix: str) -> str:
    """Give a node the next identifier unless it has one (section 4.5)."""
    return issued.setdefault(node, blank(f"{prefix}{len(issued)}"))


def _canonical_identifiers(
    mentions: Mapping[str, list[Quad]], limits: Limits, hash_: Hash
) -> dict[str, str]:
    """Issue the canonical identifier of every blank node (section 4.4.3, steps 3 to 5)."""
    first_degree = _first_degree_hashes(mentions, hash_)
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for node, digest in first_degree.items():
        alike[digest].append(node)
    groups = [alike[digest] for digest in sorted(alike)]
    canonical: dict[str, str] = {}
    for group in groups:
        if len(group) == 1:
            _issue(canonical, group[0], "c14n")
    if len(canonical) == len(mentions):
        return canonical
    n_degree = _NDegree(mentions, first_degree, canonical, hash_, limits.canonicalization_work)
    for group in groups:
        results = [n_degree.hash(node) for node in group if node not in canonical]
        for _, issued in sorted(results, key=lambda result: result[0]):
            for node in issued:
                _issue(canonical, node, "c14n")
    return canonical


def _first_degree_hashes(mentions: Mapping[str, list[Quad]], hash_: Hash) -> dict[str, str]:
    """Hash each node's statements, itself written ``_:a``, others ``_:z`` (section 4.6)."""
    hashes = {}
    masks = dict.fromkeys(mentions, "_:z")
    for node, quads in mentions.items():
        masks[node] = "_:a"
        masked = sorted([line(quad, masks) for quad in quads])
        masks[node] = "_:z"
        hashes[node] = hash_("".join(masked).encode()).hexdigest()
    return hashes


class _NDegree:
    """The Hash N-Degree Quads algorithm (section 4.8) over one dataset.

    Where the specification copies the issuer of temporary identifiers and recurses, this keeps
    one issuer and takes back what a permutation issued, and visits nodes from a stack of its own:
    paths may be as long as there are blank nodes, longer than Python recurses.
    """

    def __init__(
        self,
        mentions: Mapping[str, list[Quad]],
        first_degree: Mapping[str, str],
        canonical: Mapping[str, str],
        hash_: Hash,
        work: int,
    ) -> None:
        self._first_degree = first_degree
        self._canonical = canonical
        self._hash = hash_
        self._limit = self._work_left = work
        self._related = _related_nodes(mentions, hash_)
        self._issued: dict[str, str] = {}
        self._digest = ""  # of the node visited last

    def hash(self, node: str) -> tuple[str, list[str]]:
        """Return a node's hash and the nodes that its chosen path reached, in that order."""
        self._issued = {}
        _issue(self._issued, node, "b")
        visits = [self._visit(node)]
        while visits:
            related = next(visits[-1], None)
            if related is None:
                visits.pop()
            else:
                visits.append(self._visit(related))
        return self._digest, list(self._issued)

    def _visit(self, node: str) -> Iterator[str]:
        """Hash one node, yielding each node whose hash is needed before going on."""
        related_hashes: defaultdict[str, list[str]] = defaultdict(list)
        for prefix, related in self._related[node]:
            self._spend(1)
            related_hash = prefix.copy()
            related_hash.update(self._identifier(related).encode())
            related_hashes[related_hash.hexdigest()].append(related)
        data_to_hash = ""
        for digest in sorted(related_hashes):
            chosen_path = yield from self._choose_path(related_hashes[digest])
            data_to_hash += digest + chosen_path
        self._spend(1)
        self._digest = self._hash(data_to_hash.encode()).hexdigest()

    def _identifier(self, node: str) -> str:
        return self._canonical.get(node) or self._issued.get(node) or self._first_degree[node]

    def _choose_path(self, nodes: list[str]) -> Generator[str, None, str]:
        """Try all orders of nodes with one related hash; keep the least path (steps 5.2 to 5.6)."""
        if len(nodes) == 1:
            return (yield from self._try_path(nodes, ""))
        before = len(self._issued)
        chosen_path = ""
        chosen_nodes: list[str] = []
        for permutation in _orders(nodes):
            path = yield from self._try_path(permutation, chosen_path)
            reached = self._take_back(before)
            if not chosen_path or path < chosen_path:
                chosen_path, chosen_nodes = path, reached
        for node in chosen_nodes:
            _issue(self._issued, node, "b")
        return chosen_path

    def _try_path(self, permutation: Sequence[str], chosen_path: str) -> Generator[str, None, str]:
        """Follow one order to its path, or so far that it is greater than the path to beat."""
        self._spend(len(permutation))
        path = ""
        recursion_list = []
        for related in permutation:
            if related in self._canonical:
                path += self._canonical[related]
                continue
            if related not in self._issued:
                recursion_list.append(related)
            path += _issue(self._issued, related, "b")
        for related in recursion_list:
            # The specification gives a path up only when it is also the longer one. That spares
            # less work and changes no result: a path that is greater stays so when it grows.
            if chosen_path and path > chosen_path:
                break
            yield related
            path += f"{self._issued[related]}<{self._digest}>"
        return path

    def _take_back(self, before: int) -> list[str]:
        """Withdraw the identifiers after the first so many; return their nodes as issued."""
        withdrawn = [self._issued.popitem()[0] for _ in range(len(self._issued) - before)]
        return withdrawn[::-1]

    def _spend(self, steps: int) -> None:
        self._work_left -= steps
        if self._work_left < 0:
            raise _too_complex(
                f"has nodes without id that are not told apart in {self._limit:,} steps",
                "canonicalization_work",
            )


def _orders(nodes: Sequence[str]) -> Iterator[Sequence[str]]:
    """Give each order of some nodes once.

    A node comes several times where it is in several statements, as the name of a graph is in each
    of it: six of them have one order, and not 720 that lead to the same path.
    """
    distinct = list(dict.fromkeys(nodes))
    if len(distinct) == len(nodes):
        yield from permutations(nodes)
        return
    ranks = {node: rank for rank, node in enumerate(distinct)}
    order = sorted([ranks[node] for node in nodes])
    while True:
        yield [distinct[rank] for rank in order]
        # the next one by rank: the last that is less than what comes after it changes places
        at = next((i for i in reversed(range(len(order) - 1)) if order[i] < order[i + 1]), -1)
        if at < 0:
            return
        other = next(i for i in reversed(range(len(order))) if order[i] > order[at])
        order[at], order[other] = order[other], order[at]
        order[at + 1 :] = reversed(order[at + 1 :])


def _related_nodes(
    mentions: Mapping[str, list[Quad]], hash_: Hash
) -> dict[str, list[tuple[HASH, str]]]:
    """List each blank node's neighbors, and what Hash Related Blank Node hashes before them.

    That is the position and the predicate (section 4.7), the same for all neighbors: hashed once,
    since predicates may be long.
    """
    prefixes: dict[tuple[str, str], HASH] = {}

    def prefix(position: str, predicate: str) -> HASH:
        key = position, predicate
        if key not in prefixes:
            prefixes[key] = hash_((position + predicate).encode())
        return prefixes[key]

    return {
        node: [
            (prefix(position, predicate), term)
            for subject, predicate, object_, graph in quads
            for position, predicate, term in (
                ("s", predicate, subject),
                ("o", predicate, object_),
                ("g", "", graph),
            )
            if term != node and term[:1] == _BLANK
        ]
        for node, quads in mentions.items()
    }
