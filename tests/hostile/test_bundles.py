"""Whoever brings a bundle made it, or could have: nothing counts because it is in it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from openbadges_issuer.bundles import Bundle, EntryKind
from openbadges_issuer.did import did_document
from openbadges_issuer.errors import FetchError, Problem
from openbadges_issuer.fetching import Offline, Response
from openbadges_issuer.report import Outcome, Report, Verdict
from openbadges_issuer.verifying import Policy, TrustList, Verifier
from tests.hostile import forge
from tests.hostile.composing import BODY, BODY_KEY, endorsement, own_method, presentation, vouched
from tests.hostile.forge import (
    ANYBODY,
    DID_URL,
    ISSUED,
    NOW,
    REVOCATIONS,
    TRUSTED,
    badge,
    dumps,
    expect,
    put,
    sign,
    token,
)
from tests.hostile.kits import PLAN, PLAN_ID, archive, files_of, kit, listed, vouching

FAILED, UNDECIDED, PASSED = Outcome.FAILED, Outcome.UNDECIDED, Outcome.PASSED
NOT_APPLICABLE = Outcome.NOT_APPLICABLE
STATE = Policy(
    trust=TrustList.from_mapping({"issuers": {BODY: {"name": "State Board", "endorses": True}}})
)


def as_token(signed: dict[str, Any]) -> str:
    plain = {name: value for name, value in signed.items() if name != "proof"}
    return token(plain, BODY_KEY, kid=own_method(BODY_KEY))


ATTACKERS_DID = dumps(did_document(forge.DISTRICT, [forge.ATTACKER_KEY.public_key]))
LISTS = {url: content for url, content in forge.documents().items() if "/status/" in url}
LIST_TIME = NOW - timedelta(hours=1)
SECOND = "https://badges.kettle-moraine.example/status/second"


def opened(
    bundle: Bundle, *, policy: Policy = TRUSTED, holds: Any = None, when: Any = NOW, **how: Any
) -> Report:
    """Verify a bundle where these documents can still be fetched; default: none."""
    fetcher = Offline() if holds is None else forge.Server(holds)
    verifier = Verifier(policy, fetcher=fetcher, clock=lambda: when, **how)
    report = verifier.verify(bundle.to_bytes())
    forge.check_contract(report)
    assert report.found_in == "ZIP"
    return report


PINNED = {DID_URL: forge.documents()[DID_URL]}
"""What the verifying side has from elsewhere."""


def unbound(report: Report) -> None:
    check = "key_bound_to_issuer"
    expect(report, Verdict.KEY_UNREACHABLE, check, UNDECIDED, Problem.KEY_UNREACHABLE)
    assert report.issuer_name is None


@pytest.mark.parametrize("policy", [TRUSTED, ANYBODY], ids=["trusted", "anybody"])
def test_the_districts_own_document_in_a_bundle_is_nobodys_word(policy: Policy) -> None:
    report = opened(kit(), policy=policy)
    unbound(report)
    assert report.check("signature").outcome is PASSED
    status = report.check("status_revocation")
    assert (status.outcome, status.as_of) == (UNDECIDED, None)  # by whom is it signed?
    unbound(opened(kit(sign(badge())), policy=policy))  # without a list, too


@pytest.mark.parametrize("policy", [TRUSTED, ANYBODY, STATE], ids=["trusted", "anybody", "state"])
def test_a_forged_document_makes_no_forged_badge_the_districts(policy: Policy) -> None:
    forged = sign(badge(), forge.ATTACKER_KEY)
    unbound(opened(kit(forged, documents={DID_URL: ATTACKERS_DID}), policy=policy))
    real = opened(kit(forged, documents={DID_URL: ATTACKERS_DID}), policy=policy, holds=PINNED)
    assert real.verdict is Verdict.TAMPERED  # what can be fetched counts, not the copy


def test_a_document_that_marks_the_key_as_stolen_is_nobodys_word_either() -> None:
    key = forge.DISTRICT_KEY.public_key
    stolen = dumps(did_document(forge.DISTRICT, [key], revoked={key: NOW - timedelta(1)}))
    unbound(opened(kit(documents={DID_URL: stolen})))


def test_a_copy_that_lacks_the_key_decides_nothing() -> None:
    report = opened(kit(documents={DID_URL: ATTACKERS_DID}))
    expect(report, Verdict.KEY_UNREACHABLE, "signature", UNDECIDED, Problem.KEY_UNREACHABLE)


# Who vouches for a copy --------------------------------------------------------------------------


def test_a_known_body_vouches_for_exactly_this_copy() -> None:
    for bundle in (
        kit(sign(badge()), endorsements=[vouching()]),
        kit(sign(put(badge(), "issuer", "endorsement", to=[vouching()]))),  # inside the badge
        kit(sign(put(badge(), "issuer", "endorsementJwt", to=[as_token(vouching())]))),
    ):
        report = opened(bundle, policy=STATE)
        expect(report, Verdict.VALID, "key_bound_to_issuer", PASSED)
        assert "State Board" in report.check("key_bound_to_issuer").detail
        assert report.check("issuer_known").outcome is PASSED


@pytest.mark.parametrize("problem", [Problem.TOO_LARGE, Problem.SSRF_BLOCKED])
def test_a_copy_stands_in_for_silence_and_for_nothing_else(problem: Problem) -> None:
    class Odd:
        def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
            raise FetchError(f"{url} is odd", problem=problem)

    bundle = kit(sign(badge()), endorsements=[vouching()])
    report = Verifier(STATE, fetcher=Odd(), clock=lambda: NOW).verify(bundle.to_bytes())
    expect(report, Verdict.KEY_UNREACHABLE, "signature", UNDECIDED)


def test_what_is_vouched_for_is_still_no_answer_about_withdrawal() -> None:
    report = opened(kit(endorsements=[vouching()]), policy=STATE)
    expect(report, Verdict.STATUS_UNKNOWN, "status_revocation", UNDECIDED, Problem.STATUS_RETRIEVAL)
    assert report.check("status_revocation").as_of == LIST_TIME


LATER, OTHER = NOW + timedelta(400), "did:web:badges.other.example"
NO_WORD = {
    "nobody": [],
    "of other bytes": [vouching(b"{}")],
    "of the forged document": [vouching(ATTACKERS_DID)],
    "at another address": [vouching(url="https://badges.other.example/did.json")],
    "about another issuer": [vouching(about=OTHER)],
    "changed since": [put(vouching(), "name", to="Another")],
    "by nobody": [endorsement(forge.DISTRICT) | {"relatedResource": vouching()["relatedResource"]}],
    "by the attacker in its name": [
        sign(
            {k: v for k, v in vouching().items() if k != "proof"},
            forge.ATTACKER_KEY,
            verificationMethod=own_method(BODY_KEY),
        )
    ],
    "no digest": [vouched(forge.DISTRICT, relatedResource=[{"id": DID_URL}])],
    "ended": [vouching(validUntil="2026-11-01T00:00:00Z")],
    "that may be withdrawn": [vouching(credentialStatus=forge.entry())],
    "in a presentation": [presentation(vouching())],
}


@pytest.mark.parametrize("name", NO_WORD)
def test_what_vouches_for_no_copy(name: str) -> None:
    unbound(opened(kit(sign(badge()), endorsements=NO_WORD[name]), policy=STATE))


@pytest.mark.parametrize(
    "policy",
    [
        TRUSTED,
        ANYBODY,
        Policy(trust=TrustList.from_mapping({"issuers": {BODY: {"name": "Neighbor"}}})),
    ],
    ids=["unknown", "anybody", "known for its own badges"],
)
def test_whose_word_does_not_make_others_known_vouches_for_no_copy(policy: Policy) -> None:
    unbound(opened(kit(sign(badge()), endorsements=[vouching()]), policy=policy))


def test_the_attackers_own_body_vouches_for_nothing() -> None:
    forged = sign(badge(), forge.ATTACKER_KEY)
    unbound(
        opened(
            kit(forged, documents={DID_URL: ATTACKERS_DID}, endorsements=[vouching()]),
            policy=STATE,
        )
    )


def pinning(*keys: Any, issuer: str = forge.DISTRICT) -> Policy:
    """Give the policy of somebody who has these keys on a list."""
    members = {"name": "Kettle Moraine", "keys": [key.public_key.multikey for key in keys]}
    return Policy(trust=TrustList.from_mapping({"issuers": {issuer: members}}))


@pytest.mark.parametrize("issuer", [forge.DISTRICT, forge.HOST])
def test_a_key_on_a_list_is_the_issuers_by_a_copy_too(issuer: str) -> None:
    policy = pinning(forge.DISTRICT_P256, forge.DISTRICT_KEY, issuer=issuer)
    report = opened(kit(sign(badge())), policy=policy)
    expect(report, Verdict.VALID, "key_bound_to_issuer", PASSED)
    listed_too = opened(kit(), policy=policy)
    expect(listed_too, Verdict.STATUS_UNKNOWN, "status_revocation", UNDECIDED)
    assert listed_too.check("status_revocation").as_of == LIST_TIME


def test_a_list_with_other_keys_confirms_no_copy() -> None:
    forged = sign(badge(), forge.ATTACKER_KEY)
    theirs = {DID_URL: ATTACKERS_DID}
    unbound(opened(kit(forged, documents=theirs), policy=pinning(forge.DISTRICT_KEY)))
    unbound(opened(kit(forged, documents=theirs), policy=pinning(forge.ATTACKER_KEY, issuer=OTHER)))
    unbound(opened(kit(sign(badge())), policy=pinning(forge.DISTRICT_P256)))
    members = {"name": "K", "keys": [forge.DISTRICT_KEY.public_key.multikey]}
    outdated = TrustList.from_mapping(
        {"updated": (NOW - timedelta(9)).date(), "max_age": 2, "issuers": {forge.DISTRICT: members}}
    )
    unbound(opened(kit(sign(badge())), policy=Policy(trust=outdated)))


def test_a_key_on_a_list_stands_for_nothing_that_can_be_fetched() -> None:
    policy, key = pinning(forge.DISTRICT_KEY), forge.DISTRICT_KEY.public_key
    gone = dumps(did_document(forge.DISTRICT, [key], revoked={key: NOW - timedelta(1)}))
    report = opened(kit(sign(badge())), policy=policy, holds={DID_URL: gone})
    assert report.verdict is Verdict.TAMPERED


# Lists -------------------------------------------------------------------------------------------


def signed_list(**changes: Any) -> bytes:
    return dumps(sign(forge.status_list(**changes)))


@pytest.mark.parametrize(
    "dated",
    [
        {},
        {"validFrom": "2025-11-01T00:00:00Z"},
        {"validFrom": "2025-11-01T00:00:00Z", "validUntil": "2025-11-08T00:00:00Z"},  # ended
    ],
    ids=["fresh", "old", "ended"],
)
def test_a_copy_of_a_list_is_no_answer_however_new_it_says_it_is(dated: Any) -> None:
    held = {REVOCATIONS: signed_list(**dated)}
    report = opened(kit(documents=held), holds=PINNED)
    check = report.check("status_revocation")
    expect(report, Verdict.STATUS_UNKNOWN, check.id, UNDECIDED, Problem.STATUS_RETRIEVAL)
    # What is older than the badge knows nothing of it; when it began, it was in force.
    time = ISSUED if dated else LIST_TIME
    assert (check.as_of, report.as_of) == (time, time)
    written = report.to_json()
    assert written["asOf"] == written["checks"][8]["asOf"] == forge.timestamps.format(time)


def test_a_badge_of_which_only_one_list_came_with_it_was_in_force_at_no_known_time() -> None:
    other = forge.entry(id=f"{SECOND}#1", statusListCredential=SECOND)
    for entries in ([forge.entry(), other], [other, forge.entry()]):
        both = sign(badge(credentialStatus=entries))
        report = opened(kit(both, documents=LISTS), holds=PINNED)
        expect(report, Verdict.STATUS_UNKNOWN, "status_revocation", UNDECIDED)
        assert (report.as_of, report.check("status_revocation").as_of) == (None, None)
        several = opened(kit(listed(), both, documents=LISTS), holds=PINNED)
        assert several.as_of is None
        assert several.check("status_revocation").as_of is None


def test_of_several_badges_that_counts_which_was_known_least_long() -> None:
    urls = (REVOCATIONS, SECOND)
    named = [badge(credentialStatus=forge.entry(statusListCredential=url)) for url in urls]
    earlier = NOW - timedelta(days=2)
    copies = {
        REVOCATIONS: signed_list(),
        SECOND: signed_list(id=SECOND, validFrom=forge.timestamps.format(earlier)),
    }
    report = opened(kit(*map(sign, named), documents=copies), holds=PINNED)
    assert [part.report.as_of for part in report.parts] == [LIST_TIME, earlier]
    assert report.verdict is Verdict.STATUS_UNKNOWN
    assert report.as_of == report.check("status_revocation").as_of == earlier
    assert "19 November 2026" in report.words.sentence
    assert "genuine" in report.words.sentence


@pytest.mark.parametrize("policy", [TRUSTED, pinning(forge.DISTRICT_KEY, issuer=OTHER)])
def test_the_words_say_genuine_and_as_of_when_and_no_more_than_is_known(policy: Policy) -> None:
    report = opened(kit(), policy=policy, holds=PINNED)
    assert report.verdict is Verdict.STATUS_UNKNOWN
    words = report.words
    assert ("genuine" in words.heading) is (policy is TRUSTED)
    assert "as of 21 November 2026" in words.heading
    assert "As of 2026-11-21 14:00 UTC" in words.sentence
    assert words.symbol == "?"
    assert report.verdict.exit_status == 2
    assert bool(words.also) is (policy is not TRUSTED)


def test_no_copy_of_a_list_is_remembered_for_the_next_verification() -> None:
    """Who has a key that was stolen could make every list of the issuer's older than his."""
    seen: dict[str, Any] = {}
    verifier = Verifier(TRUSTED, fetcher=forge.Server(PINNED), clock=lambda: NOW, seen_lists=seen)
    copy = {REVOCATIONS: signed_list(validFrom=forge.timestamps.format(NOW))}
    assert verifier.verify(kit(documents=copy).to_bytes()).as_of == NOW
    assert seen == {}
    assert verifier.verify(dumps(listed())).as_of is None


