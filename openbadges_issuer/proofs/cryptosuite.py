"""What a cryptosuite does, and the unsecured document that it does it to.

A signature is verified in two steps, because terms are checked before anything is fetched, and the
key may have to be: `Cryptosuite.verification` does all that needs no key, and gives what is left
to do with one.

Specification: VC Data Integrity 1.0 section 3 (cryptographic suites).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from openbadges_issuer.jsonld import HashName
from openbadges_issuer.jsonld.rdfc import HASHES
from openbadges_issuer.keys import PublicKey
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.memo import Memo
from openbadges_issuer.proofs.data_integrity import Proof

Verification = Callable[[PublicKey], None]
"""Checks a signature with the key that made it; raises `ProofError` when it does not fit."""


class Transform(Protocol):
    """Checks the terms of a document and gives the bytes that are hashed."""

    def __call__(
        self, document: dict[str, Any], hash_name: HashName, *, limits: Limits, memo: Memo | None
    ) -> bytes:
        """Raise `TermError` for what would not be signed, `InputError` when a bound is reached."""
        ...


class Unsecured:
    """A document without its proofs, and its hashes: each is made once for all that sign it.

    Attributes:
        document: as `strict_json.loads` gives it; for a chained proof, with the proofs before it.
        limits: bounds on untrusted input.
        memo: what is known of objects that other documents have too.
    """

    __slots__ = ("_hashes", "document", "limits", "memo")

    def __init__(
        self, document: dict[str, Any], limits: Limits = DEFAULT_LIMITS, memo: Memo | None = None
    ) -> None:
        """Keep the document; nothing is done yet."""
        self.document = document
        self.limits = limits
        self.memo = memo
        self._hashes: dict[tuple[Transform, HashName], bytes] = {}

    def with_members(self, **members: Any) -> Unsecured:
        """Give the document with other top-level members, under the same bounds."""
        return Unsecured({**self.document, **members}, self.limits, self.memo)

    def hash(self, transform: Transform, hash_name: HashName) -> bytes:
        """Check the terms of the document, transform and hash it, unless that was done.

        Raises:
            TermError: it has something that would not be signed.
            InputError: a bound was reached (TOO_COMPLEX).
        """
        known = self._hashes.get((transform, hash_name))
        if known is None:
            canonical = transform(self.document, hash_name, limits=self.limits, memo=self.memo)
            known = self._hashes[transform, hash_name] = HASHES[hash_name](canonical).digest()
        return known


class Cryptosuite(Protocol):
    """A way of verifying proofs."""

    @property
    def name(self) -> str:
        """What stands as `cryptosuite` in a proof; the `type` for a suite that is older."""
        ...

    def check_terms(self, document: Unsecured) -> None:
        """Check that all terms of a document are defined, whatever its proofs are like.

        What is computed on the way is kept for `verification`.

        Raises:
            TermError: it has something that would not be signed.
            InputError: a bound was reached (TOO_COMPLEX).
        """
        ...

    def as_signed(self, document: Unsecured, proof: Proof) -> Unsecured:
        """Give the document as a proof signs it: itself, unless it was added to.

        Raises:
            ProofError, TermError: the proof cannot be one over this document.
        """
        ...

    def verification(self, document: Unsecured, proof: Proof) -> Verification:
        """Do all that is done for a signature before its key is known.

        Args:
            document: what `as_signed` gave.
            proof: one of its proofs.

        Raises:
            ProofError: the proof is malformed.
            TermError: the document or the proof has something that would not be signed.
            InputError: a bound was reached (TOO_COMPLEX).
        """
        ...


class Prepared(NamedTuple):
    """A new proof that lacks only its signature; it can go to another process.

    Attributes:
        configuration: the proof without its `proofValue`.
        data: what is to be signed.
        proof_value: makes the `proofValue` of the raw signature.
    """

    configuration: dict[str, Any]
    data: bytes
    proof_value: Callable[[bytes], str]


class IssuingCryptosuite(Cryptosuite, Protocol):
    """A cryptosuite whose proofs are made here too."""

    def check_key(self, algorithm: str) -> None:
        """Refuse to sign with a key of another kind.

        Raises:
            KeyFormatError: this cryptosuite takes other keys.
        """
        ...

    def prepare_proof(
        self,
        document: dict[str, Any],
        *,
        algorithm: str,
        created: datetime,
        verification_method: str,
        memo: Memo | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> Prepared:
        """Do all for a new proof but the signature.

        Args:
            document: the unsecured document; left unchanged.
            algorithm: of the key that will sign.
            created: the time of signing, with offset.
            verification_method: URL under which the issuer publishes that key.
            memo: for many documents that have objects in common.
            limits: bounds on the document.

        Raises:
            KeyFormatError: as `check_key`.
            TermError: the document has something that would not be signed, or the badge is
                described in two places.
            InputError: a value has no canonical form, or a bound was reached.
        """
        ...
