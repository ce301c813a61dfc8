"""Artwork of issuers: pictures are taken, and whatever is more than a picture is refused."""

from __future__ import annotations

import struct
import zlib
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from issuer_app.artwork import MOST_BYTES, MOST_PIXELS, Artwork, as_svg, check
from openbadges_issuer.baking import bake, unbake
from openbadges_issuer.errors import BakingError, Problem

ART = Path(__file__).parents[2] / "examples" / "art"
SIGNED = '{"type":["VerifiableCredential"],"proof":[{}]}'
SIGNATURE = b"\x89PNG\r\n\x1a\n"
XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def header(width: int, height: int) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))


def png(*chunks: bytes, head: bytes = header(1, 1), data: bytes = b"\0\xff\x80\0") -> bytes:
    return b"".join([SIGNATURE, head, *chunks, chunk(b"IDAT", zlib.compress(data)), chunk(b"IEND")])


def svg(inside: str, attributes: str = "") -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>\n{inside}\n</svg>'.encode()


def refused(content: bytes, problem: Problem, match: str | None = None) -> None:
    with pytest.raises(BakingError, match=match) as caught:
        check(content)
    assert caught.value.problem is problem


@pytest.mark.parametrize("path", sorted(ART.iterdir()), ids=lambda path: path.name)
def test_the_pictures_of_the_examples(path: Path) -> None:
    art = check(path.read_bytes())
    assert art.kind == path.suffix[1:]
    assert art.digest == sha256(art.content).hexdigest()
    assert check(art.content) == art
    assert unbake(bake(SIGNED, art.content)) == SIGNED
    assert unbake(bake(SIGNED, as_svg(art))) == SIGNED
    if art.kind == "svg":
        assert as_svg(art) == art.content == path.read_bytes()
        assert art.size is None
    else:
        with Image.open(path) as picture:
            assert art.size == picture.size


def test_a_png_keeps_its_pixels_and_loses_its_metadata() -> None:
    metadata = [
        chunk(b"tEXt", b"Author\0teacher@example.org"),
        chunk(b"iTXt", b"Where\0\0\0\0\0Wales, Wisconsin"),
        chunk(b"eXIf", b"MM\0*\0\0\0\x08\0\0"),
        chunk(b"tIME", bytes(7)),
        chunk(b"prVt", b"anything"),
    ]
    colors = [chunk(b"gAMA", struct.pack(">I", 45_455)), chunk(b"tRNS", bytes(6))]
    art = check(png(*metadata, *colors) + b"after the end")
    assert art.content == png(*colors)
    assert art.size == (1, 1)


def test_a_png_as_svg_is_a_picture_of_its_size() -> None:
    art = check((ART / "cce.png").read_bytes())
    assert art.size is not None
    again = check(as_svg(art))
    assert again.kind == "svg"
    assert f'width="{art.size[0]}" height="{art.size[1]}"'.encode() in again.content


def test_the_size_is_bounded() -> None:
    refused(b"x" * (MOST_BYTES + 1), Problem.TOO_LARGE)
    noise = b"<!--" + b"x" * MOST_BYTES + b"-->"
    refused(svg("").replace(b"</svg>", noise + b"</svg>"), Problem.TOO_LARGE)


@pytest.mark.parametrize("head", [header(MOST_PIXELS + 1, 1), header(1, 2**31 - 1), header(0, 1)])
def test_a_flood_of_pixels_is_refused_by_the_header(
    head: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Image, "open", None)  # nothing may be decoded
    refused(png(head=head), Problem.TOO_LARGE)


def test_the_largest_png_that_is_taken() -> None:
    side = MOST_PIXELS
    stored = BytesIO()
    Image.new("1", (side, side)).save(stored, "PNG")
    assert check(stored.getvalue()).size == (side, side)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8\xff\xe0",
        b"GIF89a",
        b"%PDF-1.7",
        b"<html><svg/></html>",
        SIGNATURE,
        png()[:-13],
        png()[:40],
        png(data=b"\0"),
        png().replace(b"IDAT", b"IDAU"),
        png().replace(b"IDAT", b"JDAT"),
        png()[:50] + b"?" + png()[51:],
        png(header(9_000, 9_000)),
        png(chunk(b"sRGB")),
        png(chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(50_000_000)))),
        b"<svg/>",
        svg("<g>"),
        svg("&unknown;"),
    ],
)
def test_what_is_no_picture(content: bytes) -> None:
    refused(content, Problem.MALFORMED_INPUT)


@pytest.mark.parametrize("name", ["cce.png", "cce.svg"])
def test_a_picture_with_a_badge_inside(name: str) -> None:
    refused(bake(SIGNED, (ART / name).read_bytes()), Problem.UNSAFE_MEDIA, "badge inside")


