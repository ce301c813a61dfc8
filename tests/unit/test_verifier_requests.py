"""What a verification asks of the network: the issuer's document, the lists, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from openbadges_issuer.errors import FetchError, Problem
from openbadges_issuer.fetching import Response
from openbadges_issuer.report import Outcome, Verdict
from tests.hostile import forge
from tests.hostile.forge import badge, expect, put, sign, token, verify

TRACKER = "https://tracker.attacker.example"
REFRESH = f"{TRACKER}/refresh"
KEY = forge.DISTRICT_KEY.public_key


def full() -> dict[str, Any]:
    """Give a badge with a link in every place that may have one."""
    profile = {
        "id": f"{TRACKER}/profile",
        "type": ["Profile"],
        "url": f"{TRACKER}/home",
        "image": {"id": f"{TRACKER}/logo.png", "type": "Image"},
    }
    document = badge(
        credentialStatus=forge.entry(statusReference=[f"{TRACKER}/about"]),
        credentialSchema=[{"id": f"{TRACKER}/schema", "type": "1EdTechJsonSchemaValidator2019"}],
        refreshService={"id": REFRESH, "type": "1EdTechCredentialRefresh"},
        termsOfUse=[{"id": f"{TRACKER}/terms", "type": "1EdTechCredentialRefresh"}],
        evidence=[{"id": f"{TRACKER}/evidence", "type": ["Evidence"], "name": "Plan"}],
        image={"id": f"{TRACKER}/badge.png", "type": "Image"},
        relatedResource=[{"id": f"{TRACKER}/related", "mediaType": "image/png"}],
    )
    extensions = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
    document = put(document, "@context", to=[*document["@context"], extensions])
    document = put(document, "issuer", "image", to={"id": f"{TRACKER}/i.png", "type": "Image"})
    document = put(document, "credentialSubject", "source", to=profile)
    achievement = document["credentialSubject"]["achievement"] | {
        "id": f"{TRACKER}/achievement",
        "criteria": {"id": f"{TRACKER}/criteria"},
        "image": {"id": f"{TRACKER}/achievement.png", "type": "Image"},
        "creator": profile,
        "alignment": [
            {"type": ["Alignment"], "targetName": "CASE", "targetUrl": f"{TRACKER}/case"}
        ],
    }
    return put(document, "credentialSubject", "achievement", to=achievement)


@pytest.mark.parametrize("secure", [sign, token])
def test_of_a_badge_full_of_links_only_a_newer_version_is_asked_for(secure: Any) -> None:
    web = forge.server()
    expect(verify(secure(full()), web), Verdict.VALID)
    assert set(web.asked) == {forge.DID_URL, forge.REVOCATIONS, REFRESH}
    assert web.asked[-1] == REFRESH


def test_a_badge_without_status_needs_the_issuers_document_only() -> None:
    for secured in (sign(badge()), token(badge())):
        web = forge.server()
        expect(verify(secured, web), Verdict.VALID)
        assert web.asked == [forge.DID_URL]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF",
        forge.dumps(full()),
        forge.dumps(put(sign(full()), "salary", to=1)),
        forge.dumps(put(sign(full()), "@context", to=[f"{TRACKER}/context"])),
        forge.dumps(put(sign(full()), "@context", to=[{"@import": f"{TRACKER}/context"}])),
        forge.dumps(put(sign(full()), "proof", 0, "cryptosuite", to="other")),
        forge.dumps(put(sign(full()), "proof", 0, "proofPurpose", to="authentication")),
        forge.dumps(put(sign(full()), "proof", 0, "verificationMethod", to=f"{TRACKER}/#k")),
        forge.dumps(put(sign(full()), "proof", 0, "previousProof", to="urn:uuid:1")),
        forge.dumps(sign(full(), created="2030-01-01T00:00:00Z")),
        token(full(), jku=f"{TRACKER}/keys").encode(),
        token(full(), kid=f"{TRACKER}/keys#k").encode(),
        token(full(), kid=f"{TRACKER}/keys/1").encode(),
        token(full(), forge.ATTACKER_KEY, kid=forge.ABSENT, jwk=KEY.jwk).encode(),
        token(full(), alg="none").encode(),
    ],
)
def test_nobody_is_asked_about_a_badge_that_cannot_be_good(data: bytes) -> None:
    nobody = forge.tripwire()
    assert not verify(data, nobody)
    assert nobody.asked == []


def test_a_bad_signature_asks_for_no_list() -> None:
    head, payload, _ = token(full()).split(".")
    for data in (
        forge.dumps(put(sign(full()), "name", to="Doctor")),
        f"{head}.{payload}.{forge.part(bytes(64))}",
    ):
        web = forge.server()
        expect(verify(data, web), Verdict.TAMPERED)
        assert web.asked == [forge.DID_URL]


def test_a_bare_key_is_asked_for_at_its_address_then_in_the_issuers_document() -> None:
    address = f"https://{forge.HOST}/keys/1"
    holds = forge.server().holds | {address: forge.dumps(KEY.jwk)}
    web = forge.Server(holds)
    expect(verify(token(full(), kid=address), web), Verdict.VALID)
    assert web.asked == [address, forge.DID_URL, forge.REVOCATIONS, REFRESH]
    web = forge.Server(holds)
    expect(verify(token(full(), kid=forge.ABSENT, jwk=KEY.jwk), web), Verdict.VALID)
    assert web.asked == [forge.DID_URL, forge.REVOCATIONS, REFRESH]
    web = forge.Server(holds)
    forged = token(full(), forge.ATTACKER_KEY, kid=address)
    expect(verify(forged, web), Verdict.TAMPERED)
    assert web.asked == [address]


def test_a_key_of_somebody_else_asks_for_no_list_and_not_for_him() -> None:
    method = forge.method(forge.ATTACKER, forge.ATTACKER_KEY.public_key)
    web = forge.server()
    for data in (
        sign(full(), forge.ATTACKER_KEY, verificationMethod=method),
        token(full(), forge.ATTACKER_KEY, kid=method),
    ):
        expect(verify(data, web), Verdict.TAMPERED)
    assert web.asked == []


def test_a_local_issuer_asks_for_its_lists_only() -> None:
    issuer = forge.did_key(forge.DISTRICT_KEY)
    document = put(full(), "issuer", "id", to=issuer)
    method = f"{issuer}#{forge.DISTRICT_KEY.public_key.multikey}"
    web = forge.server()
    report = verify(sign(document, verificationMethod=method), web, policy=forge.ANYBODY)
    expect(report, Verdict.STATUS_UNKNOWN)  # the list is the district's, and the badge is not
    assert set(web.asked) == {forge.REVOCATIONS, REFRESH}
    web = forge.server()
    forged = put(sign(document, verificationMethod=method), "name", to="Doctor")
    expect(verify(forged, web, policy=forge.ANYBODY), Verdict.TAMPERED)
    assert web.asked == []


# Fetchers ----------------------------------------------------------------------------------------


def test_a_fetcher_that_fails_leaves_a_doubt() -> None:
    expect(
        verify(sign(badge()), forge.tripwire()),
        Verdict.KEY_UNREACHABLE,
        "signature",
        Outcome.UNDECIDED,
        Problem.KEY_UNREACHABLE,
    )


@pytest.mark.parametrize("problem", [Problem.FETCH_FAILED, Problem.SSRF_BLOCKED, Problem.TOO_LARGE])
def test_why_it_failed_changes_nothing(problem: Problem) -> None:
    class Failing(forge.Server):
        def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
            raise FetchError("no", problem=problem)

    expect(verify(sign(badge()), Failing({})), Verdict.KEY_UNREACHABLE)


def test_a_fetcher_that_breaks_its_contract_is_not_covered_up() -> None:
    """A mistake in the caller's program is no verdict on a badge."""

    class Broken(forge.Server):
        def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
            raise ConnectionError(url)

    with pytest.raises(ConnectionError):
        verify(sign(badge()), Broken({}))


def test_more_than_was_asked_for_is_not_read() -> None:
    big = b" " * 10_000_000 + forge.documents()[forge.DID_URL]
    expect(verify(sign(badge()), forge.server(did=big)), Verdict.KEY_UNREACHABLE)
    big = b" " * 10_000_000 + forge.documents()[forge.REVOCATIONS]
    secured = sign(badge(credentialStatus=forge.entry()))
    expect(verify(secured, forge.server(revocations=big)), Verdict.STATUS_UNKNOWN)


def test_each_request_says_what_it_takes() -> None:
    accepted: dict[str, str] = {}

    class Polite(forge.Server):
        def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
            accepted[url] = accept
            return super().fetch(url, max_bytes=max_bytes, accept=accept)

    verify(sign(badge(credentialStatus=forge.entry())), Polite(forge.documents()))
    address = f"https://{forge.HOST}/keys/1"
    verify(token(badge(), kid=address), Polite({address: forge.dumps(KEY.jwk)}))
    assert "application/jwk+json" in accepted[address]
    assert "application/did+json" in accepted[forge.DID_URL]
    assert "application/vc" in accepted[forge.REVOCATIONS]
