"""From a JSON-LD document to the bytes that are hashed.

`canonicalize` is the one seam: PyLD expands with safe mode on, statements are written as N-Quads,
and RDFC-1.0 puts them in the one order and labelling that all programs share.
"""

from __future__ import annotations

from typing import Any

from openbadges_issuer.jsonld import rdfc
from openbadges_issuer.jsonld.expansion import check_contexts, check_described_once, expand
from openbadges_issuer.jsonld.to_rdf import to_quads
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits

__all__ = ["canonicalize", "check_contexts", "check_described_once", "check_terms"]


def canonicalize(document: dict[str, Any], *, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """Return the RDFC-1.0 canonical N-Quads of a JSON-LD document, as UTF-8.

    Args:
        document: a JSON object as `strict_json.loads` gives it; left unchanged.
        limits: bounds on values, nesting, statements, blank nodes and canonicalization work.

    Raises:
        TermError: anything that JSON-LD would drop, invent or merge, with its JSON path.
        InputError: a bound was reached (TOO_COMPLEX).
    """
    expanded = expand(document, limits=limits)
    check_described_once(document, limits=limits)
    return rdfc.canonicalize(to_quads(expanded), limits=limits).text


def check_terms(document: dict[str, Any], *, limits: Limits = DEFAULT_LIMITS) -> None:
    """Check that every term, type and identifier of a document is defined, and sign nothing.

    Raises:
        TermError: anything that JSON-LD would drop or invent, with its JSON path.
        InputError: a bound was reached (TOO_COMPLEX).
    """
    expand(document, limits=limits)
