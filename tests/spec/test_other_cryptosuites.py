"""The published test vectors of the ECDSA cryptosuites and of Ed25519Signature2020, step by step.

Data Integrity ECDSA Cryptosuites 1.0 and Data Integrity EdDSA Cryptosuites 1.0, sections "Test
Vectors". Their context https://www.w3.org/ns/credentials/examples/v2 defines every term and is not
bundled: the tests put it in. The second documents of ecdsa-rdfc-2019 name a context that is in no
package, so there the canonical text is the start.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from openbadges_issuer import contexts, did, strict_json, timestamps
from openbadges_issuer.encoding import base58btc_decode, multibase_decode
from openbadges_issuer.errors import Problem, ProofError
from openbadges_issuer.fetching import Offline
from openbadges_issuer.jsonld import HashName
from openbadges_issuer.keys import KeySigner, PublicKey
from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.proofs import find_suite
from openbadges_issuer.proofs.cryptosuite import Unsecured
from openbadges_issuer.proofs.data_integrity import Proof, unsecured
from openbadges_issuer.proofs.two_hashes import TwoHashes
from tests.signing import proof_of

EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"


class Vector(NamedTuple):
    """One folder of vectors: its name, the ending of its files, its keys and hash function."""

    folder: str
    ending: str
    keys: str
    hash_name: HashName


VECTORS = [
    Vector("ecdsa-rdfc-2019-p256", "ECDSAP256", "p256KeyPair", "sha256"),
    Vector("ecdsa-rdfc-2019-p384", "ECDSAP384", "p384KeyPair", "sha384"),
    Vector("ecdsa-jcs-2019-p256", "JCSECDSAP256", "p256KeyPair", "sha256"),
    Vector("ecdsa-jcs-2019-p384", "JCSECDSAP384", "p384KeyPair", "sha384"),
    Vector("Ed25519Signature2020", "EdSig", "keyPair", "sha256"),
]


@pytest.fixture(autouse=True)
def examples_context(monkeypatch: pytest.MonkeyPatch) -> None:
    bundled = contexts.load
    example = contexts.load_examples()
    monkeypatch.setattr(contexts, "load", lambda url: example if url == EXAMPLES else bundled(url))


@pytest.fixture(params=VECTORS, ids=lambda vector: vector.folder)
def vector(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture
def folder(shared: Path, vector: Vector) -> Path:
    return shared / "vectors" / vector.folder


def text(folder: Path, name: str) -> str:
    return (folder / f"{name}.txt").read_text("utf-8").strip()


def document(folder: Path, name: str) -> dict[str, Any]:
    return strict_json.load_object((folder / f"{name}.json").read_bytes())


def read(folder: Path, vector: Vector) -> tuple[Unsecured, Proof, TwoHashes]:
    signed = document(folder, f"signed{vector.ending}")
    suite = find_suite(signed["proof"], "$.proof")
    assert isinstance(suite, TwoHashes)
    return Unsecured(unsecured(signed)), Proof.read(signed["proof"], "$.proof"), suite


def test_every_step_gives_the_published_value(folder: Path, vector: Vector) -> None:
    given, proof, suite = read(folder, vector)
    whole, hash_name = document(folder, "unsigned"), vector.hash_name
    config = document(folder, f"proofConfig{vector.ending}")
    if suite.name == "Ed25519Signature2020":
        whole["@context"] = config["@context"]
    assert given.document == whole
    assert {**config, "@context": whole["@context"]} == {
        **proof.configuration,
        "@context": whole["@context"],
    }
    transformation = suite.transformation
    canonical = transformation.transform(whole, hash_name, limits=DEFAULT_LIMITS, memo=None)
    assert canonical.decode().strip() == text(folder, f"canonDoc{vector.ending}")
    canonical = transformation.transform_configuration(
        proof.configuration, whole["@context"], hash_name, limits=DEFAULT_LIMITS
    )
    assert canonical.decode().strip() == text(folder, f"proofCanon{vector.ending}")
    hashes = text(folder, f"proofHash{vector.ending}"), text(folder, f"docHash{vector.ending}")
    assert given.hash(transformation.transform, hash_name).hex() == hashes[1]
    combined = suite.hash_data(given, proof.configuration, hash_name).hex()
    assert combined == "".join(hashes) == text(folder, f"combinedHash{vector.ending}")
    signature = multibase_decode(proof.proof_value)
    assert signature.hex() == text(folder, f"sigHex{vector.ending}")
    assert proof.proof_value == text(folder, f"sigBTC58{vector.ending}")


def test_the_published_proof_verifies(folder: Path, vector: Vector) -> None:
    given, proof, suite = read(folder, vector)
    key = did.resolve(proof.verification_method, Offline()).public_key
    assert key.multikey == document(folder, vector.keys)["publicKeyMultibase"]
    assert suite.as_signed(given, proof) is given
    suite.verification(given, proof)(key)
    for other in (
        given.with_members(name="Alumna Credential"),
        given.with_members(validFrom="2023-01-01T00:00:01Z"),
    ):
        with pytest.raises(ProofError) as caught:
            suite.verification(other, proof)(key)
        assert caught.value.problem is Problem.SIGNATURE_INVALID
    with pytest.raises(ProofError):
        suite.verification(given, proof)(KeySigner.generate(key.algorithm).public_key)


@pytest.mark.parametrize("vector", VECTORS[:4], ids=lambda vector: vector.folder)
def test_a_new_proof_differs_in_its_signature_alone(folder: Path, vector: Vector) -> None:
    """An ECDSA signature depends on a number that is made for it, so it is not the published."""
    given, proof, suite = read(folder, vector)
    algorithm = {"sha256": "ES256", "sha384": "ES384"}[vector.hash_name]
    signer = KeySigner.generate(algorithm, verification_method=proof.verification_method)
    created = timestamps.parse(proof.configuration["created"])
    made = proof_of(given.document, signer, securing=suite.name, created=created)
    value = made.pop("proofValue")
    assert made == proof.configuration
    suite.verification(given, proof._replace(proof_value=value))(signer.public_key)


def test_the_published_ed25519_signature_is_made_again(shared: Path) -> None:
    vector = VECTORS[-1]
    folder = shared / "vectors" / vector.folder
    given, proof, suite = read(folder, vector)
    seed = base58btc_decode(document(folder, "keyPair")["privateKeyMultibase"][1:])[2:]
    signer = KeySigner(Ed25519PrivateKey.from_private_bytes(seed))
    hashed = suite.hash_data(given, proof.configuration, "sha256")
    assert signer.sign(hashed) == multibase_decode(proof.proof_value)


@pytest.mark.parametrize("vector", VECTORS[:2], ids=lambda vector: vector.folder)
def test_the_signature_over_the_canonical_files_of_the_second_document(
    folder: Path, vector: Vector
) -> None:
    inner = folder / "employ"
    hashes = [
        hashlib.new(vector.hash_name, (inner / f"{name}{vector.ending}.txt").read_bytes()).digest()
        for name in ("proofCanon", "canonDoc")
    ]
    assert hashes[0].hex() == text(inner, f"proofHash{vector.ending}")
    assert hashes[1].hex() == text(inner, f"docHash{vector.ending}")
    assert b"".join(hashes).hex() == text(inner, f"combinedHash{vector.ending}")
    key = PublicKey.from_multikey(document(folder, vector.keys)["publicKeyMultibase"])
    key.verify(bytes.fromhex(text(inner, f"sigHex{vector.ending}")), b"".join(hashes))
