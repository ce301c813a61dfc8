"""Credentials inside another: a whole is no better than the worst in it (threats B2, B14).

What a verifier says of the whole is in the hostile set (cases/records.py, cases/presentations.py).
"""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from openbadges_issuer.baking import bake
from openbadges_issuer.errors import Problem
from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.report import Outcome, Verdict, VerificationError
from openbadges_issuer.verifying import Policy
from openbadges_issuer.verifying.trust import TrustLists
from tests.hostile import forge
from tests.hostile.cases.carried import GOOD, OTHER, WRONG
from tests.hostile.cases.presentations import BARE, HEAVY, NOBODY, presented_in_token
from tests.hostile.composing import (
    BODY_KEY,
    HOLDER,
    HOLDER_KEY,
    KNOWING,
    SUBJECT,
    endorsement,
    enveloped,
    own_method,
    presentation,
    presented,
    record,
)
from tests.hostile.forge import badge, expect, put, sign, token, verify

ATTACKERS = WRONG["by the attacker in the district's name"][0]
FAILED, UNDECIDED, PASSED = Outcome.FAILED, Outcome.UNDECIDED, Outcome.PASSED


# Records -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("secure", [sign, token, forge.jcs_sign])
def test_a_record_of_good_badges(secure: Any) -> None:
    report = verify(secure(record(GOOD, OTHER)))
    expect(report, Verdict.VALID, "schema", PASSED)
    assert [(part.path, part.report.verdict) for part in report.parts] == [
        (f"$.{SUBJECT}.verifiableCredential[{index}]", Verdict.VALID) for index in (0, 1)
    ]
    assert [part.report.document for part in report.parts] == [GOOD, OTHER]
    assert report.require().document[SUBJECT]["verifiableCredential"] == [GOOD, OTHER]


def test_what_is_not_signed_is_shown_by_no_part() -> None:
    report = verify(sign(record(GOOD, WRONG["altered"][0])))
    assert [part.report.document is None for part in report.parts] == [False, True]


@pytest.mark.parametrize("form", [sign, token])
def test_a_forged_record_vouches_for_nothing_in_it(form: Any) -> None:
    report = verify(form(record(GOOD), forge.ATTACKER_KEY))
    assert report.verdict is Verdict.TAMPERED
    assert report.parts == ()
    changed = put(sign(record(GOOD)), SUBJECT, "verifiableCredential", to=[GOOD, OTHER])
    expect(verify(changed), Verdict.TAMPERED, "signature", FAILED, Problem.SIGNATURE_INVALID)
    assert verify(changed).parts == ()


def test_a_record_inside_a_record_is_not_looked_into() -> None:
    inner = sign(record(GOOD, id="urn:uuid:inner"))
    report = verify(sign(record(inner)))
    expect(report, Verdict.UNSUPPORTED)
    assert report.parts[0].report.parts == ()
    expect(verify(presentation(inner)), Verdict.VALID)


def test_whom_a_record_belongs_to_is_asked_of_each_badge_in_it() -> None:
    somebody_elses = put(badge(id="urn:uuid:12"), SUBJECT, "identifier", to=[forge.identity("b@x")])
    signed = sign(record(GOOD, sign(somebody_elses)))
    expect(verify(signed), Verdict.VALID)
    report = verify(signed, recipient=forge.TEACHER)
    expect(report, Verdict.WRONG_RECIPIENT, "recipient", PASSED)
    expect(verify(sign(record(GOOD)), recipient=forge.TEACHER), Verdict.VALID)


def test_records_in_pictures() -> None:
    signed = sign(record(GOOD, OTHER))
    text = forge.dumps(signed)
    for picture in (forge.png(forge.itxt(text, b"clrcredential")), bake(text, forge.SVG)):
        report = verify(picture)
        expect(report, Verdict.VALID)
        assert len(report.parts) == 2


# Presentations -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "value"),
    [
        (presentation, GOOD),
        (presentation, token(badge())),
        (presentation, enveloped(token(badge()))),
        (presented, GOOD),
        (presented, enveloped(token(badge()))),  # a text there is not signed by JSON-LD
    ],
)
def test_a_presentation_of_one_badge_is_that_badge(form: Any, value: Any) -> None:
    report = verify(form(value))
    expect(report, Verdict.VALID)
    assert report.parts == ()
    assert report.require().issuer_id == forge.DISTRICT


@pytest.mark.parametrize("form", [presentation, presented])
def test_a_presentation_of_several_badges(form: Any) -> None:
    report = verify(form(GOOD, OTHER))
    expect(report, Verdict.VALID)
    assert [part.path for part in report.parts] == [
        f"$.verifiableCredential[{index}]" for index in (0, 1)
    ]
    assert (report.document, report.issuer_id, report.issuer_name) == (None, None, None)
    assert [part.report.require().document for part in report.parts] == [GOOD, OTHER]
    with pytest.raises(VerificationError):
        report.require()


