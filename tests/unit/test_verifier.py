"""The contract of the verifier and its report, which other programs rely on."""

from __future__ import annotations

import json
import threading
from dataclasses import FrozenInstanceError, fields
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from openbadges_issuer.errors import Problem, SettingsError
from openbadges_issuer.fetching import Offline
from openbadges_issuer.limits import Limits
from openbadges_issuer.report import (
    CHECK_IDS,
    Check,
    Outcome,
    Verdict,
    VerificationError,
    VerifiedCredential,
)
from openbadges_issuer.verifying import Policy, TrustList, Verifier
from tests.hostile import forge
from tests.hostile.forge import badge, expect, put, sign, token, verify

SIGNED = forge.dumps(sign(badge(credentialStatus=forge.entry())))
WITHDRAWN = forge.dumps(sign(badge(credentialStatus=forge.entry(forge.WITHDRAWN))))


# Nothing is trusted by default -------------------------------------------------------------------


def test_a_policy_says_whom_it_trusts() -> None:
    with pytest.raises(SettingsError):
        Policy()
    with pytest.raises(SettingsError):
        Policy(trust=TrustList(), any_issuer=True)
    assert Policy(any_issuer=True).trust is None
    assert Policy(trust=TrustList()).any_issuer is False


def test_policy_and_fetcher_have_no_default() -> None:
    with pytest.raises(TypeError):
        Verifier()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Verifier(forge.TRUSTED)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Verifier(fetcher=Offline())  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Verifier(forge.TRUSTED, Offline())  # type: ignore[misc]


# What is verified --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview, bytes.decode])
def test_bytes_and_text(kind: Any) -> None:
    expect(forge.verifier().verify(kind(SIGNED)), Verdict.VALID)


def test_a_verifier_can_be_used_again_and_changes_nothing() -> None:
    verifier = forge.verifier()
    first, withdrawn, again = (verifier.verify(x) for x in (SIGNED, WITHDRAWN, SIGNED))
    assert first == again != withdrawn
    assert withdrawn.verdict is Verdict.REVOKED


def test_the_limits_are_the_callers() -> None:
    small = Limits(credential_bytes=100, image_bytes=100)
    verifier = Verifier(
        forge.TRUSTED, fetcher=forge.server(), clock=lambda: forge.NOW, limits=small
    )
    expect(verifier.verify(SIGNED), Verdict.NOT_A_BADGE, "readable", problem=Problem.TOO_LARGE)


# Time --------------------------------------------------------------------------------------------


def test_the_clock_is_read_once_for_each_verification() -> None:
    ticks = iter([forge.NOW, forge.NOW + timedelta(days=3)])
    verifier = Verifier(forge.TRUSTED, fetcher=forge.server(), clock=lambda: next(ticks))
    first, second = verifier.verify(SIGNED), verifier.verify(SIGNED)
    assert (first.checked_at, first.verdict) == (forge.NOW, Verdict.VALID)
    assert second.checked_at == forge.NOW + timedelta(days=3)
    assert second.verdict is Verdict.STATUS_UNKNOWN  # the list has ended


def test_the_default_clock_is_the_systems() -> None:
    before = datetime.now(UTC)
    report = Verifier(forge.ANYBODY, fetcher=Offline()).verify(b"")
    assert before <= report.checked_at <= datetime.now(UTC)


# The report --------------------------------------------------------------------------------------


def test_a_report_is_true_for_valid_only() -> None:
    assert verify(SIGNED)
    for data in (b"", WITHDRAWN, forge.dumps(badge()), forge.dumps(sign(forge.status_list()))):
        assert not verify(data)


def test_require_gives_the_verified_credential() -> None:
    report = verify(SIGNED)
    credential = report.require()
    assert isinstance(credential, VerifiedCredential)
    assert credential.document == json.loads(SIGNED)
    assert credential.issuer_id == forge.DISTRICT
    assert credential.issuer_name == "Kettle Moraine"
    assert credential.report is report


def test_require_raises_what_the_report_says() -> None:
    report = verify(WITHDRAWN)
    with pytest.raises(VerificationError) as caught:
        report.require()
    assert caught.value.report is report
    assert caught.value.problem is Problem.REVOKED
    assert report.words.heading in str(caught.value)


@pytest.mark.parametrize(
    ("data", "verdict", "shown"),
    [
        (SIGNED, Verdict.VALID, True),
        (WITHDRAWN, Verdict.REVOKED, True),
        (forge.dumps(sign(badge(validFrom="2030-01-01T00:00:00Z"))), Verdict.NOT_YET_VALID, True),
        (forge.dumps(sign(badge(name=5))), Verdict.MALFORMED, True),
        (SIGNED.replace(b"Flipped", b"Flopped"), Verdict.TAMPERED, False),
        (SIGNED.replace(b'"name"', b'"nome"'), Verdict.TAMPERED, False),
        (forge.dumps(badge()), Verdict.TAMPERED, False),
        (forge.dumps(sign(badge(), cryptosuite="other")), Verdict.UNSUPPORTED, False),
        (b"{}", Verdict.NOT_A_BADGE, False),
    ],
)
def test_what_was_not_signed_is_not_shown(data: bytes, verdict: Verdict, shown: bool) -> None:
    report = verify(data)
    expect(report, verdict)
    assert (report.document is not None) == shown
    assert (report.to_json()["credential"] is not None) == shown
    assert ("Flipped classroom" in json.dumps(report.to_json())) == shown


