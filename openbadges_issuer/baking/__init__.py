"""Baking: a signed credential inside a PNG or SVG picture, and out again.

Specification: Open Badges 3.0, "Baked Badge".
"""

from __future__ import annotations

from typing import Protocol

from openbadges_issuer.baking.kinds import image_kind, kind_of
from openbadges_issuer.errors import BakingError, Problem
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits

__all__ = ["HasText", "bake", "image_kind", "signed_text", "unbake"]

# ruff: noqa: PLC0415  # most badges are in no picture: the formats load when needed


class HasText(Protocol):
    """A signed credential that knows its own text: JSON, or a compact JWS."""

    @property
    def text(self) -> str:
        """The text exactly as signed."""
        ...


def bake(credential: str | bytes | HasText, image: bytes, *, replace: bool = False) -> bytes:
    """Put a signed credential inside a picture.

    The artwork stays as it is, byte for byte, except that bytes after the end of a PNG go.

    Args:
        credential: JSON text or a compact JWS; white space around it is dropped.
        image: a PNG or SVG file's bytes; its first bytes decide which, not its name.
        replace: take a badge that is already inside out first.

    Returns:
        The picture with the credential inside, in the format of `image`.

    Raises:
        BakingError: not a PNG or SVG, a damaged or unsafe one, one with a badge inside already,
            or what is no signed credential. Whether its signature holds is not asked.
    """
    if kind_of(image, DEFAULT_LIMITS, "convert the artwork first") == "png":
        from openbadges_issuer.baking.png import write
    else:
        from openbadges_issuer.baking.svg import write
    text = signed_text(credential)
    baked = write(image, text, replace=replace)
    if unbake(baked) != text:
        raise BakingError("The credential does not come out of this picture as it went in.")
    return baked


def unbake(image: bytes, *, limits: Limits = DEFAULT_LIMITS) -> str:
    """Take the credential's text out of a picture (the specification: extract). Not verified.

    Args:
        image: a PNG or SVG file's bytes.
        limits: `image_bytes`, `credential_bytes`, `png_chunks`, `svg_elements` and `svg_depth`
            are applied here.

    Returns:
        JSON text or a compact JWS, of an Open Badges 3.0 or CLR 2.0 credential by its place.

    Raises:
        BakingError: no badge inside (NOT_A_BADGE), an older one (OPEN_BADGES_2), too
            large (TOO_LARGE), damaged (MALFORMED_INPUT), two badges or unsafe (UNSAFE_MEDIA).
    """
    advice = "phones and messaging apps often convert pictures, so ask for the link"
    if kind_of(image, limits, advice) == "png":
        from openbadges_issuer.baking.png import read
    else:
        from openbadges_issuer.baking.svg import read
    from openbadges_issuer.baking.rules import credential_text

    return credential_text(read(image, limits), limits)


def signed_text(credential: str | bytes | HasText) -> str:
    """Return the text that `bake` would put inside a picture.

    Raises:
        BakingError: too large, or no signed credential. Whether its signature holds is not asked.
    """
    from openbadges_issuer.baking.rules import check_signed, credential_text

    text = credential_text(_text(credential), DEFAULT_LIMITS)
    check_signed(text)
    return text


def _text(credential: str | bytes | HasText) -> str:
    if isinstance(credential, bytes):
        try:
            return credential.decode("utf-8")
        except UnicodeDecodeError:
            raise BakingError(
                "This credential is not UTF-8 text.", problem=Problem.MALFORMED_INPUT
            ) from None
    return credential if isinstance(credential, str) else credential.text
