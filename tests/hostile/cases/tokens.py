"""Tokens whose header or claims ask for more than a badge may (threats C1 to C6, C8, B10)."""

from __future__ import annotations

import hmac
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from openbadges_issuer.encoding import base64url_decode, base64url_encode
from openbadges_issuer.errors import Problem
from openbadges_issuer.report import Verdict
from tests.hostile import forge
from tests.hostile.cases.case import (
    KEY_INVALID,
    NOT_AUTHORIZED,
    NOT_RESOLVED,
    SIGNATURE_INVALID,
    UNDEFINED_TERM,
    Answer,
    Rows,
    case,
    tampered,
    unsupported,
)
from tests.hostile.cases.suites import ORDERS
from tests.hostile.forge import ABSENT, badge, claims, header, jws, put, token

TOKEN = token(badge())
NOT_ALLOWED = tampered("signature", Problem.ALG_NOT_ALLOWED)
UNSUPPORTED = unsupported("signature", Problem.PROOF_UNSUPPORTED)
FORBIDDEN = tampered("signature", Problem.JOSE_HEADER_FORBIDDEN)
MISMATCH = tampered("signature", Problem.CLAIM_MISMATCH)
ATTACKERS_JWK = forge.ATTACKER_KEY.public_key.jwk
P256_ORDER = ORDERS["ES256"]


def rows() -> Rows:
    yield from signatures()
    yield from algorithms()
    yield from shared_secrets()
    yield from keys_in_the_header()
    yield from names_of_keys()
    yield from members_of_the_header()
    yield from claims_that_differ()
    yield from ends()
    yield from weak_keys()


def by_hand(head: Any, payload: Any, signature: bytes) -> str:
    return f"{forge.part(head)}.{forge.part(payload)}.{base64url_encode(signature)}"


def shown(value: Any) -> str:
    return "missing" if value is ABSENT else repr(value)


def signatures() -> Rows:
    """Another payload, no signature, another spelling of it; B10: ECDSA out of range."""
    head, payload, signature = TOKEN.split(".")
    for change in ({"name": "Doctor"}, {"validUntil": "2099-01-01T00:00:00Z"}):
        text = f"{head}.{forge.part(claims(badge(**change)))}.{signature}"
        yield case("C5", f"{' '.join(change)} changed", text, SIGNATURE_INVALID)
    spaced = base64url_decode(payload).replace(b'":', b'": ')
    text = f"{head}.{forge.part(spaced)}.{signature}"
    yield case("C5", "the payload spelled in another way", text, SIGNATURE_INVALID)
    for made in (b"", b"\0", bytes(63), bytes(64), bytes(65), bytes(256)):
        text = by_hand(header(), claims(badge()), made)
        yield case("B9", f"a token signed with {len(made)} zeros", text, SIGNATURE_INVALID)
    text = TOKEN[:-1] + chr(ord(TOKEN[-1]) + 1)
    yield case("B9", "unused bits in the signature of a token", text, SIGNATURE_INVALID)
    body, _, signature = token(badge(), forge.DISTRICT_P256).rpartition(".")
    raw = base64url_decode(signature)
    r, s = int.from_bytes(raw[:32]), int.from_bytes(raw[32:])
    for name, forged in {
        "r and s are 0": (0, 0),
        "r is 0": (0, s),
        "s is 0": (r, 0),
        "r is n": (P256_ORDER, s),
        "s is n": (r, P256_ORDER),
        "both are n": (P256_ORDER, P256_ORDER),
        "r and s are swapped": (s, r),
        "both are 1": (1, 1),
    }.items():
        made = b"".join(number.to_bytes(32) for number in forged)
        text = f"{body}.{base64url_encode(made)}"
        yield case("B10", f"ES256: {name}", text, SIGNATURE_INVALID)
    text = f"{body}.{base64url_encode(encode_dss_signature(r, s))}"
    yield case("B9", "ES256 in DER", text, SIGNATURE_INVALID)


