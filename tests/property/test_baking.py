"""Baking loses nothing, changes nothing, and answers every file with a badge or a `BakingError`."""

from __future__ import annotations

import json
import re
import struct
import zlib
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from openbadges_issuer.baking import bake, image_kind, unbake
from openbadges_issuer.encoding import base64url_encode
from openbadges_issuer.errors import BakingError
from openbadges_issuer.strict_json import MAX_SAFE_INTEGER


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    crc = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)


PNG_HEAD = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
PNG_TAIL = chunk(b"IDAT", zlib.compress(b"\0\xff\x80\0")) + chunk(b"IEND")
SVG = b'\xef\xbb\xbf<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><g a=">"/></svg>'

XML_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"))
TEXT = st.one_of(XML_TEXT, st.text("]>[<!&;\r\n\"'\\{} \U0001f600", max_size=40))
INTEGERS = st.integers(-MAX_SAFE_INTEGER, MAX_SAFE_INTEGER)
JSON_OBJECTS = st.dictionaries(TEXT, st.one_of(TEXT, INTEGERS, st.none()), max_size=4)
SIGNED = {"type": ["VerifiableCredential"], "proof": {"proofValue": "z"}}
JSON_TEXTS = st.builds(
    lambda value, ascii_only, indent, newline: json.dumps(
        {**value, **SIGNED}, ensure_ascii=ascii_only, indent=indent
    ).replace("\n", newline),
    JSON_OBJECTS,
    st.booleans(),
    st.sampled_from([None, 1]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
SEGMENT = st.from_regex(r"[A-Za-z0-9_-]{1,60}", fullmatch=True)
PAYLOAD = JSON_OBJECTS.map(lambda members: base64url_encode(json.dumps(members).encode()))
CREDENTIALS = st.one_of(JSON_TEXTS, st.tuples(SEGMENT, PAYLOAD, SEGMENT).map(".".join))

ANCILLARY = st.builds(
    chunk,
    st.sampled_from([b"tEXt", b"zTXt", b"iTXt", b"tIME", b"prVt", b"IDAT"]),
    st.binary(max_size=60).map(b"x".__add__),  # so that no keyword is a badge's
)
PNGS = st.lists(ANCILLARY, max_size=5).map(lambda parts: b"".join([PNG_HEAD, *parts, PNG_TAIL]))

MARKUP = st.one_of(
    st.sampled_from(["<g/>", "<g a='/>'></g>", "<!-- <svg> -->", "<![CDATA[</svg>]]>", "<?p ?>"]),
    st.text("abc \n>'\"✓", max_size=10),
)
ROOTS = st.builds(
    lambda before, prefix, space, inside: (
        f"{before}<{prefix and prefix + ':'}svg{space}xmlns{prefix and ':' + prefix}="
        f"'http://www.w3.org/2000/svg' d='>/>'{space}>{''.join(inside)}"
        f"</{prefix and prefix + ':'}svg>"
    ).encode(),
    st.sampled_from(["", "\ufeff", "<?xml version='1.0'?>\n", "<!-- <svg> -->", "<!DOCTYPE svg>"]),
    st.sampled_from(["", "s", "openbadges"]),
    st.sampled_from([" ", "\n", "\r\n\t "]),
    st.lists(MARKUP, max_size=5),
)


@settings(deadline=None)
@given(credential=CREDENTIALS, art=PNGS)
def test_png_gives_back_the_credential_and_the_art(credential: str, art: bytes) -> None:
    baked = bake(credential, art)
    assert unbake(baked) == credential
    end = len(chunk(b"IEND"))
    assert baked.startswith(art[:-end])
    assert baked.endswith(art[-end:])
    size = len(baked) - len(art)
    assert baked[len(art) - end :][4:8] == b"iTXt"
    assert size == len(b"openbadgecredential") + 5 + len(credential.encode()) + 12
    assert bake(credential, baked, replace=True) == baked


@settings(deadline=None)
@given(credential=CREDENTIALS, art=ROOTS)
def test_svg_gives_back_the_credential_and_the_art(credential: str, art: bytes) -> None:
    baked = bake(credential, art)
    assert unbake(baked) == credential
    assert bake(credential, baked, replace=True) == baked
    bare = baked.replace(b' xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"', b"")
    pieces = re.split(rb"<openbadges:credential.*</openbadges:credential>", bare, flags=re.DOTALL)
    assert b"".join(pieces) == art


AWKWARD = json.dumps({**SIGNED, "a": "]]>"})
PLACE = st.integers(0, 10_000)
EDITS = st.lists(st.tuples(PLACE, st.integers(0, 4), st.binary(max_size=4)), max_size=6)
SOURCES = st.one_of(
    st.sampled_from(
        [
            bake("a.e30.c", PNG_HEAD + PNG_TAIL),
            bake(AWKWARD, PNG_HEAD + PNG_TAIL),
            bake("a.e30.c", SVG),
            bake(AWKWARD, SVG),
        ]
    ),
    st.binary(max_size=200),
    st.binary(max_size=200).map(PNG_HEAD.__add__),
    st.binary(max_size=200).map(lambda data: SVG[:-6] + data + b"</svg>"),
    st.text("<>/!-[]'\"=&;? svgxmln:", max_size=80).map(lambda text: b"<svg " + text.encode()),
)


@settings(deadline=None, max_examples=400)
@given(source=SOURCES, edits=EDITS, replace=st.booleans())
def test_every_file_is_answered(
    source: bytes, edits: list[tuple[int, int, bytes]], replace: bool
) -> None:
    for place, removed, inserted in edits:
        at = place % (len(source) + 1)
        source = source[:at] + inserted + source[at + removed :]
    image_kind(source)
    with suppress(BakingError):
        unbake(source)
    with suppress(BakingError):
        assert unbake(bake("x.e30.z", source, replace=replace)) == "x.e30.z"


@settings(deadline=None)
@given(
    text=st.one_of(
        st.text(),
        st.binary(),
        st.text().map(lambda text: f"{{{text}}}"),
        st.text().map(lambda text: f"{json.dumps(SIGNED)[:-1]},{json.dumps(text)}:{text}}}"),
        TEXT.map(lambda text: json.dumps({text: text, **SIGNED}, ensure_ascii=False)),
    )
)
def test_every_text_is_answered(text: str | bytes) -> None:
    for art in (PNG_HEAD + PNG_TAIL, SVG):
        with suppress(BakingError):
            baked = unbake(bake(text, art))
            assert baked == (text.decode() if isinstance(text, bytes) else text).strip(" \t\r\n")
