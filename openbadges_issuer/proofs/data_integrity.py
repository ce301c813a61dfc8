"""What every Data Integrity cryptosuite shares: the members of a proof, read strictly.

Specification: VC Data Integrity 1.0 section 2.1 (proofs) and 4.4 (verify proof).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from openbadges_issuer import timestamps
from openbadges_issuer.errors import InputError, Problem, ProofError
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.strict_json import listed

PROOF_PURPOSE = "assertionMethod"


@dataclass(frozen=True, slots=True)
class Proof:
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

    @property
    def unasked(self) -> str:
        """A sentence about what the proof is limited to, and nobody asked about; mostly none."""
        if {"domain", "challenge"} & self.configuration.keys():
            return " It was made for a domain or a challenge, which was not looked at."
        return ""

    @classmethod
    def read(cls, proof: Any, path: str) -> Proof:
        """Read one proof object.

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
        if proof.get("proofPurpose") != PROOF_PURPOSE:
            raise ProofError(
                f"the proof's purpose must be {PROOF_PURPOSE}",
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


def proofs_of(document: Mapping[str, Any], *, limits: Limits = DEFAULT_LIMITS) -> list[Any]:
    """Return the proof objects of a secured document, unread.

    Raises:
        ProofError: PROOF_MISSING when there is none, TOO_COMPLEX when there are too many.
    """
    proofs = listed(document.get("proof"))
    if not proofs:
        raise ProofError("nobody has signed this", problem=Problem.PROOF_MISSING, path="$.proof")
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
