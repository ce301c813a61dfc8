"""The published test vector of the cryptosuite eddsa-rdfc-2022, step by step.

Data Integrity EdDSA Cryptosuites 1.0, section "Test Vectors". Its context
https://www.w3.org/ns/credentials/examples/v2 is for examples only (it defines every term), so it
is not bundled: the tests put it in.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from openbadges_issuer import contexts, strict_json
from openbadges_issuer.encoding import base58btc_decode
from openbadges_issuer.errors import Problem, ProofError, TermError
from openbadges_issuer.jsonld import canonicalize
from openbadges_issuer.keys import KeySigner, PublicKey
from openbadges_issuer.proofs.cryptosuite import Unsecured
from openbadges_issuer.proofs.data_integrity import Proof
from openbadges_issuer.proofs.eddsa_rdfc_2022 import SUITE
from tests.signing import proof_of

EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"

# The values as the specification prints them.
DOCUMENT: dict[str, Any] = {
    "@context": ["https://www.w3.org/ns/credentials/v2", EXAMPLES],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
PUBLIC = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
SECRET = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"  # noqa: S105  # published
METHOD = f"did:key:{PUBLIC}#{PUBLIC}"
CREATED = datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC)
DOCUMENT_HASH = "517744132ae165a5349155bef0bb0cf2258fff99dfe1dbd914b938d775a36017"
PROOF_HASH = "bea7b7acfbad0126b135104024a5f1733e705108f42d59668b05c0c50004c6b0"
SIGNATURE = (
    "4d8e53c2d5b3f2a7891753eb16ca993325bdb0d3cfc5be1093d0a18426f5ef85"
    "78cadc0fd4b5f4dd0d1ce0aefd15ab120b7a894d0eb094ffda4e6553cd1ed50d"
)
PROOF = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-rdfc-2022",
    "created": "2023-02-24T23:36:38Z",
    "verificationMethod": METHOD,
    "proofPurpose": "assertionMethod",
    "proofValue": "z2YwC8z3ap7yx1nZYCg4L3j3ApHsF8kgPdSb5xoS1VR7"
    "vPG3F561B52hYnQF9iseabecm3ijx4K1FBTQsCZahKZme",
}
CONFIGURATION = {key: value for key, value in PROOF.items() if key != "proofValue"}


@pytest.fixture(autouse=True)
def examples_context(monkeypatch: pytest.MonkeyPatch) -> None:
    bundled = contexts.load
    example = contexts.load_examples()
    monkeypatch.setattr(contexts, "load", lambda url: example if url == EXAMPLES else bundled(url))


def signer() -> KeySigner:
    prefix, seed = base58btc_decode(SECRET[1:])[:2], base58btc_decode(SECRET[1:])[2:]
    assert prefix == b"\x80\x26"  # Multicodec: ed25519-priv
    return KeySigner(Ed25519PrivateKey.from_private_bytes(seed))


def test_the_published_keys_belong_together() -> None:
    assert signer().public_key == PublicKey.from_multikey(PUBLIC)
    assert signer().verification_method == METHOD


def test_the_steps_give_the_published_values() -> None:
    combined = SUITE.hash_data(Unsecured(DOCUMENT), CONFIGURATION, "sha256")
    assert combined.hex() == PROOF_HASH + DOCUMENT_HASH
    assert signer().sign(combined).hex() == SIGNATURE


def test_the_published_proof_is_made_again() -> None:
    assert proof_of(DOCUMENT, signer(), securing="eddsa-rdfc-2022", created=CREATED) == PROOF


def test_the_published_proof_verifies() -> None:
    proof = Proof.read(PROOF, "$.proof")
    document, key = Unsecured(DOCUMENT), PublicKey.from_multikey(PUBLIC)
    SUITE.verification(document, proof)(key)
    other = document.with_members(name="Alumna Credential")
    with pytest.raises(ProofError) as caught:
        SUITE.verification(other, proof)(key)
    assert caught.value.problem is Problem.SIGNATURE_INVALID


def test_without_its_context_the_example_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    with pytest.raises(TermError) as caught:
        SUITE.check_terms(Unsecured(DOCUMENT))
    assert caught.value.problem is Problem.CONTEXT_UNKNOWN


def test_the_files_of_the_working_group(shared: Path) -> None:
    folder = shared / "vectors" / "eddsa-rdfc-2022"

    def text(name: str) -> str:
        return (folder / f"{name}.txt").read_text("utf-8").strip()

    unsigned = strict_json.load_object((folder / "unsigned.json").read_bytes())
    signed = strict_json.load_object((folder / "signedDataInt.json").read_bytes())
    config = strict_json.load_object((folder / "proofConfigDataInt.json").read_bytes())
    assert unsigned == DOCUMENT
    assert signed == {**DOCUMENT, "proof": PROOF}
    assert config == {**CONFIGURATION, "@context": DOCUMENT["@context"]}
    assert canonicalize(unsigned).decode().strip() == text("canonDocDataInt")
    assert canonicalize(config).decode().strip() == text("proofCanonDataInt")
    assert text("docHashDataInt") == DOCUMENT_HASH
    assert text("proofHashDataInt") == PROOF_HASH
    assert text("combinedHashDataInt") == PROOF_HASH + DOCUMENT_HASH
    assert text("sigHexDataInt") == SIGNATURE
    assert text("sigBTC58DataInt") == PROOF["proofValue"]
    assert json.loads((folder / "keyPair.json").read_text())["publicKeyMultibase"] == PUBLIC


def test_the_signature_over_the_canonical_files_of_the_second_vector(shared: Path) -> None:
    """Its context is in no package, so its canonical text is the start."""
    folder = shared / "vectors" / "eddsa-rdfc-2022" / "employ"

    def content(name: str) -> bytes:
        return (folder / f"{name}.txt").read_bytes()

    hashes = [sha256(content(n)).digest() for n in ("proofCanonDataInt", "canonDocDataInt")]
    assert b"".join(hashes).hex() == content("combinedHashDataInt").decode().strip()
    signature = bytes.fromhex(content("sigHexDataInt").decode().strip())
    signer().public_key.verify(signature, b"".join(hashes))
