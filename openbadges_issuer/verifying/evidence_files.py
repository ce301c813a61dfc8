"""Are the files that were handed over those that were judged? The check `evidence_integrity`.

Specification: VC Data Model 2.0 section 5.3, `digestMultibase`; only SHA-256 multihashes.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from typing import Any

from openbadges_issuer.encoding import read_sha256
from openbadges_issuer.errors import Problem
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.plain_text import plain
from openbadges_issuer.report import WORST_FIRST, Check, Outcome
from openbadges_issuer.strict_json import as_list

_SPEC = "https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources"
_NO_FILE = Check(
    "evidence_integrity", Outcome.NOT_APPLICABLE, Phrase("No file was given to compare.")
)
_NO_DIGEST = Check(
    "evidence_integrity",
    Outcome.NOT_APPLICABLE,
    Phrase("The badge has no digest of the files that were given."),
    spec=_SPEC,
)


def evidence_integrity(document: Mapping[str, Any], files: Mapping[str, bytes] | None) -> Check:
    """Compare files with the digests in a badge.

    What was not given, or has no digest in the badge, is not compared, and so counts for nothing.

    Args:
        document: the badge.
        files: the bytes of each file that was given, by the id of its evidence.
    """
    if not files:
        return _NO_FILE
    found = list(_compared(document, files))
    return min(found, key=lambda check: WORST_FIRST.index(check.outcome), default=_NO_DIGEST)


def _compared(document: Mapping[str, Any], files: Mapping[str, bytes]) -> Iterator[Check]:
    stated = document.get("evidence")
    for index, entry in enumerate(as_list(stated)):
        if not isinstance(entry, Mapping) or "digestMultibase" not in entry:
            continue
        id_, name = entry.get("id"), entry.get("name")
        if isinstance(id_, str) and id_ in files:
            path = f"$.evidence[{index}]" if isinstance(stated, list) else "$.evidence"
            part = plain(name) if isinstance(name, str) else ""
            yield _compare(files[id_], entry["digestMultibase"], part or id_, path)


def _compare(stored: bytes, digest: Any, part: str, path: str) -> Check:
    path = f"{path}.digestMultibase"
    stated = read_sha256(digest)
    if stated is None:
        return Check(
            "evidence_integrity",
            Outcome.UNDECIDED,
            Phrase('The digest of "{part}" is of a kind that is not known here.', part=part),
            Problem.MALFORMED_VALUE,
            path,
            _SPEC,
        )
    if not hmac.compare_digest(hashlib.sha256(stored).digest(), stated):
        return Check(
            "evidence_integrity",
            Outcome.FAILED,
            Phrase('"{part}" differs from what the issuer saw.', part=part),
            Problem.EVIDENCE_CHANGED,
            path,
            _SPEC,
        )
    return Check(
        "evidence_integrity",
        Outcome.PASSED,
        Phrase("The files that were given are the ones that were judged."),
        spec=_SPEC,
    )