def algorithms() -> Rows:
    """C1: the algorithm comes from the key."""
    for signer in (None, forge.DISTRICT_KEY):
        signed = "signed" if signer else "not signed"
        for alg in ("none", "None", "NONE", "nOnE", "", None, ABSENT, ["EdDSA"], 5, {}):
            text = jws(header(alg=alg), claims(badge()), signer)
            yield case("C1", f"alg is {shown(alg)}, {signed}", text, NOT_ALLOWED)
    public = forge.DISTRICT_RSA.public_key.key
    for alg in ("HS256", "HS384", "HS512", "hs256", "dir", "A128KW"):
        for form, encoding in (("PEM", Encoding.PEM), ("DER", Encoding.DER)):
            secret = public.public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)
            head, payload = header(forge.DISTRICT_RSA, alg=alg), claims(badge())
            data = f"{forge.part(head)}.{forge.part(payload)}".encode()
            text = by_hand(head, payload, hmac.digest(secret, data, "sha256"))
            name = f"alg is {alg}, the public key as secret ({form})"
            yield case("C1", name, text, NOT_ALLOWED)
    for alg in ("RS1", "ED25519", "eddsa", "EdDSA ", "Ed25519ph", "SHA256"):
        yield case("C1", f"alg is {alg!r}", token(badge(), alg=alg), NOT_ALLOWED)
    for alg in ("RS384", "RS512", "PS256", "ES512", "ES256K", "Ed448", "ML-DSA-44"):
        yield case("C1", f"alg is {alg}", token(badge(), alg=alg), UNSUPPORTED)
    for signer in forge.DISTRICT_KEYS:
        own = {"EdDSA", "Ed25519"} if signer.algorithm == "Ed25519" else {signer.algorithm}
        for alg in ("EdDSA", "Ed25519", "ES256", "ES384", "RS256"):
            if alg not in own:
                text = token(badge(), signer, alg=alg)
                yield case("C1", f"alg is {alg}, the key for {signer.algorithm}", text, NOT_ALLOWED)


def shared_secrets() -> Rows:
    """C1: a key that everybody can sign with."""
    secret = b"everybody can read this"
    issuer = f"did:jwk:{forge.part({'kty': 'oct', 'k': base64url_encode(secret)})}"
    document = put(badge(), "issuer", "id", to=issuer)
    for alg, answer in (("HS256", NOT_ALLOWED), ("EdDSA", KEY_INVALID)):
        head = header(alg=alg, kid=f"{issuer}#0")
        data = f"{forge.part(head)}.{forge.part(claims(document))}".encode()
        text = by_hand(head, claims(document), hmac.digest(secret, data, "sha256"))
        yield case("C1", f"a shared secret as did:jwk, {alg}", text, answer, trusted=None)


def keys_in_the_header() -> Rows:
    """C2."""
    brought = token(badge(), forge.ATTACKER_KEY, kid=ABSENT, jwk=ATTACKERS_JWK)
    yield case("C2", "the attacker's key alone", brought, NOT_AUTHORIZED, trusted=None)
    text = token(badge(), jwk=ATTACKERS_JWK)
    yield case("C2", "the attacker's key beside the district's", text, SIGNATURE_INVALID)
    text = token(badge(), forge.ATTACKER_KEY, kid=header()["kid"], jwk=ATTACKERS_JWK)
    yield case("C2", "the attacker's key in the district's name", text, SIGNATURE_INVALID)
    zeros = base64url_encode(bytes(32))
    for name, jwk in {
        "private": {**ATTACKERS_JWK, "d": zeros},
        "secret": {"kty": "oct", "k": "c2VjcmV0"},
        "of small order": {**ATTACKERS_JWK, "x": zeros},
        "too long": {**ATTACKERS_JWK, "x": ATTACKERS_JWK["x"] + "A"},
        "for encryption": {**ATTACKERS_JWK, "use": "enc"},
        "empty": {},
        "the point at infinity": {"kty": "EC", "crv": "P-256", "x": zeros, "y": zeros},
    }.items():
        text = token(badge(), forge.ATTACKER_KEY, kid=ABSENT, jwk=jwk)
        yield case("C2", f"a key that is {name}", text, KEY_INVALID)
    for jwk in ("x", 5, [], True):
        yield case("C2", f"a key that is {jwk!r}", token(badge(), jwk=jwk), FORBIDDEN)


