"""RSA keys: strong enough to believe, small enough to compute with."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers

from openbadges_issuer.errors import KeyFormatError

MIN_BITS = 2_048
MAX_BITS = 8_192
MIN_EXPONENT = 3


def public_key(n: int, e: int) -> RSAPublicKey:
    """Build a public key.

    Raises:
        KeyFormatError: as `check_numbers`, or not the numbers of an RSA key.
    """
    check_numbers(n, e)
    try:
        return RSAPublicNumbers(e, n).public_key()
    except ValueError:
        raise KeyFormatError("these are not the numbers of an RSA public key") from None


def check_numbers(n: int, e: int) -> None:
    """Refuse weak and oversized keys.

    Raises:
        KeyFormatError: n is even or not of 2048 to 8192 bits, or e is not odd, at least 3 and
            below 2^32.
    """
    if not MIN_BITS <= n.bit_length() <= MAX_BITS:
        raise KeyFormatError(
            f"an RSA key has {MIN_BITS} to {MAX_BITS} bits; this one has {n.bit_length()}"
        )
    if n % 2 == 0:
        raise KeyFormatError("the modulus of this RSA key is even")
    if e % 2 == 0 or not MIN_EXPONENT <= e < 2**32:
        raise KeyFormatError("the exponent of an RSA key is odd, at least 3 and below 2^32")
