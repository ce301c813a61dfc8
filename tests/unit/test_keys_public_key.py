"""Public keys: the same value in every form, and nothing weak, broken or private gets in."""

from __future__ import annotations

import contextlib

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given, settings
from hypothesis import strategies as st

from openbadges_issuer.encoding import (
    base58btc_encode,
    base64url_decode,
    base64url_encode,
    multibase_encode,
)
from openbadges_issuer.errors import KeyFormatError, OpenBadgesError, Problem, ProofError
from openbadges_issuer.keys import KeySigner, PublicKey

ED25519_MULTIKEY = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"
P256_MULTIKEY = "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP"
P384_MULTIKEY = "z82LkuBieyGShVBhvtE2zoiD6Kma4tJGFtkAhxR5pfkp5QPw4LutoYWhvQCnGjdVn14kujQ"

# RFC 8037 appendix A; RFC 7515 appendix A.3; RFC 7638 section 3.1
ED25519_JWK = {
    "kty": "OKP",
    "crv": "Ed25519",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
}
P256_JWK = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
RSA_JWK = {
    "kty": "RSA",
    "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJ"
    "ECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY"
    "368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4l"
    "Fd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
    "e": "AQAB",
}
P = 2**255 - 19
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    # second spellings of the above
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
]


def ed25519_multikey(raw: bytes) -> str:
    return multibase_encode(b"\xed\x01" + raw)


@pytest.fixture(scope="module")
def rsa_signer() -> KeySigner:
    return KeySigner.generate("RS256")


# forms


@pytest.mark.parametrize(
    ("multikey", "algorithm", "crv"),
    [
        (ED25519_MULTIKEY, "Ed25519", "Ed25519"),
        (P256_MULTIKEY, "ES256", "P-256"),
        (P384_MULTIKEY, "ES384", "P-384"),
    ],
)
def test_one_key_in_both_forms_is_one_value(multikey: str, algorithm: str, crv: str) -> None:
    key = PublicKey.from_multikey(multikey)
    same = PublicKey.from_jwk(key.jwk)
    assert (key.algorithm, key.jwk["crv"], key.multikey) == (algorithm, crv, multikey)
    assert same == key
    assert {same, key} == {key}
    assert "kid" not in key.jwk


def test_other_keys_are_other_values() -> None:
    assert PublicKey.from_multikey(ED25519_MULTIKEY) != PublicKey.from_jwk(ED25519_JWK)
    assert PublicKey.from_multikey(ED25519_MULTIKEY) != ED25519_MULTIKEY


def test_rsa_has_a_jwk_and_no_multikey() -> None:
    key = PublicKey.from_jwk(RSA_JWK)
    assert (key.algorithm, key.multikey, key.jwk) == ("RS256", None, RSA_JWK)


def test_a_key_cannot_be_changed() -> None:
    key = PublicKey.from_jwk(ED25519_JWK)
    key.jwk["x"] = "changed"
    assert key.jwk == ED25519_JWK
    with pytest.raises(AttributeError):
        key.key = PublicKey.from_multikey(ED25519_MULTIKEY).key  # type: ignore[misc]


