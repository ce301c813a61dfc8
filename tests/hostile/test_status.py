"""Lists that are missing, old, foreign or altered, and entries that point elsewhere (D1 to D8).

What a verifier says of most of them is in the hostile set (cases/status.py).
"""

from __future__ import annotations

import gzip
import time
from datetime import datetime, timedelta
from typing import Any

from openbadges_issuer import timestamps
from openbadges_issuer.did import did_document
from openbadges_issuer.encoding import base64url_decode
from openbadges_issuer.errors import Problem
from openbadges_issuer.fetching import Response
from openbadges_issuer.report import Outcome, Report, Verdict
from openbadges_issuer.verifying import Policy, TrustList
from tests.hostile import forge
from tests.hostile.forge import ABSENT, badge, entry, expect, put, sign, status_list, verify

FAILED, UNDECIDED, PASSED = Outcome.FAILED, Outcome.UNDECIDED, Outcome.PASSED
BADGE = sign(badge(credentialStatus=entry()))
GOOD = status_list()
SUBJECT = "credentialSubject"


def judged(content: Any, secured: Any = BADGE) -> Report:
    """Verify a badge when this stands at the address of the list."""
    content = forge.dumps(content) if isinstance(content, dict) else content
    content = content.encode() if isinstance(content, str) else content
    return verify(secured, forge.server(revocations=content))


def doubtful(report: Report, problem: Problem | None = None) -> None:
    expect(report, Verdict.STATUS_UNKNOWN, "status_revocation", UNDECIDED, problem)
    assert report.document is not None


def with_list(**changes: Any) -> dict[str, Any]:
    """Give the list with members of its subject changed, unsigned."""
    subject = {k: v for k, v in (GOOD[SUBJECT] | changes).items() if v is not ABSENT}
    return status_list(credentialSubject=subject)


# What good lists say -----------------------------------------------------------------------------


def test_no_entry_at_all() -> None:
    report = verify(sign(badge()))
    expect(report, Verdict.VALID, "status_revocation", Outcome.NOT_APPLICABLE)
    assert report.check("status_suspension").outcome is Outcome.NOT_APPLICABLE


# D1: nothing to be had ---------------------------------------------------------------------------


def test_an_older_copy_can_withdraw_a_badge_and_not_vouch_for_it() -> None:
    class Stale(forge.Server):
        def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
            fresh = super().fetch(url, max_bytes=max_bytes, accept=accept)
            stale = url == forge.REVOCATIONS
            return Response(url, fresh.content, "", fresh.retrieved_at, stale=stale)

    doubtful(verify(BADGE, Stale(forge.documents())), Problem.STATUS_RETRIEVAL)
    withdrawn = sign(badge(credentialStatus=entry(forge.WITHDRAWN)))
    expect(verify(withdrawn, Stale(forge.documents())), Verdict.REVOKED)


def unsupported(report: Report) -> None:
    """Expect both checks in doubt, since nobody can tell what such an entry is about."""
    for check in ("status_revocation", "status_suspension"):
        expect(report, Verdict.UNSUPPORTED, check, UNDECIDED, Problem.STATUS_UNSUPPORTED)
    assert report.document is not None
    detail = report.check("status_revocation").detail
    assert detail not in report.words.also  # the verdict's own sentence says it


def test_a_type_that_we_do_not_know() -> None:
    unknown = {"id": "urn:x:1", "type": "JsonSchema"}
    unsupported(verify(sign(badge(credentialStatus=unknown))))
    unsupported(verify(sign(badge(credentialStatus=[entry(), unknown]))))


def test_what_we_do_not_know_hides_nothing_that_is_worse() -> None:
    unknown = {"id": "urn:x:1", "type": "JsonSchema"}
    for other, verdict in (
        (entry(forge.WITHDRAWN), Verdict.REVOKED),
        (entry(forge.WITHDRAWN, "suspension"), Verdict.SUSPENDED),
    ):
        expect(verify(sign(badge(credentialStatus=[unknown, other]))), verdict)
    ended = badge(credentialStatus=unknown, validUntil=timestamps.format(forge.NOW - timedelta(1)))
    expect(verify(sign(ended)), Verdict.EXPIRED)


# D2: lists that are not the district's -----------------------------------------------------------


def attackers(document: dict[str, Any], method: str) -> dict[str, Any]:
    return sign(document, forge.ATTACKER_KEY, verificationMethod=method)


