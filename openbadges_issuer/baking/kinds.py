"""What a file is, by its first bytes: a picture that may hold a badge, or one that never does."""

from __future__ import annotations

import re
from typing import Literal

from openbadges_issuer.errors import BakingError, Problem
from openbadges_issuer.limits import Limits
from openbadges_issuer.phrases import Phrase

Kind = Literal["png", "svg"]

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"

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


def image_kind(data: bytes) -> Kind | None:
    """Tell a picture that may hold a badge by its first bytes; None for everything else."""
    if data.startswith(PNG_SIGNATURE):
        return "png"
    head = data[:_SNIFFED_BYTES].replace(b"\0", b"")  # so UTF-16 is known, and refused
    return "svg" if _SVG_START.match(head) else None


def kind_of(image: bytes, limits: Limits, advice: str) -> Kind:
    """Tell which picture this is.

    Raises:
        BakingError: too large (TOO_LARGE), or none that may hold a badge (NOT_A_BADGE); the
            message ends with the advice.
    """
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
