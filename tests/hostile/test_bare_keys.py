"""Keys that a token brings, or names by an address of their own (threats C2, C3)."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from openbadges_issuer.did import did_document
from openbadges_issuer.encoding import base64url_encode
from openbadges_issuer.errors import Problem
from openbadges_issuer.keys import KeySigner
from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.report import Outcome, Report, Verdict
from tests.hostile import forge
from tests.hostile.forge import ABSENT, badge, expect, put, token, verify

FAILED, UNDECIDED, PASSED = Outcome.FAILED, Outcome.UNDECIDED, Outcome.PASSED
BOUND = "key_bound_to_issuer"
KEY_URL = f"https://{forge.HOST}/keys/1"
KEY = forge.DISTRICT_KEY.public_key
JWK = KEY.jwk
RSA_JWK = forge.DISTRICT_RSA.public_key.jwk
P521 = {"kty": "EC", "crv": "P-521", "x": "AA", "y": "AA"}

Form = Callable[[dict[str, Any], KeySigner], str]


def by_address(document: dict[str, Any], signer: KeySigner) -> str:
    return token(document, signer, kid=KEY_URL)


def brought(document: dict[str, Any], signer: KeySigner) -> str:
    return token(document, signer, kid=ABSENT, jwk=signer.public_key.jwk)


both_forms = pytest.mark.parametrize("form", [by_address, brought])


def web(jwk: Any = JWK, **changed: bytes) -> forge.Server:
    """Serve what everybody serves, and this at the address of the key."""
    content = jwk if isinstance(jwk, bytes) else forge.dumps(jwk)
    return forge.Server(forge.server(**changed).holds | {KEY_URL: content})


def judged(form: Form, document: dict[str, Any]) -> Report:
    """Verify the district's badge when this is its document."""
    return verify(form(badge(), forge.DISTRICT_KEY), web(did=forge.dumps(document)))


def own(issuer: str) -> dict[str, Any]:
    return put(badge(), "issuer", "id", to=issuer)


# Whose key it is ---------------------------------------------------------------------------------


@pytest.mark.parametrize("signer", forge.DISTRICT_KEYS, ids=lambda signer: signer.algorithm)
@pytest.mark.parametrize(("form", "first"), [(by_address, [KEY_URL]), (brought, [])])
def test_a_key_that_the_issuers_document_lists(
    form: Form, first: list[str], signer: KeySigner
) -> None:
    server = web(signer.public_key.jwk)
    report = verify(form(badge(), signer), server)
    expect(report, Verdict.VALID, BOUND, PASSED)
    assert server.asked == [*first, forge.DID_URL]


@both_forms
def test_a_key_that_the_issuers_document_does_not_list(form: Form) -> None:
    """Somebody who may put files on the district's server signs in its name."""
    server = web(forge.ATTACKER_KEY.public_key.jwk)
    report = verify(form(badge(), forge.ATTACKER_KEY), server, policy=forge.ANYBODY)
    expect(report, Verdict.TAMPERED, BOUND, FAILED, Problem.KEY_NOT_AUTHORIZED)
    assert report.check("signature").outcome is PASSED
    assert report.document is None
    assert report.issuer_name is None


@both_forms
def test_two_issuers_on_one_host(form: Form) -> None:
    one, other = f"https://{forge.HOST}/issuers/1", f"https://{forge.HOST}/issuers/2"
    theirs = forge.ATTACKER_KEY.public_key
    server = web(theirs.jwk)
    server.holds |= {
        one: forge.dumps(did_document(one, [KEY])),
        other: forge.dumps(did_document(other, [theirs])),
    }
    secured = form(own(other), forge.ATTACKER_KEY)
    expect(verify(secured, server, policy=forge.ANYBODY), Verdict.VALID, BOUND, PASSED)
    secured = form(own(one), forge.ATTACKER_KEY)
    report = verify(secured, server, policy=forge.ANYBODY)
    expect(report, Verdict.TAMPERED, BOUND, FAILED, Problem.KEY_NOT_AUTHORIZED)


