"""Proofs by ECDSA keys and by older EdDSA suites: what is told, asked and computed of them.

What a verifier says where one has a fault is in the hostile set (cases/suites.py, cases/curves.py).
"""

from __future__ import annotations

from typing import Any

import pytest

from openbadges_issuer.encoding import base58btc_decode, multibase_encode
from openbadges_issuer.jsonld import HashName
from openbadges_issuer.keys import KeySigner
from openbadges_issuer.proofs import rdfc
from openbadges_issuer.report import Report, Verdict
from tests.hostile import forge
from tests.hostile.cases.suites import ECDSA, JCS, ORDERS, RDFC, WAYS, Way, altered
from tests.hostile.forge import expect, proof_of, verify

EACH = pytest.mark.parametrize("way", WAYS, ids=str)
EACH_ECDSA = pytest.mark.parametrize("way", ECDSA, ids=str)


def told(way: Way, *proofs: Any) -> Report:
    return verify(way.badge(*proofs))


@EACH
def test_it_is_said_by_which_suite_a_badge_is_signed(way: Way) -> None:
    report = told(way, way.made)
    expect(report, Verdict.VALID)
    assert report.securing == way.suite


@pytest.mark.parametrize("signer", [forge.DISTRICT_P256, forge.DISTRICT_P384])
@pytest.mark.parametrize("suite", [RDFC, JCS])
def test_what_we_issue_is_what_another_library_signs(suite: str, signer: KeySigner) -> None:
    way = Way(suite, signer)
    signed = forge.issuer_for(suite, signer).sign(way.document, securing=suite)
    expect(verify(signed.bytes), Verdict.VALID)
    [proof] = signed.document["proof"]
    signature = base58btc_decode(proof["proofValue"][1:])
    assert len(signature) == {"ES256": 64, "ES384": 96}[signer.algorithm]
    assert proof == way.made | {"proofValue": proof["proofValue"]}
    assert ("@context" in proof) == (suite == JCS)


def test_a_document_is_canonicalized_once_for_all_proofs_by_one_hash(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hashed: list[str] = []
    transform = rdfc.transform

    def transforming(document: Any, hash_name: HashName, **members: Any) -> bytes:
        hashed.append(hash_name)
        return transform(document, hash_name, **members)

    monkeypatch.setattr(rdfc, "transform", transforming)
    old, p256, p384 = WAYS[4], WAYS[0], WAYS[1]
    proofs = [proof_of(old.document), old.made, p256.made]
    expect(told(old, *proofs), Verdict.VALID)
    assert hashed == ["sha256"]
    expect(told(old, *proofs, p384.made), Verdict.VALID)
    assert hashed == ["sha256", "sha256", "sha384"]


@EACH
def test_terms_are_checked_before_anything_is_fetched(way: Way) -> None:
    nobody = forge.tripwire()
    for proof in (way.proof(salary=1), altered(way.made, proofValue="z1")):
        verify({**way.badge(proof), "salary": 1}, nobody)
        verify(way.badge(altered(proof, salary=1)), nobody)
    assert nobody.asked == []


@EACH
def test_a_broken_proof_beside_a_good_one_is_told(way: Way) -> None:
    made = way.made
    broken = altered(made, proofValue=way.proof(nonce="x")["proofValue"])
    alone, beside = (told(way, *proofs).check("signature") for proofs in ([made], [made, broken]))
    assert alone.detail != beside.detail


@EACH_ECDSA
def test_the_other_s_changes_nothing_that_is_said(way: Way) -> None:
    """ECDSA has two signatures for each; so a signature never names a badge."""
    made, order = way.made, ORDERS[way.signer.algorithm]
    signature = base58btc_decode(made["proofValue"][1:])
    size = len(signature) // 2
    other = signature[:size] + (order - int.from_bytes(signature[size:])).to_bytes(size)
    proofs = (made, altered(made, proofValue=multibase_encode(other)))
    shown = [told(way, proof).to_json() for proof in proofs]
    for report in shown:
        del report["credential"]["proof"]
    assert shown[0] == shown[1]
