"""did:key and did:jwk: the key is in the identifier, and nothing is ever fetched."""

from __future__ import annotations

import contextlib
import json
from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openbadges_issuer.did import resolve
from openbadges_issuer.encoding import base64url_encode, multibase_encode
from openbadges_issuer.errors import KeyFormatError, OpenBadgesError, Problem, ResolutionError
from openbadges_issuer.keys import KeySigner, PublicKey

ED25519 = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"
P256 = "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP"
P384 = "z82LkuBieyGShVBhvtE2zoiD6Kma4tJGFtkAhxR5pfkp5QPw4LutoYWhvQCnGjdVn14kujQ"
SIGNING = {"assertionMethod", "authentication", "capabilityDelegation", "capabilityInvocation"}


class Unused:
    """A fetcher that must not be asked."""

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> NoReturn:
        pytest.fail(f"{url} was fetched ({max_bytes} bytes, {accept})")


def refuses(
    url: str, problem: Problem, error: type[OpenBadgesError] = ResolutionError
) -> OpenBadgesError:
    with pytest.raises(error) as caught:
        resolve(url, Unused())
    assert caught.value.problem is problem
    return caught.value


def did_jwk(jwk: object) -> str:
    return "did:jwk:" + base64url_encode(json.dumps(jwk).encode())


# the method key


@pytest.mark.parametrize("multikey", [ED25519, P256, P384])
def test_did_key_is_the_key(multikey: str) -> None:
    method = resolve(f"did:key:{multikey}#{multikey}", Unused())
    assert method.id == f"did:key:{multikey}#{multikey}"
    assert method.controller == f"did:key:{multikey}"
    assert method.public_key == PublicKey.from_multikey(multikey)
    assert method.relationships == SIGNING
    assert (method.source, method.retrieved_at, method.stale) == ("local", None, False)
    assert (method.expires, method.revoked) == (None, None)


@pytest.mark.parametrize("algorithm", ["Ed25519", "ES256", "ES384", "RS256"])
def test_the_own_method_of_every_signer_resolves_to_its_key(algorithm: str) -> None:
    signer = KeySigner.generate(algorithm)
    method = resolve(signer.verification_method, Unused())
    assert method.public_key == signer.public_key
    assert "assertionMethod" in method.relationships


@pytest.mark.parametrize("fragment", [P256, "key-1", "0", ED25519[:-1], ED25519.lower()])
def test_did_key_has_no_other_fragment(fragment: str) -> None:
    refuses(f"did:key:{ED25519}#{fragment}", Problem.KEY_NOT_AUTHORIZED)


@pytest.mark.parametrize(
    "url",
    [
        f"did:key:{ED25519}",
        f"did:key:{ED25519}#",
        f"did:key:{ED25519}#{ED25519}#{ED25519}",
        f"did:key:{ED25519}##{ED25519}",
        f"#{ED25519}",
        ED25519,
        "",
        f"did:key:{'z' * 5_000}#{'z' * 5_000}",
        f"DID:key:{ED25519}#{ED25519}",
        f" did:key:{ED25519}#{ED25519}",
    ],
)
def test_what_is_no_method_url_is_refused(url: str) -> None:
    refuses(url, Problem.DID_RESOLUTION_FAILED)


@pytest.mark.parametrize(
    ("multikey", "problem"),
    [
        ("z", Problem.KEY_INVALID),
        (ED25519[1:], Problem.KEY_INVALID),
        (ED25519[:-1], Problem.KEY_INVALID),
        (f"1.1:{ED25519}", Problem.KEY_INVALID),
        (multibase_encode(b"\xed\x01\x01" + bytes(31)), Problem.KEY_INVALID),  # small order
        ("z" + "2" * 1_500, Problem.KEY_INVALID),
        ("z6LSeu9HkTHSfLLeUs2nnzUSNedgDUevfNQgQjQC23ZCit6F", Problem.KEY_UNSUPPORTED),
    ],
)
def test_did_key_of_an_unsound_key_is_refused(multikey: str, problem: Problem) -> None:
    refuses(f"did:key:{multikey}#{multikey}", problem, KeyFormatError)


