"""Keys that are not the issuer's, or no longer, and documents that lie (threats B1, B11, B12).

What a verifier says of most of them is in the hostile set (cases/keys.py, cases/curves.py).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from openbadges_issuer import timestamps
from openbadges_issuer.did import did_document
from openbadges_issuer.errors import Problem
from openbadges_issuer.fetching import Response
from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.report import Outcome, Report, Verdict
from tests.hostile import forge
from tests.hostile.forge import ABSENT, badge, expect, put, sign, token, verify

FAILED, UNDECIDED = Outcome.FAILED, Outcome.UNDECIDED
KEY = forge.DISTRICT_KEY.public_key
ATTACKERS = forge.ATTACKER_KEY.public_key
MULTIKEY = ATTACKERS.multikey


def own(issuer: Any) -> dict[str, Any]:
    """Give the district's badge as another issuer would write it."""
    return put(badge(), "issuer", "id", to=issuer)


def stolen(document: dict[str, Any], method: str) -> list[Any]:
    """Sign with the attacker's key, both ways."""
    secured = [sign(document, forge.ATTACKER_KEY, verificationMethod=method)]
    if isinstance(document["issuer"], dict):
        secured.append(token(document, forge.ATTACKER_KEY, kid=method))
    return secured


# B1: whose key is it? ----------------------------------------------------------------------------


def test_the_attackers_own_badge_is_intact_and_nobodys_the_district_knows() -> None:
    for secured in stolen(own(forge.ATTACKER), f"{forge.ATTACKER}#{MULTIKEY}"):
        expect(verify(secured), Verdict.ISSUER_UNKNOWN, "issuer_known", FAILED)
        expect(verify(secured, policy=forge.ANYBODY), Verdict.VALID)


# B11: retired and stolen keys --------------------------------------------------------------------


def judged(secured: Any, **times: datetime) -> Report:
    """Verify when the district's document gives its key these times."""
    by_key = {name: {KEY: time} for name, time in times.items()}
    document = did_document(forge.DISTRICT, [KEY, forge.DISTRICT_P256.public_key], **by_key)
    return verify(secured, forge.server(did=forge.dumps(document)))


@pytest.mark.parametrize(
    "secured", [sign(badge()), sign(badge(), created=forge.ABSENT), token(badge())]
)
def test_a_retired_key(secured: Any) -> None:
    second = timedelta(seconds=1)
    for expires in (forge.ISSUED, forge.ISSUED + second, forge.NOW + second):
        expect(judged(secured, expires=expires), Verdict.VALID)
    expect(
        judged(secured, expires=forge.ISSUED - second),
        Verdict.TAMPERED,
        "key_bound_to_issuer",
        FAILED,
        Problem.KEY_NOT_AUTHORIZED,
    )


SECOND = timedelta(seconds=1)
# When a badge says that it was signed: its proof, else the day from which it holds.
SIGNED: dict[str, tuple[Any, datetime | None]] = {
    "proof": (sign(badge()), forge.ISSUED),
    "proof before the badge begins": (
        sign(badge(validFrom=timestamps.format(forge.NOW))),
        forge.ISSUED,
    ),
    "proof in another zone": (sign(badge(), created="2026-10-22T20:30:00+05:30"), forge.ISSUED),
    "proof without a time": (sign(badge(), created=ABSENT), forge.ISSUED),
    "token": (token(badge()), forge.ISSUED),
    "neither time": (sign(badge(validFrom=ABSENT), created=ABSENT), None),
}
# Of a key: since when it is retired, since when it is withdrawn, and what that makes of a badge.
TIMES: list[tuple[timedelta | None, timedelta | None, Problem | None]] = [
    (None, None, None),
    (timedelta(0), None, None),
    (SECOND, None, None),
    (-SECOND, None, Problem.KEY_NOT_AUTHORIZED),
    (timedelta(-9_000), None, Problem.KEY_NOT_AUTHORIZED),
    (None, timedelta(30) + SECOND, None),
    (None, timedelta(30), Problem.KEY_REVOKED),
    (None, SECOND, Problem.KEY_REVOKED),
    (None, timedelta(-9_000), Problem.KEY_REVOKED),
    (SECOND, timedelta(1), Problem.KEY_REVOKED),
    (-SECOND, timedelta(1), Problem.KEY_REVOKED),
    (-SECOND, timedelta(31), Problem.KEY_NOT_AUTHORIZED),
]


