"""The slow path: expansion by PyLD, statements, RDFC-1.0. It decides what is refused, and says why.

Imported when needed, as it loads PyLD.
"""

from __future__ import annotations

from typing import Any

from openbadges_issuer.errors import TermError
from openbadges_issuer.jsonld import rdfc
from openbadges_issuer.jsonld.described_once import check_described_once
from openbadges_issuer.jsonld.expansion import expand
from openbadges_issuer.jsonld.rdfc import Canonical, HashName, Relabel
from openbadges_issuer.jsonld.to_rdf import to_quads
from openbadges_issuer.limits import Limits


def canonical_form(
    document: dict[str, Any],
    *,
    limits: Limits,
    hash_name: HashName = "sha256",
    relabel: Relabel | None = None,
) -> Canonical:
    """Canonicalize any document, or refuse it.

    Raises:
        TermError: anything that JSON-LD would drop, invent or merge, with its JSON path.
        InputError: a bound was reached (TOO_COMPLEX).
    """
    expanded = expand(document, limits=limits)
    check_described_once(document, limits=limits)
    quads = to_quads(expanded)
    if not quads:
        raise TermError("the document says nothing that can be signed", path="$")
    return rdfc.canonicalize(quads, limits=limits, hash_name=hash_name, relabel=relabel)
