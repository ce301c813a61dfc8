"""The published test vectors of the cryptosuite eddsa-jcs-2022, step by step.

Data Integrity EdDSA Cryptosuites 1.0, section "Test Vectors". Its context
https://www.w3.org/ns/credentials/examples/v2 is for examples only (it defines every term), so it
is not bundled: the tests put it in.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from openbadges_issuer import contexts, strict_json, timestamps
from openbadges_issuer.encoding import base58btc_decode
from openbadges_issuer.errors import Problem, ProofError, TermError
from openbadges_issuer.keys import KeySigner, PublicKey
from openbadges_issuer.proofs.cryptosuite import Unsecured
from openbadges_issuer.proofs.data_integrity import Proof
from openbadges_issuer.proofs.eddsa_jcs_2022 import SUITE
from tests.signing import proof_of

EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
V2 = contexts.CREDENTIALS_V2

# The values as the specification prints them.
DOCUMENT: dict[str, Any] = {
    "@context": [V2, EXAMPLES],
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
DOCUMENT_HASH = "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19"
PROOF_HASH = "66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db"
PROOF = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-jcs-2022",
    "created": "2023-02-24T23:36:38Z",
    "verificationMethod": f"did:key:{PUBLIC}#{PUBLIC}",
    "proofPurpose": "assertionMethod",
    "@context": [V2, EXAMPLES],
    "proofValue": "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24"
    "jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX",
}


@pytest.fixture(autouse=True)
def examples_context(monkeypatch: pytest.MonkeyPatch) -> None:
    bundled = contexts.load
    example = contexts.load_examples()
    monkeypatch.setattr(contexts, "load", lambda url: example if url == EXAMPLES else bundled(url))


def signer() -> KeySigner:
    return KeySigner(Ed25519PrivateKey.from_private_bytes(base58btc_decode(SECRET[1:])[2:]))


def verify(document: dict[str, Any], proof: dict[str, Any]) -> None:
    read = Proof.read(proof, "$.proof")
    signed = SUITE.as_signed(Unsecured(document), read)
    SUITE.verification(signed, read)(PublicKey.from_multikey(PUBLIC))


def test_the_steps_give_the_published_values() -> None:
    configuration = Proof.read(PROOF, "$.proof").configuration
    hashed = SUITE.hash_data(Unsecured(DOCUMENT), configuration, "sha256")
    assert hashed.hex() == PROOF_HASH + DOCUMENT_HASH


def test_the_published_proof_is_made_again() -> None:
    created = timestamps.parse(PROOF["created"])
    assert proof_of(DOCUMENT, signer(), securing="eddsa-jcs-2022", created=created) == PROOF


def test_the_published_proof_verifies() -> None:
    verify(DOCUMENT, PROOF)
    with pytest.raises(ProofError) as caught:
        verify({**DOCUMENT, "name": "Alumna Credential"}, PROOF)
    assert caught.value.problem is Problem.SIGNATURE_INVALID


def test_the_document_starts_with_the_contexts_of_the_proof() -> None:
    verify({**DOCUMENT, "@context": [V2, EXAMPLES, contexts.OPEN_BADGES]}, PROOF)
    for context in ([EXAMPLES, V2], [V2], V2, [V2, contexts.OPEN_BADGES, EXAMPLES]):
        with pytest.raises(ProofError) as caught:
            verify({**DOCUMENT, "@context": context}, PROOF)
        assert caught.value.problem is Problem.SIGNATURE_INVALID
        assert caught.value.path == '$.proof["@context"]'


def test_without_its_context_the_example_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    with pytest.raises(TermError) as caught:
        SUITE.check_terms(Unsecured(DOCUMENT))
    assert caught.value.problem is Problem.CONTEXT_UNKNOWN


def test_the_files_of_the_working_group(shared: Path) -> None:
    folder = shared / "vectors" / "eddsa-jcs-2022"

    def text(name: str) -> str:
        return (folder / f"{name}.txt").read_text("utf-8").strip()

    unsigned = strict_json.load_object((folder / "unsigned.json").read_bytes())
    signed = strict_json.load_object((folder / "signedJCS.json").read_bytes())
    config = strict_json.load_object((folder / "proofConfigJCS.json").read_bytes())
    assert unsigned == DOCUMENT
    assert signed == {**DOCUMENT, "proof": PROOF}
    assert config == {key: value for key, value in PROOF.items() if key != "proofValue"}
    assert strict_json.canonical(unsigned).decode() == text("canonDocJCS")
    assert strict_json.canonical(config).decode() == text("proofCanonJCS")
    assert text("docHashJCS") == DOCUMENT_HASH
    assert text("proofHashJCS") == PROOF_HASH
    assert text("combinedHashJCS") == PROOF_HASH + DOCUMENT_HASH
    assert signer().sign(bytes.fromhex(PROOF_HASH + DOCUMENT_HASH)).hex() == text("sigHexJCS")
    assert text("sigBTC58JCS") == PROOF["proofValue"]
    assert json.loads((folder / "keyPair.json").read_text())["publicKeyMultibase"] == PUBLIC


def test_a_document_whose_context_is_in_no_package_has_a_canonical_form(shared: Path) -> None:
    content = (shared / "vectors" / "eddsa-jcs-2022" / "employmentAuth.json").read_bytes()
    document = strict_json.load_object(content)
    canonical = strict_json.canonical(document)
    assert strict_json.load_object(canonical) == document
    assert (
        canonical
        == json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    )
