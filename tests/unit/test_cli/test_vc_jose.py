"""`openbadges vc-jose`: the answers in a file that the suite of VC-JOSE-COSE reads."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from openbadges_issuer import strict_json
from openbadges_issuer.encoding import base64url_decode, base64url_encode
from openbadges_issuer.errors import KeyFormatError, Problem
from openbadges_issuer.generic import jose
from openbadges_issuer.generic.jose_keys import P521, P521PublicKey, P521Signer
from openbadges_issuer.keys import KeySigner, PublicKey, private_key
from openbadges_issuer.proofs import vc_jwt
from openbadges_issuer.proofs.vc_jwt import read_token

V2 = "https://www.w3.org/ns/credentials/v2"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
ISSUER = "https://university.example/issuers/565049"
CREDENTIAL = {
    "@context": [V2, EXAMPLES],
    "id": "http://university.example/credentials/3732",
    "type": ["VerifiableCredential", "ExampleDegreeCredential"],
    "issuer": ISSUER,
    "validFrom": "2010-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:alice", "degree": {"type": "ExampleDegree"}},
}
AS_OF = "2026-11-21T15:04:05Z"
SECONDS = 1_795_273_445  # the same


def enveloped(token):
    return {
        "@context": [V2],
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/vc+jwt,{token}",
    }


def written(signer):
    """Write the private JWK of a key, as those of the suite are."""
    private = signer._key if isinstance(signer, P521Signer) else signer._private_key
    if isinstance(private, Ed25519PrivateKey):
        return {**signer.public_key.jwk, "d": base64url_encode(private.private_bytes_raw())}
    size = (private.key_size + 7) // 8
    public = private.private_numbers().public_numbers
    numbers = {"x": public.x, "y": public.y, "d": private.private_numbers().private_value}
    texts = {name: base64url_encode(n.to_bytes(size)) for name, n in numbers.items()}
    return {"kty": "EC", "crv": f"P-{private.key_size}", **texts}


def new_key(algorithm):
    if algorithm != "ES512":
        return KeySigner.generate(algorithm)
    private = ec.generate_private_key(P521.curve)
    return P521Signer(private, P521PublicKey(private.public_key()))


@pytest.fixture(params=["Ed25519", "ES256", "ES384", "ES512"])
def key(request):
    return new_key(request.param)


@pytest.fixture
def call(run, tmp_path):
    """Call one verb, and read its answer."""

    def call(verb, content, key, feature="credential_jose", *more):
        source, keys, output = tmp_path / "in", tmp_path / "key.json", tmp_path / "out.json"
        source.write_text(content if isinstance(content, str) else json.dumps(content))
        keys.write_text(json.dumps(key if isinstance(key, dict) else written(key)))
        files = ("--input", source, "--key", keys, "--output", output)
        result = run("vc-jose", verb, *files, "--feature", feature, *more)
        assert result.exit_code == 0, result.output
        answer = json.loads(output.read_text())
        assert answer.keys() == {"result", "data"}
        return answer["result"], answer["data"]

    return call


@pytest.fixture
def verify(call):
    def verify(token, key, feature="credential_jose"):
        return call("verify", token, key, feature, "--as-of", AS_OF)[0]

    return verify


def token_of(key, payload, **header):
    """Sign anything under any header."""
    usual = {"alg": jose.algs_of(key.public_key)[0], "typ": "vc+jwt", "kid": "any"}
    kept = {name: value for name, value in {**usual, **header}.items() if value is not None}
    signed = vc_jwt.unsigned(kept, payload)
    return f"{signed}.{base64url_encode(key.sign(signed.encode()))}"


def test_what_is_signed_is_verified(call, verify, key):
    result, token = call("issue", CREDENTIAL, key, "credential_jose", "--sd", "[]")
    assert result == "success"
    header = read_token(token).header
    assert (header["typ"], header["cty"]) == ("vc+jwt", "vc")
    assert header["kid"] == key.public_key.thumbprint
    assert strict_json.loads(base64url_decode(token.split(".")[1])) == CREDENTIAL
    assert call("verify", token, key)[0] == "success"
    for other in ("Ed25519", "ES256", "ES384", "ES512"):
        assert verify(token, new_key(other)) == "failure"
    assert verify(token[:-8] + "AAAAAAAA", key) == "failure"
    assert verify(token[:-4], key) == "failure"
    assert verify(token, key, "presentation_jose") == "failure"


def test_presentations(call, verify, key):
    _, token = call("issue", CREDENTIAL, key)
    shown = {"@context": [V2], "type": "VerifiablePresentation", "holder": "did:example:alice"}
    shown["verifiableCredential"] = [enveloped(token), enveloped(token)]
    result, text = call("issue", shown, key, "presentation_jose")
    assert result == "success"
    assert read_token(text).header["typ"] == "vp+jwt"
    assert verify(text, key, "presentation_jose") == "success"
    for bad in (
        {**shown, "type": "VerifiableCredential"},
        {**shown, "verifiableCredential": [enveloped("no token")]},
        {**shown, "verifiableCredential": [enveloped(token), CREDENTIAL]},  # unsecured
        {**shown, "verifiableCredential": [token]},
        {**shown, "verifiableCredential": {**enveloped(token), "type": "VerifiableCredential"}},
        {**shown, "verifiableCredential": {**enveloped(token), "@context": []}},
        {**shown, "undefined": 1},
    ):
        assert call("issue", bad, key, "presentation_jose")[0] == "failure"
        signed = token_of(key, bad, typ="vp+jwt")
        assert verify(signed, key, "presentation_jose") == "failure"


@pytest.mark.parametrize("crv", ["P-521", "P-256"])
@pytest.mark.parametrize(
    "change", [{"d": "AA"}, {"d": 5}, {"x": "AA"}, {"y": None}, {"y": "!"}, {"d": "swapped"}]
)
def test_keys_that_are_none(call, crv, change):
    name = {"P-521": "ES512", "P-256": "ES256"}[crv]
    jwk = {**written(new_key(name)), **change}
    if jwk["d"] == "swapped":
        jwk["d"] = written(new_key(name))["d"]
    result, said = call("issue", CREDENTIAL, jwk)
    assert result == "failure"
    assert "P-521" in said or "JWK" in said
    if change.keys() & {"x", "y"}:
        assert call("verify", "a.b.c", jwk)[0] == "failure"


def test_a_key_that_signs_no_badge():
    """P-521 is for this suite alone: nothing else takes such a key."""
    jwk = written(new_key("ES512"))
    with pytest.raises(KeyFormatError) as caught:
        PublicKey.from_jwk({name: jwk[name] for name in ("kty", "crv", "x", "y")})
    assert caught.value.problem is Problem.KEY_UNSUPPORTED
    with pytest.raises(KeyFormatError):
        private_key.decode(json.dumps(jwk).encode(), str)


@pytest.mark.parametrize(
    ("url", "result"),
    [
        ("data:application/vc+jwt,e30.e30.AA", "success"),
        ("data:application/vc+sd-jwt,e30.e30.AA~WyJh~", "success"),
        ("data:application/vc+sd-jwt,e30.e30.AA ~WyJh~", "success"),  # as the suite breaks it
        ("data:application/vc+cose;base64,0oRY\nAA==\n", "success"),
        ("data:application/vc+cose,0oRY", "failure"),
        ("data:application/vc+jwt,e30.e30.AA.AA", "failure"),
        ("data:application/vc+jwt,e30.e30.A A", "failure"),
        ("data:application/json,{}", "failure"),
        ("not-a-credential", "failure"),
        (5, "failure"),
    ],
)
def test_envelopes_in_a_presentation(call, url, result):
    envelope = {"@context": V2, "type": "EnvelopedVerifiableCredential", "id": url}
    shown = {"@context": [V2], "type": "VerifiablePresentation", "verifiableCredential": [envelope]}
    key = new_key("ES512")
    assert call("issue", shown, key, "presentation_jose")[0] == result
    envelope["name"] = "said by nobody"
    assert call("issue", shown, key, "presentation_jose")[0] == "failure"


@pytest.mark.parametrize(
    "members",
    [
        {"vc": CREDENTIAL},
        {"vp": {}},
        {"iss": "https://other.example/"},
        {"jti": "urn:uuid:other"},
        {"credentialSubject": {}},
        {"type": ["Other"]},
        {"@context": [V2]},
        {"validFrom": "yesterday"},
        {"badExtension": {"huh": "what?"}},  # the context of the examples defines it
        {"holder": ISSUER},
        {"exp": SECONDS},
        {"exp": "2050-01-01T00:00:00Z"},
        {"iat": AS_OF},
        {"iat": True},
        {"nbf": SECONDS + 301},
    ],
)
def test_payloads_that_are_refused(verify, members):
    key = KeySigner.generate()
    assert verify(token_of(key, CREDENTIAL), key) == "success"
    assert verify(token_of(key, {**CREDENTIAL, **members}), key) == "failure"


def test_claims_that_say_the_same(verify):
    key = KeySigner.generate()
    claims = {"iss": ISSUER, "jti": CREDENTIAL["id"], "sub": "did:example:alice"}
    times = {"iat": SECONDS, "nbf": SECONDS + 300, "exp": SECONDS + 1}
    assert verify(token_of(key, {**CREDENTIAL, **claims, **times}, iss=ISSUER), key) == "success"
    assert verify(token_of(key, CREDENTIAL, iss="https://other.example/"), key) == "failure"


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": "ES256"},
        {"alg": None},
        {"typ": "JWT"},
        {"typ": "vp+jwt"},
        {"cty": "vp"},
        {"crit": ["exp"]},
        {"b64": False},
        {"unknown": 1},
        {"jwk": {}},
    ],
)
def test_headers_that_are_refused(verify, header):
    key = KeySigner.generate()
    assert verify(token_of(key, CREDENTIAL, typ=None, kid=None), key) == "success"
    assert verify(token_of(key, CREDENTIAL, **header), key) == "failure"


@pytest.mark.parametrize("text", ["", "no token", "{}", "a.b.c", "e30.e30.", "e30.e30"])
def test_texts_that_are_no_token(verify, text):
    assert verify(text, KeySigner.generate()) == "failure"


def test_an_unsecured_token_is_refused(verify):
    signed = vc_jwt.unsigned({"alg": "none", "typ": "vc+jwt"}, CREDENTIAL)
    assert verify(f"{signed}.", KeySigner.generate()) == "failure"


@pytest.mark.parametrize("feature", ["credential_cose", "presentation_sdjwt", "unknown"])
def test_other_features_are_undecided(call, feature):
    key = KeySigner.generate()
    assert call("issue", CREDENTIAL, key, feature)[0] == "indeterminate"
    assert call("verify", "a.b.c", key, feature)[0] == "indeterminate"


def test_private_jwks_of_the_suite_are_taken(run, tmp_path):
    key = KeySigner.generate()
    secret = base64url_encode(key._private_key.private_bytes_raw())
    jwk = {**key.public_key.jwk, "d": secret, "kid": "bare", "alg": "EdDSA", "key_ops": ["sign"]}
    (tmp_path / "key.json").write_text(json.dumps(jwk))
    (tmp_path / "in").write_text(json.dumps(CREDENTIAL))
    files = ("--key", tmp_path / "key.json", "--output", tmp_path / "out")
    how = ("--feature", "credential_jose", *files)
    assert run("vc-jose", "issue", "--input", tmp_path / "in", *how).exit_code == 0
    (tmp_path / "token").write_text(json.loads((tmp_path / "out").read_text())["data"])
    assert run("vc-jose", "verify", "--input", tmp_path / "token", *how).exit_code == 0
    assert json.loads((tmp_path / "out").read_text())["result"] == "success"
