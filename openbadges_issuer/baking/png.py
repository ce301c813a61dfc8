"""Badges in PNG pictures: one `iTXt` chunk that holds the credential's text.

An own reader of chunks, because a badge must not stand or fall with parts of the picture that it
has nothing to do with: no pixel is decoded, and no chunk is inflated but the badge's own.
Specifications: Open Badges 3.0, "Baked Badge"; PNG sections 5.3 (chunks) and 11.3.3.4 (iTXt).
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from openbadges_issuer.baking.kinds import PNG_SIGNATURE
from openbadges_issuer.baking.rules import already_baked, damaged, the_one
from openbadges_issuer.errors import BakingError, Problem
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits

_KEYWORD = b"openbadgecredential"
_CURRENT = frozenset({_KEYWORD, b"clrcredential"})
_OLDER = b"openbadges"  # Open Badges 2.0 in iTXt; before that, an address in tEXt
_COLORS = frozenset({b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT"})


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A chunk as it stands in the file: length, type, data, CRC."""

    raw: bytes

    @property
    def type(self) -> bytes:
        return self.raw[4:8]

    @property
    def data(self) -> bytes:
        return self.raw[8:-4]

    @property
    def intact(self) -> bool:
        return zlib.crc32(self.raw[4:-4]) == int.from_bytes(self.raw[-4:])

    @property
    def keyword(self) -> bytes:
        """Keyword of a text chunk, which is at most 79 bytes long."""
        return self.data[:80].partition(b"\0")[0]

    @property
    def is_current(self) -> bool:
        return self.type == b"iTXt" and self.keyword in _CURRENT

    @property
    def is_older(self) -> bool:
        return self.type in {b"iTXt", b"tEXt"} and self.keyword == _OLDER


def read(png: bytes, /, limits: Limits) -> str:
    """Return the text of the one badge inside.

    CRCs are checked of the header and of the badge's chunk; what follows IEND is not read.

    Raises:
        BakingError: no badge, two, only an older one, or a damaged picture.
    """
    chunks = _chunks(png, limits)
    current = [chunk for chunk in chunks if chunk.is_current]
    return _text(the_one(current, older=any(chunk.is_older for chunk in chunks)), limits)


def write(png: bytes, /, text: str, *, replace: bool) -> bytes:
    """Put `text` before IEND and leave every other chunk as it is; what follows IEND goes.

    Raises:
        BakingError: a damaged picture, or one that holds a badge already.
    """
    chunks = _chunks(png, DEFAULT_LIMITS)
    art = [chunk for chunk in chunks if not (chunk.is_current or chunk.is_older)]
    if len(art) < len(chunks) and not replace:
        raise already_baked()
    _require_intact(art)
    *body, end = [chunk.raw for chunk in art]
    return b"".join([PNG_SIGNATURE, *body, _itxt(text), end])


def size(png: bytes) -> tuple[int, int]:
    """Return width and height as the header says; no pixel is decoded.

    Raises:
        BakingError: a damaged picture.
    """
    header = _chunks(png, DEFAULT_LIMITS)[0].data
    return int.from_bytes(header[:4]), int.from_bytes(header[4:8])


def without_metadata(png: bytes) -> bytes:
    """Keep the pixels and their colors: no text, time, place, camera, animation or badge.

    Raises:
        BakingError: a damaged picture.
    """
    chunks = _chunks(png, DEFAULT_LIMITS)
    if sum(chunk.type == b"IHDR" for chunk in chunks) > 1:
        raise damaged("it has two headers")  # of which a reader may take either
    kept = [
        chunk
        for chunk in chunks
        if chunk.type[:1].isupper() or chunk.type in _COLORS  # a capital: without it, no picture
    ]
    _require_intact(kept)
    return b"".join([PNG_SIGNATURE, *(chunk.raw for chunk in kept)])


def _chunks(png: bytes, limits: Limits) -> list[_Chunk]:
    chunks: list[_Chunk] = []
    at = len(PNG_SIGNATURE)
    while not chunks or chunks[-1].type != b"IEND":
        if len(chunks) == limits.png_chunks:
            raise BakingError(f"This PNG has more than {limits.png_chunks:,} parts.")
        size = 12 + int.from_bytes(png[at : at + 4])
        chunk = _Chunk(png[at : at + size])
        if len(chunk.raw) < size:
            raise damaged("it ends in the middle")
        if not chunk.type.isalpha():
            raise damaged("one of its parts has no proper name")
        chunks.append(chunk)
        at += size
    header = chunks[0]
    if header.type != b"IHDR" or len(header.data) != 13 or not header.intact:
        raise damaged("it does not start with a sound IHDR part")
    return chunks


def _require_intact(chunks: list[_Chunk]) -> None:
    for chunk in chunks:
        if not chunk.intact:
            raise damaged(f"the checksum of a {chunk.type.decode()} part is wrong")


def _itxt(text: str) -> bytes:
    # keyword, not compressed, compression method 0, no language, no translated keyword
    body = b"iTXt" + _KEYWORD + b"\0" + b"\0" + b"\0" + b"\0" + b"\0" + text.encode()
    return (len(body) - 4).to_bytes(4) + body + zlib.crc32(body).to_bytes(4)


def _text(chunk: _Chunk, limits: Limits) -> str:
    if not chunk.intact:
        raise damaged("the checksum of its badge is wrong")
    _, _, content = chunk.data.partition(b"\0")
    compression = content[:2]
    fields = content[2:].split(b"\0", 2)  # language, translated keyword, text
    if len(fields) < 3:
        raise damaged("its badge is cut short")
    text = fields[2]
    if compression == b"\1\0":
        text = _inflate(text, limits.credential_bytes)
    elif compression[:1] != b"\0":
        raise damaged("its badge is compressed in an unknown way")
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        raise damaged("its badge is not UTF-8 text") from None


def _inflate(data: bytes, max_bytes: int) -> bytes:
    inflater = zlib.decompressobj()
    try:
        text = inflater.decompress(data, max_bytes + 1)
    except zlib.error:
        raise damaged("its badge cannot be decompressed") from None
    if len(text) > max_bytes:
        raise BakingError(
            f"The compressed badge in this picture is longer than {max_bytes:,} bytes.",
            problem=Problem.TOO_LARGE,
        )
    if not inflater.eof:
        raise damaged("its compressed badge ends in the middle")
    return text
