"""What is told of a key and of the verifier's own answer, for proofs and tokens alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from openbadges_issuer.errors import OpenBadgesError
from openbadges_issuer.keys import PublicKey
from openbadges_issuer.report import Outcome
from openbadges_issuer.verifying.answers import Proving
from openbadges_issuer.verifying.binding import SigningKey
from openbadges_issuer.verifying.explaining.trail import ProofTrail, TokenTrail, UsedKey

_Secured = TypeVar("_Secured", ProofTrail, TokenTrail)


def key_or_why(find: Callable[[], SigningKey]) -> tuple[SigningKey | None, str | None]:
    """Give a key, or why it was not had."""
    try:
        return find(), None
    except OpenBadgesError as error:
        return None, placed(error.message, error.path)


def used(key: SigningKey) -> UsedKey:
    """Tell of a key all that its controller says."""
    public_key, method = key.public_key, key.method
    told = UsedKey(public_key.algorithm, public_key.jwk, public_key.multikey, public_key.thumbprint)
    if method is None:
        return told
    return told._replace(
        controller=method.controller,
        source=method.source,
        retrieved_at=method.retrieved_at,
        stale=method.stale,
        relationships=tuple(sorted(method.relationships)),
        expires=method.expires,
        revoked=method.revoked,
    )


def fits(key: SigningKey | None, verification: Callable[[PublicKey], None]) -> bool | None:
    """Ask a key whether it made the signature; None when there is no key to ask."""
    if key is None:
        return None
    try:
        verification(key.public_key)
    except OpenBadgesError:
        return False
    return True


def answered(trail: _Secured, proving: Proving) -> _Secured:
    """Add what the verifier itself answers."""
    if proving.holds:
        return trail._replace(holds=True, whose_key=str(proving.key_bound_to_issuer.detail))
    is_defined = proving.format.outcome is Outcome.PASSED
    wrong = proving.signature if is_defined else proving.format
    return trail._replace(fault=placed(wrong.detail, wrong.path))


def placed(sentence: str, path: str) -> str:
    """Write a sentence with its place."""
    return f"{path}: {sentence}" if path else str(sentence)
