"""The canonical form of the proof that most badges have, worked out once for all of them.

Such a proof differs from the next in its time and its key. Each stands in one statement, is written
there as it is, and does not change the order of the statements, which differ before it.

Specification: VC Data Integrity 1.0 section 4.2 (the proof's options are canonicalized).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from openbadges_issuer import timestamps
from openbadges_issuer.errors import InputError
from openbadges_issuer.jsonld import are_plain_iris, canonicalize
from openbadges_issuer.limits import Limits
from openbadges_issuer.strict_json import as_list

_MEMBERS = {"type", "cryptosuite", "created", "verificationMethod", "proofPurpose"}
_LONGEST = 2_000  # characters
_CREATED = "2000-01-01T00:00:00Z"
# A context that gave one of these schemes a meaning of its own would change them here too.
_METHODS = {"did": "did:web:controller.example#key", "https": "https://controller.example/#key"}


class _Form(NamedTuple):
    """The canonical text around the time and the key."""

    before: str
    between: str
    after: str


def canonical_form(context: Any, configuration: Mapping[str, Any], limits: Limits) -> bytes | None:
    """Give what `canonicalize` gives for a usual proof; None for any other.

    Args:
        context: the document's `@context`.
        configuration: the proof without its `proofValue`.
        limits: bounds on the canonicalization.

    Raises:
        TermError, InputError: as `canonicalize`.
    """
    urls = tuple(as_list(context))
    if configuration.keys() != _MEMBERS or not all(isinstance(url, str) for url in urls):
        return None
    type_, cryptosuite, created, method, purpose = [
        configuration[name]
        for name in ("type", "cryptosuite", "created", "verificationMethod", "proofPurpose")
    ]
    if type_ != "DataIntegrityProof" or purpose != "assertionMethod" or not _is_time(created):
        return None
    if not (isinstance(cryptosuite, str) and isinstance(method, str) and method.isascii()):
        return None
    if len(method) + len(cryptosuite) > _LONGEST:
        return None
    scheme = method.partition(":")[0]
    if scheme not in _METHODS or not are_plain_iris([method]):
        return None
    form = _form(urls, cryptosuite, scheme, limits)
    return form and f"{form.before}{created}{form.between}{method}{form.after}".encode()


def _is_time(value: Any) -> bool:
    try:
        timestamps.parse(value)
    except InputError:
        return False
    return True


@lru_cache(maxsize=32)
def _form(urls: tuple[str, ...], cryptosuite: str, scheme: str, limits: Limits) -> _Form | None:
    """Canonicalize a proof of that kind, and take its time and key out."""
    method = _METHODS[scheme]
    proof = {
        "@context": list(urls),
        "type": "DataIntegrityProof",
        "cryptosuite": cryptosuite,
        "created": _CREATED,
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    text = canonicalize(proof, limits=limits).decode()
    parts = re.fullmatch(
        f'([^"]*"){re.escape(_CREATED)}("[^"]*"[^"]*"[^"]*<){re.escape(method)}(>[^"]*)', text
    )
    return _Form(*parts.groups()) if parts else None