def test_no_copy_of_a_document_is_remembered_for_the_next_verification() -> None:
    forged = sign(badge(), forge.ATTACKER_KEY)
    verifier = Verifier(STATE, fetcher=Offline(), clock=lambda: NOW)
    good = kit(sign(badge()), endorsements=[vouching()]).to_bytes()
    theirs = kit(forged, documents={DID_URL: ATTACKERS_DID}).to_bytes()
    alone = kit(sign(badge())).to_bytes()
    many = [good, theirs, alone, dumps(sign(badge())), dumps(forged), good]
    verdicts = [Verdict.VALID, *[Verdict.KEY_UNREACHABLE] * 4, Verdict.VALID]
    assert [verifier.verify(one).verdict for one in many] == verdicts
    assert [report.verdict for report in verifier.verify_many(many)] == verdicts


def test_a_withdrawal_counts_in_any_copy_and_what_is_published_before_every_copy() -> None:
    withdrawn = sign(badge(credentialStatus=forge.entry(forge.WITHDRAWN)))
    report = opened(kit(withdrawn, documents=LISTS), holds=PINNED)
    expect(report, Verdict.REVOKED, "status_revocation", FAILED, Problem.REVOKED)
    fine = forge.status_list()
    fine["credentialSubject"]["encodedList"] = forge.bits().encode()
    copies = {REVOCATIONS: dumps(sign(fine))}
    report = opened(kit(withdrawn, documents=copies), holds=forge.documents())
    expect(report, Verdict.REVOKED, "status_revocation", FAILED, Problem.REVOKED)


