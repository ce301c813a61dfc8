"""Credentials inside another: a whole is no better than the worst in it (threats B2, B14)."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from openbadges_issuer import contexts
from openbadges_issuer.baking import bake
from openbadges_issuer.errors import Problem
from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.report import Outcome, Verdict, VerificationError
from openbadges_issuer.verifying import Policy
from openbadges_issuer.verifying.trust import TrustLists
from tests.hostile import forge
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

FAILED, UNDECIDED, PASSED = Outcome.FAILED, Outcome.UNDECIDED, Outcome.PASSED

GOOD = sign(badge(credentialStatus=forge.entry()))
OTHER = sign(badge(id="urn:uuid:2", name="Another"))
STRANGERS = sign(
    badge(id="urn:uuid:3", issuer={"id": forge.ATTACKER, "type": ["Profile"]}),
    forge.ATTACKER_KEY,
    verificationMethod=forge.method(forge.ATTACKER, forge.ATTACKER_KEY.public_key),
)
# What can be wrong with one of several, and its verdict alone.
WRONG = {
    "altered": (put(GOOD, "name", to="Doctor"), Verdict.TAMPERED),
    "unsigned": (badge(id="urn:uuid:4"), Verdict.TAMPERED),
    "by the attacker in the district's name": (
        sign(badge(id="urn:uuid:5"), forge.ATTACKER_KEY),
        Verdict.TAMPERED,
    ),
    "an undefined term": (sign(badge(id="urn:uuid:6", salary=1)), Verdict.TAMPERED),
    "withdrawn": (
        sign(badge(id="urn:uuid:7", credentialStatus=forge.entry(forge.WITHDRAWN))),
        Verdict.REVOKED,
    ),
    "ended": (sign(badge(id="urn:uuid:8", validUntil="2026-11-01T00:00:00Z")), Verdict.EXPIRED),
    "not begun": (
        sign(badge(id="urn:uuid:9", validFrom="2027-01-01T00:00:00Z")),
        Verdict.NOT_YET_VALID,
    ),
    "of a stranger": (STRANGERS, Verdict.ISSUER_UNKNOWN),
    "of a stranger, in the name of the district": (
        put(STRANGERS, "issuer", to={"id": forge.DISTRICT, "type": ["Profile"]}),
        Verdict.TAMPERED,
    ),
    "malformed": (sign(badge(id="urn:uuid:10", name=5)), Verdict.MALFORMED),
    "an unknown suite": (
        sign(badge(id="urn:uuid:11"), cryptosuite="other-2030"),
        Verdict.UNSUPPORTED,
    ),
    "an unknown vocabulary": (
        put(GOOD, "@context", to=[*GOOD["@context"], "https://other.example/v1"]),
        Verdict.UNSUPPORTED,
    ),
    "no badge": (sign(forge.status_list()), Verdict.UNSUPPORTED),
}
# Those that can be signed again as a part of a record: JSON-LD has to know every word.
IN_RECORD = [name for name in WRONG if name not in ("an undefined term", "an unknown vocabulary")]


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


@pytest.mark.parametrize("name", IN_RECORD)
@pytest.mark.parametrize("first", [True, False])
def test_a_record_is_no_better_than_the_worst_in_it(name: str, first: bool) -> None:
    wrong, verdict = WRONG[name]
    report = verify(sign(record(*([wrong, GOOD] if first else [GOOD, wrong]))))
    assert report.check("signature").outcome is PASSED
    alone = sorted(part.report.verdict for part in report.parts)
    assert alone == sorted([verdict, Verdict.VALID])
    assert not report
    assert report.verdict in {verdict, Verdict.MALFORMED}
    if verdict is not Verdict.UNSUPPORTED:
        expect(report, verdict)


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


def test_a_member_cannot_be_moved_between_a_record_and_its_badges() -> None:
    held = sign(badge(id="urn:uuid:2", validUntil="2026-11-01T00:00:00Z"))
    signed = sign(record(held))
    expect(verify(signed), Verdict.EXPIRED)
    place = (SUBJECT, "verifiableCredential", 0)
    moved = put(signed, *place, "validUntil", to=forge.ABSENT)
    moved["evidence"] = [{"id": held["id"], "type": ["VerifiableCredential"]}]
    moved["evidence"][0]["validUntil"] = held["validUntil"]
    assert not verify(moved)


def test_a_withdrawn_record_of_good_badges() -> None:
    withdrawn = record(GOOD, OTHER, credentialStatus=forge.entry(forge.WITHDRAWN))
    report = verify(sign(withdrawn))
    expect(report, Verdict.REVOKED, "status_revocation", FAILED)
    assert all(part.report for part in report.parts)


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (lambda d: put(d, SUBJECT, "verifiableCredential", to=forge.ABSENT), Verdict.MALFORMED),
        (lambda d: put(d, SUBJECT, "verifiableCredential", to=[]), Verdict.MALFORMED),
        (lambda d: put(d, "name", to=forge.ABSENT), Verdict.MALFORMED),
        (
            lambda d: put(d, "@context", to=[contexts.CREDENTIALS_V2, contexts.OPEN_BADGES]),
            Verdict.TAMPERED,
        ),
    ],
)
def test_a_record_that_is_none(change: Any, verdict: Verdict) -> None:
    expect(verify(sign(change(record(GOOD)))), verdict)


def test_one_badge_is_not_five() -> None:
    """JSON-LD takes a list for a set, but each copy brings a proof of its own."""
    report = verify(put(sign(record(GOOD)), SUBJECT, "verifiableCredential", to=[GOOD] * 5))
    expect(report, Verdict.TAMPERED, "signature", FAILED)


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


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("others", [[], [GOOD], [GOOD, OTHER]])
def test_a_presentation_is_no_better_than_the_worst_in_it(name: str, others: list[Any]) -> None:
    wrong, verdict = WRONG[name]
    report = verify(presentation(*others, wrong))
    expect(report, verdict)
    if others:
        assert report.parts[-1].report.verdict is verdict
        assert all(part.report for part in report.parts[:-1])


def test_a_signed_wrapper_signs_no_badge() -> None:
    expect(verify(presented(badge())), Verdict.TAMPERED, "signature", FAILED, Problem.PROOF_MISSING)
    by_district = presented(
        badge(),
        signer=forge.DISTRICT_KEY,
        holder=forge.DISTRICT,
        verificationMethod=forge.method(forge.DISTRICT, forge.DISTRICT_KEY.public_key),
    )
    expect(verify(by_district), Verdict.TAMPERED)


def test_a_no_weighs_more_than_a_doubt() -> None:
    for order in (1, -1):
        wrong = [WRONG["an unknown suite"][0], WRONG["withdrawn"][0], GOOD][::order]
        expect(verify(presentation(*wrong)), Verdict.REVOKED)


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


def test_a_holder_who_is_known_to_nobody_presents_nothing() -> None:
    silent = presented(GOOD, OTHER, holder="did:web:holder.example")
    assert not verify(silent)
    assert not verify(presented(GOOD, OTHER, holder=None))


NOBODY = "did:web:nobody.example"
BARE = "https://nobody.example/me"


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


def test_what_stands_on_an_unsigned_envelope_is_not_shown() -> None:
    report = verify(presentation(GOOD, OTHER, name="Doctor of Education", holder=HOLDER))
    assert "Doctor" not in str(report.to_json())


@pytest.mark.parametrize(
    "nothing",
    [
        presentation(),
        put(presentation(GOOD), "verifiableCredential", to=forge.ABSENT),
        put(presentation(GOOD), "verifiableCredential", to=None),
        put(presentation(GOOD), "@context", to=["https://other.example/v1"]),
    ],
)
def test_a_presentation_of_nothing(nothing: Any) -> None:
    expect(verify(nothing), Verdict.NOT_A_BADGE)


@pytest.mark.parametrize("value", ["", "x", 5, [GOOD], {}, True, "a.b.c", {"id": "urn:x:1"}])
def test_what_is_no_credential_among_good_ones(value: Any) -> None:
    report = verify(presentation(GOOD, value))
    assert not report
    assert report.parts[1].report.verdict is Verdict.NOT_A_BADGE


@pytest.mark.parametrize(
    "envelope",
    [
        enveloped(token(badge()), credentialSubject={"id": "urn:x:1"}),
        enveloped(token(badge()), proof=[]),
        enveloped(token(badge()), id="data:application/vc+cose;base64,AAAA"),
        enveloped(token(badge(), forge.ATTACKER_KEY)),
        enveloped(f"{token(badge())[:-4]}AAAA"),
        enveloped(""),
    ],
    ids=["says more", "proof", "another form", "forged", "broken", "empty"],
)
def test_envelopes_that_hold_nothing_good(envelope: Any) -> None:
    assert not verify(envelope)
    assert not verify(presentation(envelope))
    assert not verify(presentation(GOOD, envelope))


def test_an_envelope_by_itself() -> None:
    expect(verify(enveloped(token(badge()))), Verdict.VALID)


def test_a_presentation_in_another_or_in_a_token() -> None:
    expect(verify(presentation(presentation(GOOD))), Verdict.UNSUPPORTED)
    assert not verify(sign(record(GOOD)) | {"type": ["VerifiablePresentation"]})
    claims = {"iss": HOLDER, "vp": presentation(GOOD)}
    expect(verify(forge.jws(forge.header(), claims, forge.DISTRICT_KEY)), Verdict.UNSUPPORTED)
    claims = {"iss": HOLDER} | presentation(GOOD)
    expect(verify(forge.jws(forge.header(), claims, forge.DISTRICT_KEY)), Verdict.UNSUPPORTED)


def test_both_types_at_once_are_a_badge_that_nobody_signed() -> None:
    both = presentation(GOOD, type=["VerifiablePresentation", "OpenBadgeCredential"])
    expect(verify(both), Verdict.TAMPERED)


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


ATTACKERS = WRONG["by the attacker in the district's name"][0]
HEAVY = {"evidence": [{"id": "urn:x", "type": ["Evidence"]}] * 3_400}


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
    for wrong, verdict in (WRONG["withdrawn"], (ATTACKERS, Verdict.TAMPERED)):
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