@pytest.mark.parametrize(
    "broken",
    [
        put(presented(GOOD), "verifiableCredential", to=[OTHER]),
        put(presented(GOOD), "holder", to=forge.did_key(forge.ATTACKER_KEY)),
        put(presented(GOOD), "proof", 0, "proofValue", to="z" + "1" * 64),
        put(presented(GOOD), "proof", to=[]),
        put(presented(GOOD), "salary", to=1),
        presented(GOOD, proofPurpose="assertionMethod"),
        presented(GOOD, signer=forge.ATTACKER_KEY),
        presented(GOOD, signer=forge.ATTACKER_KEY, verificationMethod=own_method(HOLDER_KEY)),
        presented(GOOD, expires="2026-11-01T00:00:00Z"),
    ],
    ids=["swapped", "holder", "value", "empty", "term", "purpose", "foreign", "forged", "expired"],
)
def test_a_proof_of_a_holder_that_does_not_hold(broken: Any) -> None:
    report = verify(broken)
    expect(report, Verdict.TAMPERED)
    assert report.parts == ()


@pytest.mark.parametrize(
    ("doubtful", "verdict"),
    [
        (presented(GOOD, cryptosuite="other-2030"), Verdict.UNSUPPORTED),
        (presented(GOOD, OTHER, cryptosuite="other-2030"), Verdict.UNSUPPORTED),
        (
            presented(GOOD, holder=NOBODY, verificationMethod=f"{NOBODY}#k"),
            Verdict.KEY_UNREACHABLE,
        ),
        (
            presented(
                GOOD,
                holder=BARE,
                verificationMethod=f"{BARE}#{HOLDER_KEY.public_key.multikey}",
            ),
            Verdict.ISSUER_UNKNOWN,
        ),
    ],
    ids=["suite", "suite of two", "unreachable", "bare key"],
)
def test_a_doubt_about_who_presents_is_told_as_that(doubtful: Any, verdict: Verdict) -> None:
    report = verify(doubtful)
    expect(report, verdict)
    assert all(part.report for part in report.parts)
    shown = {part.report.words.symbol for part in report.parts}
    assert report.words.symbol not in shown
    assert report.words.sentence in [check.detail for check in report.checks if check.problem]


def test_a_proof_of_a_holder_says_nothing_about_now() -> None:
    report = verify(presented(GOOD, challenge="n-0S6_WzA2Mj", domain="verifier.example"))
    expect(report, Verdict.VALID, "readable", PASSED)
    assert HOLDER in report.check("readable").detail
    assert HOLDER not in verify(presentation(GOOD, holder=HOLDER)).check("readable").detail


@pytest.mark.parametrize(
    "form",
    [
        presented(GOOD, cryptosuite="other-2030", holder=forge.DISTRICT),
        presented_in_token(GOOD, iss=forge.ABSENT, holder="The board", header={"alg": "ES256K"}),
    ],
    ids=["proof", "token"],
)
def test_nobody_presents_before_it_is_proved(form: Any) -> None:
    report = verify(form)
    expect(report, Verdict.UNSUPPORTED, "readable", PASSED)
    detail = report.check("readable").detail
    assert "The board" not in detail
    assert forge.DISTRICT not in detail


def test_what_stands_on_an_unsigned_envelope_is_not_shown() -> None:
    report = verify(presentation(GOOD, OTHER, name="Doctor of Education", holder=HOLDER))
    assert "Doctor" not in str(report.to_json())


# How much is looked into -------------------------------------------------------------------------


def test_so_many_badges_are_looked_into_and_no_more() -> None:
    many = [GOOD] * DEFAULT_LIMITS.carried
    expect(verify(presentation(*many)), Verdict.VALID)
    report = verify(presentation(*many, GOOD, GOOD))
    expect(report, Verdict.UNSUPPORTED)
    assert len(report.parts) == DEFAULT_LIMITS.carried + 1
    full = sign(record(*[put(GOOD, "id", to=f"urn:x:{n}") for n in range(30)]))
    report = verify(presentation(*[full] * 4))
    assert sum(len(part.report.parts) for part in report.parts) < DEFAULT_LIMITS.carried


@pytest.mark.parametrize("policy", [forge.TRUSTED, KNOWING])
@pytest.mark.parametrize(
    "endorsements",
    [
        [token(endorsement(GOOD["id"]), BODY_KEY)] * 120,
        [token(endorsement(GOOD["id"], id=f"urn:e:{n}"), BODY_KEY) for n in range(101)],
        [token(endorsement(GOOD["id"], **HEAVY), BODY_KEY)],
    ],
    ids=["the same again", "many", "large"],
)
def test_endorsements_of_one_badge_hide_no_other(endorsements: list[str], policy: Policy) -> None:
    endorsed = sign(badge(endorsementJwt=endorsements))
    for wrong, verdict in ((WRONG["withdrawn"][0], Verdict.REVOKED), (ATTACKERS, Verdict.TAMPERED)):
        for whole in (presentation(endorsed, wrong), sign(record(endorsed, wrong))):
            report = verify(whole, policy=policy)
            expect(report, verdict)
            assert [bool(part.report) for part in report.parts] == [True, False]
    good = verify(presentation(endorsed, OTHER), policy=policy)
    expect(good, Verdict.VALID)


