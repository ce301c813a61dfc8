"""The fast path: compiled contexts, one pass, unlike first-degree hashes. It never refuses.

None is no answer: the slow path then gives the same bytes, or says what is wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import compress
from operator import attrgetter, ne
from typing import Any

from openbadges_issuer.errors import InputError
from openbadges_issuer.jsonld import initial_context, rdfc
from openbadges_issuer.jsonld.active_context import NotStored, Unusual
from openbadges_issuer.jsonld.described_once import may_be_described_twice
from openbadges_issuer.jsonld.one_pass import OnePass, Said
from openbadges_issuer.jsonld.rdfc import (
    CHARACTERS_PER_BYTE,
    Canonical,
    HashName,
    Relabel,
    replaced,
)
from openbadges_issuer.jsonld.statements import Statements
from openbadges_issuer.limits import Limits
from openbadges_issuer.memo import Memo

_DIGEST = attrgetter("digest")

_USUAL_WORK = 10_000  # what takes more is done once, by the slow path
_MOST_BLANKS = 1_000
_GIVEN = [f"b{number}" for number in range(_MOST_BLANKS)]
_NAMED = [f"_:{label}" for label in _GIVEN]
_CANONICAL = [f"c14n{number}" for number in range(_MOST_BLANKS)]
_WRITTEN = [f"_:{label}" for label in _CANONICAL]
_NO_CHARACTER = re.compile("\ufffe|\uffff".encode())


def read(
    document: dict[str, Any],
    *,
    limits: Limits,
    hash_name: HashName | None,
    memo: Memo | None = None,
) -> Said | None:
    """State all that a document says, if all of it is defined and usual; hash it by name only."""
    for initial in (initial_context.stored, initial_context.learning):
        try:
            one_pass = OnePass(initial(), limits=limits, hash_name=hash_name, memo=memo)
            return one_pass.read(document)
        except NotStored:
            continue
        except (Unusual, RecursionError, UnicodeEncodeError):
            return None
    return None


def canonical_form(
    document: dict[str, Any],
    *,
    limits: Limits,
    hash_name: HashName = "sha256",
    relabel: Relabel | None = None,
    memo: Memo | None = None,
) -> Canonical | None:
    """Canonicalize a document, if it is usual and within all limits."""
    said = read(document, limits=limits, hash_name=hash_name, memo=memo)
    if said is None or may_be_described_twice(document, said.ids, limits=limits):
        return None
    try:
        form = _by_first_degree(said.statements, limits, relabel)
        if form is None:
            form = _by_n_degree(said.statements, limits, hash_name, relabel)
    except (InputError, UnicodeEncodeError):
        return None
    return form if form and _is_as_written(form.text, limits) else None


def _by_first_degree(
    statements: Statements, limits: Limits, relabel: Relabel | None
) -> Canonical | None:
    """Label the blank nodes in the order of their hashes, if no two are alike."""
    blanks = list(statements.all_blanks())
    if len({blank.digest for blank in blanks}) < len(blanks):
        return None
    if len(blanks) > min(limits.blank_nodes, _MOST_BLANKS):
        return None
    ordered = sorted(blanks, key=_DIGEST)
    given = dict(zip(blanks, _GIVEN, strict=False))
    labels = dict(zip(map(given.__getitem__, ordered), _CANONICAL, strict=False))
    written = dict(zip(ordered, _WRITTEN, strict=False))
    if relabel is not None:
        labels = replaced(labels, relabel)
        written = {blank: f"_:{labels[label]}" for blank, label in given.items()}
    lines = statements.labeled(written)
    if len(lines) > limits.quads:
        return None
    lines.sort()
    lines = [*compress(lines, map(ne, lines, [*lines[1:], ""]))]  # each once, faster than by a set
    return Canonical(tuple(lines), labels, "".join(lines).encode())


def _by_n_degree(
    statements: Statements, limits: Limits, hash_name: HashName, relabel: Relabel | None
) -> Canonical | None:
    """Follow the statements of blank nodes that are alike, as `rdfc` does."""
    blanks = list(statements.all_blanks())
    counts = Counter(blank.digest for blank in blanks)
    if any(counts[blank.digest] > 1 for blank in statements.near_graphs()):
        return None  # the order of the statements may decide: that of the slow path
    written = dict(zip(blanks, _NAMED, strict=False))
    if len(written) < len(blanks):  # too many, or an object that was remembered comes twice
        return None
    quads = statements.quads(written)
    limits = replace(limits, canonicalization_work=min(limits.canonicalization_work, _USUAL_WORK))
    return rdfc.canonicalize(quads, limits=limits, hash_name=hash_name, relabel=relabel)


def _is_as_written(text: bytes, limits: Limits) -> bool:
    """Tell whether JSON's escapes are those of N-Quads, and the text is not too long."""
    if not 0 < len(text) <= CHARACTERS_PER_BYTE * limits.credential_bytes:
        return False
    at = text.find(b"\\")
    while at >= 0:
        if text[at + 1 : at + 2] == b"u":
            return False
        at = text.find(b"\\", at + 2)
    if b"\xef" in text and _NO_CHARACTER.search(text):  # a single byte is found the soonest
        return False
    return b"\x7f" not in text