MULTIKEY = forge.ATTACKER_KEY.public_key.multikey
OTHERS = [
    forge.method(forge.ATTACKER, forge.ATTACKER_KEY.public_key, jwk=True),
    f"https://badges.attacker.example/keys#{MULTIKEY}",
    f"https://{forge.HOST}.attacker.example/#{MULTIKEY}",
    f"{forge.DISTRICT}.attacker.example#key-1",
    f"{forge.DISTRICT}:attacker#key-1",
    "https://badges.attacker.example/keys/1",
    f"https://{forge.HOST}@attacker.example/keys/1",
    f"https://www.{forge.HOST}/keys/1",
    f"https://{forge.HOST}:8443/keys/1",
]
NOWHERE = [
    *("", "key-1", "../../../../etc/passwd", "/dev/null", "file:///etc/passwd#k"),
    *("' OR 1=1 --#k", "http://169.254.169.254/latest/meta-data#k", "gopher://x/#k"),
    *("https://user@badges.example/#k", "did:web:#k", "did:web:127.0.0.1#k", "did:web:a#b#c"),
    *("did:web:..%2F..%2Fetc#k", "did:web:badges.example%00.evil.example#k"),
    *(f"{forge.DISTRICT}#", forge.DISTRICT, "did:web:" + "a" * 5_000 + "#k"),
]


def names_of_keys() -> Rows:
    """C3."""
    for kid in OTHERS:
        text = token(badge(), forge.ATTACKER_KEY, kid=kid)
        yield case("C3", f"kid is {kid[:80]}", text, NOT_AUTHORIZED, trusted=None)
    for kid in NOWHERE:
        yield case("C3", f"kid is {kid[:80]!r}", token(badge(), kid=kid), NOT_RESOLVED)
    for kid, answer in (
        ("https://127.0.0.1/#k", NOT_AUTHORIZED),
        ("did:example:1#k", unsupported("signature", Problem.KEY_UNSUPPORTED)),
        ("did:key:zzz#zzz", KEY_INVALID),
        ("did:jwk:e30#0", KEY_INVALID),
    ):
        yield case("C3", f"kid is {kid}", token(badge(), kid=kid), answer)
    for kid in (ABSENT, None, 5, ["x"], {}, True):
        yield case("C3", f"kid is {shown(kid)}", token(badge(), kid=kid), FORBIDDEN)


def members_of_the_header() -> Rows:
    """C4."""
    for member in (
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
    ):
        yield case("C4", f"a header with {member!r}", token(badge(), **member), FORBIDDEN)


def claims_that_differ() -> Rows:
    """C5."""
    nbf = claims(badge())["nbf"]
    for claim, value in (
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
        ("nbf", nbf + 1),
        ("nbf", str(nbf)),
        ("nbf", badge()["validFrom"]),
        ("nbf", [nbf]),
        ("nbf", None),
        ("exp", nbf + 10**9),
        ("exp", 0),
        ("exp", None),
        ("exp", "never"),
    ):
        text = jws(header(), claims(badge(), **{claim: value}), forge.DISTRICT_KEY)
        yield case("C5", f"{claim} is {shown(value)}", text, MISMATCH)
    payload = claims(badge(validFrom="1970-01-01T00:00:01Z"), nbf=True)
    yield case("C5", "a true that equals one", jws(header(), payload, forge.DISTRICT_KEY), MISMATCH)
    for path in (("id",), ("credentialSubject", "id"), ("validFrom",)):
        payload = put(claims(badge()), *path, to=ABSENT)
        text = jws(header(), payload, forge.DISTRICT_KEY)
        yield case("C5", f"a badge without {'.'.join(path)}", text, MISMATCH)
    payload = put(claims(badge()), "issuer", to=ABSENT)
    text = jws(header(), payload, forge.DISTRICT_KEY)
    yield case("C5", "a badge without issuer", text, NOT_AUTHORIZED)
    payload = claims(badge()) | {"vc": badge(name="Doctor of Education")}
    text = jws(header(), payload, forge.DISTRICT_KEY)
    yield case("C5", "two badges in one token", text, UNDEFINED_TERM)
    payload = {key: value for key, value in claims(badge()).items() if key not in badge()}
    text = jws(header(), payload | {"vc": badge()}, forge.DISTRICT_KEY)
    answer = unsupported("format", Problem.CREDENTIAL_UNSUPPORTED)
    yield case("C5", "a badge in the claim of VC 1.1", text, answer)