def test_a_picture_with_an_older_badge_inside() -> None:
    refused(png(chunk(b"tEXt", b"openbadges\0https://x.example")), Problem.UNSAFE_MEDIA, "inside")
    older = '<x:assertion xmlns:x="http://openbadges.org" verify="https://x.example"/>'
    refused(svg(older), Problem.UNSAFE_MEDIA, "inside")


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<SCRIPT/>",
        '<x:script xmlns:x="http://www.w3.org/2000/svg" href="#a"/>',
        "<foreignObject><p/></foreignObject>",
        '<a xmlns="http://www.w3.org/1999/xhtml"/>',
        '<handler xmlns="http://www.w3.org/2001/xml-events"/>',
        '<g onload="alert(1)"/>',
        '<g ONCLICK="alert(1)"/>',
        '<a href="javascript:alert(1)"/>',
        '<a href=" java&#10;script:alert(1)"/>',
        f'<a {XLINK} xlink:href="JAVASCRIPT:alert(1)"/>',
        '<a href="https://attacker.example"/>',
        '<use href="data:image/svg+xml;base64,PHN2Zz4="/>',
        '<use href="other.svg#a"/>',
        '<image href="https://attacker.example/seen.png"/>',
        '<g xml:base="https://attacker.example/"/>',
        '<set attributeName="href" to="javascript:alert(1)"/>',
        f'<animate {XLINK} attributeName="xlink:href" values="javascript:alert(1)"/>',
        '<set attributeName="onclick" to="alert(1)"/>',
        '<path fill="url(https://attacker.example/#a)"/>',
        "<path style=\"fill: URL( 'https://attacker.example/' )\"/>",
        "<style>@import 'https://attacker.example/a.css';</style>",
        "<style>path { fill: ur<!-- -->l(//attacker.example/) }</style>",
        "<style><![CDATA[path { fill: url(]]>x.svg)</style>",
        "<style><g/>path { fill: url(x.svg) }</style>",
        "<?xml-stylesheet href='https://attacker.example/a.css'?>",
    ],
)
def test_what_is_more_than_a_picture_is_refused_with_its_line(inside: str) -> None:
    refused(svg(inside), Problem.UNSAFE_MEDIA, "Line [23] ")


@pytest.mark.parametrize(
    "inside",
    [
        "<title>JavaScript: basics, url(x)</title>",
        '<g aria-label="JavaScript: basics"/>',
        '<use href="#a"/>',
        f'<use {XLINK} xlink:href="#a"/>',
        '<image href="data:image/png;base64,iVBORw0="/>',
        '<path fill="url(#sky)" style="stroke:url(\'#sky\')"/>',
        "<style>path { fill: url(#sky) }</style>",
        '<animate attributeName="x" values="0;9" dur="2s"/>',
        "<metadata><x xmlns='http://creativecommons.org/ns#' rdf='https://x.example'/></metadata>",
        "<?xpacket begin=''?>",
    ],
)
def test_what_drawing_programs_write_is_taken(inside: str) -> None:
    content = svg(inside)
    assert check(content) == Artwork("svg", content)


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("&a;"),
        svg("").decode().encode("utf-16"),
        svg("<g>" * 200 + "</g>" * 200),
    ],
)
def test_an_svg_that_no_badge_could_be_read_from(content: bytes) -> None:
    with pytest.raises(BakingError):
        check(content)


WHOLE = png(chunk(b"gAMA", struct.pack(">I", 45_455)), head=header(2, 2), data=bytes(14))


@settings(max_examples=500)
@given(
    st.integers(0, len(WHOLE) - 1),
    st.binary(max_size=6),
    st.sampled_from([b"IDAT", b"PLTE", b"tRNS", b"iCCP", b"cHRM", b"sRGB", b"gAMA", b"sBIT"]),
    st.binary(max_size=40),
)
def test_a_spoiled_png_is_taken_or_refused(at: int, spoil: bytes, kind: bytes, data: bytes) -> None:
    for content in (
        WHOLE[:at] + spoil + WHOLE[at + len(spoil) :],
        png(chunk(kind, data)),
        png(chunk(b"IDAT", data), head=chunk(b"IHDR", struct.pack(">II", 1, 1) + data[:5])),
    ):
        try:
            art = check(content)
        except BakingError:
            continue
        with Image.open(BytesIO(art.content)) as picture:
            assert picture.size == art.size
        for bare in (art.content, as_svg(art)):
            assert unbake(bake(SIGNED, bare)) == SIGNED
