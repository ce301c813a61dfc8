"""An issuer's artwork, into which badges are baked: taken only if it is a picture and no more.

A picture that is taken is shown to strangers for years, so what could do anything but be looked at
is refused when it comes, with the place, and not silently changed.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from typing import Literal
from xml.parsers import expat

from PIL import Image

from openbadges_issuer.baking import image_kind, png, unbake
from openbadges_issuer.errors import BakingError, Problem

MOST_BYTES = 1_000_000
MOST_PIXELS = 4_096  # a side

_XHTML = "http://www.w3.org/1999/xhtml"
_ACTIVE_ELEMENTS = {"script", "handler", "listener", "foreignobject", "iframe", "embed", "object"}
_ADDRESSES = {"href", "src", "base"}
_INSIDE = re.compile(r"#|data:image/(?:png|jpeg|gif|webp)[;,]")
_STYLE_ADDRESS = re.compile(r"@import|url\(\s*+['\"]?+(?!#|data:image/)", re.IGNORECASE)
_BLANK = re.compile(r"[\x00-\x20]+")


@dataclass(frozen=True, slots=True)
class Artwork:
    """A picture that holds no badge yet.

    Attributes:
        kind: its format.
        content: the file's bytes.
    """

    kind: Literal["png", "svg"]
    content: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        """SHA-256 of the content, in hexadecimal."""
        return sha256(self.content).hexdigest()

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height of a PNG in pixels; an SVG has none."""
        return png.size(self.content) if self.kind == "png" else None


def check(content: bytes) -> Artwork:
    """Take a file as artwork. A PNG comes back without its metadata.

    Raises:
        BakingError: too large, neither PNG nor SVG, damaged, with a badge inside, or an SVG that
            can do anything but be looked at.
    """
    if len(content) > MOST_BYTES:
        raise BakingError(
            f"This picture has {len(content):,} bytes, and at most {MOST_BYTES:,} are taken: "
            "save a smaller one.",
            problem=Problem.TOO_LARGE,
        )
    kind = image_kind(content)
    if kind is None:
        raise BakingError(
            "This is neither a PNG nor an SVG: convert the artwork first.",
            problem=Problem.MALFORMED_INPUT,
        )
    _refuse_badge(content)
    if kind == "svg":
        _SvgCheck().run(content)
        return Artwork("svg", content)
    art = Artwork("png", png.without_metadata(content))
    _decode(art)
    return art


def as_svg(art: Artwork) -> bytes:
    """Give artwork as an SVG: a PNG becomes the one picture in it, at its own size."""
    if art.size is None:
        return art.content
    width, height = art.size
    box = f'width="{width}" height="{height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} viewBox="0 0 {width} {height}">'
        f'<image {box} href="data:image/png;base64,{b64encode(art.content).decode()}"/></svg>'
    ).encode()


def _refuse_badge(content: bytes) -> None:
    """Read the picture as a verifier would; it must be sound and hold no badge."""
    try:
        unbake(content)
    except BakingError as error:
        if error.problem is Problem.NOT_A_BADGE:
            return
        if error.problem is not Problem.OPEN_BADGES_2:
            raise
    raise BakingError("This picture has a badge inside it already: take the bare artwork.")


def _decode(art: Artwork) -> None:
    """Decode every pixel once, if there are not too many."""
    if not all(0 < side <= MOST_PIXELS for side in art.size or ()):
        raise BakingError(
            f"This PNG is not of 1 to {MOST_PIXELS:,} pixels a side: save it in another size.",
            problem=Problem.TOO_LARGE,
        )
    try:
        with Image.open(BytesIO(art.content), formats=["PNG"]) as image:
            image.verify()  # checksums
        with Image.open(BytesIO(art.content), formats=["PNG"]) as image:
            image.load()
    except Exception:  # noqa: BLE001  # Pillow raises whatever its reading stumbles over
        raise BakingError(
            "This PNG is damaged and cannot be shown: save it anew.",
            problem=Problem.MALFORMED_INPUT,
        ) from None


class _SvgCheck:
    """One pass over an SVG that `unbake` could read, so that it declares no entities."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._style: list[str] = []

    def run(self, svg: bytes) -> None:
        """Read it.

        Raises:
            BakingError: something in it is active, or is loaded from elsewhere.
        """
        self._expat = expat.ParserCreate("utf-8", " ")
        self._expat.buffer_text = True
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._expat.CharacterDataHandler = self._data
        self._expat.ProcessingInstructionHandler = self._instruction
        try:
            self._expat.Parse(svg, True)
        finally:
            del self._expat  # it knows this object: without a cycle, memory is free at once

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        if namespace == _XHTML or local.lower() in _ACTIVE_ELEMENTS:
            raise self._refusal(f"has the element {local[:40]!r}, which is more than a picture")
        for full_name, value in attributes.items():
            self._attribute(full_name.rpartition(" ")[2], value)
        self._open.append(local.lower())

    def _attribute(self, name: str, value: str) -> None:
        lower, squeezed = name.lower(), _BLANK.sub("", value).lower()
        shown = repr(name[:40])
        if lower.startswith("on"):
            raise self._refusal(f"has the attribute {shown}, which runs a script")
        if lower in _ADDRESSES and squeezed and not _INSIDE.match(squeezed):
            raise self._refusal(
                f"points elsewhere by its attribute {shown}: put pictures inside it, "
                "and leave out links and scripts"
            )
        if lower == "attributename" and (squeezed.startswith("on") or squeezed.endswith("href")):
            raise self._refusal("animates a link or a script: leave that out")
        if _STYLE_ADDRESS.search(value):
            raise self._refusal(f"loads something by its attribute {shown}: put it inside")

    def _data(self, text: str) -> None:
        if "style" in self._open:
            self._style.append(text)

    def _end(self, _name: str) -> None:
        if self._open.pop() == "style":
            if _STYLE_ADDRESS.search("".join(self._style)):
                raise self._refusal("loads something by its style: leave it out, or put it inside")
            self._style = []

    def _instruction(self, target: str, _data: str) -> None:
        if target.lower() == "xml-stylesheet":
            raise self._refusal("loads a style sheet: put the style inside")

    def _refusal(self, what: str) -> BakingError:
        return BakingError(f"Line {self._expat.CurrentLineNumber} of this SVG {what}.")
