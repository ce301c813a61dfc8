"""VC-JWT taken step by step: made, taken apart, header, signature, claims."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jwcrypto.common import JWException
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from openbadges_issuer import strict_json
from openbadges_issuer.encoding import base64url_decode
from openbadges_issuer.errors import InputError, KeyFormatError, Problem, ProofError
from openbadges_issuer.keys import KeySigner, PublicKey, private_key
from openbadges_issuer.proofs import vc_jwt
from tests.hostile import forge
from tests.hostile.forge import badge, claims, header, jws
from tests.signing import signed_text


def made(**members: Any) -> str:
    return signed_text(badge(**members), forge.DISTRICT_KEY, securing="vc-jwt")


def parts(token: str) -> tuple[Any, Any]:
    head, payload, _ = token.split(".")
    return json.loads(base64url_decode(head)), json.loads(base64url_decode(payload))


def error_of(step: Any, *arguments: Any) -> ProofError:
    with pytest.raises(ProofError) as caught:
        step(*arguments)
    return caught.value


# Making ------------------------------------------------------------------------------------------


def test_header_and_claims() -> None:
    head, payload = parts(made(validUntil="2027-01-01T00:00:00Z"))
    assert head == {
        "alg": "EdDSA",
        "kid": forge.DISTRICT_KEY.verification_method,
        "typ": "JWT",
    }
    document = badge(validUntil="2027-01-01T00:00:00Z")
    assert payload == {
        **document,
        "iss": forge.DISTRICT,
        "jti": document["id"],
        "sub": document["credentialSubject"]["id"],
        "nbf": 1_792_681_200,
        "exp": 1_798_761_600,
    }


def test_the_issuer_may_be_text() -> None:
    assert parts(made(issuer=forge.DISTRICT))[1]["iss"] == forge.DISTRICT


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-10-22T15:00:00.999Z", 1_792_681_200),
        ("2026-10-22T15:00:00+02:00", 1_792_674_000),
        ("1970-01-01T00:00:00Z", 0),
    ],
)
def test_times_are_whole_seconds_since_1970(text: str, seconds: int) -> None:
    nbf = parts(made(validFrom=text))[1]["nbf"]
    assert (nbf, type(nbf)) == (seconds, int)


def test_a_signer_whose_algorithm_has_no_name_here() -> None:
    class Other:
        verification_method = "did:web:x#k"
        algorithm = "ML-DSA-44"

        def sign(self, data: bytes) -> bytes:
            raise AssertionError(data)

    with pytest.raises(KeyFormatError):
        signed_text(badge(), Other(), securing="vc-jwt")


@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({"id": forge.ABSENT}, "$.jti"),
        ({"issuer": forge.ABSENT}, "$.iss"),
        ({"issuer": {"type": ["Profile"]}}, "$.iss"),
        ({"credentialSubject": forge.ABSENT}, "$.sub"),
        ({"credentialSubject": [badge()["credentialSubject"]]}, "$.sub"),
        ({"validFrom": forge.ABSENT}, "$.nbf"),
        ({"validFrom": "soon"}, "$.validFrom"),
        ({"validUntil": "never"}, "$.validUntil"),
    ],
)
def test_what_becomes_a_claim_must_be_there(members: dict[str, Any], path: str) -> None:
    error = error_of(vc_jwt.signing_input, badge(**members), "Ed25519", "did:web:x#k")
    assert error.path == path


# Taking apart ------------------------------------------------------------------------------------


def test_the_document_is_the_payload_without_the_claims() -> None:
    payload = claims(badge(), iat=1, aud="x")
    token = vc_jwt.read_token(jws(header(), payload, forge.DISTRICT_KEY))
    assert (token.header, token.payload, token.document) == (header(), payload, badge())
    assert token.kid == header()["kid"]
    assert vc_jwt.read_token(jws({"alg": "EdDSA"}, {})).kid is None


@settings(deadline=None)
@given(
    st.text(st.sampled_from("eyJ0.-_AB=\n é{}"), max_size=40) | st.text() | st.binary().map(repr)
)
def test_any_text_is_a_token_or_an_input_error(text: str) -> None:
    try:
        vc_jwt.read_token(text)
    except InputError:
        return
    assert text.count(".") == 2


# Header ------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["alg", "kid", "jwk", "typ", "crit", "jku", "x5c", "zip"]),
        st.sampled_from(["EdDSA", "RS256", "none", "HS256", "JWT", "did:web:x#k", None, 5, [], {}]),
    )
)
def test_a_header_is_let_in_only_with_allowed_members_and_an_algorithm(head: Any) -> None:
    token = vc_jwt.read_token(jws(head, {}))
    try:
        vc_jwt.check_header(token)
    except ProofError:
        return
    assert set(head) <= {"alg", "kid", "jwk", "typ"}
    assert head["alg"] in {"EdDSA", "RS256"}
    assert head.get("typ", "JWT") == "JWT"
    assert isinstance(head.get("kid"), str) or isinstance(head.get("jwk"), dict)


# Signature ---------------------------------------------------------------------------------------


def test_only_the_signers_key_verifies() -> None:
    token = vc_jwt.read_token(made())
    vc_jwt.verify_token(token, forge.DISTRICT_KEY.public_key)
    error = error_of(vc_jwt.verify_token, token, forge.ATTACKER_KEY.public_key)
    assert error.problem is Problem.SIGNATURE_INVALID
    error = error_of(vc_jwt.verify_token, token, forge.DISTRICT_P256.public_key)
    assert error.problem is Problem.ALG_NOT_ALLOWED


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_every_letter_of_a_token_counts(data: st.DataObject) -> None:
    text = made()
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from("AZaz09-_."))
    if text[at] == letter:
        return
    changed = text[:at] + letter + text[at + 1 :]
    with pytest.raises((InputError, ProofError)):
        token = vc_jwt.read_token(changed)
        vc_jwt.check_header(token)
        vc_jwt.verify_token(token, forge.DISTRICT_KEY.public_key)


# Another library, both ways ----------------------------------------------------------------------

KINDS = {
    "EdDSA": {"kty": "OKP", "crv": "Ed25519"},
    "ES256": {"kty": "EC", "crv": "P-256"},
    "ES384": {"kty": "EC", "crv": "P-384"},
    "RS256": {"kty": "RSA", "size": 2_048},
}


@cache
def their_key(alg: str) -> JWK:
    return JWK.generate(**KINDS[alg])


def their_token(alg: str, head: dict[str, Any], payload: bytes) -> str:
    token = JWS(payload)
    token.add_signature(their_key(alg), alg, json.dumps(head))
    return str(token.serialize(compact=True))


def they_take(text: str, key: PublicKey) -> bool:
    token = JWS()
    try:
        token.deserialize(text)
        token.verify(JWK(**key.jwk))
    except (JWException, ValueError):
        return False
    return True


def we_take(text: str, key: PublicKey) -> bool:
    try:
        token = vc_jwt.read_token(text)
        vc_jwt.check_header(token)
        vc_jwt.verify_token(token, key)
    except (InputError, ProofError):
        return False
    return True


@pytest.mark.parametrize("signer", forge.DISTRICT_KEYS, ids=lambda signer: signer.algorithm)
def test_another_library_takes_what_we_sign(signer: Any) -> None:
    text = signed_text(badge(), signer, securing="vc-jwt", verification_method="did:web:x#k")
    ours = JWS()
    ours.deserialize(text)
    ours.verify(JWK(**signer.public_key.jwk))
    assert ours.jose_header["kid"] == "did:web:x#k"
    assert json.loads(ours.payload) == parts(text)[1]
    assert not they_take(text, forge.ATTACKER_KEY.public_key)


@pytest.mark.parametrize("alg", KINDS)
def test_we_take_what_another_library_signs(alg: str) -> None:
    key = PublicKey.from_jwk(their_key(alg).export_public(as_dict=True))
    text = their_token(alg, {"alg": alg, "kid": "did:web:x#k"}, forge.dumps(claims(badge())))
    token = vc_jwt.read_token(text)
    vc_jwt.check_header(token)
    vc_jwt.verify_token(token, key)
    vc_jwt.check_claims(token)
    assert token.document == badge()
    assert not we_take(text, forge.ATTACKER_KEY.public_key)


@pytest.mark.parametrize("alg", KINDS)
def test_we_sign_with_a_key_of_another_library(alg: str) -> None:
    private = strict_json.dumps(their_key(alg).export_private(as_dict=True)).encode()
    signer = KeySigner(private_key.decode(private, lambda: ""))
    assert they_take(signed_text(badge(), signer, securing="vc-jwt"), signer.public_key)


@pytest.mark.parametrize("alg", KINDS)
@settings(deadline=None, max_examples=60)
@given(st.data())
def test_whatever_we_take_another_library_takes(alg: str, data: st.DataObject) -> None:
    """One letter changed, put in or taken out of a header, a payload or a signature."""
    key = PublicKey.from_jwk(their_key(alg).export_public(as_dict=True))
    text = their_token(alg, {"alg": alg, "kid": "did:web:x#k"}, b'{"id":"urn:uuid:1"}')
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from("AZaz09-_.=+/ \né"))
    changed = data.draw(
        st.sampled_from(
            [
                text[:at] + letter + text[at + 1 :],
                text[:at] + letter + text[at:],
                text[:at] + text[at + 1 :],
            ]
        )
    )
    if we_take(changed, key):
        assert changed == text
        assert they_take(changed, key)


# Claims ------------------------------------------------------------------------------------------


def test_claims_that_say_the_same() -> None:
    for payload in (claims(badge()), claims(badge(validUntil="2027-01-01T00:00:00Z"))):
        vc_jwt.check_claims(vc_jwt.read_token(jws(header(), payload)))


@pytest.mark.parametrize("claim", ["iss", "jti", "sub", "nbf", "exp"])
@pytest.mark.parametrize("value", [forge.ABSENT, None, True, "", 0, [], {}])
def test_claims_that_do_not(claim: str, value: Any) -> None:
    payload = claims(badge(validUntil="2027-01-01T00:00:00Z"), **{claim: value})
    error = error_of(vc_jwt.check_claims, vc_jwt.read_token(jws(header(), payload)))
    assert (error.problem, error.path) == (Problem.CLAIM_MISMATCH, f"$.{claim}")
