"""What must be asked of an Ed25519 public key before it is believed.

OpenSSL takes any 32 bytes, and for a point of small order it accepts one signature for every
message. Specification: RFC 8032 section 5.1.3; Taming the many EdDSAs, sections 2 and 5.
"""

from __future__ import annotations

from functools import lru_cache

from openbadges_issuer.errors import KeyFormatError

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_ORDER_8_Y = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_ORDER_Y = frozenset({0, 1, _P - 1, _ORDER_8_Y, _P - _ORDER_8_Y})


@lru_cache(maxsize=1_000)  # costs as much as verifying a signature; an issuer has few keys
def check_point(raw: bytes) -> None:
    """Refuse 32 bytes that are not the one encoding of a point of large order.

    The sign bit of x plays no part: x is 0 only where y is 1 or -1, and those are refused.

    Raises:
        KeyFormatError: y is not reduced, the point is off the curve, or its order divides 8.
    """
    y = int.from_bytes(raw, "little") & (2**255 - 1)
    if y >= _P:
        raise KeyFormatError("this Ed25519 public key is a second spelling of another key")
    if y in _SMALL_ORDER_Y:
        raise KeyFormatError(
            "this Ed25519 public key is a point of small order, for which anybody can sign"
        )
    x_squared_numerator, x_squared_denominator = y * y - 1, _D * y * y + 1
    if pow(x_squared_numerator * x_squared_denominator, (_P - 1) // 2, _P) != 1:
        raise KeyFormatError("this Ed25519 public key is not a point on the curve")