def test_the_claimed_issuer_is_named_and_not_believed() -> None:
    report = verify(forge.dumps(badge()))
    assert report.issuer_id == forge.DISTRICT
    assert report.issuer_name is None
    assert "Kettle Moraine School District" not in json.dumps(report.to_json())


def test_the_members_of_the_json_form_are_stable() -> None:
    for data in (SIGNED, b"", forge.dumps(badge())):
        written = verify(data).to_json()
        assert list(written) == [
            "format",
            "verdict",
            "exitStatus",
            "heading",
            "sentence",
            "advice",
            "also",
            "asOf",
            "checkedAt",
            "foundIn",
            "securing",
            "issuer",
            "checks",
            "credential",
            "parts",
            "endorsements",
        ]
        assert written["format"] == "open-badges-report/1"
        assert written["checkedAt"] == "2026-11-21T15:00:00Z"
        assert list(written["issuer"]) == ["id", "provedName"]
        assert [check["id"] for check in written["checks"]] == list(CHECK_IDS)
        for check in written["checks"]:
            assert list(check) == [
                *("id", "outcome", "detail", "problem", "path", "spec", "asOf"),
            ]
        assert json.loads(json.dumps(written)) == written


def test_codes_in_the_json_form() -> None:
    written = verify(WITHDRAWN).to_json()
    assert (written["verdict"], written["exitStatus"]) == ("revoked", 1)
    check = next(c for c in written["checks"] if c["id"] == "status_revocation")
    assert (check["outcome"], check["problem"]) == ("failed", "REVOKED")
    assert check["path"] == "$.credentialStatus"


@pytest.mark.parametrize(
    ("verdict", "status"),
    [
        ("not_a_badge", 3),
        ("unsupported", 2),
        ("key_unreachable", 2),
        ("tampered", 1),
        ("wrong_recipient", 1),
        ("revoked", 1),
        ("suspended", 1),
        ("not_yet_valid", 1),
        ("expired", 1),
        ("status_unknown", 2),
        ("recipient_unknown", 2),
        ("malformed", 2),
        ("issuer_unknown", 2),
        ("valid", 0),
    ],
)
def test_exit_statuses(verdict: str, status: int) -> None:
    assert Verdict(verdict).exit_status == status


def test_every_verdict_has_its_row_above() -> None:
    assert len(Verdict) == 14


def test_a_report_cannot_be_changed() -> None:
    report = verify(WITHDRAWN)
    for name in [field.name for field in fields(report)]:
        with pytest.raises(FrozenInstanceError):
            setattr(report, name, Verdict.VALID)
    with pytest.raises(AttributeError):
        report.checks[0].outcome = Outcome.PASSED  # type: ignore[misc]


def test_a_check_is_found_by_its_id() -> None:
    report = verify(SIGNED)
    assert report.check("signature") == next(c for c in report.checks if c.id == "signature")
    with pytest.raises(KeyError):
        report.check("signatures")


def test_also_lists_every_other_answer_that_is_not_a_yes() -> None:
    document = badge(
        credentialStatus=forge.entry(forge.WITHDRAWN), validUntil="2026-11-01T00:00:00Z"
    )
    report = verify(sign(document))
    expect(report, Verdict.REVOKED)
    assert report.words.also == (report.check("not_after").detail,)
    assert verify(SIGNED).words.also == ()


def test_details_are_sentences() -> None:
    for data in (SIGNED, WITHDRAWN, b"", forge.dumps(badge()), forge.dumps(sign(badge(name=5)))):
        for check in verify(data).checks:
            assert isinstance(check, Check)
            assert check.detail.endswith("."), check.detail
            assert not check.detail[0].islower(), check.detail


# Threads -----------------------------------------------------------------------------------------


def test_threads_do_not_disturb_each_other() -> None:
    """One verifier, eight threads, fifty verifications each, of badges that differ in every way."""
    inputs = [
        SIGNED,
        WITHDRAWN,
        token(badge()).encode(),
        forge.dumps(put(sign(badge()), "salary", to=1)),
        forge.png(forge.itxt(SIGNED)),
    ]
    verifier = forge.verifier()
    expected = [verifier.verify(data) for data in inputs]
    assert len({report.verdict for report in expected}) == 3
    wrong: list[Any] = []

    def work(offset: int) -> None:
        for n in range(50):
            which = (n + offset) % len(inputs)
            report = verifier.verify(inputs[which])
            if report != expected[which]:
                wrong.append(report)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_who_withdrew_a_badge_is_to_be_asked_at_the_contact_that_is_known() -> None:
    contact = "badges@kettle-moraine.example"
    document = forge.put(
        badge(credentialStatus=forge.entry(forge.WITHDRAWN)), "issuer", "email", to=contact
    )
    assert contact in verify(sign(document)).words.advice
    unknown = verify(sign(document), policy=Policy(trust=TrustList()))
    expect(unknown, Verdict.REVOKED)
    assert contact not in unknown.words.advice


def test_an_unknown_issuer_is_told_by_the_list_that_lacks_it() -> None:
    lacking = Policy(trust=TrustList(name="Districts of Wisconsin"))
    words = verify(SIGNED, policy=lacking).words
    assert "Districts of Wisconsin" in words.sentence
    assert "did:" not in words.sentence
