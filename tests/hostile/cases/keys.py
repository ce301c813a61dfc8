"""Keys that are not the issuer's, or no longer, and documents that lie (threats B1, B11, B12)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from openbadges_issuer.did import did_document
from openbadges_issuer.encoding import base64url_encode
from openbadges_issuer.errors import Problem
from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.report import Verdict
from tests.hostile import forge
from tests.hostile.cases.case import (
    KEY_INVALID,
    NOT_AUTHORIZED,
    NOT_RESOLVED,
    SIGNATURE_INVALID,
    UNDECIDED,
    Answer,
    Rows,
    as_bytes,
    case,
    signed_each_way,
    tampered,
    unsupported,
)
from tests.hostile.forge import badge, put, sign, token

KEY = forge.DISTRICT_KEY.public_key
ATTACKERS = forge.ATTACKER_KEY.public_key
MULTIKEY = ATTACKERS.multikey
UNIVERSITY = "https://university.example/issuers/1"
REVOKED = tampered("key_bound_to_issuer", Problem.KEY_REVOKED)
UNCONFIRMED = Answer(
    Verdict.ISSUER_UNKNOWN, "key_bound_to_issuer", UNDECIDED, Problem.KEY_UNCONFIRMED
)
UNREACHABLE = Answer(Verdict.KEY_UNREACHABLE, "signature", UNDECIDED)


def rows() -> Rows:
    yield from somebody_elses_keys()
    yield from lists_of_issuers()
    yield from keys_for_something_else()
    yield from retired_and_stolen_keys()
    yield from documents()
    yield from keys_in_documents()
    yield from addresses()


def own(issuer: Any) -> dict[str, Any]:
    """Give the district's badge as another issuer would write it."""
    return put(badge(), "issuer", "id", to=issuer)


def stolen(name: str, document: dict[str, Any], method: str, answer: Answer, **web: Any) -> Rows:
    """Sign with the attacker's key, both ways."""
    key = forge.ATTACKER_KEY
    more: dict[str, Any] = {"trusted": None, "web": web.get("web", {})}
    embedded = sign(document, key, verificationMethod=method)
    yield case("B1", name, embedded, answer, **more)
    text = token(document, key, kid=method)
    yield case("B1", f"{name} (vc-jwt)", text, answer, **more)


def somebody_elses_keys() -> Rows:
    """B1."""
    for method in (
        f"{forge.did_key(forge.ATTACKER_KEY)}#{MULTIKEY}",
        f"{forge.did_jwk(forge.ATTACKER_KEY)}#0",
        f"{forge.ATTACKER}#{MULTIKEY}",
        f"{forge.DISTRICT}#{MULTIKEY}",
        f"https://badges.attacker.example/#{MULTIKEY}",
        f"https://{forge.HOST}/#{MULTIKEY}",
        f"{forge.DISTRICT}.attacker.example#{MULTIKEY}",
        f"{forge.DISTRICT}:attacker#{MULTIKEY}",
        f"{forge.DISTRICT}%3A8443#{MULTIKEY}",
        f"did:web:{forge.HOST.upper()}#{MULTIKEY}",
    ):
        yield from stolen(f"signed by {method[:80]}", badge(), method, NOT_AUTHORIZED)
    named = forge.method(forge.DISTRICT, KEY)
    document = sign(badge(), forge.ATTACKER_KEY, verificationMethod=named)
    yield case("B1", "the attacker's signature by the district's key", document, SIGNATURE_INVALID)
    lie = did_document(forge.ATTACKER, [ATTACKERS])
    for method in lie["verificationMethod"]:
        method["controller"] = forge.DISTRICT
    lie["verificationMethod"].append(
        lie["verificationMethod"][0] | {"id": f"{forge.DISTRICT}#{MULTIKEY}"}
    )
    web = {forge.ATTACKER_URL: forge.dumps(lie)}
    for method in (f"{forge.ATTACKER}#{MULTIKEY}", f"{forge.DISTRICT}#{MULTIKEY}"):
        name = f"the attacker's document names the district, {method}"
        yield from stolen(name, badge(), method, NOT_AUTHORIZED, web=web)
    method = f"{UNIVERSITY}#{MULTIKEY}"
    for name, web, answer in (
        ("an https issuer who publishes nothing", {UNIVERSITY: None}, UNCONFIRMED),
        ("an https issuer with a page", {UNIVERSITY: b"<!doctype html>"}, NOT_RESOLVED),
        (
            "an https issuer with a profile",
            {UNIVERSITY: forge.dumps({"id": UNIVERSITY, "type": ["Profile"], "name": "U"})},
            UNCONFIRMED,
        ),
        (
            "an https issuer who publishes another key",
            {UNIVERSITY: forge.dumps(did_document(UNIVERSITY, [KEY]))},
            NOT_AUTHORIZED,
        ),
    ):
        yield from stolen(name, own(UNIVERSITY), method, answer, web=web)
    inline = did_document(forge.DISTRICT, [ATTACKERS])["verificationMethod"][0]
    proof = forge.proof_of(badge(), forge.ATTACKER_KEY)
    for written in (inline, [inline["id"]], {"id": inline["id"]}):
        document = badge(proof=[proof | {"verificationMethod": written}])
        name = f"a method written out as {type(written).__name__} of {len(written)}"
        yield case("B1", name, document, tampered("signature"))