# the method jwk


def test_did_jwk_is_the_key() -> None:
    # the example of the did:jwk method's specification
    did = (
        "did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM"
        "3l6OTFQSDZDZEgyVjAiLCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9"
    )
    method = resolve(did + "#0", Unused())
    assert (method.id, method.controller) == (did + "#0", did)
    assert method.public_key.jwk == {
        "crv": "P-256",
        "kty": "EC",
        "x": "acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0",
        "y": "_KcyLj9vWMptnmKtm46GqDz8wf74I5LKgrl2GzH3nSE",
    }
    assert method.relationships == SIGNING | {"keyAgreement"}
    assert method.source == "local"


def test_use_sig_is_not_for_key_agreement() -> None:
    jwk = PublicKey.from_multikey(P256).jwk | {"use": "sig"}
    assert resolve(did_jwk(jwk) + "#0", Unused()).relationships == SIGNING


def test_one_key_has_many_did_jwk_identifiers() -> None:
    jwk = PublicKey.from_multikey(P256).jwk
    one, other = did_jwk(jwk), did_jwk(dict(reversed(jwk.items())))
    assert one != other
    assert resolve(one + "#0", Unused()).public_key == resolve(other + "#0", Unused()).public_key
    assert resolve(one + "#0", Unused()).controller == one


@pytest.mark.parametrize("fragment", ["1", "00", "key-1", "0 "])
def test_did_jwk_has_no_other_fragment(fragment: str) -> None:
    did = did_jwk(PublicKey.from_multikey(P256).jwk)
    refuses(f"{did}#{fragment}", Problem.KEY_NOT_AUTHORIZED)


@pytest.mark.parametrize(
    "change",
    [
        {"d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"},
        {"use": "enc"},
        {"kty": "oct", "k": "AAAA"},
        {"kty": "oct"},
        {"y": "AAAA"},
    ],
)
def test_did_jwk_of_an_unsound_key_is_refused(change: dict[str, str]) -> None:
    jwk = PublicKey.from_multikey(P256).jwk | change
    refuses(did_jwk(jwk) + "#0", Problem.KEY_INVALID, KeyFormatError)


@pytest.mark.parametrize(
    "identifier",
    [
        "",
        "e30=",
        "e30 ",
        base64url_encode(b"[]"),
        base64url_encode(b"{"),
        base64url_encode(b"\xff"),
    ],
)
def test_did_jwk_holds_one_json_object(identifier: str) -> None:
    refuses(f"did:jwk:{identifier}#0", Problem.DID_RESOLUTION_FAILED)


def test_did_jwk_with_a_member_given_twice_is_refused() -> None:
    text = json.dumps(PublicKey.from_multikey(P256).jwk)[:-1] + ', "kty": "EC"}'
    refuses(f"did:jwk:{base64url_encode(text.encode())}#0", Problem.DID_RESOLUTION_FAILED)


# the rest


@pytest.mark.parametrize("method", ["ion", "ethr", "plc", "KEY", "peer", ""])
def test_other_did_methods_are_unsupported_not_bad(method: str) -> None:
    refuses(f"did:{method}:abc#key-1", Problem.KEY_UNSUPPORTED)


@settings(deadline=None)
@given(
    st.sampled_from(["did:key:", "did:jwk:", "did:x:", "did:", "urn:", ""]),
    st.text(max_size=60),
    st.sampled_from(["", "#0", "#"]) | st.text(max_size=10),
)
def test_any_text_resolves_or_is_an_error_of_ours(method: str, rest: str, fragment: str) -> None:
    with contextlib.suppress(OpenBadgesError):
        resolve(method + rest + fragment, Unused())
