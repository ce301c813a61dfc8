"""Published did:key and Multikey values: the key, its identifier and its forms agree."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from openbadges_issuer.did import resolve
from openbadges_issuer.encoding import base58btc_decode, base58btc_encode
from openbadges_issuer.errors import KeyFormatError, Problem
from openbadges_issuer.fetching import Offline
from openbadges_issuer.keys import KeySigner, PublicKey

if TYPE_CHECKING:
    from pathlib import Path

# The did:key Method, test vectors: seed and identifier; P-256 and P-384 as JWK and identifier
ED25519_SEEDS = {
    "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp": bytes(32),
    "z6MkjchhfUsD6mmvni8mCdXHw216Xrm9bQe2mBH1P5RDjVJG": bytes(31) + b"\x01",
}
P256 = "zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv"
P256_JWK = {
    "kty": "EC",
    "crv": "P-256",
    "x": "igrFmi0whuihKnj9R3Om1SoMph72wUGeFaBbzG2vzns",
    "y": "efsX5b10x8yjyrj4ny3pGfLcY7Xby1KzgqOdqnsrJIM",
}
SUPPORTED_PREFIXES = ("did:key:z6Mk", "did:key:zDna", "did:key:z82L")


@pytest.mark.parametrize("multikey", ED25519_SEEDS)
def test_ed25519_seeds(multikey: str) -> None:
    signer = KeySigner(Ed25519PrivateKey.from_private_bytes(ED25519_SEEDS[multikey]))
    assert signer.verification_method == f"did:key:{multikey}#{multikey}"
    assert resolve(signer.verification_method, Offline()).public_key == signer.public_key


def test_p256_jwk() -> None:
    method = resolve(f"did:key:{P256}#{P256}", Offline())
    assert method.public_key.jwk == P256_JWK
    assert PublicKey.from_jwk(P256_JWK).multikey == P256


def vectors(shared: Path, name: str) -> dict[str, dict[str, object]]:
    text = (shared / "vectors" / "did-key" / "test-vectors" / f"{name}.json").read_text()
    found: dict[str, dict[str, object]] = json.loads(text)
    return {did: vector for did, vector in found.items() if did.startswith("did:key:")}


def test_ed25519_vectors(shared: Path) -> None:
    tried = 0
    for did, vector in vectors(shared, "ed25519-x25519").items():
        multikey = did.removeprefix("did:key:")
        key = resolve(f"{did}#{multikey}", Offline()).public_key
        assert key.algorithm == "Ed25519"
        seed = bytes.fromhex(str(vector["seed"]))
        assert KeySigner(Ed25519PrivateKey.from_private_bytes(seed)).public_key == key
        pair = vector["verificationKeyPair"]
        assert isinstance(pair, dict)
        if raw := pair.get("publicKeyBase58"):
            assert base58btc_encode(base58btc_decode(multikey[1:])[2:]) == raw
        else:
            assert PublicKey.from_jwk(pair["publicKeyJwk"]) == key
        tried += 1
    assert tried >= 5


def test_nist_curve_vectors(shared: Path) -> None:
    tried = []
    for did, vector in vectors(shared, "nist-curves").items():
        multikey = did.removeprefix("did:key:")
        if not did.startswith(SUPPORTED_PREFIXES):
            with pytest.raises(KeyFormatError) as caught:
                resolve(f"{did}#{multikey}", Offline())
            assert caught.value.problem is Problem.KEY_UNSUPPORTED
            continue
        key = resolve(f"{did}#{multikey}", Offline()).public_key
        method = vector["verificationMethod"]
        assert isinstance(method, dict)
        if "publicKeyJwk" in method:
            assert PublicKey.from_jwk(method["publicKeyJwk"]) == key
        tried.append(key.algorithm)
    assert {"ES256", "ES384"} == set(tried)


@pytest.mark.parametrize("name", ["rsa", "secp256k1", "bls12381"])
def test_other_kinds_are_unsupported_not_bad(shared: Path, name: str) -> None:
    found = vectors(shared, name)
    assert found
    for did in found:
        multikey = did.removeprefix("did:key:")
        with pytest.raises(KeyFormatError) as caught:
            resolve(f"{did}#{multikey}", Offline())
        assert caught.value.problem is Problem.KEY_UNSUPPORTED


def test_the_keys_of_the_signature_suites_read_and_sign(shared: Path) -> None:
    names = {
        "eddsa-rdfc-2022/keyPair": "Ed25519",
        "ecdsa-rdfc-2019-p256/p256KeyPair": "ES256",
        "ecdsa-rdfc-2019-p384/p384KeyPair": "ES384",
    }
    for name, algorithm in names.items():
        pair = json.loads((shared / "vectors" / f"{name}.json").read_text())
        key = PublicKey.from_multikey(pair["publicKeyMultibase"])
        assert (key.algorithm, key.multikey) == (algorithm, pair["publicKeyMultibase"])


def test_published_signature_over_hash_data(shared: Path) -> None:
    folder = shared / "vectors"
    for suite, key_pair, suffix in [
        ("eddsa-rdfc-2022", "keyPair", "DataInt"),
        ("ecdsa-rdfc-2019-p256", "p256KeyPair", "ECDSAP256"),
        ("ecdsa-rdfc-2019-p384", "p384KeyPair", "ECDSAP384"),
    ]:
        multikey = json.loads((folder / suite / f"{key_pair}.json").read_text())[
            "publicKeyMultibase"
        ]
        hash_data = bytes.fromhex(
            (folder / suite / f"combinedHash{suffix}.txt").read_text().strip()
        )
        signature = bytes.fromhex((folder / suite / f"sigHex{suffix}.txt").read_text().strip())
        PublicKey.from_multikey(multikey).verify(signature, hash_data)
