"""RDF Dataset Canonicalization: its test suite, its examples, and the bounds on its work."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, RdfFormat, parse

from openbadges_issuer.errors import InputError, Problem
from openbadges_issuer.jsonld.nquads import blank, iri, literal
from openbadges_issuer.jsonld.rdfc import canonicalize
from openbadges_issuer.limits import DEFAULT_LIMITS

# The test suite, https://w3c.github.io/rdf-canon/tests/ ------------------------------------------

# fmt: off
EVALUATION = [f"{number:03}c" for number in (
    *range(1, 7), *range(8, 12), 13, 14, *range(16, 31), *range(33, 37), *range(38, 41),
    *range(43, 49), *range(53, 74), *range(75, 78),
)]
MAP = [f"{number:03}m" for number in (
    3, 4, 5, 16, 17, 18, 20, 30, 47, 48, 53, 55, 56, 57, 60, 63, *range(70, 74), 75,
)]
# fmt: on
POISON = ["074c"]


def token(term):
    """Write a parsed term with the functions under test."""
    match term:
        case NamedNode():
            return iri(term.value)
        case BlankNode():
            return blank(term.value)
        case DefaultGraph():
            return ""
        case _:
            return literal(term.value, term.datatype.value, term.language)


def read(text):
    """Read N-Quads, the blank nodes' labels kept."""
    return [
        (token(quad.subject), token(quad.predicate), token(quad.object), token(quad.graph_name))
        for quad in parse(text, RdfFormat.N_QUADS, lenient=True)
    ]


def manifest(shared):
    folder = shared / "vectors" / "rdf-canon" / "tests"
    entries = json.loads((folder / "manifest.jsonld").read_text("utf-8"))["entries"]
    return folder, {entry["id"].removeprefix("#test"): entry for entry in entries}


def run(shared, name):
    """Canonicalize the input of one test; return the canonical dataset and the expected file."""
    folder, entries = manifest(shared)
    entry = entries[name]
    hash_name = entry.get("hashAlgorithm", "SHA256").lower()
    canonical = canonicalize(read((folder / entry["action"]).read_bytes()), hash_name=hash_name)
    return canonical, folder / entry["result"]


def test_no_test_of_the_suite_is_left_out(shared):
    _, entries = manifest(shared)
    by_type = {
        "rdfc:RDFC10EvalTest": EVALUATION,
        "rdfc:RDFC10MapTest": MAP,
        "rdfc:RDFC10NegativeEvalTest": POISON,
    }
    listed = {name: type_ for type_, names in by_type.items() for name in names}
    assert listed == {name: entry["type"] for name, entry in entries.items()}


@pytest.mark.parametrize("name", EVALUATION)
def test_evaluation(shared, name):
    canonical, expected = run(shared, name)
    assert canonical.text == expected.read_bytes()
    assert "".join(canonical.lines).encode() == canonical.text


@pytest.mark.parametrize("name", MAP)
def test_map(shared, name):
    canonical, expected = run(shared, name)
    assert canonical.labels == json.loads(expected.read_text("utf-8"))


@pytest.mark.parametrize("name", POISON)
def test_poison(shared, name):
    folder, entries = manifest(shared)
    with pytest.raises(InputError, match=r"limits\.canonicalization_work") as caught:
        canonicalize(read((folder / entries[name]["action"]).read_bytes()))
    assert caught.value.problem is Problem.TOO_COMPLEX


# Examples of the specification -------------------------------------------------------------------


def dataset(text):
    """Read statements as the specification abbreviates them: ``:p`` is an IRI, ``e0`` a node."""

    def term(word):
        match word[0]:
            case ":":
                return iri("http://example.com/#" + word[1:])
            case '"':
                return literal(word.strip('"'))
            case _:
                return blank(word)

    statements = [statement.split() for statement in text.strip().splitlines()]
    return [(*map(term, words), *[""] * (4 - len(words))) for words in statements]


UNIQUE_HASHES = """
:p :q e0
:p :r e1
e0 :s :u
e1 :t :u
"""
SHARED_HASHES = """
:p :q e0
:p :q e1
e0 :p e2
e1 :p e3
e2 :r e3
"""
BLANK_NODE_GRAPH = """
e0 :p1 e1
e1 :p2 "Foo"
e1 :p3 g0
e0 :p1 e1 g0
e1 :p2 "Bar" g0
"""


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (UNIQUE_HASHES, {"e0": "c14n0", "e1": "c14n1"}),
        (SHARED_HASHES, {"e2": "c14n0", "e3": "c14n1", "e1": "c14n2", "e0": "c14n3"}),
        (BLANK_NODE_GRAPH, {"e0": "c14n0", "e1": "c14n1", "g0": "c14n2"}),
    ],
)
def test_example(text, labels):
    canonical = canonicalize(dataset(text))
    assert canonical.labels == labels
    assert list(canonical.labels.values()) == [f"c14n{n}" for n in range(len(labels))]


