"""What the holder of a badge by ecdsa-sd-2023 does: make copies of it that show a part.

Specification: Data Integrity ECDSA Cryptosuites 1.0 section 3.6.6 (add derived proof).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from openbadges_issuer import strict_json
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.proofs.selective import CRYPTOSUITE, deriving
from openbadges_issuer.signed import SignedCredential


def derive(
    credential: str | bytes | SignedCredential,
    reveal: Iterable[str] = (),
    *,
    limits: Limits = DEFAULT_LIMITS,
) -> SignedCredential:
    """Make a copy of a badge for showing, with the parts that its holder chooses.

    Shown in any case: what the issuer made mandatory; what limits the badge (`validFrom`,
    `validUntil`, `credentialStatus`, `termsOfUse`); and what Open Badges requires of the badge and
    of each object that is shown in part, so that the copy is a badge. Results come with their
    descriptions. An object's `id` and `type` are shown with any part of it.

    Args:
        credential: JSON, as the issuer gave it to the holder.
        reveal: JSON pointers (RFC 6901) to what is shown besides, such as ``/evidence/0`` or
            ``/credentialSubject/result``; ``""`` is all of it.
        limits: bounds on untrusted input.

    Returns:
        The copy, which anybody may see. The credential itself is never shown: with the key that is
        in it, what a copy leaves out can be guessed.

    Raises:
        ProofError: it has no base proof by ecdsa-sd-2023, or was changed after it was signed. The
            issuer's own signature is checked by whoever verifies the copy.
        TermError: it has something that would not be signed.
        InputError: it is not JSON, a pointer points at nothing, or a bound was reached.
    """
    secured = _load(credential, limits)
    derived = deriving.derive(secured, reveal, limits=limits)
    return SignedCredential(strict_json.rewritten(derived), CRYPTOSUITE)


def withheld(
    credential: str | bytes | SignedCredential,
    reveal: Iterable[str] = (),
    *,
    limits: Limits = DEFAULT_LIMITS,
) -> list[str]:
    """Name what such a copy leaves out, by JSON pointers; as `derive`.

    Raises:
        ProofError, InputError: as `derive`.
    """
    return deriving.withheld(_load(credential, limits), reveal, limits=limits)


def _load(credential: str | bytes | SignedCredential, limits: Limits) -> dict[str, Any]:
    text = credential.text if isinstance(credential, SignedCredential) else credential
    return strict_json.load_object(text, limits=limits)