def lists_of_issuers() -> Rows:
    """B1: nobody is meant by several, or by none."""
    unbound = tampered("key_bound_to_issuer")
    both: list[dict[str, Any]] = [
        {"id": id_, "type": ["Profile"]} for id_ in (forge.DISTRICT, forge.ATTACKER)
    ]
    method = f"{forge.ATTACKER}#{MULTIKEY}"
    for name, issuer in (
        ("two issuers as text", [forge.DISTRICT, forge.ATTACKER]),
        ("two issuers", both),
        ("one issuer in a list", both[:1]),
        ("one issuer in a list as text", [forge.DISTRICT]),
        ("no issuer", forge.ABSENT),
        ("an issuer without id", {"type": ["Profile"]}),
        ("an issuer that says nothing", {}),
    ):
        document = sign(badge(issuer=issuer), forge.ATTACKER_KEY, verificationMethod=method)
        yield case("B1", name, document, unbound, trusted=None)


def keys_for_something_else() -> Rows:
    """B1: listed, but not under assertionMethod."""
    for relationship in ("authentication", "keyAgreement", None):
        document = did_document(forge.DISTRICT, [KEY])
        listed = document.pop("assertionMethod")
        if relationship:
            document[relationship] = listed
        web = {forge.DID_URL: forge.dumps(document)}
        name = f"a key for {relationship or 'nothing'}"
        yield from signed_each_way("B1", name, badge(), NOT_AUTHORIZED, web=web)


def retired_and_stolen_keys() -> Rows:
    """B11."""
    before = forge.ISSUED - timedelta(seconds=1)
    document = did_document(forge.DISTRICT, [KEY], expires={KEY: before})
    web = {forge.DID_URL: forge.dumps(document)}
    yield from signed_each_way("B11", "a key retired before", badge(), NOT_AUTHORIZED, web=web)
    for days in (-60, -1, 0):
        document = did_document(
            forge.DISTRICT, [KEY], revoked={KEY: forge.NOW + timedelta(days=days)}
        )
        web = {forge.DID_URL: forge.dumps(document)}
        name = f"a key stolen {-days} days ago"
        yield from signed_each_way("B11", name, badge(), REVOKED, web=web)
    for index in (0, 1):
        document = did_document(forge.DISTRICT, [KEY])
        document["verificationMethod"][index]["revoked"] = "2026-11-01T00:00:00Z"
        web = {forge.DID_URL: forge.dumps(document)}
        name = f"a key stolen in the {('first', 'second')[index]} of its forms"
        yield from signed_each_way("B11", name, badge(), REVOKED, web=web)
    document = did_document(forge.DISTRICT, [forge.ed25519(2).public_key])
    web = {forge.DID_URL: forge.dumps(document)}
    yield from signed_each_way("B11", "a key taken out", badge(), NOT_AUTHORIZED, web=web)


def published(**changes: Any) -> dict[str, Any]:
    document = did_document(forge.DISTRICT, [KEY])
    return {k: v for k, v in (document | changes).items() if v is not forge.ABSENT}


def method(**changes: Any) -> dict[str, Any]:
    """Give the document with members of its first method changed."""
    document = published()
    first = document["verificationMethod"][0] | changes
    first = {k: v for k, v in first.items() if v is not forge.ABSENT}
    return document | {"verificationMethod": [first, *document["verificationMethod"][1:]]}


def documents() -> Rows:
    """B12: what cannot be believed as a whole."""
    text = json.dumps(published())
    twice = published()
    twice["verificationMethod"] += [
        twice["verificationMethod"][0] | {"publicKeyMultibase": MULTIKEY}
    ]
    private = {
        "id": "#d",
        "type": "JsonWebKey",
        "controller": forge.DISTRICT,
        "publicKeyJwk": {**KEY.jwk, "d": base64url_encode(bytes(32))},
    }
    private_too = published(verificationMethod=[*published()["verificationMethod"], private])
    space = " " * (DEFAULT_LIMITS.document_bytes - len(text) + 1)
    for name, content in {
        "nothing": b"",
        "a page": b"<!doctype html><html></html>",
        "cut short": text[:-1],
        "a list": f"[{text}]",
        "null": b"null",
        "with a duplicate member": text[:-1] + ', "id": "did:web:other.example"}',
        "with a duplicate key": text.replace(
            '"publicKeyMultibase"', f'"publicKeyMultibase": "{MULTIKEY}", "publicKeyMultibase"', 1
        ),
        "behind a byte order mark": "\ufeff" + text,
        "in UTF-16": text.encode("utf-16"),
        "deep": '{"id":' + "[" * 5_000 + "]" * 5_000 + "}",
        "a megabyte": text[:-1] + f', "x": "{"a" * 1_000_000}"}}',
        "just too long": text + space,
        "without id": published(id=forge.ABSENT),
        "of another id": published(id=forge.ATTACKER),
        "of an id with a slash": published(id=forge.DISTRICT + "/"),
        "of an id in upper case": published(id=forge.DISTRICT.upper()),
        "of an id in a list": published(id=[forge.DISTRICT]),
        "with a method twice": twice,
        "of another controller": method(controller=forge.ATTACKER),
        "of two controllers": method(controller=[forge.DISTRICT, forge.ATTACKER]),
        "without controller": method(controller=forge.ABSENT),
        "with two forms of a key": method(publicKeyJwk=ATTACKERS.jwk),
        "without key": method(publicKeyMultibase=forge.ABSENT),
        "with a private key": method(privateKeyMultibase="z"),
        "with a secret key": method(secretKeyMultibase="z"),
        "with a private JWK": private_too,
        "whose method is text": published(verificationMethod=["#key-1"]),
        "whose method has no id": method(id=forge.ABSENT),
        "with a time that is none": method(revoked="never"),
    }.items():
        web = {forge.DID_URL: as_bytes(content)}
        yield case("B12", f"a document {name}", sign(badge()), NOT_RESOLVED, web=web)
    yield from signed_each_way(
        "B12", "no document", badge(), UNREACHABLE, web={forge.DID_URL: None}
    )


