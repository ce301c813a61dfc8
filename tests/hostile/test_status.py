"""Lists that are missing, old, foreign or altered, and entries that point elsewhere (D1 to D8)."""

from __future__ import annotations

import gzip
import time
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from openbadges_issuer import timestamps
from openbadges_issuer.did import did_document
from openbadges_issuer.encoding import base64url_decode, base64url_encode
from openbadges_issuer.errors import Problem
from openbadges_issuer.fetching import Response
from openbadges_issuer.report import Outcome, Report, Verdict
from openbadges_issuer.verifying import Policy, TrustList
from tests.hostile import forge
from tests.hostile.forge import ABSENT, badge, entry, expect, put, sign, status_list, token, verify

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


@pytest.mark.parametrize("purpose", ["revocation", "suspension"])
def test_a_bit_that_is_set(purpose: str) -> None:
    verdict = {"revocation": Verdict.REVOKED, "suspension": Verdict.SUSPENDED}[purpose]
    for secured in (sign, token):
        set_ = badge(credentialStatus=entry(forge.WITHDRAWN, purpose))
        expect(verify(secured(set_)), verdict, f"status_{purpose}", FAILED)
        clear = badge(credentialStatus=entry(forge.IN_FORCE, purpose))
        expect(verify(secured(clear)), Verdict.VALID, f"status_{purpose}", PASSED)


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


@pytest.mark.parametrize(
    "type_", ["1EdTechRevocationList", "StatusList2021Entry", "RevocationList2020Status"]
)
def test_a_type_that_we_do_not_know(type_: str) -> None:
    """Both checks are in doubt, since nobody can tell what such an entry is about."""
    more = [
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
        "https://w3id.org/vc/status-list/2021/v1",
    ]
    for context in more:
        document = badge(
            **{"@context": [*badge()["@context"], context]},
            credentialStatus={"id": "https://badges.example/list", "type": type_},
        )
        report = verify(sign(document))
        assert report.verdict in {Verdict.STATUS_UNKNOWN, Verdict.TAMPERED}
        if report.verdict is Verdict.STATUS_UNKNOWN:
            for check in ("status_revocation", "status_suspension"):
                assert report.check(check).outcome is UNDECIDED
                assert report.check(check).problem is Problem.STATUS_UNSUPPORTED


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


# D3: indices and purposes ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://badges.example/list",
        "file:///etc/passwd",
        "data:application/json,{}",
        "javascript:alert(1)",
        "ftp://badges.example/list",
        "https:",
        "https:///list",
        "https://badges.example/list#fragment",
    ],
)
def test_addresses_that_are_not_asked(url: str) -> None:
    web = forge.server()
    report = verify(sign(badge(credentialStatus=entry(statusListCredential=url))), web)
    assert report.verdict in {Verdict.STATUS_UNKNOWN, Verdict.TAMPERED}
    assert url not in web.asked or url.startswith("https://")


# D4: encoded lists -------------------------------------------------------------------------------

ZEROS = bytes(16_384)


def packed(data: bytes) -> str:
    return "u" + base64url_encode(data)


# D5: the order of bits ---------------------------------------------------------------------------


@pytest.mark.parametrize("index", [0, 1, 7, 8, 65_535, 131_071])
def test_each_index_is_its_own_bit(index: int) -> None:
    raw = bytearray(ZEROS)
    raw[index // 8] = 0x80 >> (index % 8)
    lists = sign(with_list(encodedList=packed(gzip.compress(bytes(raw)))))
    expect(judged(lists, sign(badge(credentialStatus=entry(index)))), Verdict.REVOKED)
    for neighbor in {max(index - 1, 0), min(index + 1, 131_071), index ^ 7} - {index}:
        secured = sign(badge(credentialStatus=entry(neighbor)))
        expect(judged(lists, secured), Verdict.VALID)


def test_the_shared_form_of_an_empty_list() -> None:
    """As the specification prints it; it expands to the same bytes as ours."""
    published = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
    assert gzip.decompress(base64url_decode(published[1:])) == ZEROS
    expect(judged(sign(with_list(encodedList=published))), Verdict.VALID)


# D6: several entries -----------------------------------------------------------------------------

CLEAR, SET = entry(), entry(forge.WITHDRAWN)


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


# A list that somebody else keeps -----------------------------------------------------------------

KEPT = attackers({**EMPTY, "issuer": forge.ATTACKER}, ATTACKERS_METHOD)


def known(**members: Any) -> Policy:
    """Know the district, and the one that keeps its list."""
    listed = {
        forge.DISTRICT: {"name": "District"},
        forge.ATTACKER: {"name": "A service that keeps lists", **members},
    }
    return Policy(trust=TrustList.from_mapping({"issuers": listed}))


def test_a_list_kept_by_another_issuer_that_is_known_counts() -> None:
    def ask(policy: Policy) -> Report:
        return verify(BADGE, forge.server(revocations=forge.dumps(KEPT)), policy=policy)

    expect(ask(known()), Verdict.VALID)
    for policy in (forge.TRUSTED, forge.ANYBODY, known(until=date(2026, 11, 1))):
        doubtful(ask(policy))
