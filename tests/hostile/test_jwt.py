"""Tokens whose header or claims ask for more than a badge may (threats C1 to C6, C8, B10)."""

from __future__ import annotations

import hmac
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from openbadges_issuer.encoding import base64url_decode, base64url_encode
from openbadges_issuer.errors import Problem
from openbadges_issuer.report import Outcome, Verdict
from tests.hostile import forge
from tests.hostile.forge import ABSENT, badge, claims, expect, header, jws, put, token, verify

FAILED, UNDECIDED = Outcome.FAILED, Outcome.UNDECIDED
TOKEN = token(badge())


def refused(text: str, problem: Problem) -> None:
    report = verify(text)
    expect(report, Verdict.TAMPERED, "signature", FAILED, problem)
    assert report.document is None


def with_claims(**changes: Any) -> str:
    return jws(header(), claims(badge(), **changes), forge.DISTRICT_KEY)


def by_hand(head: Any, payload: Any, signature: bytes) -> str:
    return f"{forge.part(head)}.{forge.part(payload)}.{base64url_encode(signature)}"


# Tampering ---------------------------------------------------------------------------------------


def test_another_payload_under_the_same_signature() -> None:
    head, _, signature = TOKEN.split(".")
    for change in ({"name": "Doctor"}, {"validUntil": "2099-01-01T00:00:00Z"}):
        document = badge(**change)
        refused(f"{head}.{forge.part(claims(document))}.{signature}", Problem.SIGNATURE_INVALID)


def test_another_spelling_of_the_same_payload() -> None:
    head, payload, signature = TOKEN.split(".")
    spaced = base64url_decode(payload).replace(b'":', b'": ')
    refused(f"{head}.{forge.part(spaced)}.{signature}", Problem.SIGNATURE_INVALID)


@pytest.mark.parametrize("signature", [b"", b"\0", bytes(63), bytes(64), bytes(65), bytes(256)])
def test_no_signature(signature: bytes) -> None:
    refused(by_hand(header(), claims(badge()), signature), Problem.SIGNATURE_INVALID)


def test_a_second_spelling_of_the_signature() -> None:
    """64 bytes leave four bits of the last letter unused."""
    assert TOKEN[-1] in "AQgw"
    refused(TOKEN[:-1] + chr(ord(TOKEN[-1]) + 1), Problem.SIGNATURE_INVALID)


# C1: algorithms ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "alg", ["none", "None", "NONE", "nOnE", "", None, ABSENT, ["EdDSA"], 5, {}]
)
@pytest.mark.parametrize("signer", [None, forge.DISTRICT_KEY])
def test_no_algorithm(alg: Any, signer: Any) -> None:
    text = jws(header(alg=alg), claims(badge()), signer)
    refused(text, Problem.ALG_NOT_ALLOWED)


@pytest.mark.parametrize("alg", ["HS256", "HS384", "HS512", "hs256", "dir", "A128KW"])
def test_a_public_key_as_shared_secret(alg: str) -> None:
    key = forge.DISTRICT_RSA.public_key.key
    for secret in (
        key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    ):
        head, payload = header(forge.DISTRICT_RSA, alg=alg), claims(badge())
        data = f"{forge.part(head)}.{forge.part(payload)}".encode()
        refused(
            by_hand(head, payload, hmac.digest(secret, data, "sha256")), Problem.ALG_NOT_ALLOWED
        )


@pytest.mark.parametrize("alg", ["RS1", "ED25519", "eddsa", "EdDSA ", "Ed25519ph", "SHA256"])
def test_algorithms_that_nobody_uses(alg: str) -> None:
    refused(token(badge(), alg=alg), Problem.ALG_NOT_ALLOWED)


@pytest.mark.parametrize(
    "alg", ["RS384", "RS512", "PS256", "ES512", "ES256K", "Ed448", "ML-DSA-44"]
)
def test_algorithms_that_we_do_not_know(alg: str) -> None:
    report = verify(token(badge(), alg=alg))
    expect(report, Verdict.UNSUPPORTED, "signature", UNDECIDED, Problem.PROOF_UNSUPPORTED)


