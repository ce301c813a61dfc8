"""Baking: a signed credential inside a PNG or SVG picture, and out again.

Specification: Open Badges 3.0, "Baked Badge".
"""

from __future__ import annotations

import re
from typing import Literal, Protocol

from openbadges_issuer.baking import png, svg
from openbadges_issuer.baking.rules import check_signed, credential_text
from openbadges_issuer.errors import BakingError, Problem
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.phrases import Phrase

__all__ = ["HasText", "bake", "image_kind", "signed_text", "unbake"]

_SNIFFED_BYTES = 8_192
_SVG_START = re.compile(
    rb"""(?:\xef\xbb\xbf | \xff\xfe | \xfe\xff)?   # byte order marks of UTF-8 and UTF-16
    (?:\s++ | <\?.*?\?> | <!--.*?-->)*+
    (?:< | \+ADw-)                              # the latter is < in UTF-7
    (?:!DOCTYPE\s+)? (?:[^\s/<>:]++:)? svg [\s/>+\[]
    """,
    re.DOTALL | re.VERBOSE,
)
_OTHER_KINDS = {
    "a JPEG": re.compile(rb"\xff\xd8\xff"),
    "a PDF": re.compile(rb"%PDF-"),
    "a GIF": re.compile(rb"GIF8"),
    "a WebP": re.compile(rb"RIFF....WEBP", re.DOTALL),
}


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
    kind = _kind(image, DEFAULT_LIMITS, "convert the artwork first")
    text = signed_text(credential)
    write = png.write if kind == "png" else svg.write
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
        BakingError: no badge inside (NOT_A_BADGE), an older one (CREDENTIAL_UNSUPPORTED), too
            large (TOO_LARGE), damaged (MALFORMED_INPUT), two badges or unsafe (UNSAFE_MEDIA).
    """
    advice = "phones and messaging apps often convert pictures, so ask for the link"
    read = png.read if _kind(image, limits, advice) == "png" else svg.read
    return credential_text(read(image, limits), limits)


def signed_text(credential: str | bytes | HasText) -> str:
    """Return the text that `bake` would put inside a picture.

    Raises:
        BakingError: too large, or no signed credential. Whether its signature holds is not asked.
    """
    text = credential_text(_text(credential), DEFAULT_LIMITS)
    check_signed(text)
    return text


def image_kind(data: bytes) -> Literal["png", "svg"] | None:
    """Tell a picture that may hold a badge by its first bytes; None for everything else."""
    if data.startswith(png.SIGNATURE):
        return "png"
    head = data[:_SNIFFED_BYTES].replace(b"\0", b"")  # so UTF-16 is known, and refused
    return "svg" if _SVG_START.match(head) else None


def _kind(image: bytes, limits: Limits, advice: str) -> Literal["png", "svg"]:
    if len(image) > limits.image_bytes:
        raise BakingError(
            Phrase(
                "This picture has {size} bytes; at most {most} are taken.",
                size=len(image),
                most=limits.image_bytes,
            ),
            problem=Problem.TOO_LARGE,
        )
    if kind := image_kind(image):
        return kind
    found = next((name for name, magic in _OTHER_KINDS.items() if magic.match(image)), None)
    raise BakingError(
        f"This is {found or 'not a picture that is known here'}, "
        f"and a badge is only ever inside a PNG or an SVG: {advice}.",
        problem=Problem.NOT_A_BADGE,
    )


def _text(credential: str | bytes | HasText) -> str:
    if isinstance(credential, bytes):
        try:
            return credential.decode("utf-8")
        except UnicodeDecodeError:
            raise BakingError(
                "This credential is not UTF-8 text.", problem=Problem.MALFORMED_INPUT
            ) from None
    return credential if isinstance(credential, str) else credential.text
