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
from openbadges_issuer.errors import ProofError
from openbadges_issuer.fetching import Offline
from openbadges_issuer.proofs.chains import find_previous
from openbadges_issuer.proofs.cryptosuite import Unsecured
from openbadges_issuer.proofs.data_integrity import Proof, proofs_of, unsecured
from openbadges_issuer.proofs.eddsa_rdfc_2022 import SUITE

EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"


@pytest.fixture(autouse=True)
def examples_context(monkeypatch: pytest.MonkeyPatch) -> None:
    bundled = contexts.load
    example = contexts.load_examples()
    monkeypatch.setattr(contexts, "load", lambda url: example if url == EXAMPLES else bundled(url))


def read(shared: Path, name: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    path = shared / "vectors" / "eddsa-proof-set-chain" / f"{name}.json"
    secured = strict_json.load_object(path.read_bytes())
    return unsecured(secured), proofs_of(secured)


def check(document: dict[str, Any], proofs: list[dict[str, Any]], raw: dict[str, Any]) -> None:
    """Check one proof of a set over the document with the proofs before it."""
    proof = Proof.read(raw, "$.proof")
    before = [proofs[index] for index in find_previous(proof, proofs)]
    given = Unsecured(document)
    if before:
        given = given.with_members(proof=before)
    key = resolve(proof.verification_method, Offline()).public_key
    SUITE.verification(SUITE.as_signed(given, proof), proof)(key)


@pytest.mark.parametrize(
    ("name", "count", "chained"),
    [
        ("signedProofSet1", 1, 0),
        ("signedProofSet2", 2, 0),
        ("signedProofChain1", 3, 1),
        ("signedProofChain2", 4, 2),
    ],
)
def test_each_published_proof_verifies(shared: Path, name: str, count: int, chained: int) -> None:
    document, proofs = read(shared, name)
    assert len(proofs) == count
    assert sum("previousProof" in proof for proof in proofs) == chained
    for raw in proofs:
        check(document, proofs, raw)


@pytest.mark.parametrize("number", ["1", "2"])
def test_a_chained_proof_signs_the_published_document(shared: Path, number: str) -> None:
    document, proofs = read(shared, f"signedProofChain{number}")
    folder = shared / "vectors" / "eddsa-proof-set-chain"
    content = (folder / f"proofChainTempDoc{number}.json").read_bytes()
    last = Proof.read(proofs[-1], "$.proof")
    before = [proofs[index] for index in find_previous(last, proofs)]
    assert {**document, "proof": before} == strict_json.load_object(content)


def test_a_chained_proof_breaks_with_those_before_it(shared: Path) -> None:
    document, proofs = read(shared, "signedProofChain1")
    first, second, chained = proofs
    check(document, [second, first, chained], chained)
    for others in (
        [first, chained],
        [second, chained],
        [chained],
        [first, first, second, chained],
        [first, second | {"created": "2023-02-24T23:36:39Z"}, chained],
        [first | {"proofValue": second["proofValue"]}, second, chained],
    ):
        with pytest.raises(ProofError):
            check(document, others, chained)
    alone = {name: value for name, value in chained.items() if name != "previousProof"}
    with pytest.raises(ProofError):
        check(document, proofs, alone)