def ends() -> Rows:
    """C6."""
    ending = badge(validUntil="2099-01-01T00:00:00Z")
    for value in (True, "2099", [4_000_000_000], {}, -1, 1e300, ABSENT):
        text = jws(header(), claims(ending, exp=value), forge.DISTRICT_KEY)
        yield case("C6", f"exp is {shown(value)} beside validUntil", text, MISMATCH)
    text = jws(header(), claims(badge(), exp=4_070_908_800), forge.DISTRICT_KEY)
    yield case("C6", "exp without validUntil", text, MISMATCH)
    past = badge(validUntil="2026-11-01T00:00:00Z")
    answer = Answer(Verdict.EXPIRED, "not_after", problem=Problem.EXPIRED)
    yield case("C6", "both are past", token(past), answer)
    text = jws(header(), claims(past, exp=4_070_908_800), forge.DISTRICT_KEY)
    yield case("C6", "validUntil is past, exp is not", text, MISMATCH)
    for member in ("validFrom", "validUntil"):
        for value in ("2026-10-22", "soon", 5, None, ["2026-10-22T15:00:00Z"]):
            text = jws(header(), claims(badge()) | {member: value}, forge.DISTRICT_KEY)
            answer = tampered("format" if value is None else "signature")
            yield case("C6", f"{member} of a token is {value!r}", text, answer)


def uint(number: int) -> str:
    return base64url_encode(number.to_bytes((number.bit_length() + 7) // 8))


def weak_keys() -> Rows:
    """C8, and a point that is not on its curve."""
    p, q, _ = forge.rsa_numbers(2048)
    small_p, small_q, small_d = forge.rsa_numbers(1024)
    for name, (n, e, d) in {
        "1024 bits": (small_p * small_q, 65_537, small_d),
        "e is 1": (p * q, 1, 1),
        "e is even": (p * q, 65_536, 1),
        "e is huge": (p * q, 2**64 + 1, 1),
        "n is even": (p * q + 1, 65_537, 1),
    }.items():
        issuer = f"did:jwk:{forge.part({'kty': 'RSA', 'n': uint(n), 'e': uint(e)})}"
        document = put(badge(), "issuer", "id", to=issuer)
        head = {"alg": "RS256", "kid": f"{issuer}#0"}
        data = f"{forge.part(head)}.{forge.part(claims(document))}".encode()
        text = by_hand(head, claims(document), forge.rs256(n, d, data))
        yield case("C8", f"an RSA key: {name}", text, KEY_INVALID, trusted=None)
    for bits in (8_200, 65_536):
        jwk = {"kty": "RSA", "n": uint(2 ** (bits - 1) + 1), "e": "AQAB"}
        text = by_hand({"alg": "RS256", "jwk": jwk}, claims(badge()), bytes(bits // 8))
        yield case("C8", f"an RSA key of {bits} bits", text, KEY_INVALID, trusted=None)
    jwk = forge.ecdsa(7, ec.SECP256R1()).public_key.jwk
    issuer = f"did:jwk:{forge.part({**jwk, 'y': jwk['x']})}"
    text = token(put(badge(), "issuer", "id", to=issuer), forge.DISTRICT_P256, kid=f"{issuer}#0")
    yield case("C8", "a point off the curve", text, KEY_INVALID, trusted=None)