@pytest.mark.parametrize("name", SIGNED)
@pytest.mark.parametrize(("expires", "revoked", "problem"), TIMES)
def test_the_history_of_a_key(
    name: str, expires: timedelta | None, revoked: timedelta | None, problem: Problem | None
) -> None:
    """Times of the key count from the day of signing; what a thief can write never helps him."""
    secured, signed_at = SIGNED[name]
    given = {"expires": expires, "revoked": revoked}
    times = {name: forge.ISSUED + time for name, time in given.items() if time is not None}
    report = judged(secured, **times)
    if signed_at is None and expires is not None and problem is None:
        problem = Problem.KEY_NOT_AUTHORIZED
    if problem is None:
        assert report.check("key_bound_to_issuer").outcome is Outcome.PASSED
        assert report.verdict in ({Verdict.VALID} if signed_at else {Verdict.MALFORMED})
    else:
        expect(report, Verdict.TAMPERED, "key_bound_to_issuer", FAILED, problem)
        assert report.document is None


def test_rotation_keeps_old_badges_and_a_withdrawn_key_ends_them() -> None:
    old = sign(badge())
    new = forge.ed25519(2)
    both = did_document(forge.DISTRICT, [new.public_key, KEY])
    only_new = did_document(forge.DISTRICT, [new.public_key])
    expect(verify(old, forge.server(did=forge.dumps(both))), Verdict.VALID)
    expect(verify(sign(badge(), new), forge.server(did=forge.dumps(both))), Verdict.VALID)
    report = verify(old, forge.server(did=forge.dumps(only_new)))
    expect(report, Verdict.TAMPERED, "key_bound_to_issuer", FAILED, Problem.KEY_NOT_AUTHORIZED)


# B12: documents ----------------------------------------------------------------------------------


def published(**changes: Any) -> dict[str, Any]:
    document = did_document(forge.DISTRICT, [KEY])
    return {k: v for k, v in (document | changes).items() if v is not forge.ABSENT}


def named(jwk: dict[str, Any]) -> dict[str, Any]:
    """Give the document with this key under the name of the district's JsonWebKey."""
    return put(published(), "verificationMethod", 1, "publicKeyJwk", to=jwk)


P521 = {"kty": "EC", "crv": "P-521", "x": "AA", "y": "AA"}
UNKNOWN_KEYS = {
    "RSA for PS256": named({**forge.DISTRICT_RSA.public_key.jwk, "alg": "PS256"}),
    "P-521 for ES512": named({**P521, "alg": "ES512"}),
    "secp256k1": named({**P521, "crv": "secp256k1", "alg": "ES256K"}),
    "ML-DSA": named({"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA"}),
    "Ed448": named({"kty": "OKP", "crv": "Ed448", "x": "AA"}),
    "a type of 2031": put(published(), "verificationMethod", 1, "type", to="FutureKey2031"),
}


@pytest.mark.parametrize("name", UNKNOWN_KEYS)
def test_a_key_of_a_kind_that_we_do_not_know(name: str) -> None:
    """Named by the proof it leaves a doubt; beside the key that is named it does not matter."""
    web = forge.server(did=forge.dumps(UNKNOWN_KEYS[name]))
    jwk_method = forge.method(forge.DISTRICT, KEY, jwk=True)
    for secured in (token(badge()), sign(badge(), verificationMethod=jwk_method)):
        report = verify(secured, web)
        expect(report, Verdict.UNSUPPORTED, "signature", UNDECIDED, Problem.KEY_UNSUPPORTED)
    expect(verify(sign(badge()), web), Verdict.VALID)


