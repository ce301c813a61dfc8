"""Proofs that are missing, altered, borrowed, or made in another way (threats B2 to B10).

What a verifier says of most of them is in the hostile set (cases/proofs.py).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from openbadges_issuer import timestamps
from openbadges_issuer.report import Outcome, Verdict
from tests.hostile import forge
from tests.hostile.cases.proofs import SMALL_ORDER
from tests.hostile.forge import ABSENT, badge, expect, proof_of, sign, verify

SIGNED = sign(badge())
PROOF = SIGNED["proof"][0]
FAILED, UNDECIDED = Outcome.FAILED, Outcome.UNDECIDED


def altered(**changes: Any) -> dict[str, Any]:
    """Alter the proof after it was made."""
    proof = {k: v for k, v in (PROOF | changes).items() if v is not ABSENT}
    return badge(proof=[proof])


# B3: purposes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", [None, "", 5, {}])
def test_a_purpose_that_is_none(purpose: Any) -> None:
    report = verify(altered(proofPurpose=purpose))
    expect(report, Verdict.TAMPERED)


# B4: sets ----------------------------------------------------------------------------------------

ATTACKERS = proof_of(
    badge(),
    forge.ATTACKER_KEY,
    verificationMethod=forge.method(forge.ATTACKER, forge.ATTACKER_KEY.public_key),
)
BROKEN = PROOF | {"proofValue": ATTACKERS["proofValue"]}


def test_a_broken_proof_beside_a_good_one_is_told() -> None:
    alone, beside = verify(badge(proof=[PROOF])), verify(badge(proof=[PROOF, BROKEN]))
    assert alone.check("signature").detail != beside.check("signature").detail


# B6: suites --------------------------------------------------------------------------------------


@pytest.mark.parametrize("type_", [ABSENT, None, "", ["DataIntegrityProof"], 5])
def test_no_type_of_proof(type_: Any) -> None:
    report = verify(altered(type=type_))
    expect(report, Verdict.TAMPERED)


# B7: times ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("late", "good"), [(0, True), (299, True), (300, True), (301, False), (86_400, False)]
)
def test_created_in_the_future(late: int, good: bool) -> None:
    created = timestamps.format(forge.NOW + timedelta(seconds=late))
    report = verify(sign(badge(), created=created))
    if good:
        expect(report, Verdict.VALID)
    else:
        expect(report, Verdict.TAMPERED, "signature", FAILED, path="$.proof.created")


@pytest.mark.parametrize("member", ["created", "expires"])
@pytest.mark.parametrize("time", [0, True, None, ["2026-10-22T15:00:00Z"], {}])
def test_times_of_another_kind(member: str, time: Any) -> None:
    expect(verify(altered(**{member: time})), Verdict.TAMPERED)


# B10: signatures that a careless library takes ---------------------------------------------------


def test_openssl_would_take_the_first_of_them() -> None:
    raw = bytes.fromhex(SMALL_ORDER[0])
    Ed25519PublicKey.from_public_bytes(raw).verify(raw + bytes(32), b"any message")