@both_forms
@pytest.mark.parametrize(
    "did",
    [
        None,
        b"<!doctype html>",
        b"{}",
        forge.dumps(did_document(forge.ATTACKER, [KEY])),
        forge.dumps(did_document(forge.DISTRICT, [KEY]) | {"assertionMethod": [5]}),
        forge.dumps({**did_document(forge.DISTRICT, [KEY]), "x": "x" * 64_000}),
    ],
)
def test_without_a_document_nothing_says_whose_key_it_is(form: Form, did: bytes | None) -> None:
    server = web()
    if did is None:
        del server.holds[forge.DID_URL]
    else:
        server.holds[forge.DID_URL] = did
    report = verify(form(badge(), forge.DISTRICT_KEY), server, policy=forge.ANYBODY)
    expect(report, Verdict.ISSUER_UNKNOWN, BOUND, UNDECIDED, Problem.KEY_UNCONFIRMED)
    assert report.issuer_name is None


@both_forms
def test_an_https_issuer_that_serves_its_profile(form: Form) -> None:
    issuer = f"https://{forge.HOST}/issuers/1"
    profile = {"id": issuer, "type": ["Profile"], "name": "Kettle Moraine School District"}
    server = web()
    server.holds[issuer] = forge.dumps(profile)
    secured = form(own(issuer), forge.DISTRICT_KEY)
    report = verify(secured, server, policy=forge.ANYBODY)
    expect(report, Verdict.ISSUER_UNKNOWN, BOUND, UNDECIDED, Problem.KEY_UNCONFIRMED)
    server.holds[issuer] = forge.dumps(profile | did_document(issuer, [KEY]))
    expect(verify(secured, server, policy=forge.ANYBODY), Verdict.VALID, BOUND, PASSED)


@pytest.mark.parametrize("did", [forge.did_key, forge.did_jwk])
def test_a_local_issuer_has_one_key(did: Callable[[KeySigner], str]) -> None:
    document = own(did(forge.DISTRICT_KEY))
    nobody = forge.tripwire()
    report = verify(brought(document, forge.DISTRICT_KEY), nobody, policy=forge.ANYBODY)
    expect(report, Verdict.VALID, BOUND, PASSED)
    report = verify(brought(document, forge.ATTACKER_KEY), nobody, policy=forge.ANYBODY)
    expect(report, Verdict.TAMPERED, BOUND, FAILED, Problem.KEY_NOT_AUTHORIZED)
    assert nobody.asked == []


@both_forms
@pytest.mark.parametrize("form_of_method", [0, 1], ids=["Multikey", "JsonWebKey"])
def test_one_form_of_the_key_is_enough(form: Form, form_of_method: int) -> None:
    document = did_document(forge.DISTRICT, [KEY])
    document["verificationMethod"] = [document["verificationMethod"][form_of_method]]
    expect(judged(form, document), Verdict.VALID, BOUND, PASSED)


@both_forms
@pytest.mark.parametrize("relationship", ["authentication", None])
def test_a_key_for_something_else(form: Form, relationship: str | None) -> None:
    document = did_document(forge.DISTRICT, [KEY])
    listed = document.pop("assertionMethod")
    if relationship:
        document[relationship] = listed
    report = judged(form, document)
    expect(report, Verdict.TAMPERED, BOUND, FAILED, Problem.KEY_NOT_AUTHORIZED)


@both_forms
def test_a_key_of_another_controller(form: Form) -> None:
    document = did_document(forge.DISTRICT, [KEY])
    for method in document["verificationMethod"]:
        method["controller"] = forge.ATTACKER
    report = judged(form, document)
    expect(report, Verdict.TAMPERED, BOUND, FAILED, Problem.KEY_NOT_AUTHORIZED)


@both_forms
def test_retired_and_stolen_keys(form: Form) -> None:
    second = timedelta(seconds=1)
    at = {"kept": forge.ISSUED, "too old": forge.ISSUED - second, "stolen": forge.NOW}
    kept = did_document(forge.DISTRICT, [KEY], expires={KEY: at["kept"]})
    expect(judged(form, kept), Verdict.VALID, BOUND, PASSED)
    too_old = did_document(forge.DISTRICT, [KEY], expires={KEY: at["too old"]})
    report = judged(form, too_old)
    expect(report, Verdict.TAMPERED, BOUND, FAILED, Problem.KEY_NOT_AUTHORIZED)
    stolen = did_document(forge.DISTRICT, [KEY], revoked={KEY: at["stolen"]})
    expect(judged(form, stolen), Verdict.TAMPERED, BOUND, FAILED, Problem.KEY_REVOKED)