ATTACKERS_METHOD = forge.method(forge.ATTACKER, forge.ATTACKER_KEY.public_key)
EMPTY = status_list(credentialSubject=GOOD[SUBJECT] | {"encodedList": forge.bits().encode()})
SIGNED = sign(GOOD)


# Lists by another issuer -------------------------------------------------------------------------

COUNTY = "did:web:status.county.example"
COUNTY_KEY = forge.ed25519(5)
COUNTY_URL = "https://status.county.example/.well-known/did.json"
BY_COUNTY = sign(
    status_list(issuer=COUNTY),
    COUNTY_KEY,
    verificationMethod=forge.method(COUNTY, COUNTY_KEY.public_key),
)


def trusting(**county: Any) -> Policy:
    """Give the policy that knows the district, and the county with these members."""
    issuers = {forge.DISTRICT: {"name": "Kettle Moraine"}}
    if county:
        issuers[COUNTY] = {"name": "The county", **county}
    return Policy(trust=TrustList.from_mapping({"issuers": issuers}))


def by_county(policy: Policy, secured: Any = BADGE, listed: Any = BY_COUNTY) -> Report:
    """Verify a badge of the district whose list is the county's."""
    web = forge.server(revocations=forge.dumps(listed))
    web.holds[COUNTY_URL] = forge.dumps(did_document(COUNTY, [COUNTY_KEY.public_key]))
    report = verify(secured, web, policy=policy)
    known = policy.trust is not None and policy.trust.find(COUNTY) is not None
    assert known or COUNTY_URL not in web.asked
    return report


def test_a_trust_list_that_is_too_old_makes_no_list_of_others_count() -> None:
    issuers = {COUNTY: {"name": "The county"}}
    old = {"updated": forge.NOW.date() - timedelta(days=31), "max_age": 30, "issuers": issuers}
    lists = [TrustList.from_mapping(old), *trusting().trust.lists]
    web = forge.server(revocations=forge.dumps(BY_COUNTY))
    report = verify(BADGE, web, policy=Policy(trust=lists))
    expect(report, Verdict.STATUS_UNKNOWN, "status_revocation", UNDECIDED)


def test_a_list_by_a_trusted_issuer_counts() -> None:
    withdrawn = sign(badge(credentialStatus=entry(forge.WITHDRAWN)))
    today = forge.NOW.date()
    for days in ({"from": today}, {"until": today}, {"place": "Waukesha"}):
        policy = trusting(**days)
        expect(by_county(policy), Verdict.VALID, "status_revocation", PASSED)
        expect(by_county(policy, withdrawn), Verdict.REVOKED, "status_revocation", FAILED)


def test_a_list_by_an_issuer_who_is_not_trusted_today() -> None:
    day = timedelta(days=1)
    for policy in (
        trusting(),
        trusting(**{"from": forge.NOW.date() + day}),
        trusting(until=forge.NOW.date() - day),
        forge.ANYBODY,
    ):
        doubtful(by_county(policy), Problem.STATUS_INVALID)


def test_trust_in_an_issuer_is_not_trust_in_whoever_names_it() -> None:
    by_attacker = sign(status_list(issuer=COUNTY), forge.ATTACKER_KEY)
    in_its_name = sign(
        status_list(issuer=COUNTY),
        forge.ATTACKER_KEY,
        verificationMethod=forge.method(COUNTY, COUNTY_KEY.public_key),
    )
    for listed in (by_attacker, in_its_name, sign(status_list(issuer=COUNTY))):
        doubtful(by_county(trusting(place="Waukesha"), listed=listed), Problem.STATUS_INVALID)


def test_a_list_that_is_itself_on_a_list_is_not_followed() -> None:
    circular = sign(status_list(credentialStatus=entry()))
    web = forge.server(revocations=forge.dumps(circular))
    expect(verify(BADGE, web), Verdict.VALID)
    assert web.asked.count(forge.REVOCATIONS) == 1


ZEROS = bytes(16_384)


# D5: the order of bits ---------------------------------------------------------------------------


def test_the_shared_form_of_an_empty_list() -> None:
    """As the specification prints it; it expands to the same bytes as ours."""
    published = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
    assert gzip.decompress(base64url_decode(published[1:])) == ZEROS
    expect(judged(sign(with_list(encodedList=published))), Verdict.VALID)


