"""A credential or a presentation in a token: VC-JWT.

Specification: Open Badges 3.0 section 8.2; for presentations see `proofs.vp_jwt`.
"""

from __future__ import annotations

from openbadges_issuer.errors import (
    InputError,
    KeyFormatError,
    Problem,
    ProofError,
    ResolutionError,
    TermError,
)
from openbadges_issuer.jsonld import check_terms
from openbadges_issuer.keys import PublicKey
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.proofs import vc_jwt, vp_jwt
from openbadges_issuer.verifying.answers import Mechanism, Proving
from openbadges_issuer.verifying.binding import SigningKey, bind, key_at, named_key
from openbadges_issuer.verifying.circumstances import Circumstances

_VC_JWT = Mechanism("vc-jwt", "https://www.imsglobal.org/spec/ob/v3p0/#jwt-proof")


def prove_token(token: vc_jwt.Token, circumstances: Circumstances) -> Proving:
    """Check the terms, the signature and the claims of a token, then whose key it is."""
    if not token.is_presentation:  # of which nothing is shown, so that its terms do not matter
        try:
            circumstances.once(
                "terms",
                lambda: check_terms(
                    token.document, limits=circumstances.limits, memo=circumstances.memo
                ),
            )
        except (TermError, InputError) as error:
            return _VC_JWT.undefined(error)
    try:
        vc_jwt.check_header(token)
        key = key_of(token, circumstances)
        circumstances.once(
            ("fits", key.public_key), lambda: vc_jwt.verify_token(token, key.public_key)
        )
        if token.is_presentation:
            vp_jwt.check_claims(token, circumstances.now)
        else:
            vc_jwt.check_claims(token)
    except (ResolutionError, KeyFormatError, ProofError) as error:
        return _VC_JWT.fails(error)
    signed_at = circumstances.now if token.is_presentation else None
    return _VC_JWT.fits(key.owner, bind(key, token.document, signed_at, circumstances))


def key_of(token: vc_jwt.Token, circumstances: Circumstances) -> SigningKey:
    """Find the key that the header names, else take the one that it brings.

    Raises:
        ResolutionError, KeyFormatError: as `named_key` and `key_at`.
        ProofError: the header names no key, or names one and brings another.
    """
    jwk = token.header.get("jwk")
    brought = PublicKey.from_jwk(jwk) if jwk is not None else None
    if token.kid is not None:
        issuer_id = circumstances.signatory.id_of(token.document)
        is_bare = token.kid.startswith("https://") and "#" not in token.kid
        key = (key_at if is_bare else named_key)(token.kid, issuer_id, circumstances)
        if brought is not None and brought != key.public_key:
            raise ProofError(Phrase("the header brings another key than the one it names"))
        return key
    if brought is None:
        raise ProofError(Phrase("the header names no key"), problem=Problem.JOSE_HEADER_FORBIDDEN)
    return SigningKey.bare(brought)
