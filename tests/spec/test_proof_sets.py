"""The published sets and chains of proofs.

Data Integrity EdDSA Cryptosuites 1.0, section "Test Vectors: Proof Sets and Chains"; VC Data
Integrity 1.0 section 2.1.2 for what a chained proof signs. Their context defines every term and is
not bundled: the tests put it in.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from openbadges_issuer import contexts, strict_json
from openbadges_issuer.did import resolve
from openbadges_issuer.encoding import multibase_decode
from openbadges_issuer.errors import Problem, ProofError
from openbadges_issuer.fetching import Offline
from openbadges_issuer.proofs import eddsa_rdfc_2022
from openbadges_issuer.proofs.data_integrity import Proof, proofs_of, unsecured

EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"


@pytest.fixture(autouse=True)
def examples_context(monkeypatch: pytest.MonkeyPatch) -> None:
    bundled = contexts.load
    text = Path(__file__).with_name("data") / "credentials-examples-v2.json"
    example = strict_json.load_object(text.read_bytes())
    monkeypatch.setattr(contexts, "load", lambda url: example if url == EXAMPLES else bundled(url))


def read(shared: Path, name: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    path = shared / "vectors" / "eddsa-proof-set-chain" / f"{name}.json"
    secured = strict_json.load_object(path.read_bytes())
    return unsecured(secured), proofs_of(secured)


def key_of(proof: dict[str, Any]) -> Any:
    return resolve(proof["verificationMethod"], Offline()).public_key


@pytest.mark.parametrize(("name", "count"), [("signedProofSet1", 1), ("signedProofSet2", 2)])
def test_each_proof_of_a_set_verifies_by_itself(shared: Path, name: str, count: int) -> None:
    document, proofs = read(shared, name)
    assert len(proofs) == count
    document_hash = eddsa_rdfc_2022.hash_document(document)
    for raw in proofs:
        proof = Proof.read(raw, "$.proof")
        hashed = eddsa_rdfc_2022.hash_data(document_hash, document["@context"], proof.configuration)
        eddsa_rdfc_2022.verify_proof(proof, hashed, key_of(raw))


@pytest.mark.parametrize(("name", "count"), [("signedProofChain1", 3), ("signedProofChain2", 4)])
def test_a_chained_proof_signs_the_document_with_the_proofs_before_it(
    shared: Path, name: str, count: int
) -> None:
    """A verification answers it as unsupported; what would be signed is as published."""
    document, proofs = read(shared, name)
    assert len(proofs) == count
    chained = [proof for proof in proofs if "previousProof" in proof]
    assert chained
    for raw in chained:
        with pytest.raises(ProofError) as caught:
            Proof.read(raw, "$.proof")
        assert caught.value.problem is Problem.PROOF_UNSUPPORTED
        named = strict_json.as_list(raw["previousProof"])
        before = [proof for proof in proofs if proof.get("id") in named]
        document_hash = eddsa_rdfc_2022.hash_document({**document, "proof": before})
        configuration = {name: value for name, value in raw.items() if name != "proofValue"}
        hashed = eddsa_rdfc_2022.hash_data(document_hash, document["@context"], configuration)
        key_of(raw).verify(multibase_decode(raw["proofValue"]), hashed)