@pytest.mark.parametrize(
    "content",
    [
        dumps(sign(forge.status_list(), forge.ATTACKER_KEY)),
        dumps(forge.status_list()),
        signed_list(id="https://badges.kettle-moraine.example/status/other"),
        signed_list(validFrom="2027-11-01T00:00:00Z"),
        b"<html>",
    ],
    ids=["foreign", "unsigned", "another", "not yet", "no list"],
)
def test_a_copy_that_is_no_list_of_the_district_says_nothing(content: bytes) -> None:
    report = opened(kit(documents={REVOCATIONS: content}), holds=PINNED)
    expect(report, Verdict.STATUS_UNKNOWN, "status_revocation", UNDECIDED)
    assert report.check("status_revocation").as_of is None


@pytest.mark.parametrize("revoked", [[], [{"id": badge()["id"]}]])
def test_a_copy_of_a_list_that_nobody_signed_says_nothing(revoked: Any) -> None:
    url = f"https://{forge.HOST}/revoked.json"
    status = {"id": url, "type": "1EdTechRevocationList"}
    context = [*badge()["@context"], "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"]
    document = sign(badge(**{"@context": context}, credentialStatus=status))
    copy = {url: dumps({"revokedCredential": revoked})}
    report = opened(kit(document, documents=copy), holds=PINNED)
    expect(report, Verdict.STATUS_UNKNOWN, "status_revocation", UNDECIDED, Problem.STATUS_INVALID)
    assert report.check("status_revocation").as_of is None


