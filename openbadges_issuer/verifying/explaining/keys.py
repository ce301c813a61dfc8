"""What is told of a key, and whether a signature is its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from openbadges_issuer.errors import OpenBadgesError
from openbadges_issuer.keys import PublicKey
from openbadges_issuer.verifying.binding import SigningKey
from openbadges_issuer.verifying.explaining.trail import ProofTrail, TokenTrail, UsedKey

_Secured = TypeVar("_Secured", ProofTrail, TokenTrail)


def key_or_why(find: Callable[[], SigningKey]) -> tuple[SigningKey | None, str | None]:
    """Give a key, or why it was not had."""
    try:
        return find(), None
    except OpenBadgesError as error:
        return None, told_of(error)


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


def fitted(
    trail: _Secured, key: SigningKey | None, verification: Callable[[PublicKey], None]
) -> _Secured:
    """Ask the key whether it made the signature."""
    if key is None:
        return trail._replace(fault=trail.key_fault)
    try:
        verification(key.public_key)
    except OpenBadgesError as error:
        return trail._replace(fits=False, fault=told_of(error))
    return trail._replace(fits=True)


def told_of(error: OpenBadgesError) -> str:
    """Write an error with its place."""
    return f"{error.path}: {error.message}" if error.path else error.message
