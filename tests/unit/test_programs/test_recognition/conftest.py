"""Programs, and badges as a verifier reports on them, in the notation of the table of cases.

A badge is written ``issuer achievement day`` and what is special about it, such as
``lake culture.1 2022-11-21 revoked``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from openbadges_issuer.errors import Problem
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.programs.loading import check
from openbadges_issuer.programs.program import Program
from openbadges_issuer.report import CHECK_IDS, Check, Outcome, Report, Words
from openbadges_issuer.verifying.verdict import decide

PROGRAMS = Path(__file__).parents[4] / "examples" / "programs"
CHECKED_AT = datetime(2026, 11, 21, 21, 4, tzinfo=UTC)

HOSTS = {
    "lake": "badges.lake-county.example",
    "dp": "badges.digital-promise.example",
    "cce": "badges.cce.example",
    "stranger": "badges.lake-county.example.org",
}
SPECIAL = {
    "revoked": {"status_revocation": (Outcome.FAILED, Problem.REVOKED)},
    "suspended": {"status_suspension": (Outcome.FAILED, Problem.SUSPENDED)},
    "expired": {"not_after": (Outcome.FAILED, Problem.EXPIRED)},
    "not_yet_valid": {"not_before": (Outcome.FAILED, Problem.NOT_YET_VALID)},
    "tampered": {"signature": (Outcome.FAILED, Problem.SIGNATURE_INVALID)},
    "malformed": {"schema": (Outcome.FAILED, Problem.MALFORMED_VALUE)},
    "wrong_recipient": {"recipient": (Outcome.FAILED, Problem.RECIPIENT_MISMATCH)},
    "recipient_unknown": {"recipient": (Outcome.UNDECIDED, Problem.RECIPIENT_UNKNOWN)},
    "not_asked": {"recipient": (Outcome.NOT_APPLICABLE, None)},
    "status_unknown": {"status_revocation": (Outcome.UNDECIDED, Problem.STATUS_RETRIEVAL)},
    "key_unreachable": {"key_bound_to_issuer": (Outcome.UNDECIDED, Problem.KEY_UNREACHABLE)},
    "unsupported": {"signature": (Outcome.UNDECIDED, Problem.PROOF_UNSUPPORTED)},
    "issuer_unknown": {"issuer_known": (Outcome.FAILED, Problem.ISSUER_UNKNOWN)},
    "issuer_undecided": {"issuer_known": (Outcome.UNDECIDED, Problem.ISSUER_UNKNOWN)},
    "key_undecided": {"key_bound_to_issuer": (Outcome.UNDECIDED, Problem.KEY_UNCONFIRMED)},
}


@pytest.fixture(scope="session")
def load() -> Callable[..., Program]:
    """Read the file of a district, with one change: a text and what stands in its place."""

    def load(name: str, change: dict[str, str] | None = None) -> Program:
        text = (PROGRAMS / f"{name}.yaml").read_text("utf-8")
        for old, new in (change or {}).items():
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        checked = check(text.encode(), f"{name}.yaml")
        assert checked.program is not None, checked.errors
        return checked.program

    return load


@pytest.fixture(scope="session")
def badge() -> Callable[..., Report]:
    """Make the report on a badge from its notation."""
    return report_on


def report_on(written: str, program: Program) -> Report:
    who, achievement, day, *special = written.split()
    host = HOSTS.get(who, program.issuer.removeprefix("did:web:"))
    issuer_id = f"did:web:{host}"
    if not achievement.startswith("https:"):
        owner = {"own": f"{program.id}/", "lake": "lake-county/"}.get(who, "")
        achievement = f"https://{host}/achievements/{owner}{achievement}"
    answers: dict[str, tuple[Outcome, Problem | None]] = {}
    options = dict(one.split("=") for one in special if "=" in one)
    for name in special:
        answers |= SPECIAL.get(name, {})
    checks = tuple(
        Check(id_, *_answer(id_, *answers.get(id_, (Outcome.PASSED, None)))) for id_ in CHECK_IDS
    )
    verdict = decide(checks)
    is_signed = answers.get("signature", (Outcome.PASSED, None))[0] is Outcome.PASSED
    is_bound = "key_bound_to_issuer" not in answers and is_signed
    moment = day if "T" in day else f"{day}T12:00:00Z"
    levels = options.get("level", "").split("+") if "level" in options else []
    document = {
        "id": f"urn:uuid:{options.get('id', written)}",
        "issuer": {"id": issuer_id, "name": "Lake County"},
        "validFrom": options.get("signed", moment),
        **({"awardedDate": moment} if "signed" in options else {}),
        "evidence": [{"genre": genre} for genre in options.get("genres", "").split("+")],
        "credentialSubject": {
            "achievement": {
                "id": achievement,
                "name": f"The badge {achievement.rpartition('/')[2]}",
                "resultDescription": [
                    {"rubricCriterionLevel": [{"id": f"urn:level:{one}", "level": one}]}
                    for one in levels
                ],
            },
            "result": [{"achievedLevel": f"urn:level:{one}"} for one in levels],
        },
    }
    return Report(
        verdict=verdict,
        checks=checks,
        in_words=lambda: Words("?", Phrase("Heading"), Phrase("Sentence."), Phrase("Advice.")),
        checked_at=CHECKED_AT,
        issuer_id=issuer_id,
        issuer_name=host if is_bound else None,
        document=document if is_signed else None,
    )


def _answer(
    id_: str, outcome: Outcome, problem: Problem | None
) -> tuple[Outcome, Phrase, Problem | None]:
    return outcome, Phrase(f"The check {id_} is {outcome.value}."), problem