def test_an_older_copy_than_a_list_that_was_seen_says_nothing() -> None:
    seen = {REVOCATIONS: NOW}
    report = opened(kit(documents=LISTS), holds=PINNED, seen_lists=seen)
    expect(report, Verdict.STATUS_UNKNOWN, "status_revocation", UNDECIDED, Problem.STATUS_INVALID)
    assert seen == {REVOCATIONS: NOW}


def test_where_all_is_published_still_a_bundle_is_as_good_as_its_badge() -> None:
    expect(opened(kit(), holds=forge.documents()), Verdict.VALID)


# Files that were judged --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("evidence", "verdict", "outcome"),
    [
        ({PLAN_ID: PLAN}, Verdict.VALID, PASSED),
        ({}, Verdict.VALID, NOT_APPLICABLE),
        ({"urn:uuid:another": PLAN}, Verdict.VALID, NOT_APPLICABLE),
        ({PLAN_ID: PLAN + b"!"}, Verdict.TAMPERED, FAILED),
        ({PLAN_ID: PLAN + b"!", "urn:uuid:another": PLAN}, Verdict.TAMPERED, FAILED),
    ],
    ids=["judged", "none", "of no badge", "changed", "changed, beside the right one"],
)
def test_files_are_held_against_the_digests_in_the_badge(
    evidence: dict[str, bytes], verdict: Verdict, outcome: Outcome
) -> None:
    report = opened(kit(evidence=evidence), holds=forge.documents())
    expect(report, verdict, "evidence_integrity", outcome)
    is_told = "evidence/0.pdf" in report.check("readable").detail
    assert is_told == (outcome is NOT_APPLICABLE and bool(evidence))


