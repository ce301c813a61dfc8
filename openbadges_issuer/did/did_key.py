"""did:key: the identifier is the key. Nothing is fetched.

Specification: The did:key Method v0.7 section 3.1.
"""

from __future__ import annotations

from openbadges_issuer.did.verification_method import VerificationMethod
from openbadges_issuer.errors import Problem, ResolutionError
from openbadges_issuer.keys.public_key import PublicKey

_RELATIONSHIPS = frozenset(
    {"assertionMethod", "authentication", "capabilityDelegation", "capabilityInvocation"}
)


def resolve(url: str) -> VerificationMethod:
    """Derive the one method of a did:key identifier, ``did:key:MULTIKEY#MULTIKEY``.

    Raises:
        ResolutionError: the fragment is not the key (KEY_NOT_AUTHORIZED).
        KeyFormatError: the identifier is not a sound public key; KEY_UNSUPPORTED for another kind.
    """
    did, _, fragment = url.partition("#")
    multikey = did.removeprefix("did:key:")
    public_key = PublicKey.from_multikey(multikey)
    if fragment != multikey:
        raise ResolutionError(
            f"the only method of {did[:200]} is named by the key itself, not {fragment[:200]!r}",
            problem=Problem.KEY_NOT_AUTHORIZED,
        )
    return VerificationMethod(url, did, public_key, _RELATIONSHIPS)
