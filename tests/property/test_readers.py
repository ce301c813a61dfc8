"""Any bytes, to each reader: the answer is a report, and nothing is raised.

Bytes by chance rarely get beyond the first check of a reader, so each reader is given what has the
shape that it looks for: chunks with a right checksum, elements that nest, tokens of three parts.
"""

from __future__ import annotations

import gzip
import zlib
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openbadges_issuer.report import Outcome, Verdict
from tests.hostile import forge
from tests.hostile.cases.files import NAMESPACE
from tests.hostile.forge import badge, sign, verify

often = settings(deadline=None, max_examples=80, suppress_health_check=list(HealthCheck))
WITHDRAWN = badge(credentialStatus=forge.entry(forge.WITHDRAWN))
"""Whatever stands around it, or at the address of its list, it is never green."""
BADGE, TOKEN = forge.dumps(sign(WITHDRAWN)), forge.token(WITHDRAWN)
PIECES = [BADGE, TOKEN.encode(), b"{}", b"[", b'"', b"\0", b"eyJ", b"\xff", b"<svg>"]
pieces = st.lists(st.one_of(st.binary(max_size=40), st.sampled_from(PIECES)), max_size=4)
scraps = pieces.map(b"".join)
encodings = st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-32", "utf-7", "latin-1"])


@often
@given(scraps, encodings)
def test_any_text_in_any_encoding(scrap: bytes, encoding: str) -> None:
    text = scrap.decode("utf-8", "replace")
    assert not verify(text.encode(encoding, "replace"))
    assert not verify(text)


# JSON --------------------------------------------------------------------------------------------

tokens_of_json = st.lists(
    st.sampled_from(
        [*'{}[]:,"\\ \n', '"id"', '"type"', '"proof"', "null", "-0", "1e999", "\\ud800", "\ufeff"]
    ),
    max_size=30,
).map("".join)


@often
@given(st.integers(0, len(BADGE)), tokens_of_json)
def test_json_with_something_put_in(at: int, inserted: str) -> None:
    assert not verify(BADGE[:at] + inserted.encode("utf-8", "replace") + BADGE[at:])


# Tokens ------------------------------------------------------------------------------------------

parts = st.one_of(
    scraps.map(forge.part),
    st.sampled_from([*TOKEN.split("."), "", "e30", "e30=", "eyJhbGciOiJub25lIn0"]),
    st.text("abcXYZ019-_=+/. \n", max_size=12),
)


@often
@given(st.lists(parts, min_size=1, max_size=5))
def test_tokens_of_any_parts(given_: list[str]) -> None:
    assert not verify(".".join(given_))


@often
@given(scraps, scraps)
def test_tokens_that_are_signed_whatever_they_say(header: bytes, payload: bytes) -> None:
    assert not verify(forge.jws(header, payload, forge.DISTRICT_KEY))
    assert not verify(forge.jws(forge.header(), payload, forge.DISTRICT_KEY))


# PNG ---------------------------------------------------------------------------------------------

texts = st.builds(
    lambda keyword, flags, scrap, packed: (
        keyword + flags + (zlib.compress(scrap) if packed else scrap)
    ),
    st.sampled_from([b"openbadgecredential\0", b"openbadges\0", b"clrcredential\0", b"", b"x\0"]),
    st.sampled_from([b"\0\0\0\0", b"\1\0\0\0", b"\1\1\0\0", b"\0\0en\0\0", b"\0", b""]),
    scraps,
    st.booleans(),
)
chunks = st.builds(
    forge.chunk,
    st.sampled_from([b"iTXt", b"zTXt", b"tEXt", b"IHDR", b"IDAT", b"IEND", b"iCCP", b"\0\0\0\0"]),
    st.one_of(texts, scraps),
)


@often
@given(st.lists(st.one_of(chunks, scraps), max_size=5), scraps)
def test_pngs_of_any_chunks(several: list[bytes], behind: bytes) -> None:
    assert not verify(forge.png(*several) + behind)
    assert not verify(b"\x89PNG\r\n\x1a\n" + b"".join(several))


# SVG ---------------------------------------------------------------------------------------------

MARKUP = [
    *("<svg>", '<svg xmlns="http://www.w3.org/2000/svg">', "</svg>", "<g>", "</g>", "<g/>"),
    *("<openbadges:credential>", "</openbadges:credential>", "<openbadges:credential verify='x'/>"),
    *("<![CDATA[", "]]>", "<!--", "-->", "<?xml version='1.0'?>", "<?x?>", "&amp;", "&x;", "&#0;"),
    *("<!DOCTYPE svg>", "<!DOCTYPE svg [<!ENTITY x 'y'>]>", f"xmlns:openbadges='{NAMESPACE}'", ">"),
]
markup = st.lists(
    st.one_of(st.sampled_from(MARKUP), st.just(BADGE.decode()), st.text(max_size=8)), max_size=12
).map("".join)


@often
@given(markup, markup)
def test_svgs_of_any_markup(inside: str, credential: str) -> None:
    begin = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="{NAMESPACE}">'
    element = f"<openbadges:credential>{credential}</openbadges:credential>"
    for text in (begin + element + inside, f"{begin}{element}{inside}</svg>", inside):
        assert not verify(text.encode("utf-8", "replace"))


# What servers answer -----------------------------------------------------------------------------

encoded = st.one_of(
    scraps.map(lambda scrap: "u" + forge.part(gzip.compress(scrap))),
    scraps.map(lambda scrap: "u" + forge.part(scrap)),
    st.text(max_size=20),
)


@often
@given(scraps)
def test_any_bytes_as_a_status_list(content: bytes) -> None:
    report = verify(BADGE, forge.server(revocations=content))
    assert report.verdict is Verdict.STATUS_UNKNOWN


@often
@given(encoded)
def test_any_bits_in_a_status_list_that_is_signed(bits: str) -> None:
    subject = forge.status_list()["credentialSubject"] | {"encodedList": bits}
    signed = forge.jcs_sign(forge.status_list(credentialSubject=subject))
    report = verify(BADGE, forge.server(revocations=forge.dumps(signed)))
    assert report.verdict is Verdict.STATUS_UNKNOWN


@often
@given(scraps)
def test_any_bytes_as_a_did_document(content: bytes) -> None:
    report = verify(BADGE, forge.server(did=content))
    assert report.check("signature").outcome is not Outcome.PASSED


keys = st.one_of(st.binary(max_size=40).map(forge.part), st.text(max_size=20))


@often
@given(st.dictionaries(st.sampled_from(["kty", "crv", "x", "y", "n", "e", "alg", "k"]), keys))
def test_any_key_that_a_token_brings(jwk: dict[str, Any]) -> None:
    brought = forge.token(badge(), kid=forge.ABSENT, jwk=jwk)
    assert not verify(brought, policy=forge.ANYBODY)
