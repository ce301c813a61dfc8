"""Badges in PNG pictures: the layout of the chunk, and every way in which a file can be wrong."""

from __future__ import annotations

import struct
import zlib

import pytest

from openbadges_issuer.baking import bake, unbake
from openbadges_issuer.baking.png import size, without_metadata
from openbadges_issuer.errors import BakingError, Problem
from openbadges_issuer.limits import Limits

JSON = '{"type":["VerifiableCredential"],"name":"Flipped classroom ✓","proof":[{}]}'
JWS = "eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl"
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    crc = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)


def png(*chunks: bytes) -> bytes:
    return b"".join([SIGNATURE, IHDR, IDAT, *chunks, IEND])


def itxt(text: bytes, *, keyword: bytes = b"openbadgecredential", flags: bytes = b"\0\0") -> bytes:
    return chunk(b"iTXt", keyword + b"\0" + flags + b"en\0Badge\0" + text)


def spoiled(whole: bytes) -> bytes:
    return whole[:-1] + bytes([whole[-1] ^ 1])


IHDR = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
IDAT = chunk(b"IDAT", zlib.compress(b"\0\xff\x80\0"))
IEND = chunk(b"IEND")
BOMB = zlib.compress(b"\0" * 50_000_000)
GOOD = itxt(JSON.encode())


def refused(picture: bytes, problem: Problem, match: str, limits: Limits | None = None) -> None:
    with pytest.raises(BakingError, match=match) as caught:
        unbake(picture, limits=limits or Limits())
    assert caught.value.problem is problem


@pytest.mark.parametrize("credential", [JSON, JWS])
def test_the_chunk_is_laid_out_as_the_specification_says(credential: str) -> None:
    text = credential.encode()
    data = b"openbadgecredential" + b"\0" + b"\0" + b"\0" + b"\0" + b"\0" + text
    baked = (
        len(data).to_bytes(4, "big")
        + b"iTXt"
        + data
        + zlib.crc32(b"iTXt" + data).to_bytes(4, "big")
    )
    assert bake(credential, png()) == SIGNATURE + IHDR + IDAT + baked + IEND


def test_all_other_chunks_stay_as_they_are() -> None:
    others = [chunk(b"tEXt", b"Comment\0art"), chunk(b"eXIf", b"MM\0*"), chunk(b"prVt", b"\0\xff")]
    art = png(*others)
    baked = bake(JWS, art)
    assert baked.startswith(art.removesuffix(IEND))
    assert baked.endswith(IEND)
    assert bake(JSON, baked, replace=True) == bake(JSON, art)
    assert bake(JSON, png(GOOD, *others), replace=True) == bake(JSON, art)


def test_metadata_goes_and_colors_stay() -> None:
    colors = [chunk(b"gAMA", b"\0\0\xb1\x8f"), chunk(b"iCCP", b"sRGB\0\0x")]
    metadata = [
        chunk(b"tEXt", b"Author\0x"),
        chunk(b"eXIf", b"MM\0*"),
        chunk(b"acTL", bytes(8)),
        GOOD,
    ]
    assert without_metadata(png(*metadata, *colors) + b"polyglot") == png(*colors)
    assert size(png(*metadata)) == (1, 1)
    for broken in (png(IHDR), png()[:-1], SIGNATURE + IEND):
        with pytest.raises(BakingError):
            without_metadata(broken)


def test_bytes_after_the_end_are_not_read_and_not_kept() -> None:
    polyglot = png(GOOD) + b"PK\x03\x04<script>alert(1)</script>" + GOOD
    assert unbake(polyglot) == JSON
    assert bake(JWS, png() + GOOD) == bake(JWS, png())


def test_chunks_of_other_programs_with_a_language_are_read() -> None:
    assert unbake(png(itxt(JSON.encode()))) == JSON


def test_a_clr_credential_is_read() -> None:
    assert unbake(png(itxt(JWS.encode(), keyword=b"clrcredential"))) == JWS


@pytest.mark.parametrize(
    "old",
    [
        itxt(b'{"@context":"https://w3id.org/openbadges/v2"}', keyword=b"openbadges"),
        chunk(b"tEXt", b"openbadges\0https://example.org/assertion"),
    ],
    ids=["2.0", "before 1.0"],
)
def test_an_older_badge_is_called_one(old: bytes) -> None:
    refused(png(old), Problem.OPEN_BADGES_2, r"older badge \(Open Badges 2\.0\)")
    assert unbake(png(old, GOOD)) == JSON
    with pytest.raises(BakingError, match="inside it already"):
        bake(JWS, png(old))
    assert bake(JWS, png(old), replace=True) == bake(JWS, png())


@pytest.mark.parametrize(
    "other",
    [
        chunk(b"tEXt", b"openbadgecredential\0" + JSON.encode()),
        chunk(b"zTXt", b"openbadgecredential\0\0" + zlib.compress(JSON.encode())),
        itxt(JSON.encode(), keyword=b"OpenBadgeCredential"),
        itxt(JSON.encode(), keyword=b"openbadgecredentials"),
    ],
    ids=["tEXt", "zTXt", "upper case", "longer keyword"],
)
def test_only_the_standard_chunk_counts(other: bytes) -> None:
    refused(png(other), Problem.NOT_A_BADGE, "no badge inside")