@pytest.mark.parametrize("signer", forge.DISTRICT_KEYS, ids=lambda signer: signer.algorithm)
@pytest.mark.parametrize("alg", ["EdDSA", "Ed25519", "ES256", "ES384", "RS256"])
def test_the_key_settles_the_algorithm(signer: Any, alg: str) -> None:
    own = {"Ed25519": {"EdDSA", "Ed25519"}}.get(signer.algorithm, {signer.algorithm})
    text = token(badge(), signer, alg=alg)
    if alg in own:
        expect(verify(text), Verdict.VALID)
    else:
        refused(text, Problem.ALG_NOT_ALLOWED)


def test_a_shared_secret_as_did_jwk() -> None:
    secret = b"everybody can read this"
    issuer = f"did:jwk:{forge.part({'kty': 'oct', 'k': base64url_encode(secret)})}"
    document = put(badge(), "issuer", "id", to=issuer)
    for alg, problem in (
        ("HS256", Problem.ALG_NOT_ALLOWED),
        ("EdDSA", Problem.KEY_INVALID),
    ):
        head = header(alg=alg, kid=f"{issuer}#0")
        data = f"{forge.part(head)}.{forge.part(claims(document))}".encode()
        text = by_hand(head, claims(document), hmac.digest(secret, data, "sha256"))
        report = verify(text, policy=forge.ANYBODY)
        expect(report, Verdict.TAMPERED, "signature", FAILED, problem)


# C2: keys in the header --------------------------------------------------------------------------

ATTACKERS_JWK = forge.ATTACKER_KEY.public_key.jwk


def test_a_key_that_the_token_brings_is_looked_for_in_the_issuers_document() -> None:
    own = token(badge(), kid=ABSENT, jwk=forge.DISTRICT_KEY.public_key.jwk)
    expect(verify(own), Verdict.VALID)
    foreign = token(badge(), forge.ATTACKER_KEY, kid=ABSENT, jwk=ATTACKERS_JWK)
    expect(
        verify(foreign, policy=forge.ANYBODY),
        Verdict.TAMPERED,
        "key_bound_to_issuer",
        FAILED,
        Problem.KEY_NOT_AUTHORIZED,
    )


@pytest.mark.parametrize("did", [None, b"<html>", b'{"id": "did:web:badges.other.example"}'])
def test_a_key_that_the_token_brings_proves_nobody_without_a_document(did: bytes | None) -> None:
    for signer in (forge.ATTACKER_KEY, forge.DISTRICT_KEY):
        text = token(badge(), signer, kid=ABSENT, jwk=signer.public_key.jwk)
        web = forge.tripwire() if did is None else forge.server(did=did)
        report = verify(text, web, policy=forge.ANYBODY)
        expect(
            report,
            Verdict.ISSUER_UNKNOWN,
            "key_bound_to_issuer",
            UNDECIDED,
            Problem.KEY_UNCONFIRMED,
        )
        assert report.issuer_name is None


def test_a_key_of_a_local_issuer_is_its_own() -> None:
    for signer in (forge.DISTRICT_KEY, forge.ATTACKER_KEY):
        issuer = forge.did_key(signer)
        document = put(badge(), "issuer", "id", to=issuer)
        text = token(
            document, forge.DISTRICT_KEY, kid=ABSENT, jwk=forge.DISTRICT_KEY.public_key.jwk
        )
        report = verify(text, forge.tripwire(), policy=forge.ANYBODY)
        own = signer is forge.DISTRICT_KEY
        assert report.verdict is (Verdict.VALID if own else Verdict.TAMPERED)


def test_a_stolen_key_is_stolen_whichever_way_it_comes() -> None:
    """The document lists the key twice; only one of the methods tells of the theft."""
    document = json.loads(forge.documents()[forge.DID_URL])
    key = forge.DISTRICT_KEY.public_key
    for listed in document["verificationMethod"]:
        if listed["id"] == forge.method(forge.DISTRICT, key):
            listed["revoked"] = "2026-11-01T00:00:00Z"
    web = forge.server(did=forge.dumps(document))
    report = verify(token(badge(), kid=ABSENT, jwk=key.jwk), web)
    expect(report, Verdict.TAMPERED, "key_bound_to_issuer", FAILED, Problem.KEY_REVOKED)


