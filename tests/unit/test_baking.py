"""Baking in general: which pictures are taken, which credentials, and what is said otherwise."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import pytest

from openbadges_issuer import baking
from openbadges_issuer.baking import bake, image_kind, unbake
from openbadges_issuer.errors import BakingError, Problem
from openbadges_issuer.limits import Limits

JSON = '{"type":["VerifiableCredential"],"name":"Flipped classroom ✓","proof":[{}]}'
JWS = "eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJkaWQ6ZXhhbXBsZTphIn0.c2lnbmF0dXJl"


def chunk(kind: bytes, data: bytes) -> bytes:
    return (
        struct.pack(">I", len(data))
        + kind
        + data
        + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))
    )


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\0\xff\x80\0"))
    + chunk(b"IEND", b"")
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4"/></svg>'

PICTURES = pytest.mark.parametrize("picture", [PNG, SVG], ids=["png", "svg"])
CREDENTIALS = pytest.mark.parametrize("credential", [JSON, JWS], ids=["json", "jws"])


@PICTURES
@CREDENTIALS
def test_a_credential_comes_out_as_it_went_in(picture: bytes, credential: str) -> None:
    baked = bake(credential, picture)
    assert unbake(baked) == credential
    assert image_kind(baked) == image_kind(picture)


@PICTURES
def test_text_bytes_and_objects_with_text_bake_the_same(picture: bytes) -> None:
    @dataclass
    class Signed:
        text: str

    assert bake(JSON, picture) == bake(JSON.encode(), picture) == bake(Signed(JSON), picture)


@PICTURES
def test_white_space_around_a_credential_is_dropped(picture: bytes) -> None:
    assert unbake(bake(f"\r\n {JWS}\n", picture)) == JWS


@PICTURES
def test_a_second_badge_is_refused_unless_the_old_one_is_replaced(picture: bytes) -> None:
    once = bake(JSON, picture)
    with pytest.raises(BakingError, match=r"inside it already.*\(its option replace\)"):
        bake(JWS, once)
    assert bake(JWS, once, replace=True) == bake(JWS, picture)
    assert bake(JWS, picture, replace=True) == bake(JWS, picture)


@PICTURES
@pytest.mark.parametrize(
    "credential",
    [
        "",
        "[]",
        "null",
        '{"cut":"short"',
        "not.a jws.at all",
        "a.b",
        "a.b.c.d",
        "a.b.c=",
        "a.b.c",
        "eyJhbGciOiJFZERTQSJ9.W10.c2lnbmF0dXJl",
        '{"raw":"\0"}',
        '{"half":"\ud800"}',
        "\ufeff{}",
        b'{"latin":"\xe9"}',
    ],
)
def test_what_is_no_credential_is_not_baked(picture: bytes, credential: str | bytes) -> None:
    with pytest.raises(BakingError) as caught:
        bake(credential, picture)
    assert caught.value.problem is Problem.MALFORMED_INPUT


@PICTURES
@pytest.mark.parametrize(
    ("credential", "said"),
    [
        ("{}", "its type has no VerifiableCredential"),
        ('{"type":["Achievement"],"name":"Flipped classroom"}', "no VerifiableCredential"),
        ('{"type":7,"proof":{"type":"DataIntegrityProof"}}', "no VerifiableCredential"),
        ('{"type":["VerifiableCredential"]}', "Nobody has signed"),
        ('{"type":"VerifiableCredential","proof":[]}', "Nobody has signed"),
        ('{"type":"VerifiableCredential","type":"x","proof":{"a":1}}', "given twice"),
        ('{"type":"VerifiableCredential" "proof":{"a":1}}', "not JSON"),
    ],
)
def test_what_nobody_signed_is_not_baked(picture: bytes, credential: str, said: str) -> None:
    with pytest.raises(BakingError, match=said) as caught:
        bake(credential, picture)
    assert caught.value.problem is Problem.MALFORMED_INPUT


def test_a_type_that_is_no_list_is_one_too() -> None:
    credential = '{"type":"VerifiableCredential","proof":{"a":1}}'
    assert unbake(bake(credential, PNG)) == credential


def test_an_unsigned_credential_comes_out_for_the_verifier_to_judge() -> None:
    unsigned = '{"type":["VerifiableCredential"]}'
    baked = bake(JSON, SVG).replace(JSON.encode(), unsigned.encode())
    assert unbake(baked) == unsigned


@PICTURES
def test_a_picture_without_a_badge_says_what_to_do(picture: bytes) -> None:
    with pytest.raises(BakingError) as caught:
        unbake(picture)
    assert caught.value.problem is Problem.NOT_A_BADGE
    assert str(caught.value) == (
        "This picture has no badge inside it. "
        "Phones and messaging apps often remove it; ask for the link."
    )


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "This is a JPEG,"),
        (b"%PDF-1.7\n", "This is a PDF,"),
        (b"GIF89a", "This is a GIF,"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "This is a WebP,"),
        (b"", "not a picture that is known"),
        (JSON.encode(), "not a picture that is known"),
        (PNG[1:], "not a picture that is known"),
    ],
)
def test_other_files_are_named_with_what_to_do(data: bytes, name: str) -> None:
    with pytest.raises(BakingError, match=name) as unbaking:
        unbake(data)
    assert "ask for the link" in str(unbaking.value)
    assert unbaking.value.problem is Problem.NOT_A_BADGE
    with pytest.raises(BakingError, match=name) as baking_:
        bake(JWS, data)
    assert "convert the artwork" in str(baking_.value)


@PICTURES
def test_large_pictures_and_credentials_are_refused(picture: bytes) -> None:
    baked = bake(JSON, picture)
    size, credential_size = len(baked), len(JSON.encode())
    assert unbake(baked, limits=Limits(image_bytes=size, credential_bytes=credential_size)) == JSON
    for limits in (Limits(image_bytes=size - 1), Limits(credential_bytes=credential_size - 1)):
        with pytest.raises(BakingError) as caught:
            unbake(baked, limits=limits)
        assert caught.value.problem is Problem.TOO_LARGE


@PICTURES
def test_what_could_not_be_unbaked_is_not_baked(picture: bytes) -> None:
    with pytest.raises(BakingError) as credential_too_large:
        bake('{"x":"' + "x" * 2_000_000 + '"}', picture)
    assert credential_too_large.value.problem is Problem.TOO_LARGE
    with pytest.raises(BakingError) as picture_too_large:
        bake(JSON, picture + b" " * 5_000_000)
    assert picture_too_large.value.problem is Problem.TOO_LARGE


@PICTURES
def test_baking_looks_at_its_own_result(picture: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    other = bake(JWS, picture)
    for room in (baking.png, baking.svg):
        monkeypatch.setattr(room, "write", lambda *_, **__: other)
    with pytest.raises(BakingError, match="does not come out"):
        bake(JSON, picture)


@pytest.mark.parametrize(
    "head",
    [
        b"<svg>",
        b"<svg/>",
        b"\xef\xbb\xbf<svg\n",
        b"<?xml version='1.0'?>\r\n<svg ",
        b"<!-- drawn by hand -- no, really --><!----> <s:svg xmlns:s=''>",
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd"><svg ',
        b"<!DOCTYPE\nsvg[<!ENTITY a 'b'>]><svg ",
        b"<?xml version='1.0' encoding='UTF-7'?>+ADw-svg +AD4-",
        "<svg ".encode("utf-16"),
        "<svg ".encode("utf-16-le"),
        "<svg ".encode("utf-16-be"),
    ],
)
def test_svg_is_known_by_its_start(head: bytes) -> None:
    assert image_kind(head) == "svg"


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"<svgs>",
        b"<html><svg>",
        b"<!-- <svg> -->",
        b"<!DOCTYPE html><svg >",
        b"<?xml <svg >",
        b"{}<svg>",
        b"\xff\xd8\xff",
        b"<!---->" * 4_000 + b"<svg>",
        b"<?a?>" * 4_000 + b"<svg>",
        b"<!--" * 2_000,
        b"<" + b"a:" * 4_000,
    ],
)
def test_other_starts_are_not_an_svg(head: bytes) -> None:
    assert image_kind(head) is None


def test_png_is_known_by_its_signature() -> None:
    assert image_kind(PNG[:8]) == "png"
    assert image_kind(PNG[:7]) is None


@pytest.mark.parametrize("name", ["kettle-moraine", "cce"])
@pytest.mark.parametrize(("kind", "most"), [("png", 40_000), ("svg", 4_000)])
def test_the_artworks_of_the_examples_are_small_and_bake(name: str, kind: str, most: int) -> None:
    art = (Path(__file__).parents[2] / "examples" / "art" / f"{name}.{kind}").read_bytes()
    assert image_kind(art) == kind
    assert len(art) < most
    assert unbake(bake(JSON, art)) == JSON