# Copies and trials -------------------------------------------------------------------------------


class Older(forge.Server):
    """A fetcher whose sources do not answer: it gives the copies of the day before."""

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
        fresh = super().fetch(url, max_bytes=max_bytes, accept=accept)
        copied = forge.NOW - timedelta(days=1, minutes=-4)
        return replace(fresh, retrieved_at=copied, stale=True)


def older(document: dict[str, Any]) -> Older:
    return Older(forge.server(did=forge.dumps(document)).holds)


def test_an_older_copy_confirms_a_key_and_says_how_old_it_is() -> None:
    for secured in (sign(badge()), token(badge()), token(badge(), kid=ABSENT, jwk=KEY.jwk)):
        report = verify(secured, older(published()))
        expect(report, Verdict.VALID, "key_bound_to_issuer", Outcome.PASSED)
        assert "2026-11-20 15:04 UTC" in report.check("key_bound_to_issuer").detail
        detail = verify(secured).check("key_bound_to_issuer").detail
        assert "UTC" not in detail


def test_an_older_copy_can_end_a_key() -> None:
    document = did_document(forge.DISTRICT, [KEY], revoked={KEY: forge.ISSUED})
    report = verify(sign(badge()), older(document))
    expect(report, Verdict.TAMPERED, "key_bound_to_issuer", FAILED, Problem.KEY_REVOKED)


def test_an_older_copy_that_lacks_the_key_proves_nothing() -> None:
    """The key may have been published since."""
    web = older(did_document(forge.DISTRICT, [forge.DISTRICT_P256.public_key]))
    for secured in (sign(badge()), token(badge())):
        report = verify(secured, web)
        expect(report, Verdict.KEY_UNREACHABLE, "signature", UNDECIDED, Problem.KEY_UNREACHABLE)
    report = verify(token(badge(), kid=ABSENT, jwk=KEY.jwk), web)
    expect(
        report, Verdict.ISSUER_UNKNOWN, "key_bound_to_issuer", UNDECIDED, Problem.KEY_UNCONFIRMED
    )


def test_an_issuer_on_this_computer_is_said_to_be_a_trial() -> None:
    class Loopback(forge.Server):
        loopback = True

    issuer = "did:web:localhost%3A5000"
    url = "http://localhost:5000/.well-known/did.json"
    document = own(issuer)
    secured = sign(document, verificationMethod=forge.method(issuer, KEY))
    holds = {url: forge.dumps(did_document(issuer, [KEY]))}
    report = verify(secured, Loopback(holds), policy=forge.ANYBODY)
    expect(report, Verdict.VALID, "key_bound_to_issuer", Outcome.PASSED)
    assert "trial" in report.check("key_bound_to_issuer").detail
    assert "trial" not in verify(sign(badge())).check("key_bound_to_issuer").detail
    report = verify(secured, forge.Server(holds), policy=forge.ANYBODY)
    expect(report, Verdict.KEY_UNREACHABLE, "signature", UNDECIDED, Problem.KEY_UNREACHABLE)


# Cost and requests -------------------------------------------------------------------------------


def test_a_fetcher_is_told_how_much_is_read() -> None:
    asked = []

    class Measuring(forge.Server):
        def fetch(self, url: str, *, max_bytes: int, accept: str) -> Any:
            asked.append((url, max_bytes))
            return super().fetch(url, max_bytes=max_bytes, accept=accept)

    document = badge(credentialStatus=forge.entry())
    expect(verify(sign(document), Measuring(forge.documents())), Verdict.VALID)
    limits = DEFAULT_LIMITS
    expected = {forge.DID_URL: limits.document_bytes, forge.REVOCATIONS: limits.status_list_bytes}
    assert dict(asked) == expected
