"""The hostile set: nothing bad is green, nothing good is refused, nothing breaks the verifier."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from openbadges_issuer.errors import Problem
from openbadges_issuer.report import Check, Outcome, Verdict
from tests.hostile import forge, limited
from tests.hostile.__main__ import write
from tests.hostile.cases import Case, all_cases

FIRST = {"readable", "contexts", "format"}
"""Checks that are made before anybody is asked for a key."""


def faults_of(case: Case) -> list[str]:
    """Judge a case; give what the report says otherwise than it must."""
    server, answer = case.server(), case.answer
    report = case.judged_by(case.verifier(server))
    decides = report if answer.part is None else report.parts[answer.part].report
    found = decides.check(answer.check) if answer.check else Check("", Outcome.PASSED, "")
    faults = []
    if report.verdict is not answer.verdict:
        faults.append(f"verdict {report.verdict}")
    if answer.check and found.outcome is not answer.outcome:
        faults.append(f"{found.id} {found.outcome}")
    if answer.problem and found.problem is not answer.problem:
        faults.append(f"{found.id} {found.problem}")
    first = answer.check in FIRST or answer.problem is Problem.PROOF_MISSING
    if first and server.asked and not case.is_control and not report.parts:
        faults.append(f"asked {server.asked}")
    if not {*server.asked} <= {*forge.documents(), *case.web}:
        faults.append(f"asked {server.asked}")
    return faults


def test_every_case_is_answered_as_its_row_says() -> None:
    wrong = {(case.id, case.name): faults_of(case) for case in all_cases()}
    assert {key: faults for key, faults in wrong.items() if faults} == {}


def test_a_case_is_green_exactly_when_nothing_is_wrong_with_it() -> None:
    for case in all_cases():
        assert case.is_control == (case.answer.verdict is Verdict.VALID), case.id
        assert case.is_control or case.answer.check, case.id


def test_the_set_covers_the_list_of_threats() -> None:
    controls = [case for case in all_cases() if case.is_control]
    bad = [case for case in all_cases() if not case.is_control]
    assert len(controls) >= 480
    assert len(bad) >= 3_200
    assert {case.threat[0] for case in bad} >= set("ABCDEF")
    assert len({(case.threat, case.name) for case in all_cases()}) == len(all_cases())


def test_each_case_ends_within_its_bounds(tmp_path: Path) -> None:
    """Time and memory are bounded by the system, for each case in a process of its own."""
    write(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.limited", tmp_path],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(id_, verdict) for id_, verdict, _ in said] == [
        (case.id, case.answer.verdict) for case in all_cases()
    ]
    assert max(memory for _, _, memory in said) < limited.BYTES