@pytest.mark.parametrize("second", [GOOD, itxt(JWS.encode(), keyword=b"clrcredential")])
def test_two_badges_are_refused(second: bytes) -> None:
    refused(png(GOOD, second), Problem.UNSAFE_MEDIA, "holds 2 badges")
    assert bake(JWS, png(GOOD, second), replace=True) == bake(JWS, png())


@pytest.mark.parametrize(
    "bomb",
    [
        chunk(b"zTXt", b"Comment\0\0" + BOMB),
        itxt(BOMB, keyword=b"Comment", flags=b"\1\0"),
        chunk(b"iCCP", b"profile\0\0" + BOMB),
        chunk(b"IDAT", BOMB),
    ],
    ids=["zTXt", "iTXt", "iCCP", "IDAT"],
)
def test_bombs_beside_a_badge_are_never_inflated(
    bomb: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = png(bomb, GOOD)
    for name in ("decompress", "decompressobj"):
        monkeypatch.delattr(zlib, name)
    assert unbake(picture) == JSON
    assert unbake(bake(JWS, picture, replace=True)) == JWS


def test_a_compressed_badge_is_read_within_its_limit() -> None:
    squeezed = png(itxt(zlib.compress(JSON.encode()), flags=b"\1\0"))
    size = len(JSON.encode())
    assert unbake(squeezed, limits=Limits(credential_bytes=size)) == JSON
    refused(squeezed, Problem.TOO_LARGE, "longer than", Limits(credential_bytes=size - 1))
    refused(png(itxt(BOMB, flags=b"\1\0")), Problem.TOO_LARGE, "longer than 2,000,000")


def test_two_compressed_badges_are_refused_before_either_is_inflated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bombs = [itxt(BOMB, flags=b"\1\0")] * 2
    monkeypatch.delattr(zlib, "decompressobj")
    refused(png(*bombs), Problem.UNSAFE_MEDIA, "holds 2 badges")


@pytest.mark.parametrize(
    ("badge", "match"),
    [
        (itxt(zlib.compress(JSON.encode())[:-5], flags=b"\1\0"), "compressed badge ends in"),
        (itxt(JSON.encode(), flags=b"\1\0"), "cannot be decompressed"),
        (itxt(zlib.compress(JSON.encode()), flags=b"\1\1"), "unknown way"),
        (itxt(JSON.encode(), flags=b"\2\0"), "unknown way"),
        (itxt(b'{"name":"\xff"}'), "not UTF-8"),
        (chunk(b"iTXt", b"openbadgecredential\0\0\0en\0" + JSON.encode()), "cut short"),
        (chunk(b"iTXt", b"openbadgecredential"), "cut short"),
        (spoiled(GOOD), "checksum of its badge"),
        (itxt(b"https://example.org/badge"), "no credential"),
        (itxt(b""), "no credential"),
    ],
)
def test_a_damaged_badge_is_refused(badge: bytes, match: str) -> None:
    refused(png(badge), Problem.MALFORMED_INPUT, match)


@pytest.mark.parametrize(
    ("picture", "match"),
    [
        (SIGNATURE, "ends in the middle"),
        (SIGNATURE + IHDR, "ends in the middle"),
        (png(GOOD)[:-1], "ends in the middle"),
        (SIGNATURE + IHDR + b"\0\0\0", "ends in the middle"),
        (SIGNATURE + IHDR + b"\xff\xff\xff\xff" + GOOD[4:] + IEND, "ends in the middle"),
        (SIGNATURE + IHDR + b"\x7f\xff\xff\xff" + GOOD[4:] + IEND, "ends in the middle"),
        (png(chunk(b"tE\0t"), GOOD), "no proper name"),
        (png(chunk("tÉt".encode()), GOOD), "no proper name"),
        (SIGNATURE + GOOD + IHDR + IEND, "sound IHDR"),
        (SIGNATURE + IEND + GOOD, "sound IHDR"),
        (SIGNATURE + chunk(b"IHDR", b"\0" * 12) + GOOD + IEND, "sound IHDR"),
        (SIGNATURE + spoiled(IHDR) + GOOD + IEND, "sound IHDR"),
    ],
)
def test_a_damaged_picture_is_refused(picture: bytes, match: str) -> None:
    refused(picture, Problem.MALFORMED_INPUT, match)
    with pytest.raises(BakingError, match=match):
        bake(JWS, picture, replace=True)


@pytest.mark.parametrize("part", [IDAT, chunk(b"tIME", b"\0" * 7)], ids=["IDAT", "tIME"])
def test_damage_beside_the_badge_matters_for_baking_only(part: bytes) -> None:
    assert unbake(png(spoiled(part), GOOD)) == JSON
    with pytest.raises(BakingError, match=f"checksum of a {part[4:8].decode()} part"):
        bake(JWS, png(spoiled(part)))


def test_the_number_of_chunks_is_bounded() -> None:
    refused(png(*[chunk(b"tEXt")] * 200_000, GOOD), Problem.UNSAFE_MEDIA, "more than 10,000 parts")
    assert unbake(png(GOOD), limits=Limits(png_chunks=4)) == JSON
    refused(png(GOOD), Problem.UNSAFE_MEDIA, "more than 3 parts", Limits(png_chunks=3))
