"""Chains of proofs: what is told of them, and who is asked (B4, B5).

What a verifier says where one has a fault is in the hostile set (cases/chains.py).
"""

from __future__ import annotations

from typing import Any

import pytest

from openbadges_issuer.errors import Problem
from openbadges_issuer.report import Outcome, Report, Verdict
from tests.hostile import forge
from tests.hostile.cases.chains import ON_A_SITE, ONE, TWO, Make, altered, chained, foreign
from tests.hostile.forge import badge, expect, jcs_proof_of, proof_of, verify

MAKERS = pytest.mark.parametrize("make", [proof_of, jcs_proof_of], ids=["statements", "text"])


def told(*proofs: Any) -> Report:
    return verify(badge(proof=list(proofs)))


def refused(*proofs: Any, path: str) -> None:
    expect(
        told(*proofs),
        Verdict.TAMPERED,
        "signature",
        Outcome.FAILED,
        Problem.SIGNATURE_INVALID,
        path,
    )


@MAKERS
def test_a_chain_is_shown_whole(make: Make) -> None:
    first = make(badge(), id=ONE)
    second = chained(make, first)
    for proofs in ([first, second], [second, first]):
        report = told(*proofs)
        expect(report, Verdict.VALID, "key_bound_to_issuer", Outcome.PASSED)
        assert report.document == badge(proof=proofs)


def test_a_status_list_that_is_signed_in_a_chain() -> None:
    unsigned = forge.status_list()
    first = proof_of(unsigned, id=ONE)
    last = proof_of(unsigned, before=[first], id=TWO, previousProof=ONE)
    signed = forge.dumps({**unsigned, "proof": [first, last]})
    verifier = forge.verifier(forge.server(revocations=signed))
    withdrawn = forge.dumps(forge.sign(badge(credentialStatus=forge.entry(forge.WITHDRAWN))))
    for _ in range(2):
        expect(verifier.verify(withdrawn), Verdict.REVOKED)


def test_a_proof_beside_that_does_not_hold_is_told() -> None:
    alone = proof_of(badge())
    beside = told(alone, proof_of(badge(), id=TWO, previousProof=TWO))
    expect(beside, Verdict.VALID)
    assert beside.check("signature").detail != told(alone).check("signature").detail


@MAKERS
def test_it_is_said_which_proof_before_it_is_missing_or_broken(make: Make) -> None:
    refused(chained(make, foreign(make)), path="$.proof.previousProof")
    never = altered(foreign(make), proofValue=make(badge())["proofValue"])
    refused(chained(make, never), never, path="$.proof[0].previousProof")


def test_a_strangers_site_is_not_asked_for_the_key_of_a_proof_before_it() -> None:
    first = foreign(proof_of, ON_A_SITE)
    server = forge.server()
    report = verify(badge(proof=[first, chained(proof_of, first)]), server)
    expect(report, Verdict.UNSUPPORTED)
    assert forge.ATTACKER_URL not in server.asked
