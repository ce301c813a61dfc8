"""The trail of a token: its header, what was hashed, its key, and its claims."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openbadges_issuer.encoding import base64url_decode
from openbadges_issuer.errors import InputError, ProofError
from openbadges_issuer.jsonld import HashName
from openbadges_issuer.jsonld.rdfc import HASHES
from openbadges_issuer.proofs import vc_jwt
from openbadges_issuer.report import Outcome
from openbadges_issuer.verifying import checks
from openbadges_issuer.verifying.binding import SigningKey
from openbadges_issuer.verifying.circumstances import Circumstances
from openbadges_issuer.verifying.enveloped import key_of, prove_token
from openbadges_issuer.verifying.explaining.keys import answered, fits, key_or_why, placed, used
from openbadges_issuer.verifying.explaining.trail import ComparedClaim, TokenTrail

_PUBLIC_JWK_MEMBERS = ("kty", "crv", "x", "y", "n", "e", "alg", "use", "kid")
_ABSENT = object()  # null is not the same


def explain_token(token: vc_jwt.Token, circumstances: Circumstances) -> TokenTrail:
    """Compute the trail of a token."""
    signing_input, _, signature = token.text.rpartition(".")
    key, key_fault = key_or_why(lambda: _key_of_sound(token, circumstances))
    algorithm = token.header.get("alg") if key is None else key.public_key.algorithm
    hash_name: HashName = "sha384" if algorithm == "ES384" else "sha256"
    trail = TokenTrail(
        header=_harmless_header(token.header),
        signing_input_hash=HASHES[hash_name](signing_input.encode("ascii")).hexdigest(),
        hash_function=hash_name,
        signature=_hexadecimal(signature),
        key=key and used(key),
        key_fault=key_fault,
        claims=_compared(token),
        fits=fits(key, lambda public_key: vc_jwt.verify_token(token, public_key)),
    )
    if not token.is_presentation:
        contexts = checks.contexts(token.document, limits=circumstances.limits)
        if contexts.outcome is not Outcome.PASSED:
            return trail._replace(fault=placed(contexts.detail, contexts.path))
    return answered(trail, prove_token(token, circumstances))


def _hexadecimal(signature: str) -> str:
    try:
        return base64url_decode(signature).hex()
    except InputError:
        return ""


def _key_of_sound(token: vc_jwt.Token, circumstances: Circumstances) -> SigningKey:
    vc_jwt.check_header(token)
    return key_of(token, circumstances)


def _harmless_header(header: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the private part of a key, which does not belong there and is refused."""
    if "jwk" not in header:
        return dict(header)
    jwk = header["jwk"]
    members = _PUBLIC_JWK_MEMBERS if isinstance(jwk, Mapping) else ()
    return {**header, "jwk": {name: jwk[name] for name in members if name in jwk}}


def _compared(token: vc_jwt.Token) -> tuple[ComparedClaim, ...]:
    try:
        expected = vc_jwt.expected_claims(token.document)
    except ProofError:
        return ()
    return tuple(
        ComparedClaim(
            claim,
            token.payload.get(claim),
            expected.get(claim),
            vc_jwt.is_same_claim(token.payload.get(claim, _ABSENT), expected.get(claim, _ABSENT)),
        )
        for claim in vc_jwt.COMPARED
    )