def test_badges_of_one_record_hide_no_badge_beside_it() -> None:
    full = sign(record(*[token(badge(id=f"urn:x:{n}")) for n in range(30)]))
    report = verify(presentation(*[full] * 4, ATTACKERS))
    assert not report
    assert report.parts[-1].report.check("format").problem is Problem.TOO_COMPLEX
    large = sign(badge(id="urn:uuid:2", **HEAVY))
    report = verify(presentation(GOOD, large, large, large, ATTACKERS))
    expect(report, Verdict.UNSUPPORTED)
    assert report.parts[-1].report.check("format").problem is Problem.TOO_COMPLEX


def test_what_cannot_be_read_is_counted_too() -> None:
    report = verify(presentation(*["x"] * 40_000, ATTACKERS))
    expect(report, Verdict.NOT_A_BADGE)
    assert len(report.parts) == DEFAULT_LIMITS.carried + 1
    expect(report.parts[-1].report, Verdict.UNSUPPORTED, "format", UNDECIDED, Problem.TOO_COMPLEX)


def test_so_many_addresses_are_asked_and_no_more() -> None:
    strangers = [
        sign(
            badge(id=f"urn:uuid:{number}", issuer={"id": issuer, "type": ["Profile"]}),
            verificationMethod=forge.method(issuer, forge.DISTRICT_KEY.public_key),
        )
        for number, issuer in enumerate(f"did:web:host{n}.example" for n in range(60))
    ]
    web = forge.server()
    assert not verify(presentation(*strangers, GOOD), web)
    assert len(web.asked) == DEFAULT_LIMITS.carried_fetches


def test_so_much_is_taken_from_all_addresses_and_no_more() -> None:
    most, each = DEFAULT_LIMITS.carried_fetched_bytes, DEFAULT_LIMITS.status_list_bytes
    lists = {f"https://{forge.HOST}/status/{number}": b" " * each for number in range(20)}
    badges = [
        sign(badge(id=f"urn:uuid:{number}", credentialStatus=forge.entry(statusListCredential=url)))
        for number, url in enumerate(lists)
    ]
    web = forge.Server(forge.documents() | lists)
    report = verify(presentation(*badges, ATTACKERS), web)
    assert report.parts[-1].report.check("format").problem is Problem.TOO_COMPLEX
    assert sum(url in lists for url in web.asked) == most // each
    one = verify(presentation(*badges[:1] * 20), web)
    assert {part.report.verdict for part in one.parts} == {Verdict.STATUS_UNKNOWN}


def test_heavy_wholes_cost_little_time_and_memory(tmp_path: Path) -> None:
    alike = {"type": ["Result"], "value": "A", "alignment": [{"type": ["Alignment"]}] * 3}
    heavy = {
        "results-alike": put(badge(), SUBJECT, "result", to=[alike] * 30),
        "control-characters": badge(evidence=[{"name": f"\x01{n}"} for n in range(400)]),
        "a-long-id": put(
            badge(), SUBJECT, "achievement", "id", to=f"https://a.example/{'a' * 9_000}"
        ),
        "small": badge(name="\x01"),
    }
    proof = [forge.proof_of(badge())] * 4
    for name, document in heavy.items():
        size = len(forge.dumps(document)) + 2_000
        number = min(200, DEFAULT_LIMITS.credential_bytes // size)
        parts = [{**document, "id": f"urn:uuid:{n}", "proof": proof} for n in range(number)]
        (tmp_path / f"{name}.json").write_bytes(forge.dumps(presentation(*parts)))
        whole = {**record(*parts[: number // 2]), "proof": proof}
        (tmp_path / f"{name}-recorded.json").write_bytes(forge.dumps(presentation(whole, *parts)))
    script = textwrap.dedent(
        """
        import resource, sys
        from pathlib import Path
        from openbadges_issuer import Offline, Policy, Verifier
        verifier = Verifier(Policy(any_issuer=True), fetcher=Offline())
        for path in Path(sys.argv[1]).iterdir():
            used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
            resource.setrlimit(resource.RLIMIT_CPU, (int(used) + 3, resource.RLIM_INFINITY))
            assert not verifier.verify(path.read_bytes())
        print(next(x.split()[1] for x in open('/proc/self/status') if x.startswith('VmHWM')))
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 200_000  # KiB


def test_many_strangers_are_not_each_held_against_all_lists(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    resembling = TrustLists.resembling

    def counted(self: TrustLists, issuer_id: str, claimed_name: str) -> Any:
        asked.append(issuer_id)
        return resembling(self, issuer_id, claimed_name)

    monkeypatch.setattr(TrustLists, "resembling", counted)
    strangers = [
        sign(
            badge(id=f"urn:x:{n}", issuer={"id": forge.ATTACKER, "type": ["Profile"]}),
            forge.ATTACKER_KEY,
            verificationMethod=forge.method(forge.ATTACKER, forge.ATTACKER_KEY.public_key),
        )
        for n in range(3)
    ]
    verify(presentation(*strangers[:1]))
    assert asked == [forge.ATTACKER]
    verify(presentation(*strangers))
    assert asked == [forge.ATTACKER]
