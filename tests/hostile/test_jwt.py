"""Tokens whose header or claims ask for more than a badge may (threats C1 to C6, C8, B10)."""

from __future__ import annotations

from typing import Any

import pytest

from openbadges_issuer.encoding import base64url_decode, base64url_encode
from openbadges_issuer.errors import Problem
from openbadges_issuer.report import Outcome, Verdict
from tests.hostile import forge
from tests.hostile.forge import badge, claims, expect, header, jws, put, token, verify

FAILED, UNDECIDED = Outcome.FAILED, Outcome.UNDECIDED


def refused(text: str, problem: Problem) -> None:
    report = verify(text)
    expect(report, Verdict.TAMPERED, "signature", FAILED, problem)
    assert report.document is None


def by_hand(head: Any, payload: Any, signature: bytes) -> str:
    return f"{forge.part(head)}.{forge.part(payload)}.{base64url_encode(signature)}"


# C3: names of keys -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kid",
    [
        forge.method(forge.ATTACKER, forge.ATTACKER_KEY.public_key, jwk=True),
        f"{forge.did_key(forge.ATTACKER_KEY)}#{forge.ATTACKER_KEY.public_key.multikey}",
        f"{forge.did_jwk(forge.ATTACKER_KEY)}#0",
        f"https://badges.attacker.example/keys#{forge.ATTACKER_KEY.public_key.multikey}",
        f"https://{forge.HOST}.attacker.example/#{forge.ATTACKER_KEY.public_key.multikey}",
        f"{forge.DISTRICT}#{forge.ATTACKER_KEY.public_key.multikey}",
        f"{forge.DISTRICT}.attacker.example#key-1",
        f"{forge.DISTRICT}:attacker#key-1",
    ],
)
def test_keys_of_somebody_else(kid: str) -> None:
    web = forge.server()
    report = verify(token(badge(), forge.ATTACKER_KEY, kid=kid), web)
    expect(report, Verdict.TAMPERED, "key_bound_to_issuer", FAILED, Problem.KEY_NOT_AUTHORIZED)
    assert report.document is None
    assert set(web.asked) <= {forge.DID_URL}


@pytest.mark.parametrize(
    "kid",
    [
        "",
        "key-1",
        "../../../../etc/passwd",
        "/dev/null",
        "file:///etc/passwd#k",
        "' OR 1=1 --#k",
        "http://169.254.169.254/latest/meta-data#k",
        "https://127.0.0.1/#k",
        "https://user@badges.example/#k",
        "gopher://x/#k",
        "did:web:#k",
        "did:web:127.0.0.1#k",
        "did:web:..%2F..%2Fetc#k",
        "did:web:badges.example%00.evil.example#k",
        "did:example:1#k",
        "did:web:a#b#c",
        f"{forge.DISTRICT}#",
        f"{forge.DISTRICT}",
        "did:web:" + "a" * 5_000 + "#k",
        "did:key:zzz#zzz",
        "did:jwk:e30#0",
    ],
)
def test_names_that_lead_nowhere(kid: str) -> None:
    web = forge.server()
    report = verify(token(badge(), kid=kid), web)
    assert report.verdict in {Verdict.TAMPERED, Verdict.KEY_UNREACHABLE, Verdict.UNSUPPORTED}
    assert report.check("signature").outcome is not Outcome.PASSED
    assert set(web.asked) <= {forge.DID_URL}


# C5: claims --------------------------------------------------------------------------------------


def test_a_true_that_equals_one() -> None:
    document = badge(validFrom="1970-01-01T00:00:01Z")
    expect(verify(token(document)), Verdict.VALID)
    payload = claims(document, nbf=True)
    refused(jws(header(), payload, forge.DISTRICT_KEY), Problem.CLAIM_MISMATCH)


# C8: weak RSA keys -------------------------------------------------------------------------------


def uint(number: int) -> str:
    return base64url_encode(number.to_bytes((number.bit_length() + 7) // 8))


def rsa_token(n: int, e: int, d: int) -> str:
    """Sign with an RSA key of any strength, which is the issuer's own did:jwk."""
    issuer = f"did:jwk:{forge.part({'kty': 'RSA', 'n': uint(n), 'e': uint(e)})}"
    document = put(badge(), "issuer", "id", to=issuer)
    head = {"alg": "RS256", "kid": f"{issuer}#0"}
    data = f"{forge.part(head)}.{forge.part(claims(document))}".encode()
    return by_hand(head, claims(document), forge.rs256(n, d, data))


def test_rsa_keys_are_strong_or_refused() -> None:
    p, q, d = forge.rsa_numbers(2048)
    expect(verify(rsa_token(p * q, 65_537, d), policy=forge.ANYBODY), Verdict.VALID)
    small_p, small_q, small_d = forge.rsa_numbers(1024)
    weak = {
        "1024 bits": (small_p * small_q, 65_537, small_d),
        "e is 1": (p * q, 1, 1),
        "e is even": (p * q, 65_536, 1),
        "e is huge": (p * q, 2**64 + 1, 1),
        "n is even": (p * q + 1, 65_537, 1),
    }
    for name, key in weak.items():
        report = verify(rsa_token(*key), policy=forge.ANYBODY)
        expect(report, Verdict.TAMPERED, "signature", FAILED, Problem.KEY_INVALID)
        assert report.document is None, name


# B10: ECDSA --------------------------------------------------------------------------------------

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def es256(r: int, s: int) -> str:
    body = token(badge(), forge.DISTRICT_P256).rpartition(".")[0]
    return f"{body}.{base64url_encode(r.to_bytes(32) + s.to_bytes(32))}"


def test_ecdsa_signatures_out_of_range() -> None:
    signature = base64url_decode(token(badge(), forge.DISTRICT_P256).rpartition(".")[2])
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    expect(verify(es256(r, s)), Verdict.VALID)
    for forged in [(0, 0), (0, s), (r, 0), (ORDER, s), (r, ORDER), (ORDER, ORDER), (s, r), (1, 1)]:
        refused(es256(*forged), Problem.SIGNATURE_INVALID)


def test_the_other_half_of_an_ecdsa_signature_changes_no_content() -> None:
    """Both s and n − s hold for every ECDSA signature; so no signature serves as an id."""
    signature = base64url_decode(token(badge(), forge.DISTRICT_P256).rpartition(".")[2])
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    report = verify(es256(r, ORDER - s))
    expect(report, Verdict.VALID)
    assert report.document == badge()
