"""did:jwk: the identifier is a public JWK in base64url. Nothing is fetched.

One key has many such identifiers, since JSON has many spellings: identifiers are compared as text.
Specification: did:jwk Method, section Resolution.
"""

from __future__ import annotations

from openbadges_issuer import strict_json
from openbadges_issuer.did.verification_method import RELATIONSHIPS, VerificationMethod
from openbadges_issuer.encoding import base64url_decode
from openbadges_issuer.errors import InputError, Problem, ResolutionError
from openbadges_issuer.keys.public_key import PublicKey


def resolve(url: str) -> VerificationMethod:
    """Derive the one method of a did:jwk identifier, ``did:jwk:…#0``.

    Raises:
        ResolutionError: not a JWK, or a fragment other than 0 (KEY_NOT_AUTHORIZED).
        KeyFormatError: a private, unsound or encryption key; KEY_UNSUPPORTED for another kind.
    """
    did, _, fragment = url.partition("#")
    try:
        jwk = strict_json.load_object(base64url_decode(did.removeprefix("did:jwk:")))
    except InputError as error:
        raise ResolutionError(f"this did:jwk identifier holds no JWK: {error.message}") from None
    public_key = PublicKey.from_jwk(jwk)
    if fragment != "0":
        raise ResolutionError(
            f"the only method of a did:jwk identifier is #0, not {fragment[:200]!r}",
            problem=Problem.KEY_NOT_AUTHORIZED,
        )
    relationships = frozenset(RELATIONSHIPS)
    if "use" in jwk:  # a PublicKey is only made for use "sig"
        relationships -= {"keyAgreement"}
    return VerificationMethod(url, did, public_key, relationships)