# A kid that leads to a bare key ------------------------------------------------------------------

KEY_URL = f"https://{forge.HOST}/keys/1"


def with_key(jwk: Any, *, at: str = KEY_URL, kid: str = KEY_URL, signer: Any = None) -> Any:
    web = forge.server()
    web.holds[at] = jwk if isinstance(jwk, bytes) else forge.dumps(jwk)
    text = token(badge(), signer or forge.DISTRICT_KEY, kid=kid)
    return verify(text, web, policy=forge.TRUSTED), web


def test_a_bare_key_of_the_issuers_is_good() -> None:
    report, web = with_key(forge.DISTRICT_KEY.public_key.jwk)
    expect(report, Verdict.VALID)
    assert set(web.asked) == {KEY_URL, forge.DID_URL}


def test_a_bare_key_that_the_issuers_document_does_not_list() -> None:
    """Several issuers may share a host: an address there is not yet the issuer's word."""
    report, _ = with_key(ATTACKERS_JWK, signer=forge.ATTACKER_KEY)
    expect(report, Verdict.TAMPERED, "key_bound_to_issuer", FAILED, Problem.KEY_NOT_AUTHORIZED)


def test_a_bare_key_that_did_not_sign() -> None:
    report, web = with_key(ATTACKERS_JWK)
    expect(report, Verdict.TAMPERED, "signature", FAILED, Problem.SIGNATURE_INVALID)
    assert web.asked == [KEY_URL]


@pytest.mark.parametrize(
    "kid",
    [
        "https://badges.attacker.example/keys/1",
        f"https://{forge.HOST}.attacker.example/keys/1",
        f"https://{forge.HOST}:8443/keys/1",
        f"http://{forge.HOST}/keys/1",
        f"https://attacker@{forge.HOST}/keys/1",
        f"//{forge.HOST}/keys/1",
        "/keys/1",
        "file:///keys/1",
    ],
)
def test_a_bare_key_elsewhere_is_not_asked_for(kid: str) -> None:
    report, web = with_key(forge.DISTRICT_KEY.public_key.jwk, at=kid, kid=kid)
    assert not report
    assert web.asked == []


@pytest.mark.parametrize(
    ("body", "verdict", "problem"),
    [
        (b"", Verdict.KEY_UNREACHABLE, Problem.DID_RESOLUTION_FAILED),
        (b"<html>", Verdict.KEY_UNREACHABLE, Problem.DID_RESOLUTION_FAILED),
        (b"[]", Verdict.KEY_UNREACHABLE, Problem.DID_RESOLUTION_FAILED),
        ({"keys": [ATTACKERS_JWK]}, Verdict.KEY_UNREACHABLE, Problem.DID_RESOLUTION_FAILED),
        ({**ATTACKERS_JWK, "d": "AA"}, Verdict.KEY_UNREACHABLE, Problem.DID_RESOLUTION_FAILED),
        (b" " * 70_000, Verdict.KEY_UNREACHABLE, Problem.DID_RESOLUTION_FAILED),
        ({"kty": "AKP", "pub": "AA"}, Verdict.UNSUPPORTED, Problem.KEY_UNSUPPORTED),
    ],
    ids=str,
)
def test_what_is_no_bare_key(body: Any, verdict: Verdict, problem: Problem) -> None:
    report, _ = with_key(body)
    expect(report, verdict, "signature", UNDECIDED, problem)


def test_a_bare_key_that_is_not_there() -> None:
    report = verify(token(badge(), kid=KEY_URL))
    expect(report, Verdict.KEY_UNREACHABLE, "signature", UNDECIDED, Problem.KEY_UNREACHABLE)


def test_a_key_that_the_token_brings_beside_the_issuers() -> None:
    refused(token(badge(), jwk=ATTACKERS_JWK), Problem.SIGNATURE_INVALID)
    forged = token(badge(), forge.ATTACKER_KEY, kid=header()["kid"], jwk=ATTACKERS_JWK)
    refused(forged, Problem.SIGNATURE_INVALID)