# Many, and what is no badge ----------------------------------------------------------------------


def test_the_verdict_is_that_of_the_worst_badge() -> None:
    tampered = put(listed(), "name", to="Another")
    report = opened(kit(listed(), tampered), holds=forge.documents())
    assert report.verdict is Verdict.TAMPERED
    assert [part.report.verdict for part in report.parts] == [Verdict.VALID, Verdict.TAMPERED]
    assert [part.path for part in report.parts] == ["badges/0.json", "badges/1.json"]


def test_what_is_no_badge_is_told_in_its_place() -> None:
    inner = kit().to_bytes()
    odd = [inner, b"hello", b"", dumps(presentation(listed())), vouching()]
    report = opened(kit(listed(), *odd), holds=forge.documents())
    first, *others = [part.report.verdict for part in report.parts]
    assert first is Verdict.VALID
    nothing = Verdict.NOT_A_BADGE
    assert others == [nothing, nothing, nothing, Verdict.UNSUPPORTED, Verdict.UNSUPPORTED]
    assert report.verdict is nothing


def test_more_badges_than_are_looked_into_are_not_all_valid() -> None:
    one = sign(badge())
    report = opened(kit(*[one] * 130), holds=forge.documents())
    assert not report
    assert len(report.parts) == 101
    assert report.parts[-1].report.check("format").problem is Problem.TOO_COMPLEX


def test_endorsements_that_fill_a_bundle_hide_no_badge() -> None:
    report = opened(kit(endorsements=[vouching(b"{}")] * 130), holds=forge.documents())
    expect(report, Verdict.VALID)


def test_a_bundle_without_a_badge() -> None:
    for bundle in (kit(endorsements=[vouching()]), Bundle(NOW, ())):
        entries = tuple(e for e in bundle.entries if e.kind is not EntryKind.BADGE)
        verifier = Verifier(TRUSTED, fetcher=Offline(), clock=lambda: NOW)
        report = verifier.verify(Bundle(NOW, entries).to_bytes())
        expect(report, Verdict.NOT_A_BADGE, "readable", FAILED, Problem.NOT_A_BADGE)


def test_what_was_changed_in_the_bundle_is_told() -> None:
    raw = kit().to_bytes()
    files = [
        (name, content + b" " if name == "badges/0.json" else content)
        for name, content in files_of(kit())
    ]
    verifier = Verifier(TRUSTED, fetcher=forge.server(), clock=lambda: NOW)
    assert "0.json" in verifier.verify(archive(*files)).check("readable").detail
    assert "0.json" not in verifier.verify(raw).check("readable").detail


def test_a_file_that_the_list_does_not_name_is_told() -> None:
    verifier = Verifier(TRUSTED, fetcher=forge.server(), clock=lambda: NOW)
    for name, is_told in (("evidence/Unit plan.pdf", True), ("__MACOSX/._x", False)):
        report = verifier.verify(archive(*files_of(kit()), (name, PLAN)))
        expect(report, Verdict.VALID, "evidence_integrity", NOT_APPLICABLE)
        assert (name in report.check("readable").detail) is is_told
