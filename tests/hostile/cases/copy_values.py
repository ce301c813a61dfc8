"""Proof values of copies (ecdsa-sd-2023) that are none, most of them CBOR with one fault (B9)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import cbor2

from openbadges_issuer.encoding import base64url_decode, base64url_encode
from tests.hostile.cases.case import (
    Rows,
)
from tests.hostile.cases.copies import HEADER, bad, copy, value_of, with_value
from tests.hostile.forge import ABSENT, put


def encoded(items: Any, header: bytes = HEADER, behind: bytes = b"") -> str:
    return "u" + base64url_encode(header + cbor2.dumps(items) + behind)


def malformed() -> Iterable[tuple[str, str]]:
    """Give proof values that are none, most of them CBOR with one fault."""
    value = value_of(copy()).write()
    raw = base64url_decode(value[1:])
    parts: list[Any] = cbor2.loads(raw[3:])

    def part(index: int, to: Any) -> str:
        return encoded([to if at == index else item for at, item in enumerate(parts)])

    def bytes_(data: bytes) -> str:
        return "u" + base64url_encode(HEADER + data)

    label = cbor2.dumps(bytes(range(32)))
    twice = b"\xa2\0" + label + b"\0" + label[:-1] + b"\0"
    yield "empty", "u"
    yield "the header alone", bytes_(b"")
    yield "of another header", encoded(parts, b"\xd9\x5d\x02")
    yield "of the header of other suites", encoded(parts, b"\xd9\x5d\x03")
    yield "without header", encoded(parts, b"")
    yield "base58", "z" + "1" * 100
    yield "padded", value + "="
    yield "before a line", value + "\n"
    yield "without its letter", value[1:]
    yield "with a byte behind", encoded(parts, behind=b"\0")
    yield "there twice", encoded(parts, behind=cbor2.dumps(parts))
    yield "cut short", "u" + base64url_encode(raw[:-1])
    yield "of four items", encoded(parts[:4])
    yield "of six items", encoded([*parts, 1])
    yield "a map", encoded(dict(enumerate(parts)))
    yield "a tagged array", encoded(cbor2.CBORTag(55_799, parts))
    yield "of tagged bytes", part(0, cbor2.CBORTag(64, parts[0]))
    yield "of a signature that is short", part(0, parts[0][:-1])
    yield "of a signature that is text", part(0, "x" * 64)
    yield "of a key of 36 bytes", part(1, parts[1] + b"\0")
    yield "of a statement's signature of 63 bytes", part(2, [parts[2][0][:-1], *parts[2][1:]])
    yield "of a label of 31 bytes", part(3, {0: bytes(31)})
    yield "of a label by text", part(3, {"0": bytes(32)})
    yield "of a negative label", part(3, {-1: bytes(32)})
    yield (
        "of a label twice",
        bytes_(
            b"\x85" + b"".join(twice if at == 3 else cbor2.dumps(p) for at, p in enumerate(parts))
        ),
    )
    yield "of a negative index", part(4, [-1])
    yield "of a fraction for an index", part(4, [0.0])
    yield "of a big index", part(4, [2**70])
    yield "of true for an index", part(4, [True])
    yield "of null for the labels", part(3, None)
    yield "deep", bytes_(b"\x81" * 500_000)
    yield "of an array without end", bytes_(b"\x9b" + b"\xff" * 8)
    yield "of bytes without end", bytes_(b"\x85\x5b" + b"\xff" * 8)
    yield "of indefinite length", bytes_(b"\x9f\xff")
    yield "of a costly number", bytes_(b"\xc4\x82\x00\xc2\x5a\x00\x07\xa1\x20" + b"\xff" * 500_000)
    yield "of a length in two bytes", bytes_(b"\x98\x05" + cbor2.dumps(parts)[1:])


def rows() -> Rows:
    """B9."""
    for name, value in malformed():
        yield from bad("B9", f"a proof value {name}", with_value(value))
    for value in (None, 5, [copy()["proof"][0]["proofValue"]], ABSENT):
        name = "missing" if value is ABSENT else f"a {type(value).__name__}"
        document = put(copy(), "proof", 0, "proofValue", to=value)
        yield from bad("B9", f"a proof value that is {name}", document)
