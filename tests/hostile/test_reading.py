"""What is no badge, or is damaged, or is made to hurt whoever opens it."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import zlib
from typing import Any

import pytest

from openbadges_issuer.errors import Problem
from openbadges_issuer.report import Outcome, Verdict
from tests.hostile import forge
from tests.hostile.forge import badge, expect, itxt, png, sign, token, verify

GOOD = forge.dumps(sign(badge())).decode()
TOKEN = token(badge())
HEAD, PAYLOAD, SIGNATURE = TOKEN.split(".")


def refused(data: Any, problem: Problem | None = None) -> None:
    nobody = forge.tripwire()
    expect(verify(data, nobody), Verdict.NOT_A_BADGE, "readable", Outcome.FAILED, problem)
    assert nobody.asked == []


def json_with(members: str) -> str:
    """Write a signed badge with some JSON text put in front of its members."""
    return "{" + members + "," + GOOD[1:]


# Not JSON as everybody reads it (A7) -------------------------------------------------------------

NOT_JSON = {
    "a duplicate member": json_with('"id":"https://badges.example/other"'),
    "a duplicate member below": GOOD.replace('"hashed":true', '"hashed":false,"hashed":true'),
    "a duplicate by escape": json_with('"n\\u0061me":"Other"'),
    "a duplicate proof": json_with('"proof":[]'),
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
}


@pytest.mark.parametrize("name", NOT_JSON)
def test_texts_that_programs_read_differently(name: str) -> None:
    refused(NOT_JSON[name])


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode("utf-16"),
        GOOD.encode("utf-16-le"),
        GOOD.encode("utf-32"),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.encode().replace(b"Flipped", b"Flipp\xe9d"),
        GOOD.encode().replace(b"Flipped", b"Fl\xc0\xb1pped"),
        GOOD.encode().replace(b"Flipped", b"\xed\xa0\xbd\xed\xb8\x80"),
        GOOD.encode() + b"\0",
        b"\0" + GOOD.encode(),
    ],
)
def test_other_encodings(data: bytes) -> None:
    refused(data)


# No badge (E) ------------------------------------------------------------------------------------

NO_BADGE = {
    "nothing": b"",
    "white space": b" \r\n\t ",
    "a word": b"badge",
    "a number": b"7",
    "a text in quotes": b'"' + TOKEN.encode() + b'"',
    "an empty object": b"{}",
    "other JSON": b'{"name":"Flipped classroom","type":"Course"}',
    "a list with a badge": f"[{GOOD}]".encode(),
    "a presentation": forge.dumps(
        {"type": "VerifiablePresentation", "verifiableCredential": [sign(badge())]}
    ),
    "a PDF": b"%PDF-1.7\n" + GOOD.encode(),
    "a ZIP": b"PK\x03\x04" + GOOD.encode(),
    "a JPEG": b"\xff\xd8\xff\xe0" + GOOD.encode(),
    "a GIF": b"GIF89a" + GOOD.encode(),
    "a WebP": b"RIFF\x04\0\0\0WEBP" + GOOD.encode(),
    "a page": b"<!DOCTYPE html><html><script>" + GOOD.encode() + b"</script></html>",
    "a page without doctype": b"\n<html>" + GOOD.encode(),
    "a link": f"https://{forge.HOST}/b/7Q2M-XK4T-93PD".encode(),
    "random bytes": bytes(range(256)),
}


@pytest.mark.parametrize("name", NO_BADGE)
def test_what_people_send_by_mistake(name: str) -> None:
    refused(NO_BADGE[name])


@pytest.mark.parametrize("context", ["https://w3id.org/openbadges/v2"])
@pytest.mark.parametrize("wrapped", [False, True])
def test_an_open_badges_2_assertion_is_known_for_what_it_is(context: str, wrapped: bool) -> None:
    assertion = {
        "@context": [context] if wrapped else context,
        "type": "Assertion",
        "id": "https://badges.example/assertions/1",
        "recipient": {"type": "email", "hashed": False, "identity": forge.TEACHER},
        "badge": "https://badges.example/badges/1",
        "verification": {"type": "hosted"},
        "issuedOn": "2020-01-01T00:00:00Z",
    }
    nobody = forge.tripwire()
    report = verify(assertion, nobody)
    expect(report, Verdict.UNSUPPORTED, "format", Outcome.UNDECIDED, Problem.CREDENTIAL_UNSUPPORTED)
    assert report.document is None
    assert nobody.asked == []


def test_a_good_badge_passed_off_as_version_2_is_not_believed() -> None:
    document = badge(**{"@context": [*badge()["@context"], "https://w3id.org/openbadges/v2"]})
    document["proof"] = [forge.proof_of(badge())]
    expect(verify(document), Verdict.UNSUPPORTED)


def test_a_signed_credential_of_another_kind_is_no_badge_and_not_forged() -> None:
    document = sign(forge.status_list())
    report = verify(document)
    expect(report, Verdict.UNSUPPORTED, "schema", Outcome.UNDECIDED, Problem.CREDENTIAL_UNSUPPORTED)


# Tokens (C7) -------------------------------------------------------------------------------------

NOT_COMPACT = {
    "two parts": f"{HEAD}.{PAYLOAD}",
    "four parts": f"{TOKEN}.x",
    "encrypted (five parts)": f"{TOKEN}.{PAYLOAD}.{SIGNATURE}",
    "with disclosures": f"{TOKEN}~WyJzYWx0IiwibmFtZSIsIngiXQ~",
    "detached payload": f"{HEAD}..{SIGNATURE}",
    "padded": f"{HEAD}.{PAYLOAD}=.{SIGNATURE}",
    "the other alphabet": f"{HEAD}.{PAYLOAD}+/.{SIGNATURE}",
    "line breaks inside": f"{HEAD}.\n{PAYLOAD}.{SIGNATURE}",
    "a space inside": f"{HEAD} .{PAYLOAD}.{SIGNATURE}",
    "cut in the payload": TOKEN[: len(HEAD) + 50],
    "the payload is no object": forge.jws(forge.header(), [badge()], forge.DISTRICT_KEY),
    "the payload is no JSON": forge.jws(forge.header(), b"hello", forge.DISTRICT_KEY),
    "the payload is no UTF-8": forge.jws(forge.header(), b'{"a":"\xff"}', forge.DISTRICT_KEY),
    "the payload is compressed": forge.jws(
        forge.header(), zlib.compress(forge.dumps(forge.claims(badge()))), forge.DISTRICT_KEY
    ),
    "a duplicate in the payload": forge.jws(
        forge.header(),
        b'{"iss":"did:web:other.example",' + forge.dumps(forge.claims(badge()))[1:],
        forge.DISTRICT_KEY,
    ),
    "a duplicate in the header": forge.jws(
        b'{"alg":"none",' + forge.dumps(forge.header())[1:], forge.claims(badge())
    ),
    "the header is no object": forge.jws(["EdDSA"], forge.claims(badge()), forge.DISTRICT_KEY),
    "the header is huge": token(badge(), kid="did:web:" + "a" * 20_000),
    "deep in the payload": forge.jws(
        forge.header(), b'{"type":' + b"[" * 5_000 + b"]" * 5_000 + b"}", forge.DISTRICT_KEY
    ),
    "JSON serialization": forge.dumps(
        {"payload": PAYLOAD, "signatures": [{"protected": HEAD, "signature": SIGNATURE}]}
    ),
    "flattened JSON serialization": forge.dumps(
        {"payload": PAYLOAD, "protected": HEAD, "signature": SIGNATURE}
    ),
    "unused bits in the payload": f"{HEAD}.{PAYLOAD[:-1]}{chr(ord(PAYLOAD[-1]) + 1)}.{SIGNATURE}",
}


@pytest.mark.parametrize("name", NOT_COMPACT)
def test_what_is_no_compact_token(name: str) -> None:
    refused(NOT_COMPACT[name])


# Pictures (E1, E2, E5) ---------------------------------------------------------------------------

PNG = png(itxt(GOOD.encode()))
BODY = "<openbadges:credential>{}</openbadges:credential>"


def svg(*elements: str, ns: str = "https://purl.imsglobal.org/ob/v3p0") -> bytes:
    open_, rest = forge.SVG.decode().split(">", 1)
    return f'{open_} xmlns:openbadges="{ns}">{"".join(elements)}{rest}'.encode()


PICTURES = {
    "a PNG without a badge": png(),
    "two badges": png(itxt(GOOD.encode()), itxt(GOOD.encode())),
    "a badge and a CLR": png(itxt(GOOD.encode()), itxt(GOOD.encode(), b"clrcredential")),
    "the badge behind the end": png() + itxt(GOOD.encode()),
    "a wrong checksum": PNG.replace(b"Flipped", b"Flopped"),
    "cut short": PNG[:-20],
    "a chunk longer than the file": png()[:33] + b"\x7f\xff\xff\xffiTXt" + GOOD.encode(),
    "a bomb": png(
        forge.chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0" + zlib.compress(b" " * 50_000_000))
    ),
    "200,000 chunks": b"\x89PNG\r\n\x1a\n" + forge.chunk(b"tEXt", b"") * 200_000,
    "an SVG without a badge": forge.SVG,
    "two badges in an SVG": svg(BODY.format(GOOD), BODY.format(GOOD)),
    "attribute and body differ": svg(
        f'<openbadges:credential verify="{TOKEN}">{GOOD}</openbadges:credential>'
    ),
    "an entity": b'<!DOCTYPE svg [<!ENTITY x "y">]>' + svg(BODY.format("&x;")),
    "an external entity": b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    + svg(BODY.format("&x;")),
    "another namespace": svg(BODY.format(GOOD), ns="https://badges.attacker.example/ns"),
    "an SVG in UTF-16": svg(BODY.format("x")).decode().encode("utf-16"),
    "no SVG at all": svg(BODY.format(GOOD)).replace(b"w3.org/2000", b"w3.org/2001"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_pictures(name: str) -> None:
    refused(PICTURES[name])


def test_a_picture_with_a_forged_badge_is_forged() -> None:
    text = GOOD.replace("Flipped", "Flopped")
    for picture in (png(itxt(text.encode())), svg(BODY.format(text))):
        expect(verify(picture), Verdict.TAMPERED, "signature")


# Size (A7, E1, budgets) --------------------------------------------------------------------------

SIZES = """
    "JSON": lambda n: b'{"type":"VerifiableCredential","x":"' + b"a" * n + b'"}',
    "lists": lambda n: b'{"x":[' + b"[]," * (n // 3),
    "objects": lambda n: b'{"x":[' + b"{}," * (n // 3),
    "members": lambda n: b'{"x":[' + b'{"":0},' * (n // 7) + b"0]}",
    "brackets": lambda n: b'{"x":' + b"[" * n,
    "digits": lambda n: b'{"x":' + b"1" * n + b"}",
    "fraction": lambda n: b'{"x":0.' + b"1" * n + b"}",
    "letters": lambda n: b"e" * n,
    "token": lambda n: b"e30." + b"e" * n + b".e",
    "spaces": lambda n: b" " * n,
    "dots": lambda n: b"." * n,
    "png": lambda n: b"\\x89PNG\\r\\n\\x1a\\n" + b"\\0" * n,
    "svg": lambda n: b"<svg>" + b"<a>" * (n // 3),
    "comments": lambda n: b"<!--" * (n // 4) + b"<svg>",
"""


def test_large_input_costs_little_time_and_memory() -> None:
    """What is just let in as text, just let in as a picture, and 50 MB."""
    script = textwrap.dedent(
        """
        import resource, sys
        from datetime import UTC, datetime
        from openbadges_issuer import Offline, Policy, Verifier
        verifier = Verifier(Policy(any_issuer=True), fetcher=Offline())
        makers = {%s}
        for name, make in makers.items():
            for size in (1_999_000, 4_999_000, 50_000_000):
                data = make(size)
                used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
                resource.setrlimit(resource.RLIMIT_CPU, (int(used) + 3, resource.RLIM_INFINITY))
                report = verifier.verify(data)
                assert not report, (name, size)
                del data
        print(next(x.split()[1] for x in open('/proc/self/status') if x.startswith('VmHWM')))
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", script % SIZES], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 250_000  # KiB, 50 MB of it the input itself