P521 = {"kty": "EC", "crv": "P-521", "x": "AA", "y": "AA"}


def keys_in_documents() -> Rows:
    """B12: the key of one method."""
    unknown = unsupported("signature", Problem.KEY_UNSUPPORTED)
    none_listed = tampered("key_bound_to_issuer", Problem.KEY_NOT_AUTHORIZED)
    for name, document, answer in (
        ("of an older type", method(type="EcdsaSecp256k1VerificationKey2019"), unknown),
        ("too short", method(publicKeyMultibase="z" + "2" * 48), KEY_INVALID),
        ("before a space", method(publicKeyMultibase=f"{KEY.multikey} "), KEY_INVALID),
        ("the attacker's", method(publicKeyMultibase=MULTIKEY), SIGNATURE_INVALID),
        ("not there", published(verificationMethod=[]), none_listed),
    ):
        web = {forge.DID_URL: forge.dumps(document)}
        yield case("B12", f"a key that is {name}", sign(badge()), answer, web=web)
    for name, jwk in {
        "RSA for PS256": {**forge.DISTRICT_RSA.public_key.jwk, "alg": "PS256"},
        "P-521 for ES512": {**P521, "alg": "ES512"},
        "secp256k1": {**P521, "crv": "secp256k1", "alg": "ES256K"},
        "ML-DSA": {"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA"},
        "Ed448": {"kty": "OKP", "crv": "Ed448", "x": "AA"},
    }.items():
        document = put(published(), "verificationMethod", 1, "publicKeyJwk", to=jwk)
        web = {forge.DID_URL: forge.dumps(document)}
        yield case("B12", f"a key of a kind unknown here, {name}", token(badge()), unknown, web=web)


NO_ADDRESS = [
    *("did:web:127.0.0.1", "did:web:[::1]", "did:web:0x7f.1", "did:web:2130706433"),
    *("did:web:localhost", "did:web:internal", "did:web:badges.example:..:admin"),
    *("did:web:badges.example:.", "did:web:badges.example%2F..%2Fadmin"),
    *("did:web:badges.example%00.evil.example", "did:web:user%40badges.example"),
    *("did:web:badges.example%3A99999", "did:web:badges.example%3A"),
    *("did:web:badges.example%3a443", "did:web:badges.example:", "did:web:"),
    *("did:web:badges.example?x=1", "did:web:bädges.example", "did:web:" + "a" * 300 + ".example"),
    *("did:web:badges.example.", "did:web:.badges.example", "did:web:badges.example%5Cadmin"),
    *("did:web:user:secret@badges.example", "did:web:badges.example:%2e%2e:admin"),
    *("did:web:badges.example%3A0443", "did:web:0251.0376.0251.0376"),
    "did:web:169.254.169.254%3A80",
    *("http://badges.example/1", "ftp://badges.example/1", "https://["),
]


def addresses() -> Rows:
    """F1: an issuer whose name leads to no machine of the public network."""
    for issuer in NO_ADDRESS:
        named = f"{issuer}#{KEY.multikey}"
        embedded = sign(own(issuer), verificationMethod=named)
        yield case("F1", f"an issuer {issuer[:60]}", embedded, UNREACHABLE, trusted=None)
        text = token(own(issuer), kid=named)
        yield case("F1", f"an issuer {issuer[:60]} (vc-jwt)", text, UNREACHABLE, trusted=None)
    named = forge.method(forge.DISTRICT, KEY)
    for other in (
        named.replace("#", "?versionId=1#"),
        named.replace("#", "%23"),
        named.replace("#", "/#"),
        named.replace("did:web", "DID:web"),
        named + "#",
    ):
        document = sign(badge(), verificationMethod=other)
        yield case("B12", f"a method spelled {other}", document, NOT_RESOLVED)
    long = sign(badge(), verificationMethod=f"{forge.DISTRICT}#{'z' * 100_000}")
    yield case("B12", "a method of 100,000 letters", long, UNREACHABLE)
