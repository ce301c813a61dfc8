"""Selective disclosure set against `@digitalbazaar/ecdsa-sd-2023-cryptosuite`, both ways."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from openbadges_issuer import schema
from openbadges_issuer.keys import KeySigner
from openbadges_issuer.proofs.selective.completing import usual_mandatory_pointers
from openbadges_issuer.proofs.selective.deriving import derive
from tests.interop.test_interop import (
    HERE,
    Document,
    Peer,
    PeerError,
    achievement_of,
    peer,
    python_proves,
)
from tests.signing import base_proof_of

__all__ = ["peer"]  # a fixture

SIDES = ("python", "javascript")
MANDATORY = {
    "none": [],
    "a few": ["/issuer", "/validFrom", "/credentialSubject/achievement/name"],
    "usual": None,
}
REVEAL = [
    ["/evidence/1"],
    ["/credentialSubject/result/0"],
    ["/credentialSubject"],
    ["/credentialSubject/achievement/resultDescription", "/awardedDate"],
    ["/credentialSubject/achievement/tag/1", "/issuer/image"],
    [""],
]


def badge(issuer_id: str) -> Document:
    """A badge that JavaScript can divide: it fails at ordered lists and at nodes of an address."""
    document = json.loads((HERE / "full_badge.json").read_text("utf-8"))
    document["issuer"]["id"] = issuer_id
    del document["issuer"]["address"]
    for description in achievement_of(document)["resultDescription"]:
        description.pop("allowedValue", None)
    return document


def issue(side: str, peer: Peer, pointers: list[str] | None) -> Document:
    if side == "python":
        signer = KeySigner.generate("ES256")
        document = badge(signer.verification_method.partition("#")[0])
        proof = base_proof_of(document, signer, mandatory_pointers=pointers)
        return {**document, "proof": [proof]}
    key = peer.ask("generate-key", curve="P-256")
    document = badge(key["did"])
    if pointers is None:
        pointers = usual_mandatory_pointers(document)
    return peer.ask("sd-issue", credential=document, key=key, mandatoryPointers=pointers)


def reveal(side: str, peer: Peer, credential: Document, pointers: list[str]) -> Document:
    if side == "python":
        return derive(credential, pointers)
    return peer.ask("sd-derive", credential=credential, selectivePointers=pointers)


def javascript_proves(peer: Peer, document: Document) -> bool:
    return peer.ask("sd-verify", credential=document)["verified"]


@pytest.mark.parametrize("mandatory", MANDATORY)
@pytest.mark.parametrize("holder", SIDES)
@pytest.mark.parametrize("issuer", SIDES)
def test_a_copy_holds_on_both_sides(issuer: str, holder: str, mandatory: str, peer: Peer) -> None:
    credential = issue(issuer, peer, MANDATORY[mandatory])
    # here a copy keeps by itself what a credential needs
    needed = []
    if (holder, mandatory) == ("javascript", "none"):
        needed = ["/issuer", "/validFrom", "/credentialSubject/id"]
    for pointers in REVEAL:
        copied = reveal(holder, peer, credential, [*pointers, *needed])
        assert javascript_proves(peer, copied), pointers
        assert python_proves(copied), pointers
        if holder == "python":
            assert schema.problems(copied, "AchievementCredential") == []


@pytest.mark.parametrize("holder", SIDES)
def test_a_changed_copy_holds_on_neither_side(holder: str, peer: Peer) -> None:
    copied = reveal(holder, peer, issue("javascript", peer, ["/issuer"]), ["/evidence", "/name"])
    for change in (
        lambda changed: changed.update(name="Doctor"),
        lambda changed: changed["evidence"][1].update(narrative="Three observed lessons."),
        lambda changed: changed["issuer"].update(name="Another District"),
        lambda changed: changed["evidence"].pop(),
        lambda changed: changed.update(description="More"),
    ):
        changed: dict[str, Any] = deepcopy(copied)
        change(changed)
        assert not javascript_proves(peer, changed)
        assert not python_proves(changed)


@pytest.mark.parametrize("issuer", SIDES)
def test_the_holders_own_copy_is_refused_on_both_sides(issuer: str, peer: Peer) -> None:
    credential = issue(issuer, peer, ["/issuer"])
    assert not javascript_proves(peer, credential)
    assert not python_proves(credential)


def test_a_copy_of_the_whole_badge_with_its_list_and_address(peer: Peer) -> None:
    """JavaScript can verify what it cannot divide."""
    signer = KeySigner.generate("ES256")
    document = json.loads((HERE / "full_badge.json").read_text("utf-8"))
    document["issuer"]["id"] = signer.verification_method.partition("#")[0]
    credential = {**document, "proof": [base_proof_of(document, signer)]}
    for pointers in ([], ["/evidence"], [""]):
        copied = derive(credential, pointers)
        assert javascript_proves(peer, copied)
        assert python_proves(copied)
    with pytest.raises(PeerError):
        reveal("javascript", peer, credential, ["/evidence"])
