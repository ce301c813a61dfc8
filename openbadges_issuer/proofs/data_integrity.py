"""What every Data Integrity cryptosuite shares: the members of a proof, read strictly.

Specification: VC Data Integrity 1.0 section 2.1 (proofs) and 4.4 (verify proof).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from openbadges_issuer import timestamps
from openbadges_issuer.errors import InputError, Problem, ProofError, TermError
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.strict_json import as_list

DATA_INTEGRITY_PROOF = "DataIntegrityProof"
PROOF_PURPOSE = "assertionMethod"
_CONFIGURATION_VALUES = 200  # a proof has about ten


class Proof(NamedTuple):
    """The members of one Data Integrity proof that decide how it is checked.

    Attributes:
        path: JSON path at which it stands.
        verification_method: absolute URL of the key.
        proof_value: the signature in its multibase form.
        created: when the signer says it signed, or None.
        expires: when the proof ends, or None.
        previous: ids of the proofs before it in a chain, which it signs too.
        configuration: the proof as given, without `proofValue`.
    """

    path: str
    verification_method: str
    proof_value: str
    created: datetime | None
    expires: datetime | None
    previous: tuple[str, ...]
    configuration: dict[str, Any]

    @classmethod
    def read(cls, proof: Mapping[str, Any], path: str, purpose: str = PROOF_PURPOSE) -> Proof:
        """Read one proof object of this purpose, whatever its cryptosuite.

        Raises:
            ProofError: PROOF_PURPOSE for another purpose, SIGNATURE_INVALID for missing or bad
                members.
        """
        if proof.get("proofPurpose") != purpose:
            raise ProofError(
                f"the proof's purpose must be {purpose}",
                problem=Problem.PROOF_PURPOSE,
                path=f"{path}.proofPurpose",
            )
        return cls(
            path=path,
            verification_method=text_of(proof, "verificationMethod", path),
            proof_value=text_of(proof, "proofValue", path),
            created=_time(proof, "created", path),
            expires=_time(proof, "expires", path),
            previous=_previous(proof, path) if "previousProof" in proof else (),
            configuration={key: value for key, value in proof.items() if key != "proofValue"},
        )


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


def text_of(proof: Mapping[str, Any], member: str, path: str) -> str:
    """Give a member of a proof that must be text.

    Raises:
        ProofError: it is not, or is empty.
    """
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


def _previous(proof: Mapping[str, Any], path: str) -> tuple[str, ...]:
    ids = as_list(proof["previousProof"])
    if not ids or not all(isinstance(id_, str) for id_ in ids):
        raise ProofError(
            "previousProof is the id of a proof, or a list of such ids",
            path=f"{path}.previousProof",
        )
    return tuple(ids)