# D6: several entries -----------------------------------------------------------------------------


def test_two_lists_are_asked_and_no_third() -> None:
    urls = [f"https://{forge.HOST}/status/{n}" for n in range(3)]
    entries = [entry(1, statusListCredential=url, id=f"{url}#1") for url in urls]
    web = forge.server()
    web.holds |= {url: forge.dumps(sign(status_list(id=url))) for url in urls}
    expect(verify(sign(badge(credentialStatus=entries[:2])), web), Verdict.VALID)
    doubtful(verify(sign(badge(credentialStatus=entries)), web), Problem.STATUS_INVALID)
    assert urls[2] not in web.asked


# D7, an entry that is taken out or hidden: test_proofs.py and test_reshaping.py

# D8: an older list -------------------------------------------------------------------------------


def test_an_older_list_never_replaces_a_newer_one() -> None:
    withdrawn = sign(badge(credentialStatus=entry(forge.WITHDRAWN)))
    older = sign(
        status_list(
            validFrom=timestamps.format(forge.NOW - timedelta(hours=2)),
            credentialSubject=EMPTY[SUBJECT],
        )
    )
    web = forge.server()
    verifier = forge.verifier(web)
    expect(verifier.verify(forge.dumps(withdrawn)), Verdict.REVOKED)
    web.holds[forge.REVOCATIONS] = forge.dumps(older)
    expect(verifier.verify(forge.dumps(withdrawn)), Verdict.STATUS_UNKNOWN)
    undated = sign(status_list(validFrom=ABSENT, credentialSubject=EMPTY[SUBJECT]))
    web.holds[forge.REVOCATIONS] = forge.dumps(undated)
    expect(verifier.verify(forge.dumps(withdrawn)), Verdict.STATUS_UNKNOWN)
    newer = sign(
        status_list(validFrom=timestamps.format(forge.NOW), credentialSubject=EMPTY[SUBJECT])
    )
    web.holds[forge.REVOCATIONS] = forge.dumps(newer)
    expect(verifier.verify(forge.dumps(withdrawn)), Verdict.VALID)


def test_what_was_seen_can_be_kept_by_the_caller() -> None:
    seen: dict[str, datetime] = {}
    for _ in range(2):
        verifier = forge.Verifier(
            forge.TRUSTED, fetcher=forge.server(), clock=lambda: forge.NOW, seen_lists=seen
        )
        expect(verifier.verify(forge.dumps(BADGE)), Verdict.VALID)
    assert seen == {forge.REVOCATIONS: timestamps.parse(GOOD["validFrom"])}
    seen[forge.REVOCATIONS] = forge.NOW
    expect(verifier.verify(forge.dumps(BADGE)), Verdict.STATUS_UNKNOWN)


def test_a_forged_list_is_not_remembered() -> None:
    seen: dict[str, datetime] = {}
    later = timestamps.format(forge.NOW - timedelta(minutes=1))
    forged = {**status_list(validFrom=later), "proof": SIGNED["proof"]}
    verifier = forge.Verifier(
        forge.TRUSTED,
        fetcher=forge.server(revocations=forge.dumps(forged)),
        clock=lambda: forge.NOW,
        seen_lists=seen,
    )
    expect(verifier.verify(forge.dumps(BADGE)), Verdict.STATUS_UNKNOWN)
    assert seen == {}


# Cost --------------------------------------------------------------------------------------------


def test_lists_of_an_attacker_cost_little() -> None:
    """His own badge, four entries, four proofs on each list, each list as large as can be."""
    big = status_list(
        issuer=forge.ATTACKER, relatedResource=[{"id": f"urn:x:{n}"} for n in range(2_000)]
    )
    listed = forge.dumps({**big, "proof": SIGNED["proof"] * 4})
    urls = [f"https://badges.attacker.example/{n}" for n in range(4)]
    entries = [entry(statusListCredential=url, id=f"{url}#1") for url in urls]
    document = put(badge(credentialStatus=entries), "issuer", "id", to=forge.ATTACKER)
    secured = forge.dumps(attackers(document, ATTACKERS_METHOD))
    web = forge.Server(forge.documents() | dict.fromkeys(urls, listed))
    began = time.process_time()
    report = verify(secured, web, policy=forge.ANYBODY)
    assert time.process_time() - began < 2
    doubtful(report)