@both_forms
@pytest.mark.parametrize("index", [0, 1])
def test_of_two_methods_with_one_key_the_good_one_counts(form: Form, index: int) -> None:
    document = did_document(forge.DISTRICT, [KEY])
    retired = put(document, "verificationMethod", index, "expires", to="2020-01-01T00:00:00Z")
    expect(judged(form, retired), Verdict.VALID, BOUND, PASSED)
    unlisted = put(document, "assertionMethod", index, to=f"{forge.DISTRICT}#other")
    expect(judged(form, unlisted), Verdict.VALID, BOUND, PASSED)


@both_forms
@pytest.mark.parametrize("index", [0, 1])
def test_of_two_methods_with_one_stolen_key_neither_counts(form: Form, index: int) -> None:
    document = did_document(forge.DISTRICT, [KEY])
    stolen = put(document, "verificationMethod", index, "revoked", to="2026-11-01T00:00:00Z")
    expect(judged(form, stolen), Verdict.TAMPERED, BOUND, FAILED, Problem.KEY_REVOKED)


@both_forms
def test_odd_keys_beside_it(form: Form) -> None:
    document = did_document(forge.DISTRICT, [KEY])
    odd = [
        {"type": "JsonWebKey", "publicKeyJwk": {**RSA_JWK, "alg": "PS256"}},
        {"type": "JsonWebKey", "publicKeyJwk": P521},
        {"type": "JsonWebKey", "publicKeyJwk": {"kty": ["AKP"]}},
        {"type": "JsonWebKey", "publicKeyJwk": "none"},
        {"type": "Multikey", "publicKeyMultibase": "zzz", "revoked": "never"},
        {"type": "EcdsaSecp256k1VerificationKey2019", "publicKeyHex": "02"},
        {},
    ]
    for number, method in enumerate(odd):
        named = {"id": f"#odd-{number}", "controller": forge.DISTRICT, **method}
        document["verificationMethod"].insert(0, named)
        document["assertionMethod"].insert(0, named["id"])
    expect(judged(form, document), Verdict.VALID, BOUND, PASSED)


@both_forms
def test_a_key_that_is_listed_for_another_algorithm(form: Form) -> None:
    rsa = forge.DISTRICT_RSA.public_key
    document = did_document(forge.DISTRICT, [rsa])
    document = put(document, "verificationMethod", 0, "publicKeyJwk", "alg", to="PS256")
    server = web(rsa.jwk, did=forge.dumps(document))
    report = verify(form(badge(), forge.DISTRICT_RSA), server)
    expect(report, Verdict.ISSUER_UNKNOWN, BOUND, UNDECIDED, Problem.KEY_UNCONFIRMED)


# Signatures --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "asked"), [(by_address, [KEY_URL]), (brought, [])])
def test_a_bad_signature_asks_for_no_document(form: Form, asked: list[str]) -> None:
    server = web()
    head, _, signature = form(badge(), forge.DISTRICT_KEY).split(".")
    changed = forge.part(forge.claims(badge(name="Doctor")))
    report = verify(f"{head}.{changed}.{signature}", server)
    expect(report, Verdict.TAMPERED, "signature", FAILED, Problem.SIGNATURE_INVALID)
    assert server.asked == asked


def test_the_key_at_the_address_settles_the_algorithm() -> None:
    text = token(badge(), forge.DISTRICT_KEY, kid=KEY_URL, alg="ES256")
    expect(verify(text, web()), Verdict.TAMPERED, "signature", FAILED, Problem.ALG_NOT_ALLOWED)


def test_a_key_that_the_token_brings_beside_an_address() -> None:
    text = token(badge(), kid=KEY_URL, jwk=JWK)
    expect(verify(text, web()), Verdict.VALID)
    for signer in (forge.DISTRICT_KEY, forge.ATTACKER_KEY):
        text = token(badge(), signer, kid=KEY_URL, jwk=forge.ATTACKER_KEY.public_key.jwk)
        report = verify(text, web())
        expect(report, Verdict.TAMPERED, "signature", FAILED, Problem.SIGNATURE_INVALID)


