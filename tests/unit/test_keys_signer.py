"""Signers: what they sign verifies, and nothing of the private key gets out."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed448, rsa, x25519
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from openbadges_issuer import strict_json
from openbadges_issuer.encoding import base64url_decode
from openbadges_issuer.errors import KeyFormatError, Problem, ProofError, SettingsError
from openbadges_issuer.keys import KeySigner, PublicKey, Signer

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

ALGORITHMS = ["Ed25519", "ES256", "ES384", "RS256"]


@pytest.fixture(scope="module", params=ALGORITHMS)
def signer(request: pytest.FixtureRequest) -> KeySigner:
    return KeySigner.generate(request.param)


def test_what_a_signer_signs_verifies_with_its_public_key_only(signer: KeySigner) -> None:
    port: Signer = signer
    signature = port.sign(b"data")
    signer.public_key.verify(signature, b"data")
    PublicKey.from_jwk(signer.public_key.jwk).verify(signature, b"data")
    with pytest.raises(ProofError):
        signer.public_key.verify(signature, b"other data")
    with pytest.raises(ProofError):
        KeySigner.generate("ES256").public_key.verify(signature, b"data")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_generate_makes_a_new_key_of_the_algorithm(algorithm: str) -> None:
    one, other = KeySigner.generate(algorithm), KeySigner.generate(algorithm)
    assert one.algorithm == one.public_key.algorithm == algorithm
    assert one.public_key != other.public_key


@pytest.mark.parametrize("algorithm", ["", "EdDSA", "RSA", "ES512", "none"])
def test_generate_names_the_algorithms_it_knows(algorithm: str) -> None:
    with pytest.raises(SettingsError, match="Ed25519, ES256, ES384 or RS256"):
        KeySigner.generate(algorithm)


@pytest.mark.parametrize("algorithm", ["Ed25519", "ES256", "ES384"])
def test_the_default_method_is_the_keys_own_did_key(algorithm: str) -> None:
    signer = KeySigner.generate(algorithm)
    multikey = signer.public_key.multikey
    assert signer.verification_method == f"did:key:{multikey}#{multikey}"


def test_the_default_method_of_rsa_is_its_own_did_jwk() -> None:
    signer = KeySigner.generate("RS256")
    did, _, fragment = signer.verification_method.partition("#")
    members = strict_json.loads(base64url_decode(did.removeprefix("did:jwk:")))
    assert (members, fragment) == (signer.public_key.jwk, "0")


def test_the_same_key_signs_for_another_method() -> None:
    signer = KeySigner.generate()
    named = signer.with_verification_method("did:web:example.org#key-1")
    assert named.verification_method == "did:web:example.org#key-1"
    assert named.public_key == signer.public_key
    assert signer.verification_method.startswith("did:key:")
    assert KeySigner.generate(verification_method="did:web:a.example#1").verification_method == (
        "did:web:a.example#1"
    )


@pytest.mark.parametrize(
    ("private_key", "problem"),
    [
        (ed448.Ed448PrivateKey.generate(), Problem.KEY_UNSUPPORTED),
        (x25519.X25519PrivateKey.generate(), Problem.KEY_UNSUPPORTED),
        (ec.generate_private_key(ec.SECP521R1()), Problem.KEY_UNSUPPORTED),
        (ec.generate_private_key(ec.SECP256K1()), Problem.KEY_UNSUPPORTED),
        (rsa.generate_private_key(65_537, 1024), Problem.KEY_INVALID),  # noqa: S505
    ],
)
def test_other_and_weak_keys_do_not_sign(private_key: PrivateKeyTypes, problem: Problem) -> None:
    with pytest.raises(KeyFormatError) as caught:
        KeySigner(private_key)
    assert caught.value.problem is problem


def test_ecdsa_signatures_are_those_of_rfc_6979() -> None:
    try:
        ec.ECDSA(SHA256(), deterministic_signing=True)
    except UnsupportedAlgorithm:
        pytest.skip("this OpenSSL makes no deterministic ECDSA signatures")
    private = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
    signature = KeySigner(ec.derive_private_key(private, ec.SECP256R1())).sign(b"sample")
    assert signature.hex().upper() == (
        "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
        "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"
    )


def test_ecdsa_signs_without_deterministic_nonces_too(monkeypatch: pytest.MonkeyPatch) -> None:
    only_random = ec.ECDSA

    def refuse(digest: SHA256, deterministic_signing: bool = False) -> ec.ECDSA:
        if deterministic_signing:
            raise UnsupportedAlgorithm("an old OpenSSL")
        return only_random(digest)

    monkeypatch.setattr(ec, "ECDSA", refuse)
    signer = KeySigner.generate("ES256")
    one, other = signer.sign(b"data"), signer.sign(b"data")
    assert one != other
    signer.public_key.verify(one, b"data")
    signer.public_key.verify(other, b"data")


def test_ecdsa_numbers_keep_their_leading_zeros() -> None:
    signer = KeySigner.generate("ES256")
    signatures = [signer.sign(number.to_bytes(2)) for number in range(3_000)]
    assert {len(signature) for signature in signatures} == {64}
    assert any(signature[0] == 0 or signature[32] == 0 for signature in signatures)


def test_a_signer_shows_which_key_and_nothing_secret() -> None:
    seed = bytes(range(32))
    signer = KeySigner(Ed25519PrivateKey.from_private_bytes(seed), "did:web:example.org#1")
    assert repr(signer) == str(signer)
    assert repr(signer) == (
        "KeySigner(verification_method='did:web:example.org#1', algorithm='Ed25519')"
    )
    with pytest.raises(TypeError):
        vars(signer)


def test_a_signer_is_not_copied_or_pickled_by_accident(signer: KeySigner) -> None:
    for spread in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="stays in one place"):
            spread(signer)
