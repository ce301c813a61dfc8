"""Who says so? A credential is secured by proofs in it, or by the token around it."""

from __future__ import annotations

from openbadges_issuer.verifying.answers import Proving
from openbadges_issuer.verifying.circumstances import Circumstances
from openbadges_issuer.verifying.embedded import prove_embedded
from openbadges_issuer.verifying.reader import Found


def prove(found: Found, circumstances: Circumstances) -> Proving:
    """Check the proof of what was found."""
    if found.token is not None:
        from openbadges_issuer.verifying.enveloped import prove_token  # noqa: PLC0415

        return prove_token(found.token, circumstances)
    return prove_embedded(found.document, circumstances)