# Addresses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kid",
    [
        "https://badges.attacker.example/keys/1",
        f"https://{forge.HOST}.attacker.example/keys/1",
        f"https://{forge.HOST}@attacker.example/keys/1",
        f"https://attacker.example/https://{forge.HOST}/keys/1",
        f"https://www.{forge.HOST}/keys/1",
        f"https://{forge.HOST}.:443/keys/1",
        f"https://{forge.HOST}:8443/keys/1",
        f"https://{forge.HOST}:80/keys/1",
        f"https://user@{forge.HOST}/keys/1",
        f"https://{forge.HOST}\\@attacker.example/keys/1",
        f"https://{forge.HOST}/keys 1",
        "https://169.254.169.254/latest/meta-data",
        "https://127.0.0.1/keys/1",
        "https://[::1]/keys/1",
        "https://",
    ],
)
def test_addresses_on_another_origin_are_not_asked(kid: str) -> None:
    nobody = forge.tripwire()
    for signer in (forge.DISTRICT_KEY, forge.ATTACKER_KEY):
        report = verify(token(badge(), signer, kid=kid), nobody, policy=forge.ANYBODY)
        expect(report, Verdict.TAMPERED, BOUND, FAILED, Problem.KEY_NOT_AUTHORIZED)
        assert report.document is None
    assert nobody.asked == []


@pytest.mark.parametrize("scheme", ["http", "HTTPS", "ftp", "data"])
def test_addresses_of_another_kind_are_not_asked(scheme: str) -> None:
    nobody = forge.tripwire()
    report = verify(token(badge(), kid=f"{scheme}://{forge.HOST}/keys/1"), nobody)
    expect(report, Verdict.KEY_UNREACHABLE, "signature", UNDECIDED)
    assert nobody.asked == []


@pytest.mark.parametrize(
    "kid",
    [f"https://{forge.HOST}:443/keys/1", f"https://{forge.HOST.upper()}/keys/1?a=b", KEY_URL],
)
def test_other_spellings_of_the_same_origin(kid: str) -> None:
    server = web()
    server.holds[kid] = forge.dumps(JWK)
    expect(verify(token(badge(), kid=kid), server), Verdict.VALID)
    assert server.asked == [kid, forge.DID_URL]


def test_the_port_is_part_of_the_origin() -> None:
    issuer = f"{forge.DISTRICT}%3A8443"
    server = forge.Server(
        {
            f"https://{forge.HOST}:8443/.well-known/did.json": forge.dumps(
                did_document(issuer, [KEY])
            ),
            f"https://{forge.HOST}:8443/keys/1": forge.dumps(JWK),
            KEY_URL: forge.dumps(JWK),
        }
    )
    near = token(own(issuer), kid=f"https://{forge.HOST}:8443/keys/1")
    expect(verify(near, server, policy=forge.ANYBODY), Verdict.VALID)
    report = verify(token(own(issuer), kid=KEY_URL), server, policy=forge.ANYBODY)
    expect(report, Verdict.TAMPERED, BOUND, FAILED, Problem.KEY_NOT_AUTHORIZED)


@pytest.mark.parametrize("did", [forge.did_key, forge.did_jwk])
def test_an_issuer_without_a_web_address_has_no_origin(did: Callable[[KeySigner], str]) -> None:
    server = web()
    text = token(own(did(forge.DISTRICT_KEY)), kid=KEY_URL)
    report = verify(text, server, policy=forge.ANYBODY)
    expect(report, Verdict.TAMPERED, BOUND, FAILED, Problem.KEY_NOT_AUTHORIZED)
    assert server.asked == []


def test_a_token_that_names_no_issuer_asks_nobody() -> None:
    nobody = forge.tripwire()
    payload = put(forge.claims(badge()), "issuer", to=ABSENT)
    text = forge.jws(forge.header(kid=KEY_URL), payload, forge.DISTRICT_KEY)
    expect(verify(text, nobody), Verdict.TAMPERED, BOUND, FAILED, Problem.KEY_NOT_AUTHORIZED)
    assert nobody.asked == []


# What stands there -------------------------------------------------------------------------------

TEXT = forge.dumps(JWK)
NO_KEY = {
    "nothing": b"",
    "a page": b"<!doctype html><title>Keys</title>",
    "null": b"null",
    "a text": forge.dumps(KEY.multikey),
    "a list of one": [JWK],
    "a set of one": {"keys": [JWK]},
    "a set beside a key": {**JWK, "keys": [JWK]},
    "an object": {},
    "a key without its kind": {name: value for name, value in JWK.items() if name != "kty"},
    "a document": did_document(forge.DISTRICT, [KEY]),
    "two": TEXT + TEXT,
    "a member twice": TEXT[:-1] + b',"x":"AA"}',
    "a byte order mark": b"\xef\xbb\xbf" + TEXT,
    "too long": TEXT + b" " * (DEFAULT_LIMITS.document_bytes - len(TEXT) + 1),
}