def test_example_statements():
    assert canonicalize(dataset(SHARED_HASHES)).text == (
        b"<http://example.com/#p> <http://example.com/#q> _:c14n2 .\n"
        b"<http://example.com/#p> <http://example.com/#q> _:c14n3 .\n"
        b"_:c14n0 <http://example.com/#r> _:c14n1 .\n"
        b"_:c14n2 <http://example.com/#p> _:c14n1 .\n"
        b"_:c14n3 <http://example.com/#p> _:c14n0 .\n"
    )


def test_example_of_duplicate_paths():
    copies = 'e0 :p1 e1\ne1 :p2 "Foo"\ne2 :p1 e3\ne3 :p2 "Foo"'
    assert canonicalize(dataset(copies)).text == (
        b"_:c14n0 <http://example.com/#p1> _:c14n1 .\n"
        b'_:c14n1 <http://example.com/#p2> "Foo" .\n'
        b"_:c14n2 <http://example.com/#p1> _:c14n3 .\n"
        b'_:c14n3 <http://example.com/#p2> "Foo" .\n'
    )


def test_sha384_orders_the_nodes_of_a_diamond_in_its_own_way():
    vocab = "http://example.org/vocab#"
    diamond = [
        (iri(vocab + "test"), iri(vocab + "A"), "_:e0", ""),
        (iri(vocab + "test"), iri(vocab + "B"), "_:e1", ""),
        ("_:e0", iri(vocab + "next"), "_:e2", ""),
        ("_:e1", iri(vocab + "next"), "_:e2", ""),
    ]
    by_sha384 = {"e0": "c14n0", "e2": "c14n1", "e1": "c14n2"}
    assert canonicalize(diamond, hash_name="sha384").labels == by_sha384
    assert canonicalize(diamond).labels != by_sha384


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        pytest.param(
            "e1 :p e0 e0\ne1 :p e1",
            {"e1": "c14n0", "e0": "c14n1"},
            id="a statement counts once for a node that is its subject and its object",
        ),
        pytest.param(
            "e0 :p e1 e0",
            {"e0": "c14n0", "e1": "c14n1"},
            id="a statement counts once for a node that is its subject and its graph",
        ),
        pytest.param(
            "e2 :p e0 :h\ne2 :p e0 :g\ne4 :p e0 :g\ne4 :p e2 :h\ne1 :p e4 :h",
            {"e0": "c14n0", "e1": "c14n1", "e4": "c14n2", "e2": "c14n3"},
            id="a neighbor counts once for each statement",
        ),
        pytest.param(
            "e3 :q e2 e3\ne3 :q e1 e0",
            {"e3": "c14n0", "e0": "c14n1", "e2": "c14n2", "e1": "c14n3"},
            id="a neighbor that is the graph is hashed without the predicate",
        ),
    ],
)
def test_what_the_examples_leave_out(text, labels):
    """Expected values: read from the algorithm, and the same in rdf-canonize (JavaScript)."""
    assert canonicalize(dataset(text)).labels == labels


# What a dataset is -------------------------------------------------------------------------------


def test_nothing_is_an_empty_text():
    assert canonicalize([]).text == b""


def test_equal_statements_count_once():
    once = dataset("e0 :p e1\ne1 :q :o")
    assert canonicalize(once * 2) == canonicalize(once)


def test_statements_that_differ_only_in_blank_nodes_are_not_equal():
    canonical = canonicalize(dataset('e0 :p e1\ne0 :p e2\ne1 :q "one"\ne2 :q "two"'))
    assert len(canonical.lines) == 4


def test_labels_that_look_canonical_are_replaced_like_others():
    named = SHARED_HASHES.replace("e0", "c14n1").replace("e1", "c14n0")
    assert canonicalize(dataset(named)).text == canonicalize(dataset(SHARED_HASHES)).text


def test_lines_are_in_the_order_of_code_points_not_of_utf_16():
    quads = [("<s:s>", "<p:p>", literal(text), "") for text in ("\U00010000", "\uff5e", "a")]
    assert [line[13] for line in canonicalize(quads).lines] == ["a", "\uff5e", "\U00010000"]


