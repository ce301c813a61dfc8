"""A presentation in a compact JWS, signed by who presents it.

What is in it is nobody's word but the presenter's, so nothing of it is shown but who that is. The
credentials in it have proofs of their own.

Specifications: Securing Verifiable Credentials using JOSE and COSE section 3.1.2 (`vp+jwt`); VC
Data Model 1.1 section 6.3.1, for presentations in the claim `vp`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from openbadges_issuer import timestamps
from openbadges_issuer.errors import Problem, ProofError
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.proofs.vc_jwt import CLAIMS, Token
from openbadges_issuer.strict_json import as_list

_NAMED = {"holder": "iss", "id": "jti"}
_FOR_ONE_OCCASION = "nonce"
_NOT_BESIDE = {"@context", "type", "verifiableCredential", "vc"}


def presentation_of(payload: Mapping[str, Any]) -> dict[str, Any] | None:
    """Give the presentation in the payload of a token, completed by the claims, if there is one."""
    inner = payload.get("vp", payload)
    if inner is not payload and payload.keys() & _NOT_BESIDE:  # which of the two was meant?
        return None
    if not isinstance(inner, Mapping) or "VerifiablePresentation" not in as_list(inner.get("type")):
        return None
    beside = {*CLAIMS, _FOR_ONE_OCCASION}
    document = {name: value for name, value in inner.items() if name not in beside}
    for member, claim in _NAMED.items():
        if isinstance(payload.get(claim), str):
            document.setdefault(member, payload[claim])
    return document


def check_claims(token: Token, now: datetime) -> None:
    """Check that the claims say what the presentation says, and that it has begun and not ended.

    For whom it was made (`aud`, `nonce`) is not compared, as nobody here has asked for it.

    Args:
        token: of a presentation.
        now: time of the verification, with offset.

    Raises:
        ProofError: CLAIM_MISMATCH, PROOF_EXPIRED, or SIGNATURE_INVALID for one of the future; with
            the path of the claim.
    """
    holder = token.document.get("holder")
    said = {"iss": holder.get("id") if isinstance(holder, dict) else holder}
    said["jti"] = token.document.get("id")
    for claim, value in said.items():
        if claim in token.payload and token.payload[claim] != value:
            raise ProofError(
                f"the claim {claim} does not say the same as the presentation",
                problem=Problem.CLAIM_MISMATCH,
                path=f"$.{claim}",
            )
    seconds, skew = now.timestamp(), timestamps.CLOCK_SKEW.total_seconds()
    if _date(token, "exp", seconds + 1) <= seconds:
        raise ProofError(
            Phrase("the proof has expired"), problem=Problem.PROOF_EXPIRED, path="$.exp"
        )
    for claim in ("nbf", "iat"):
        if _date(token, claim, seconds) > seconds + skew:
            raise ProofError(Phrase("the proof says it was made in the future"), path=f"$.{claim}")


def _date(token: Token, claim: str, otherwise: float) -> float:
    """Read a NumericDate (RFC 7519 section 2)."""
    value = token.payload.get(claim, otherwise)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ProofError(
            f"the claim {claim} must be a number of seconds",
            problem=Problem.CLAIM_MISMATCH,
            path=f"$.{claim}",
        )
    return value
