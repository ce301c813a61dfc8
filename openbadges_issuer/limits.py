"""Every bound on untrusted input, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one verification. Raising one is safe for correctness, not for cost.

    Attributes:
        inline_contexts: members of all contexts that stand in a document itself and define terms of
            its own. Above 0 it may name the context of the W3C's examples, too: for test use only,
            a `Verifier` refuses it.
    """

    image_bytes: int = 5_000_000  # a baked PNG or SVG, whole
    credential_bytes: int = 2_000_000  # JSON or JWT text of one credential
    document_bytes: int = 64_000  # a DID or controller document
    status_list_bytes: int = 4_000_000  # a status list credential as fetched
    status_list_expanded_bytes: int = 4_194_304  # its bits after gzip: 33,554,432 entries
    json_depth: int = 40  # nested objects and arrays
    json_members: int = 50_000  # values in one JSON text
    contexts: int = 8  # entries of one @context
    all_contexts: int = 200  # entries of every @context of a document together
    proofs: int = 4  # proofs in one set
    # For the badges that stand in one document, and once more for the endorsements of all of these:
    carried: int = 100  # credentials
    carried_values: int = 10_000  # JSON values in all of these
    carried_fetches: int = 40  # addresses that are asked for all of these
    carried_fetched_bytes: int = 16_000_000  # that they answer with
    status_entries: int = 4  # credentialStatus entries of one credential
    status_lists: int = 2  # lists that are asked for one credential
    identifiers: int = 100  # credentialSubject.identifier entries compared
    types: int = 30  # types of one object
    all_types: int = 1_000  # types of all objects of a document together
    quads: int = 5_000  # RDF statements of one document
    signed_statements: int = 2_000  # signatures in one proof by ecdsa-sd-2023, ~80 µs each
    blank_nodes: int = 1_000  # nodes without an identifier in one document
    canonicalization_work: int = 50_000  # steps of RDFC-1.0's n-degree algorithm, ~4 µs each
    png_chunks: int = 10_000  # chunks in one PNG
    svg_elements: int = 50_000  # elements in one SVG
    svg_depth: int = 100  # nesting of an SVG's elements
    bundle_bytes: int = 25_000_000  # a bundle, whole
    bundle_expanded_bytes: int = 50_000_000  # all that is in it
    bundle_entries: int = 500  # files and folders in it
    bundle_ratio: int = 200  # how many times larger a file may be than what it was packed to
    inline_contexts: int = 0
    program_bytes: int = 1_048_576  # a program file
    program_depth: int = 20  # its nested maps and lists
    # For a process that verifies for the host or the command line, which is ended beyond them:
    process_seconds: int = 10  # in which it computes
    process_megabytes: int = 512  # of addresses, of which it has about 150 from its start

    def __hash__(self) -> int:
        """Hash what differs soonest: many results are kept by the limits that they were kept in."""
        return hash((self.quads, self.canonicalization_work))


DEFAULT_LIMITS = Limits()
