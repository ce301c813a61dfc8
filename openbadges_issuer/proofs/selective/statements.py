"""All that a document says, statement by statement, and which statements a part of it makes.

Blank nodes are labeled by HMAC: who sees some statements learns nothing of the others from the
labels, as he would from numbers.

Specification: Data Integrity ECDSA Cryptosuites 1.0 sections 3.4.4 (createHmacIdLabelMapFunction),
3.4.16 and 3.4.17 (selectCanonicalNQuads, canonicalizeAndGroup).
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from openbadges_issuer.encoding import base64url_encode
from openbadges_issuer.errors import InputError, Problem
from openbadges_issuer.jsonld import canonical_form
from openbadges_issuer.jsonld.nquads import blank, line
from openbadges_issuer.jsonld.rdfc import Relabel, canonicalize
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.proofs.selective.pointers import Choice, choose, select
from openbadges_issuer.proofs.selective.skolem import Skolemizer


class Selection(NamedTuple):
    """A part of a document.

    Attributes:
        indexes: of its statements among all, in order.
        label_map: label that its blank nodes get when it is canonicalized alone → their label
            among all statements, both without ``_:``.
    """

    indexes: tuple[int, ...]
    label_map: Mapping[str, str]


_NOTHING = Selection((), {})


class Statements:
    """All statements of a document, in their canonical order.

    Attributes:
        document: what they are said by.
        lines: the statements, blank nodes labeled by HMAC, each with its line feed.
    """

    def __init__(
        self, document: dict[str, Any], hmac_key: bytes, *, limits: Limits = DEFAULT_LIMITS
    ) -> None:
        """Canonicalize a document.

        Args:
            document: the unsecured document; left unchanged.
            hmac_key: 32 bytes, of which the labels are made.
            limits: bounds on the canonicalization.

        Raises:
            TermError: the document has something that would not be signed.
            InputError: a bound was reached, or it holds objects that cannot be disclosed in parts.
        """
        self.document = document
        self._limits = limits
        self._skolemizer = Skolemizer()
        self._skolemized = self._skolemizer.skolemize(document)
        relabel = _by_hmac(hmac_key)
        self.lines = canonical_form(document, limits=limits, relabel=relabel).lines
        quads = self._skolemizer.quads(self._skolemized, limits)
        canonical = canonicalize(quads, limits=limits, relabel=relabel)
        if canonical.lines != self.lines:
            raise InputError("this document has objects whose members cannot be told apart")
        self._labels = canonical.labels

    def select(self, pointers: Iterable[str]) -> Selection:
        """Find what pointers select; no pointer selects nothing.

        Raises:
            InputError: a pointer points at nothing, or at a part of what is signed as one: a list
                whose order counts, or what somebody else has signed.
        """
        pointers = list(pointers)
        return self.selected(choose(self.document, pointers)) if pointers else _NOTHING

    def selected(self, choice: Choice) -> Selection:
        """Find what a choice selects; as `select`."""
        part = select(self._skolemized, choice)
        quads = self._skolemizer.quads(part, self._limits)
        written = {blank(given): blank(label) for given, label in self._labels.items()}
        places = {said: index for index, said in enumerate(self.lines)}
        indexes = [places.get(line(quad, written)) for quad in quads]
        found = sorted(index for index in indexes if index is not None)
        if len(found) < len(indexes):
            raise InputError(
                "a pointer leads into a list whose order counts, or into something that was "
                "signed by itself; point at all of it",
                problem=Problem.MALFORMED_VALUE,
            )
        alone = canonicalize(quads, limits=self._limits).labels
        label_map = {label: self._labels[given] for given, label in alone.items()}
        return Selection(tuple(found), label_map)


def _by_hmac(key: bytes) -> Relabel:
    """Make labels that nobody can guess who does not have the key."""

    def relabel(labels: Mapping[str, str]) -> dict[str, str]:
        return {
            given: f"u{base64url_encode(hmac.digest(key, label.encode(), 'sha256'))}"
            for given, label in labels.items()
        }

    return relabel
