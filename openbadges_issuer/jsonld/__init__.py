"""From a JSON-LD document to the bytes that are hashed.

`canonicalize` is the one seam, and `canonical_form` the same with labels. A usual document takes
the fast path, over compiled contexts; whatever that does not know takes the slow path, through
PyLD with safe mode on, which alone refuses. Both lead to the same bytes, put by RDFC-1.0 in the one
order and labeling that all programs share.
"""

from __future__ import annotations

from typing import Any

from openbadges_issuer.jsonld import fast_path
from openbadges_issuer.jsonld.allowed_contexts import check_contexts
from openbadges_issuer.jsonld.described_once import check_described_once, may_be_described_twice
from openbadges_issuer.jsonld.lexical import are_plain_iris
from openbadges_issuer.jsonld.rdfc import Canonical, HashName, Relabel
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.memo import Memo

__all__ = [
    "Canonical",
    "HashName",
    "Relabel",
    "are_plain_iris",
    "canonical_form",
    "canonicalize",
    "check_contexts",
    "check_described_once",
    "check_terms",
]


def canonicalize(
    document: dict[str, Any], *, limits: Limits = DEFAULT_LIMITS, memo: Memo | None = None
) -> bytes:
    """Return the RDFC-1.0 canonical N-Quads of a JSON-LD document, as UTF-8.

    Args:
        document: a JSON object as `strict_json.loads` gives it; left unchanged.
        limits: bounds on values, nesting, statements, blank nodes and canonicalization work.
        memo: for many documents that have objects in common; without it, nothing is remembered.

    Raises:
        TermError: anything that JSON-LD would drop, invent or merge, with its JSON path.
        InputError: a bound was reached (TOO_COMPLEX).
    """
    return canonical_form(document, limits=limits, memo=memo).text


def canonical_form(
    document: dict[str, Any],
    *,
    limits: Limits = DEFAULT_LIMITS,
    memo: Memo | None = None,
    hash_name: HashName = "sha256",
    relabel: Relabel | None = None,
) -> Canonical:
    """Return the canonical statements of a document and the labels of its blank nodes.

    Args:
        document: as `canonicalize`.
        limits: as `canonicalize`.
        memo: as `canonicalize`.
        hash_name: ``sha256``, or ``sha384`` for proofs with P-384 keys.
        relabel: gives other labels than the canonical ones (VC Data Integrity ECDSA section 3.4.2,
            labelReplacementCanonicalizeJsonLd).

    Raises:
        TermError, InputError: as `canonicalize`.
    """
    fast = fast_path.canonical_form(
        document, limits=limits, memo=memo, hash_name=hash_name, relabel=relabel
    )
    if fast is not None:
        return fast
    from openbadges_issuer.jsonld import slow_path  # noqa: PLC0415  # loads PyLD

    return slow_path.canonical_form(document, limits=limits, hash_name=hash_name, relabel=relabel)


def check_terms(
    document: dict[str, Any],
    *,
    limits: Limits = DEFAULT_LIMITS,
    memo: Memo | None = None,
    described_once: bool = False,
) -> None:
    """Check that every term, type and identifier of a document is defined, and sign nothing.

    Args:
        document: as `canonicalize`.
        limits: as `canonicalize`.
        memo: as `canonicalize`.
        described_once: whether to do what `check_described_once` does, too, as `canonicalize`.

    Raises:
        TermError: anything that JSON-LD would drop or invent, with its JSON path.
        InputError: a bound was reached (TOO_COMPLEX).
    """
    said = fast_path.read(document, limits=limits, hash_name=None, memo=memo)
    if said is None:
        from openbadges_issuer.jsonld import expansion  # noqa: PLC0415  # loads PyLD

        expansion.expand(document, limits=limits)
    if described_once:
        if said and not may_be_described_twice(document, said.ids, limits=limits):
            return
        check_described_once(document, limits=limits)