@pytest.mark.parametrize(
    "jwk",
    [
        {**ATTACKERS_JWK, "d": base64url_encode(bytes(32))},
        {"kty": "oct", "k": "c2VjcmV0"},
        {**ATTACKERS_JWK, "x": base64url_encode(bytes(32))},
        {**ATTACKERS_JWK, "x": ATTACKERS_JWK["x"] + "A"},
        {**ATTACKERS_JWK, "use": "enc"},
        {},
        {
            "kty": "EC",
            "crv": "P-256",
            "x": base64url_encode(bytes(32)),
            "y": base64url_encode(bytes(32)),
        },
    ],
    ids=str,
)
def test_bad_keys_that_the_token_brings(jwk: Any) -> None:
    refused(token(badge(), forge.ATTACKER_KEY, kid=ABSENT, jwk=jwk), Problem.KEY_INVALID)


@pytest.mark.parametrize("jwk", ["x", 5, [], True])
def test_what_is_no_key(jwk: Any) -> None:
    refused(token(badge(), jwk=jwk), Problem.JOSE_HEADER_FORBIDDEN)


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


@pytest.mark.parametrize("kid", [ABSENT, None, 5, ["x"], {}, True])
def test_no_name(kid: Any) -> None:
    refused(token(badge(), kid=kid), Problem.JOSE_HEADER_FORBIDDEN)


# C4: further members of the header ---------------------------------------------------------------


@pytest.mark.parametrize(
    "member",
    [
        {"jku": f"https://{forge.HOST}/.well-known/jwks.json"},
        {"x5u": f"https://{forge.HOST}/cert.pem"},
        {"x5c": ["MIIB"]},
        {"x5t": "x"},
        {"x5t#S256": "x"},
        {"crit": []},
        {"crit": ["alg"]},
        {"crit": ["b64"], "b64": False},
        {"b64": True},
        {"zip": "DEF"},
        {"cty": "vc"},
        {"enc": "A128GCM"},
        {"iss": forge.DISTRICT},
        {"nonce": "x"},
        {"": 1},
        {"Alg": "none"},
        {"typ": "vc+jwt"},
        {"typ": "vc+ld+jwt"},
        {"typ": "at+jwt"},
        {"typ": "jwt"},
        {"typ": None},
        {"typ": ["JWT"]},
    ],
    ids=str,
)
def test_members_that_a_badge_may_not_have(member: dict[str, Any]) -> None:
    refused(token(badge(), **member), Problem.JOSE_HEADER_FORBIDDEN)


# C5: claims --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("iss", forge.ATTACKER),
        ("iss", f"{forge.DISTRICT}/"),
        ("iss", [forge.DISTRICT]),
        ("iss", {"id": forge.DISTRICT}),
        ("iss", ABSENT),
        ("iss", None),
        ("sub", "did:example:attacker"),
        ("sub", ABSENT),
        ("jti", "urn:uuid:1"),
        ("jti", ABSENT),
        ("nbf", ABSENT),
        ("nbf", 0),
        ("nbf", claims(badge())["nbf"] + 1),
        ("nbf", str(claims(badge())["nbf"])),
        ("nbf", badge()["validFrom"]),
        ("nbf", [claims(badge())["nbf"]]),
        ("nbf", None),
        ("exp", claims(badge())["nbf"] + 10**9),
        ("exp", 0),
        ("exp", None),
        ("exp", "never"),
    ],
)
def test_claims_that_say_something_else(claim: str, value: Any) -> None:
    refused(with_claims(**{claim: value}), Problem.CLAIM_MISMATCH)


def test_a_true_that_equals_one() -> None:
    document = badge(validFrom="1970-01-01T00:00:01Z")
    expect(verify(token(document)), Verdict.VALID)
    payload = claims(document, nbf=True)
    refused(jws(header(), payload, forge.DISTRICT_KEY), Problem.CLAIM_MISMATCH)