@pytest.mark.parametrize(
    ("jwk", "thumbprint"),
    [
        (RSA_JWK, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"),  # RFC 7638 section 3.1
        (ED25519_JWK, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"),  # RFC 8037 appendix A.3
    ],
)
def test_published_thumbprints(jwk: dict[str, str], thumbprint: str) -> None:
    more = {**jwk, "kid": "2011-04-29", "use": "sig", "key_ops": ["verify"], "ext": True}
    assert PublicKey.from_jwk(more).thumbprint == thumbprint


# signatures

# RFC 8037 appendix A.4; RFC 7515 appendix A.3; RFC 6979 appendix A.2.5 and A.2.6
SIGNED = {
    "Ed25519": (
        ED25519_JWK,
        b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
        base64url_decode(
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        ),
    ),
    "ES256": (
        P256_JWK,
        b"eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxl"
        b"LmNvbS9pc19yb290Ijp0cnVlfQ",
        base64url_decode(
            "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
        ),
    ),
    "ES256, RFC 6979": (
        {
            "kty": "EC",
            "crv": "P-256",
            "x": base64url_encode(
                bytes.fromhex("60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6")
            ),
            "y": base64url_encode(
                bytes.fromhex("7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299")
            ),
        },
        b"sample",
        bytes.fromhex(
            "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
            "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"
        ),
    ),
    "ES384, RFC 6979": (
        {
            "kty": "EC",
            "crv": "P-384",
            "x": base64url_encode(
                bytes.fromhex(
                    "EC3A4E415B4E19A4568618029F427FA5DA9A8BC4AE92E02E06AAE5286B300C64"
                    "DEF8F0EA9055866064A254515480BC13"
                )
            ),
            "y": base64url_encode(
                bytes.fromhex(
                    "8015D9B72D7D57244EA8EF9AC0C621896708A59367F9DFB9F54CA84B3F1C9DB1"
                    "288B231C3AE0D4FE7344FD2533264720"
                )
            ),
        },
        b"sample",
        bytes.fromhex(
            "94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C"
            "81A648152E44ACF96E36DD1E80FABE4699EF4AEB15F178CEA1FE40DB2603138F"
            "130E740A19624526203B6351D0A3A94FA329C145786E679E7B82C71A38628AC8"
        ),
    ),
}


@pytest.mark.parametrize("name", SIGNED)
def test_published_signatures_verify_and_changed_ones_do_not(name: str) -> None:
    jwk, data, signature = SIGNED[name]
    key = PublicKey.from_jwk(jwk)
    key.verify(signature, data)
    for place in (0, len(signature) // 2, len(signature) - 1):
        changed = bytearray(signature)
        changed[place] ^= 1
        refused(key, bytes(changed), data)
    refused(key, signature, data + b".")
    refused(key, signature, b"")


@pytest.mark.parametrize("name", SIGNED)
@pytest.mark.parametrize("change", ["shorter", "longer", "zero first", "empty"])
def test_a_signature_has_one_length(name: str, change: str) -> None:
    jwk, data, signature = SIGNED[name]
    wrong = {
        "shorter": signature[:-1],
        "longer": signature + b"\0",
        "zero first": b"\0" + signature,
        "empty": b"",
    }[change]
    refused(PublicKey.from_jwk(jwk), wrong, data, saying=f"has {len(signature)} bytes")


def refused(key: PublicKey, signature: bytes, data: bytes, *, saying: str | None = None) -> None:
    with pytest.raises(ProofError, match=saying) as caught:
        key.verify(signature, data)
    assert caught.value.problem is Problem.SIGNATURE_INVALID


def test_der_is_not_a_signature() -> None:
    signer = KeySigner.generate("ES256")
    signature = signer.sign(b"data")
    der = encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
    refused(signer.public_key, der, b"data")


def test_ed25519_has_one_s_for_each_signature() -> None:
    jwk, data, signature = SIGNED["Ed25519"]
    s = int.from_bytes(signature[32:], "little") + ED25519_ORDER
    refused(PublicKey.from_jwk(jwk), signature[:32] + s.to_bytes(32, "little"), data)


@pytest.mark.parametrize("s", [0, 1, ED25519_ORDER - 1, ED25519_ORDER, 2**253, 2**256 - 1])
def test_ed25519_signatures_at_the_edges_are_refused(s: int) -> None:
    """R of small order, unreduced R, and s at the ends of its range."""
    jwk, data, signature = SIGNED["Ed25519"]
    key, last = PublicKey.from_jwk(jwk), s.to_bytes(32, "little")
    unreduced = [y.to_bytes(32, "little") for y in (P, P + 1, 2**255 - 1)]
    for r in (signature[:32], key.key.public_bytes_raw(), *map(bytes.fromhex, SMALL_ORDER)):
        refused(key, r + last, data)
    for r in unreduced:
        refused(key, r + last, data)
        refused(key, r + signature[32:], data)


ORDERS = {
    "ES256": P256_ORDER,
    "ES384": int(
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF"
        "581A0DB248B0A77AECEC196ACCC52973",
        16,
    ),
}
FIELDS = {
    "ES256": 2**256 - 2**224 + 2**192 + 2**96 - 1,
    "ES384": 2**384 - 2**128 - 2**96 + 2**32 - 1,
}


@pytest.mark.parametrize("name", ["ES256", "ES384, RFC 6979"])
def test_r_and_s_are_within_the_order(name: str) -> None:
    jwk, data, signature = SIGNED[name]
    key, size = PublicKey.from_jwk(jwk), len(signature) // 2
    order, field = ORDERS[name[:5]], FIELDS[name[:5]]
    r, s = int.from_bytes(signature[:size]), int.from_bytes(signature[size:])
    key.verify(signature, data)
    edges = [0, 1, order - 1, order, order + 1, field - order, field, 2 ** (8 * size) - 1]
    grid = [(a, b) for a in edges for b in edges]
    for a, b in [*grid, *((a, s) for a in edges), *((r, b) for b in edges), (s, r)]:
        refused(key, a.to_bytes(size) + b.to_bytes(size), data)


def test_the_other_s_of_ecdsa_verifies_so_a_signature_is_no_identifier() -> None:
    jwk, data, signature = SIGNED["ES256"]
    other = P256_ORDER - int.from_bytes(signature[32:])
    PublicKey.from_jwk(jwk).verify(signature[:32] + other.to_bytes(32), data)


def test_rsa_signatures(rsa_signer: KeySigner) -> None:
    signature = rsa_signer.sign(b"data")
    rsa_signer.public_key.verify(signature, b"data")
    refused(rsa_signer.public_key, signature, b"other")
    refused(rsa_signer.public_key, signature[1:], b"data", saying="has 384 bytes")
    refused(rsa_signer.public_key, b"\0" + signature, b"data", saying="has 384 bytes")
    refused(rsa_signer.public_key, b"\0" * 384, b"data")


# Multikey, refused


def refuses_multikey(
    text: str, problem: Problem = Problem.KEY_INVALID, saying: str | None = None
) -> None:
    with pytest.raises(KeyFormatError, match=saying) as caught:
        PublicKey.from_multikey(text)
    assert caught.value.problem is problem


@pytest.mark.parametrize("encoded", SMALL_ORDER)
def test_small_order_ed25519_keys_are_refused(encoded: str) -> None:
    raw = bytes.fromhex(encoded)
    refuses_multikey(ed25519_multikey(raw))
    with pytest.raises(KeyFormatError):
        PublicKey.from_jwk({**ED25519_JWK, "x": base64url_encode(raw)})


def test_unreduced_ed25519_keys_are_refused() -> None:
    for y in range(P, 2**255):
        for sign in (0, 1 << 255):
            refuses_multikey(
                ed25519_multikey((y | sign).to_bytes(32, "little")), saying="second spelling"
            )


@settings(deadline=None)
@given(st.binary(min_size=32, max_size=32))
def test_an_ed25519_key_is_taken_exactly_when_it_is_on_the_curve(raw: bytes) -> None:
    y = int.from_bytes(raw, "little") & (2**255 - 1)
    d = -121665 * pow(121666, -1, P)
    x_squared = (y * y - 1) * pow(d * y * y + 1, -1, P) % P
    root = pow(x_squared, (P + 3) // 8, P)  # RFC 8032 section 5.1.3
    on_curve = root * root % P in (x_squared, -x_squared % P)
    taken = True
    try:
        PublicKey.from_multikey(ed25519_multikey(raw))
    except KeyFormatError:
        taken = False
    assert taken is (on_curve and y < P and raw.hex() not in SMALL_ORDER)


@pytest.mark.parametrize(
    ("text", "problem", "saying"),
    [
        ("", Problem.KEY_INVALID, "starts with z"),
        ("z", Problem.KEY_INVALID, "starts with the bytes"),
        (ED25519_MULTIKEY[1:], Problem.KEY_INVALID, "starts with z"),
        (" " + ED25519_MULTIKEY, Problem.KEY_INVALID, "starts with z"),
        (ED25519_MULTIKEY + " ", Problem.KEY_INVALID, "base58"),
        (ED25519_MULTIKEY + "\n", Problem.KEY_INVALID, "base58"),
        (ED25519_MULTIKEY.replace("k", "l", 1), Problem.KEY_INVALID, "base58"),
        (ED25519_MULTIKEY + "2", Problem.KEY_INVALID, None),
        ("z1" + ED25519_MULTIKEY[1:], Problem.KEY_INVALID, "starts with the bytes 00"),
        ("u" + base64url_encode(b"\xed\x01" + b"\x09" * 32), Problem.KEY_INVALID, "starts with z"),
        ("zu" + "2" * 100_000, Problem.KEY_INVALID, "at most"),
        ("z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq", Problem.KEY_INVALID, "80 26"),
        ("z6LSeu9HkTHSfLLeUs2nnzUSNedgDUevfNQgQjQC23ZCit6F", Problem.KEY_UNSUPPORTED, "X25519"),
        ("zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme", Problem.KEY_UNSUPPORTED, "secp256k1"),
        (multibase_encode(b"\x82\x24\x02" + b"\x01" * 66), Problem.KEY_UNSUPPORTED, "P-521"),
        (multibase_encode(b"\x85\x24" + b"\x01" * 270), Problem.KEY_UNSUPPORTED, "RSA"),
        (multibase_encode(b"\xed" + b"\x01" * 32), Problem.KEY_INVALID, None),
        (ed25519_multikey(b"\x09" * 31), Problem.KEY_INVALID, "has 32 bytes; this one has 31"),
        (ed25519_multikey(b"\x09" * 33), Problem.KEY_INVALID, "has 32 bytes; this one has 33"),
        (multibase_encode(b"\x80\x24\x02" + b"\x01" * 31), Problem.KEY_INVALID, "has 33 bytes"),
        (multibase_encode(b"\x80\x24\x04" + b"\x01" * 64), Problem.KEY_INVALID, "has 33 bytes"),
        (multibase_encode(b"\x80\x24\x05" + b"\x01" * 32), Problem.KEY_INVALID, "point"),
        (multibase_encode(b"\x80\x24\x02" + b"\xff" * 32), Problem.KEY_INVALID, "point"),
        (multibase_encode(b"\x80\x24\x00"), Problem.KEY_INVALID, "has 33 bytes"),
        (multibase_encode(b"\x81\x24\x02" + b"\x01" * 32), Problem.KEY_INVALID, "has 49 bytes"),
    ],
)
def test_bad_multikeys(text: str, problem: Problem, saying: str | None) -> None:
    refuses_multikey(text, problem, saying)


def test_a_compressed_point_off_the_curve_is_refused() -> None:
    # x = 5 is the abscissa of two points of P-256, x = 1 of none
    PublicKey.from_multikey(multibase_encode(b"\x80\x24\x02" + (5).to_bytes(32)))
    refuses_multikey(multibase_encode(b"\x80\x24\x02" + (1).to_bytes(32)), saying="point")


@settings(deadline=None)
@given(st.text(max_size=80) | st.binary(max_size=60).map(lambda raw: "z" + base58btc_encode(raw)))
def test_any_text_is_a_key_or_an_error_of_ours(text: str) -> None:
    with contextlib.suppress(OpenBadgesError):
        assert PublicKey.from_multikey(text).multikey == text


# JWK, refused


def uint(number: int) -> str:
    return base64url_encode(number.to_bytes((number.bit_length() + 7) // 8))


N = int.from_bytes(base64url_decode(RSA_JWK["n"]))


@pytest.mark.parametrize(
    ("jwk", "change", "saying"),
    [
        (ED25519_JWK, {"d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}, "secret part"),
        (ED25519_JWK, {"k": "AAAA"}, "secret part"),
        (ED25519_JWK, {"kty": "oct"}, "symmetric"),
        (ED25519_JWK, {"kty": None}, "kind"),
        (ED25519_JWK, {"kty": 7}, "kind"),
        (ED25519_JWK, {"kty": ["OKP"]}, "kind"),
        (ED25519_JWK, {"crv": None}, "kind"),
        (ED25519_JWK, {"crv": {}}, "kind"),
        (ED25519_JWK, {"x": None}, "member x"),
        (ED25519_JWK, {"x": 5}, "member x"),
        (ED25519_JWK, {"x": ED25519_JWK["x"] + "="}, "base64url"),
        (ED25519_JWK, {"x": ED25519_JWK["x"] + "\n"}, "base64url"),
        (ED25519_JWK, {"x": ED25519_JWK["x"][:-1] + "p"}, "base64url"),  # unused bits
        (ED25519_JWK, {"x": base64url_encode(b"\x09" * 31)}, "32 bytes"),
        (ED25519_JWK, {"use": "enc"}, "use"),
        (ED25519_JWK, {"use": None}, "use"),
        (ED25519_JWK, {"use": ["sig"]}, "use"),
        (ED25519_JWK, {"key_ops": ["sign"]}, "key_ops"),
        (ED25519_JWK, {"key_ops": []}, "key_ops"),
        (ED25519_JWK, {"key_ops": "verify"}, "key_ops"),
        (ED25519_JWK, {"alg": "ES256"}, "alg"),
        (ED25519_JWK, {"alg": "none"}, "alg"),
        (ED25519_JWK, {"alg": None}, "alg"),
        (P256_JWK, {"alg": "ES384"}, "alg"),
        (P256_JWK, {"crv": "P-384"}, "member x"),
        (P256_JWK, {"y": P256_JWK["x"]}, "point"),
        (P256_JWK, {"y": None}, "member y"),
        (P256_JWK, {"x": base64url_encode(base64url_decode(P256_JWK["x"])[1:])}, "32 bytes"),
        (P256_JWK, {"x": base64url_encode(b"\0" + base64url_decode(P256_JWK["x"]))}, "32 bytes"),
        (P256_JWK, {"x": base64url_encode(b"\xff" * 32)}, "point"),
        (P256_JWK, {"x": base64url_encode(b"\0" * 32), "y": base64url_encode(b"\0" * 32)}, "point"),
        (RSA_JWK, {"alg": "HS256"}, "alg"),
        (RSA_JWK, {"alg": "RSA-OAEP"}, "alg"),
        (RSA_JWK, {"alg": ["PS256"]}, "alg"),
        (RSA_JWK, {"e": uint(1)}, "exponent"),
        (RSA_JWK, {"e": uint(4)}, "exponent"),
        (RSA_JWK, {"e": uint(2**32 + 1)}, "exponent"),
        (RSA_JWK, {"e": base64url_encode(b"\0\x01\0\x01")}, "zero bytes"),
        (RSA_JWK, {"e": ""}, "empty"),
        (RSA_JWK, {"e": base64url_encode(b"\0")}, "exponent"),
        (RSA_JWK, {"n": base64url_encode(b"\0" + base64url_decode(RSA_JWK["n"]))}, "zero bytes"),
        (RSA_JWK, {"n": uint(N >> 1024 | 1)}, "2048 to 8192"),
        (RSA_JWK, {"n": uint(N >> 1 | 1)}, "2048 to 8192"),
        (RSA_JWK, {"n": uint(N - 1)}, "even"),
        (RSA_JWK, {"n": uint(1 << 8192 | 1)}, "2048 to 8192"),
        (RSA_JWK, {"n": uint(1 << 65_535 | 1)}, "2048 to 8192"),
        (RSA_JWK, {"n": None}, "member n"),
        (RSA_JWK, {"p": "AQAB"}, "secret part"),
        (RSA_JWK, {"oth": []}, "secret part"),
    ],
)
def test_bad_jwks(jwk: dict[str, str], change: dict[str, object], saying: str) -> None:
    PublicKey.from_jwk(jwk)
    changed = {**jwk, **change}
    with pytest.raises(KeyFormatError, match=saying) as caught:
        PublicKey.from_jwk(changed)
    assert caught.value.problem is Problem.KEY_INVALID


@pytest.mark.parametrize("missing", ["kty", "crv", "x"])
def test_a_jwk_lacks_nothing(missing: str) -> None:
    with pytest.raises(KeyFormatError):
        PublicKey.from_jwk({name: ED25519_JWK[name] for name in ED25519_JWK if name != missing})


@pytest.mark.parametrize(
    "jwk",
    [
        {"kty": "EC", "crv": "P-521", "x": "AA", "y": "AA"},
        {"kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA"},
        {"kty": "OKP", "crv": "Ed448", "x": "AA"},
        {"kty": "OKP", "crv": "X25519", "x": "AA"},
        {"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA"},
        {**RSA_JWK, "alg": "PS256"},
        {**RSA_JWK, "alg": "RS512"},
    ],
)
def test_other_kinds_of_keys_are_unsupported_not_bad(jwk: dict[str, str]) -> None:
    with pytest.raises(KeyFormatError) as caught:
        PublicKey.from_jwk(jwk)
    assert caught.value.problem is Problem.KEY_UNSUPPORTED


def test_the_largest_rsa_key_and_the_smallest_exponent_are_taken() -> None:
    assert (
        PublicKey.from_jwk({**RSA_JWK, "n": uint(2**8192 - 1), "e": uint(3)}).algorithm == "RS256"
    )


@pytest.mark.parametrize("alg", ["EdDSA", "Ed25519"])
def test_both_names_of_the_ed25519_algorithm_are_taken(alg: str) -> None:
    assert PublicKey.from_jwk({**ED25519_JWK, "alg": alg}).algorithm == "Ed25519"


def test_a_weak_key_cannot_be_held_whichever_way_it_comes() -> None:
    with pytest.raises(KeyFormatError, match="2048"):
        PublicKey(RSAPublicNumbers(65_537, N >> 1024 | 1).public_key())
    with pytest.raises(KeyFormatError) as caught:
        PublicKey(ec.generate_private_key(ec.SECP521R1()).public_key())
    assert caught.value.problem is Problem.KEY_UNSUPPORTED


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=50),
    lambda children: st.lists(children, max_size=3),
    max_leaves=5,
)


@settings(deadline=None)
@given(
    st.sampled_from([ED25519_JWK, P256_JWK, RSA_JWK]),
    st.dictionaries(
        st.sampled_from(["kty", "crv", "x", "y", "n", "e", "alg", "use", "key_ops"]), json_values
    ),
)
def test_any_members_are_a_key_or_an_error_of_ours(
    jwk: dict[str, str], change: dict[str, object]
) -> None:
    with contextlib.suppress(KeyFormatError):
        PublicKey.from_jwk({**jwk, **change})
