"""Chains of proofs: broken, borrowed, circular, and what they must never make valid (B4, B5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from openbadges_issuer.errors import Problem
from openbadges_issuer.report import Outcome, Report, Verdict
from tests.hostile import forge
from tests.hostile.forge import ABSENT, badge, expect, jcs_proof_of, proof_of, put, verify

FAILED, UNDECIDED = Outcome.FAILED, Outcome.UNDECIDED
Make = Callable[..., dict[str, Any]]
MAKERS = pytest.mark.parametrize("make", [proof_of, jcs_proof_of], ids=["statements", "text"])
ONE, TWO, THREE = (f"urn:uuid:{number}" for number in (1, 2, 3))
ATTACKERS_OWN = forge.ATTACKER_KEY.verification_method
ATTACKERS_SITE = forge.method(forge.ATTACKER, forge.ATTACKER_KEY.public_key)


def chained(make: Make, *before: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Make a proof of the district's over its badge and the proofs before it."""
    ids = [proof["id"] for proof in before]
    return make(
        badge(),
        before=before,
        **{"id": f"urn:uuid:{len(before) + 1}", "previousProof": ids} | changes,
    )


def foreign(make: Make, method: str = ATTACKERS_OWN, **changes: Any) -> dict[str, Any]:
    """Make a proof by the attacker's own key, named as it is published."""
    return make(badge(), forge.ATTACKER_KEY, **{"id": ONE, "verificationMethod": method} | changes)


def altered(proof: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {k: v for k, v in (proof | changes).items() if v is not ABSENT}


def told(*proofs: Any) -> Report:
    return verify(badge(proof=list(proofs)))


def refused(*proofs: Any, problem: Problem = Problem.SIGNATURE_INVALID) -> Report:
    report = told(*proofs)
    expect(report, Verdict.TAMPERED, "signature", FAILED, problem)
    assert report.document is None
    return report


def strangers(*proofs: Any) -> None:
    """Expect that the best proof is the stranger's own, so that nothing is shown."""
    report = told(*proofs)
    expect(report, Verdict.TAMPERED, "key_bound_to_issuer", FAILED, Problem.KEY_NOT_AUTHORIZED)
    assert report.document is None


# What holds --------------------------------------------------------------------------------------


@MAKERS
def test_a_chain_by_the_issuer(make: Make) -> None:
    first = make(badge(), id=ONE)
    second = chained(make, first)
    for proofs in ([first, second], [second, first]):
        report = told(*proofs)
        expect(report, Verdict.VALID, "key_bound_to_issuer", Outcome.PASSED)
        assert report.document == badge(proof=proofs)


@MAKERS
def test_the_issuer_signs_after_somebody_else(make: Make) -> None:
    first = foreign(make)
    for previous in (ONE, [ONE]):
        report = told(first, chained(make, first, previousProof=previous))
        expect(report, Verdict.VALID, "key_bound_to_issuer", Outcome.PASSED)
    expect(told(first), Verdict.TAMPERED, "key_bound_to_issuer", FAILED)


@MAKERS
def test_a_chain_of_four(make: Make) -> None:
    proofs = [foreign(make)]
    for number in (2, 3, 4):
        proofs.append(chained(make, proofs[-1], id=f"urn:uuid:{number}"))
    expect(told(*proofs), Verdict.VALID)
    expect(told(*proofs, proofs[0] | {"id": "urn:uuid:5"}), Verdict.UNSUPPORTED)
    refused(altered(proofs[0], created="2026-10-22T15:00:01Z"), *proofs[1:])


@MAKERS
def test_two_proofs_before_one(make: Make) -> None:
    one, two = foreign(make), foreign(make, id=TWO, created="2026-10-22T15:00:01Z")
    last = chained(make, one, two)
    expect(told(one, two, last), Verdict.VALID)
    expect(told(last, one, two), Verdict.VALID)
    refused(last)
    strangers(one, last)
    strangers(two, last)
    for broken in (altered(one, nonce="x"), altered(one, proofValue=two["proofValue"])):
        strangers(broken, two, last)
        refused(broken, last)


def test_each_proof_of_a_chain_by_another_suite() -> None:
    first = jcs_proof_of(badge(), forge.DISTRICT_P256, cryptosuite="ecdsa-jcs-2019", id=ONE)
    second = proof_of(
        badge(),
        forge.DISTRICT_P384,
        before=[first],
        cryptosuite="ecdsa-rdfc-2019",
        id=TWO,
        previousProof=ONE,
    )
    third = jcs_proof_of(badge(), before=[second], id=THREE, previousProof=TWO)
    expect(told(first, second, third), Verdict.VALID)
    foreign_first = foreign(jcs_proof_of)
    expect(told(foreign_first, chained(proof_of, foreign_first)), Verdict.VALID)
    refused(altered(foreign_first, nonce="x"), chained(proof_of, foreign_first))


def test_a_status_list_that_is_signed_in_a_chain() -> None:
    unsigned = forge.status_list()
    first = proof_of(unsigned, id=ONE)
    last = proof_of(unsigned, before=[first], id=TWO, previousProof=ONE)
    signed = forge.dumps({**unsigned, "proof": [first, last]})
    verifier = forge.verifier(forge.server(revocations=signed))
    withdrawn = forge.dumps(forge.sign(badge(credentialStatus=forge.entry(forge.WITHDRAWN))))
    for _ in range(2):
        expect(verifier.verify(withdrawn), Verdict.REVOKED)


def test_a_proof_that_is_not_chained_holds_whatever_is_beside_it() -> None:
    alone = proof_of(badge())
    for beside in (
        proof_of(badge(), id=TWO, previousProof="urn:uuid:none"),
        proof_of(badge(), id=TWO, previousProof=TWO),
        chained(proof_of, foreign(proof_of)),
    ):
        report = told(alone, beside)
        expect(report, Verdict.VALID)
        assert report.check("signature").detail != told(alone).check("signature").detail


# What does not -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "previous", ["urn:uuid:none", ["urn:uuid:none"], [ONE, "urn:uuid:none"], "", ["urn:uuid:1 "]]
)
def test_a_proof_before_it_that_is_not_there(previous: Any) -> None:
    first = foreign(proof_of)
    last = chained(proof_of, first, previousProof=previous)
    strangers(first, last)
    report = refused(last)
    assert report.check("signature").path == "$.proof.previousProof"


