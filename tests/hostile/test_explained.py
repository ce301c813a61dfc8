"""The trail of the hostile set: it changes no report, asks for nothing, and breaks on nothing."""

from __future__ import annotations

import json

from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.report import Outcome
from openbadges_issuer.verifying.explaining.trail import Explained
from openbadges_issuer.verifying.reader import read
from tests.hostile.cases import Case, all_cases


def faults_of(case: Case) -> list[str]:
    """Say what the trail has otherwise than the report."""
    plain, server = case.server(), case.server()
    report = case.judged_by(case.verifier(plain))
    explained: Explained = case.verifier(server).explain(case.data, recipient=case.recipient)
    trail, faults = explained.trail, []
    if explained.report != report:
        faults.append("another report")
    if server.asked != plain.asked:
        faults.append(f"asked {server.asked}")
    if trail is None:
        return faults if report.found_in is None else [*faults, "no trail"]
    json.dumps(trail.to_json())
    told = [trail.token] if trail.token else list(trail.proofs)
    signed = report.check("signature").outcome is Outcome.PASSED
    is_envelope = read(case.data, limits=DEFAULT_LIMITS).kind == "presentation"
    holds = any(proof.holds for proof in told)
    if told and not is_envelope and (signed > holds or (len(told) == 1 and holds > signed)):
        faults.append("another answer of the signature")  # one of several may be a stranger's
    for proof in told:
        if proof.holds is bool(proof.fault) or (proof.holds and not proof.fits):
            faults.append("a proof without a reason")
    return faults


def test_the_trail_of_every_case() -> None:
    wrong = {(case.id, case.name): faults_of(case) for case in all_cases()}
    assert {key: faults for key, faults in wrong.items() if faults} == {}