def test_half_of_a_surrogate_pair_is_refused():
    for subject in ("<s:s>", "_:e0"):
        with pytest.raises(InputError, match="surrogate"):
            canonicalize([(subject, "<p:p>", literal("\ud800"), "")])


# Bounds ------------------------------------------------------------------------------------------


def refused(statements, limit, /, **bounds):
    """Canonicalize what must be refused, with the name of the limit."""
    with pytest.raises(InputError, match=rf"limits\.{limit}\b") as caught:
        canonicalize(statements, limits=replace(DEFAULT_LIMITS, **bounds))
    assert caught.value.problem is Problem.TOO_COMPLEX


def ring(size):
    return [(f"_:e{n}", "<p:next>", f"_:e{(n + 1) % size}", "") for n in range(size)]


def clique(size):
    return [(f"_:e{m}", "<p:p>", f"_:e{n}", "") for m in range(size) for n in range(size)]


def test_too_many_statements():
    quads = dataset(UNIQUE_HASHES)
    assert canonicalize(quads, limits=replace(DEFAULT_LIMITS, quads=4)).lines
    refused(quads, "quads", quads=3)


def test_statements_without_end():
    def endless():
        while True:
            yield ("<s:s>", "<p:p>", "<o:o>", "")

    refused(endless(), "quads")


def test_too_many_blank_nodes():
    quads = dataset(BLANK_NODE_GRAPH)
    assert canonicalize(quads, limits=replace(DEFAULT_LIMITS, blank_nodes=3)).lines
    refused(quads, "blank_nodes", blank_nodes=2)


def test_a_long_identifier_in_many_statements():
    long = iri("https://example.org/" + "x" * 100_000)
    quads = [(long, "<p:p>", literal(str(n)), "") for n in range(5_000)]
    refused(quads, "credential_bytes")
    assert len(canonicalize(quads[:50]).lines) == 50


def test_nodes_with_unlike_statements_need_no_work():
    bounds = replace(DEFAULT_LIMITS, canonicalization_work=0)
    assert canonicalize(dataset(BLANK_NODE_GRAPH), limits=bounds).lines
    refused(dataset(SHARED_HASHES), "canonicalization_work", canonicalization_work=0)


def test_work_is_each_hash_and_each_node_of_a_permutation():
    """A ring of two, from each node: two related hashes, two paths of one node, one hash.

    The first path goes on to the other node, which is as much work again.
    """
    for quads in (ring(2), ring(2)[::-1], [(o, p, s, g) for s, p, o, g in ring(2)]):
        enough = replace(DEFAULT_LIMITS, canonicalization_work=2 * (5 + 5))
        assert canonicalize(quads, limits=enough).lines
        refused(quads, "canonicalization_work", canonicalization_work=2 * (5 + 5) - 1)


@pytest.mark.parametrize(
    "quads",
    [
        pytest.param(ring(900), id="ring"),
        pytest.param(clique(10), id="clique-10"),
        pytest.param(clique(70), id="clique-70"),
        pytest.param(
            [(f"_:hub{h}", "<p:p>", f"_:e{h}-{n}", "") for h in range(2) for n in range(490)],
            id="two-hubs-of-equal-nodes",
        ),
        pytest.param(
            [
                (f"_:e{h}", "<p:p>", f"_:o{h}-{n}", f"<g:{g}>")
                for h in range(2)
                for n in range(2)
                for g in range(500)
            ],
            id="two-neighbors-in-many-graphs",
        ),
        pytest.param(
            [(m, f"<p:{'x' * 19_000}>", o, "") for m, _, o, _ in clique(20)], id="long-predicate"
        ),
    ],
)
def test_poisonous_shapes_are_refused_soon(quads):
    refused(quads, "canonicalization_work")


def test_a_neighbor_in_many_graphs_is_one():
    quads = [(f"_:e{h}", "<p:p>", f"_:o{h}", f"<g:{g}>") for h in range(2) for g in range(1_000)]
    assert len(canonicalize(quads).lines) == 2_000


def test_long_paths_have_an_answer():
    """Two equal chains: each node has a twin, so the path through all of a chain is followed."""
    length = 450
    chains = [
        (f"_:{chain}{n}", f"<p:{n}>", f"_:{chain}{n + 1}", "")
        for chain in "xy"
        for n in range(length)
    ]
    canonical = canonicalize(chains)
    assert len(canonical.labels) == 2 * (length + 1)
    assert canonical.text == canonicalize(chains[::-1]).text