@pytest.mark.parametrize("previous", [[], None, 5, True, {}, [5], [[ONE]], [None], {"id": ONE}])
def test_names_of_proofs_that_are_none(previous: Any) -> None:
    first = foreign(proof_of)
    report = told(first, altered(chained(proof_of, first), previousProof=previous))
    assert report.verdict is Verdict.TAMPERED
    assert report.document is None


@MAKERS
@pytest.mark.parametrize("links", ["1", "21", "231", "2341", "22"])
def test_chains_that_go_round_in_a_circle(make: Make, links: str) -> None:
    """Each link names the proof that comes before the one in its place."""
    proofs = [
        make(badge(), id=f"urn:uuid:{number}", previousProof=f"urn:uuid:{link}")
        for number, link in enumerate(links, start=1)
    ]
    refused(*proofs)


def test_two_proofs_of_one_id() -> None:
    first, other = foreign(proof_of), foreign(proof_of, created="2026-10-22T15:00:01Z")
    for both in ([first, other], [first, first]):
        strangers(*both, chained(proof_of, first))


@MAKERS
def test_the_proof_before_it_is_swapped(make: Make) -> None:
    first = foreign(make)
    later = foreign(make, created="2026-10-22T15:00:01Z")
    last = chained(make, first)
    strangers(later, last)
    refused(altered(first, id=THREE), altered(last, previousProof=THREE))
    strangers(first, altered(last, previousProof=ABSENT))
    strangers(first, make(badge(), id=TWO, previousProof=ONE))


@MAKERS
def test_the_issuer_signed_after_a_proof_that_never_held(make: Make) -> None:
    never = altered(foreign(make), proofValue=make(badge())["proofValue"])
    report = refused(chained(make, never), never)
    assert report.check("signature").path == "$.proof[0].previousProof"


def test_a_proof_before_it_that_has_expired() -> None:
    first = foreign(proof_of, expires="2026-10-23T00:00:00Z")
    refused(first, chained(proof_of, first), problem=Problem.PROOF_EXPIRED)


def test_a_proof_before_it_whose_key_is_on_a_strangers_site() -> None:
    first = foreign(proof_of, ATTACKERS_SITE)
    server = forge.server()
    report = verify(badge(proof=[first, chained(proof_of, first)]), server)
    expect(report, Verdict.UNSUPPORTED, "signature", UNDECIDED, Problem.PROOF_UNSUPPORTED)
    assert forge.ATTACKER_URL not in server.asked
    assert report.document is None


def test_a_proof_before_it_of_a_suite_that_is_not_known() -> None:
    first = foreign(proof_of, cryptosuite="zk-rdfc-2030")
    report = told(first, chained(proof_of, first))
    expect(report, Verdict.UNSUPPORTED, "signature", UNDECIDED, Problem.PROOF_UNSUPPORTED)


@MAKERS
def test_a_chain_that_the_issuer_has_no_part_in(make: Make) -> None:
    first = foreign(make)
    last = foreign(make, before=[first], id=TWO, previousProof=ONE)
    expect(told(first, last), Verdict.TAMPERED, "key_bound_to_issuer", FAILED)


@MAKERS
def test_a_stranger_adds_to_the_issuers_proof(make: Make) -> None:
    """The issuer's own proof holds; the stranger's part in it is nothing that counts."""
    first = make(badge(), id=ONE)
    last = foreign(make, before=[first], id=TWO, previousProof=ONE)
    report = told(first, last)
    expect(report, Verdict.VALID, "key_bound_to_issuer", Outcome.PASSED)
    forged = put(badge(), "name", to="Doctor of Education")
    proofs = [
        first,
        make(
            forged,
            forge.ATTACKER_KEY,
            before=[first],
            id=TWO,
            previousProof=ONE,
            verificationMethod=ATTACKERS_OWN,
        ),
    ]
    expect(verify({**forged, "proof": proofs}), Verdict.TAMPERED)


@MAKERS
def test_a_member_of_a_proof_before_it_that_no_context_defines(make: Make) -> None:
    first = foreign(make, salary=1)
    expect(
        told(first, chained(make, first)),
        Verdict.TAMPERED,
        "format",
        FAILED,
        Problem.UNDEFINED_TERM,
    )


def test_a_proof_before_it_that_takes_the_name_of_the_badge() -> None:
    """Statements about the badge could otherwise hide in the proof."""
    first = foreign(proof_of, id=badge()["id"])
    report = told(first, chained(proof_of, first))
    expect(report, Verdict.TAMPERED)
    assert report.document is None


@MAKERS
def test_any_change_breaks_a_chain(make: Make) -> None:
    first = foreign(make)
    document = badge(proof=[first, chained(make, first)])
    for path, value in (
        (("name",), "Flipped Classroom"),
        (("validUntil",), "2099-01-01T00:00:00Z"),
        (("credentialSubject", "id"), "did:example:attacker"),
    ):
        report = verify(put(document, *path, to=value))
        expect(report, Verdict.TAMPERED, "signature", FAILED)
        assert report.document is None