@pytest.mark.parametrize("name", NO_KEY)
def test_what_is_not_one_key(name: str) -> None:
    report = verify(by_address(badge(), forge.DISTRICT_KEY), web(NO_KEY[name]))
    expect(report, Verdict.KEY_UNREACHABLE, "signature", UNDECIDED, Problem.DID_RESOLUTION_FAILED)
    assert report.document is None


@pytest.mark.parametrize(
    "jwk",
    [
        {**JWK, "d": base64url_encode(bytes(32))},
        {"kty": "oct", "k": "c2VjcmV0"},
        {**JWK, "use": "enc"},
        {**JWK, "alg": "ES256"},
        {**JWK, "x": "AA"},
        {**JWK, "x": base64url_encode(bytes(32))},
        {"kty": None},
        {"kty": "RSA", "n": "AQ", "e": "AQAB"},
    ],
    ids=str,
)
def test_keys_that_are_bad(jwk: dict[str, Any]) -> None:
    report = verify(by_address(badge(), forge.DISTRICT_KEY), web(jwk))
    expect(report, Verdict.TAMPERED, "signature", FAILED, Problem.KEY_INVALID)
    assert report.document is None


@pytest.mark.parametrize(
    "jwk",
    [P521, {**P521, "crv": "secp256k1"}, {**RSA_JWK, "alg": "PS256"}],
)
def test_keys_of_a_kind_that_we_do_not_know(jwk: dict[str, Any]) -> None:
    for text in (by_address(badge(), forge.DISTRICT_KEY), token(badge(), kid=ABSENT, jwk=jwk)):
        report = verify(text, web(jwk))
        expect(report, Verdict.UNSUPPORTED, "signature", UNDECIDED, Problem.KEY_UNSUPPORTED)


@pytest.mark.parametrize(
    "signer", [forge.ATTACKER_KEY, forge.ecdsa(7, ec.SECP256R1())], ids=["Ed25519", "ES256"]
)
def test_the_key_of_another_at_the_address(signer: KeySigner) -> None:
    report = verify(by_address(badge(), forge.DISTRICT_KEY), web(signer.public_key.jwk))
    assert report.verdict is Verdict.TAMPERED
    assert report.document is None


def test_an_address_that_does_not_answer() -> None:
    report = verify(by_address(badge(), forge.DISTRICT_KEY))
    expect(report, Verdict.KEY_UNREACHABLE, "signature", UNDECIDED, Problem.KEY_UNREACHABLE)


def test_a_document_full_of_one_key_costs_little() -> None:
    """His own badge and two lists, all by one key that his document lists 270 times."""
    signer = forge.ecdsa(9, ec.SECP384R1())
    method = {
        "type": "Multikey",
        "controller": forge.ATTACKER,
        "publicKeyMultibase": signer.public_key.multikey,
        "revoked": "2099-01-01T00:00:00Z",
    }
    document = {
        "id": forge.ATTACKER,
        "verificationMethod": [{"id": f"#{n}", **method} for n in range(270)],
        "assertionMethod": ["#0"],
    }
    urls = [f"https://badges.attacker.example/{n}" for n in range(2)]
    entries = [forge.entry(statusListCredential=url, id=f"{url}#1") for url in urls]
    lists = {
        url: brought(forge.status_list(id=url, issuer=forge.ATTACKER), signer).encode()
        for url in urls
    }
    server = forge.Server({forge.ATTACKER_URL: forge.dumps(document)} | lists)
    text = brought({**own(forge.ATTACKER), "credentialStatus": entries}, signer)
    began = time.process_time()
    expect(verify(text, server, policy=forge.ANYBODY), Verdict.VALID)
    assert time.process_time() - began < 2


def test_further_members_of_a_key_do_not_matter() -> None:
    jwk = {**JWK, "kid": "1", "use": "sig", "alg": "EdDSA", "key_ops": ["verify"], "iss": "x"}
    expect(verify(by_address(badge(), forge.DISTRICT_KEY), web(jwk)), Verdict.VALID)
