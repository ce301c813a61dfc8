"""What every Data Integrity cryptosuite shares: the members of a proof, read strictly.

Specification: VC Data Integrity 1.0 section 2.1 (proofs) and 4.4 (verify proof).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from openbadges_issuer import timestamps
from openbadges_issuer.errors import InputError, Problem, ProofError, TermError
from openbadges_issuer.keys import PublicKey
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.memo import Memo
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.strict_json import as_list

PROOF_PURPOSE = "assertionMethod"
_CONFIGURATION_VALUES = 200  # a proof has about ten


class Proof(NamedTuple):
    """The members of one Data Integrity proof that decide how it is checked.

    Attributes:
        cryptosuite: name of the suite.
        verification_method: absolute URL of the key.
        proof_value: the signature in its multibase form.
        created: when the signer says it signed, or None.
        expires: when the proof ends, or None.
        configuration: the proof as given, without `proofValue`.
    """

    cryptosuite: str
    verification_method: str
    proof_value: str
    created: datetime | None
    expires: datetime | None
    configuration: dict[str, Any]

    @classmethod
    def read(cls, proof: Any, path: str, purpose: str = PROOF_PURPOSE) -> Proof:
        """Read one proof object, which must have this purpose.

        Raises:
            ProofError: PROOF_UNSUPPORTED for a type of proof or a chain that is not known,
                PROOF_PURPOSE for another purpose, SIGNATURE_INVALID for missing or bad members.
        """
        if not isinstance(proof, Mapping):
            raise ProofError("a proof must be an object", path=path)
        type_ = _text(proof, "type", path)
        if type_ != "DataIntegrityProof":
            raise ProofError(
                f"this type of proof is not known: {type_[:60]!r}",
                problem=Problem.PROOF_UNSUPPORTED,
                path=f"{path}.type",
            )
        if "previousProof" in proof:
            raise ProofError(
                "chains of proofs are not checked",
                problem=Problem.PROOF_UNSUPPORTED,
                path=f"{path}.previousProof",
            )
        if proof.get("proofPurpose") != purpose:
            raise ProofError(
                f"the proof's purpose must be {purpose}",
                problem=Problem.PROOF_PURPOSE,
                path=f"{path}.proofPurpose",
            )
        return cls(
            cryptosuite=_text(proof, "cryptosuite", path),
            verification_method=_text(proof, "verificationMethod", path),
            proof_value=_text(proof, "proofValue", path),
            created=_time(proof, "created", path),
            expires=_time(proof, "expires", path),
            configuration={key: value for key, value in proof.items() if key != "proofValue"},
        )


class Cryptosuite(Protocol):
    """What each module of a cryptosuite offers; the modules say what is special in theirs."""

    CRYPTOSUITE: str

    def prepare_proof(
        self,
        document: dict[str, Any],
        *,
        algorithm: str,
        created: datetime,
        verification_method: str,
        memo: Memo | None = None,
    ) -> tuple[dict[str, Any], bytes]:
        """Give a new proof without its signature, and what is to be signed."""
        ...

    def check_key(self, algorithm: str) -> None:
        """Refuse to sign with a key of another kind."""
        ...

    def as_signed(self, document: dict[str, Any], proof: Proof) -> dict[str, Any]:
        """Give the unsecured document as a proof signs it: itself, unless it was added to."""
        ...

    def hash_document(
        self,
        document: dict[str, Any],
        *,
        limits: Limits = DEFAULT_LIMITS,
        memo: Memo | None = None,
    ) -> bytes:
        """Check the terms of an unsecured document, transform and hash it."""
        ...

    def hash_data(
        self,
        document_hash: bytes,
        context: Any,
        configuration: Mapping[str, Any],
        *,
        limits: Limits = DEFAULT_LIMITS,
    ) -> bytes:
        """Give what is signed: the hash of the proof, then that of the document."""
        ...

    def verify_proof(self, proof: Proof, hashed: bytes, public_key: PublicKey) -> None:
        """Check the signature of a proof over what `hash_data` gave."""
        ...


def proofs_of(document: Mapping[str, Any], *, limits: Limits = DEFAULT_LIMITS) -> list[Any]:
    """Return the proof objects of a secured document, unread.

    Raises:
        ProofError: PROOF_MISSING when there is none, TOO_COMPLEX when there are too many.
    """
    proofs = as_list(document.get("proof"))
    if not proofs:
        raise ProofError(
            Phrase("nobody has signed this"), problem=Problem.PROOF_MISSING, path="$.proof"
        )
    if len(proofs) > limits.proofs:
        raise ProofError(
            f"there are {len(proofs)} proofs; at most {limits.proofs} are checked",
            problem=Problem.TOO_COMPLEX,
            path="$.proof",
        )
    return proofs


def unsecured(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document without its proofs; the given one is left unchanged."""
    return {key: value for key, value in document.items() if key != "proof"}


@lru_cache(maxsize=16)
def configuration_limits(limits: Limits) -> Limits:
    """Give the bounds for a proof's own members, which are few."""
    return replace(limits, quads=min(limits.quads, _CONFIGURATION_VALUES))


@contextmanager
def in_proof() -> Iterator[None]:
    """Move the JSON path of a `TermError` from a proof's own members into the document."""
    try:
        yield
    except TermError as error:
        path = error.path.replace("$", "$.proof", 1)
        raise TermError(error.message, problem=error.problem, path=path) from None


def _text(proof: Mapping[str, Any], member: str, path: str) -> str:
    value = proof.get(member)
    if not isinstance(value, str) or not value:
        raise ProofError("this member of a proof must be text", path=f"{path}.{member}")
    return value


def _time(proof: Mapping[str, Any], member: str, path: str) -> datetime | None:
    if member not in proof:
        return None
    try:
        return timestamps.parse(proof[member])
    except InputError as error:
        raise ProofError(error.message, path=f"{path}.{member}") from None