@pytest.mark.parametrize("path", [("id",), ("credentialSubject", "id"), ("validFrom",)])
def test_a_credential_that_lacks_what_a_claim_stands_for(path: tuple[str, ...]) -> None:
    payload = put(claims(badge()), *path, to=ABSENT)
    refused(jws(header(), payload, forge.DISTRICT_KEY), Problem.CLAIM_MISMATCH)


def test_a_credential_that_names_no_issuer() -> None:
    payload = put(claims(badge()), "issuer", to=ABSENT)
    report = verify(jws(header(), payload, forge.DISTRICT_KEY))
    expect(report, Verdict.TAMPERED, "key_bound_to_issuer", FAILED, Problem.KEY_NOT_AUTHORIZED)


def test_two_credentials_in_one_token() -> None:
    payload = claims(badge()) | {"vc": badge(name="Doctor of Education")}
    report = verify(jws(header(), payload, forge.DISTRICT_KEY))
    expect(report, Verdict.TAMPERED, "format", FAILED, Problem.UNDEFINED_TERM)


def test_a_credential_in_the_old_claim_only() -> None:
    payload = {key: value for key, value in claims(badge()).items() if key not in badge()}
    report = verify(jws(header(), payload | {"vc": badge()}, forge.DISTRICT_KEY))
    expect(report, Verdict.UNSUPPORTED)


# C6: times ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [True, "2099", [4_000_000_000], {}, -1, 1e300])
def test_an_end_of_another_kind(value: Any) -> None:
    document = badge(validUntil="2099-01-01T00:00:00Z")
    text = jws(header(), claims(document, exp=value), forge.DISTRICT_KEY)
    refused(text, Problem.CLAIM_MISMATCH)


def test_an_end_in_one_place_only() -> None:
    ending = badge(validUntil="2099-01-01T00:00:00Z")
    refused(jws(header(), claims(ending, exp=ABSENT), forge.DISTRICT_KEY), Problem.CLAIM_MISMATCH)
    refused(with_claims(exp=4_070_908_800), Problem.CLAIM_MISMATCH)


def test_an_end_that_is_past_in_either() -> None:
    past = badge(validUntil="2026-11-01T00:00:00Z")
    expect(verify(token(past)), Verdict.EXPIRED, "not_after", FAILED, Problem.EXPIRED)
    text = jws(header(), claims(past, exp=4_070_908_800), forge.DISTRICT_KEY)
    refused(text, Problem.CLAIM_MISMATCH)


@pytest.mark.parametrize("member", ["validFrom", "validUntil"])
@pytest.mark.parametrize("value", ["2026-10-22", "soon", 5, None, ["2026-10-22T15:00:00Z"]])
def test_dates_of_another_kind(member: str, value: Any) -> None:
    payload = claims(badge()) | {member: value}
    report = verify(jws(header(), payload, forge.DISTRICT_KEY))
    expect(report, Verdict.TAMPERED)


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


@pytest.mark.parametrize("bits", [8_200, 65_536])
def test_an_rsa_key_that_is_too_large(bits: int) -> None:
    jwk = {"kty": "RSA", "n": uint(2 ** (bits - 1) + 1), "e": "AQAB"}
    text = by_hand({"alg": "RS256", "jwk": jwk}, claims(badge()), bytes(bits // 8))
    report = verify(text, policy=forge.ANYBODY)
    expect(report, Verdict.TAMPERED, "signature", FAILED, Problem.KEY_INVALID)


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


def test_a_der_signature() -> None:
    body, _, signature = token(badge(), forge.DISTRICT_P256).rpartition(".")
    raw = base64url_decode(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    refused(f"{body}.{base64url_encode(der)}", Problem.SIGNATURE_INVALID)


def test_a_point_off_the_curve() -> None:
    jwk = forge.ecdsa(7, ec.SECP256R1()).public_key.jwk
    bent = {**jwk, "y": jwk["x"]}
    issuer = f"did:jwk:{forge.part(bent)}"
    document = put(badge(), "issuer", "id", to=issuer)
    text = token(document, forge.DISTRICT_P256, kid=f"{issuer}#0")
    report = verify(text, policy=forge.ANYBODY)
    expect(report, Verdict.TAMPERED, "signature", FAILED, Problem.KEY_INVALID)
