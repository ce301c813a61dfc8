"""Keys that are not the issuer's, or no longer, and documents that lie (threats B1, B11, B12)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from openbadges_issuer.did import did_document
from openbadges_issuer.encoding import base64url_encode
from openbadges_issuer.errors import Problem
from openbadges_issuer.fetching import Response
from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.report import Outcome, Report, Verdict
from tests.hostile import forge
from tests.hostile.forge import badge, expect, put, sign, token, verify

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


@pytest.mark.parametrize(
    "method",
    [
        f"{forge.did_key(forge.ATTACKER_KEY)}#{MULTIKEY}",
        f"{forge.did_jwk(forge.ATTACKER_KEY)}#0",
        f"{forge.ATTACKER}#{MULTIKEY}",
        f"{forge.DISTRICT}#{MULTIKEY}",
        f"https://badges.attacker.example/#{MULTIKEY}",
        f"https://{forge.HOST}/#{MULTIKEY}",
        f"{forge.DISTRICT}.attacker.example#{MULTIKEY}",
        f"{forge.DISTRICT}:attacker#{MULTIKEY}",
        f"{forge.DISTRICT}%3A8443#{MULTIKEY}",
        f"did:web:BADGES.KETTLE-MORAINE.EXAMPLE#{MULTIKEY}",
    ],
)
def test_the_attackers_key_under_the_districts_name(method: str) -> None:
    web = forge.server()
    for secured in stolen(badge(), method):
        report = verify(secured, web, policy=forge.ANYBODY)
        expect(report, Verdict.TAMPERED, "key_bound_to_issuer", FAILED, Problem.KEY_NOT_AUTHORIZED)
        assert report.document is None
        assert report.issuer_name is None
    assert set(web.asked) <= {forge.DID_URL}


def test_the_attackers_document_cannot_speak_for_the_district() -> None:
    """It names the district as controller, and lists the district's method with another key."""
    lie = did_document(forge.ATTACKER, [ATTACKERS])
    for method in lie["verificationMethod"]:
        method["controller"] = forge.DISTRICT
    lie["verificationMethod"].append(
        lie["verificationMethod"][0] | {"id": f"{forge.DISTRICT}#{MULTIKEY}"}
    )
    web = forge.Server(forge.documents() | {forge.ATTACKER_URL: forge.dumps(lie)})
    for method in (f"{forge.ATTACKER}#{MULTIKEY}", f"{forge.DISTRICT}#{MULTIKEY}"):
        for secured in stolen(badge(), method):
            report = verify(secured, web, policy=forge.ANYBODY)
            expect(report, Verdict.TAMPERED, "key_bound_to_issuer", FAILED)


@pytest.mark.parametrize(
    "issuer",
    [
        [forge.DISTRICT, forge.ATTACKER],
        [{"id": forge.DISTRICT, "type": ["Profile"]}, {"id": forge.ATTACKER, "type": ["Profile"]}],
        [{"id": forge.DISTRICT, "type": ["Profile"]}],
        [forge.DISTRICT],
    ],
)
def test_a_list_of_issuers_is_nobody(issuer: Any) -> None:
    document = badge(issuer=issuer)
    for method in (
        f"{forge.ATTACKER}#{MULTIKEY}",
        f"{forge.did_key(forge.ATTACKER_KEY)}#{MULTIKEY}",
    ):
        report = verify(
            sign(document, forge.ATTACKER_KEY, verificationMethod=method), policy=forge.ANYBODY
        )
        expect(report, Verdict.TAMPERED, "key_bound_to_issuer", FAILED)


@pytest.mark.parametrize("issuer", [forge.ABSENT, {}, "", {"type": ["Profile"]}])
def test_no_issuer(issuer: Any) -> None:
    document = badge(issuer=issuer)
    method = f"{forge.did_key(forge.ATTACKER_KEY)}#{MULTIKEY}"
    report = verify(
        sign(document, forge.ATTACKER_KEY, verificationMethod=method), policy=forge.ANYBODY
    )
    assert report.verdict is Verdict.TAMPERED
    assert report.document is None


def test_a_method_written_out_in_the_proof() -> None:
    method = did_document(forge.DISTRICT, [ATTACKERS])["verificationMethod"][0]
    proof = forge.proof_of(badge(), forge.ATTACKER_KEY)
    for inline in (method, [method["id"]], {"id": method["id"]}):
        report = verify(badge(proof=[proof | {"verificationMethod": inline}]))
        assert report.verdict is Verdict.TAMPERED
        assert report.document is None


def test_the_attackers_own_badge_is_intact_and_nobodys_the_district_knows() -> None:
    for secured in stolen(own(forge.ATTACKER), f"{forge.ATTACKER}#{MULTIKEY}"):
        expect(verify(secured), Verdict.ISSUER_UNKNOWN, "issuer_known", FAILED)
        expect(verify(secured, policy=forge.ANYBODY), Verdict.VALID)


@pytest.mark.parametrize("holds", [None, b"<!doctype html><title>Welcome</title>"])
def test_an_https_issuer_without_a_document_is_confirmed_by_nothing(holds: bytes | None) -> None:
    """Anyone can put a key of his own behind the address of a university."""
    issuer = "https://university.example/issuers/1"
    web = forge.Server({issuer: holds} if holds else {})
    for secured in stolen(own(issuer), f"{issuer}#{MULTIKEY}"):
        report = verify(secured, web, policy=forge.ANYBODY)
        assert report.verdict in {Verdict.ISSUER_UNKNOWN, Verdict.KEY_UNREACHABLE}
        assert report.check("key_bound_to_issuer").outcome is UNDECIDED
        assert report.issuer_name is None


def test_an_https_issuer_whose_document_lacks_the_key() -> None:
    issuer = "https://university.example/issuers/1"
    web = forge.Server({issuer: forge.dumps(did_document(issuer, [KEY]))})
    for secured in stolen(own(issuer), f"{issuer}#{MULTIKEY}"):
        report = verify(secured, web, policy=forge.ANYBODY)
        expect(report, Verdict.TAMPERED, "key_bound_to_issuer", FAILED, Problem.KEY_NOT_AUTHORIZED)


@pytest.mark.parametrize("relationship", ["authentication", "keyAgreement", None])
def test_a_key_that_is_not_for_signing_badges(relationship: str | None) -> None:
    document = did_document(forge.DISTRICT, [KEY])
    listed = document.pop("assertionMethod")
    if relationship:
        document[relationship] = listed
    for secured in (sign(badge()), token(badge())):
        report = verify(secured, forge.server(did=forge.dumps(document)))
        expect(report, Verdict.TAMPERED, "key_bound_to_issuer", FAILED, Problem.KEY_NOT_AUTHORIZED)
        assert report.document is None


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


@pytest.mark.parametrize("secured", [sign(badge()), token(badge())])
@pytest.mark.parametrize("days", [-60, -1, 0])
def test_a_stolen_key_proves_nothing_whatever_day_is_written(secured: Any, days: int) -> None:
    report = judged(secured, revoked=forge.NOW + timedelta(days))
    expect(report, Verdict.TAMPERED, "key_bound_to_issuer", FAILED, Problem.KEY_REVOKED)
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


def method(**changes: Any) -> dict[str, Any]:
    """Give the document with members of its first method changed."""
    document = published()
    first = document["verificationMethod"][0] | changes
    first = {k: v for k, v in first.items() if v is not forge.ABSENT}
    return document | {"verificationMethod": [first, *document["verificationMethod"][1:]]}


DUPLICATE = published()
DUPLICATE["verificationMethod"] += [
    DUPLICATE["verificationMethod"][0] | {"publicKeyMultibase": MULTIKEY}
]
TEXT = json.dumps(published())
NO_DOCUMENT = {
    "nothing": b"",
    "a page": b"<!doctype html><html></html>",
    "cut short": TEXT[:-1],
    "a list": f"[{TEXT}]",
    "null": b"null",
    "a duplicate member": TEXT[:-1] + ', "id": "did:web:other.example"}',
    "a duplicate key": TEXT.replace(
        '"publicKeyMultibase"', f'"publicKeyMultibase": "{MULTIKEY}", "publicKeyMultibase"', 1
    ),
    "a byte order mark": "\ufeff" + TEXT,
    "UTF-16": TEXT.encode("utf-16"),
    "deep": '{"id":' + "[" * 5_000 + "]" * 5_000 + "}",
    "a megabyte": TEXT[:-1] + f', "x": "{"a" * 1_000_000}"}}',
    "just too long": TEXT + " " * (DEFAULT_LIMITS.document_bytes - len(TEXT) + 1),
    "no id": json.dumps(published(id=forge.ABSENT)),
    "the id of another": json.dumps(published(id=forge.ATTACKER)),
    "an id with a slash": json.dumps(published(id=forge.DISTRICT + "/")),
    "an id in upper case": json.dumps(published(id=forge.DISTRICT.upper())),
    "an id in a list": json.dumps(published(id=[forge.DISTRICT])),
    "a method twice": json.dumps(DUPLICATE),
    "another controller": json.dumps(method(controller=forge.ATTACKER)),
    "two controllers": json.dumps(method(controller=[forge.DISTRICT, forge.ATTACKER])),
    "no controller": json.dumps(method(controller=forge.ABSENT)),
    "two forms of a key": json.dumps(method(publicKeyJwk=ATTACKERS.jwk)),
    "no key": json.dumps(method(publicKeyMultibase=forge.ABSENT)),
    "a private key": json.dumps(method(privateKeyMultibase="z")),
    "a secret key": json.dumps(method(secretKeyMultibase="z")),
    "a private JWK": json.dumps(
        published(
            verificationMethod=[
                *published()["verificationMethod"],
                {
                    "id": "#d",
                    "type": "JsonWebKey",
                    "controller": forge.DISTRICT,
                    "publicKeyJwk": {**KEY.jwk, "d": base64url_encode(bytes(32))},
                },
            ]
        )
    ),
    "a method that is text": json.dumps(published(verificationMethod=["#key-1"])),
    "a method without id": json.dumps(method(id=forge.ABSENT)),
    "a time that is none": json.dumps(method(revoked="never")),
}


@pytest.mark.parametrize("name", NO_DOCUMENT)
def test_a_document_that_cannot_be_believed(name: str) -> None:
    content = NO_DOCUMENT[name]
    web = forge.server(did=content.encode() if isinstance(content, str) else content)
    report = verify(sign(badge()), web)
    expect(report, Verdict.KEY_UNREACHABLE, "signature", UNDECIDED, Problem.DID_RESOLUTION_FAILED)
    assert report.document is None


@pytest.mark.parametrize(
    ("document", "verdict", "problem"),
    [
        (
            method(type="EcdsaSecp256k1VerificationKey2019"),
            Verdict.UNSUPPORTED,
            Problem.KEY_UNSUPPORTED,
        ),
        (method(publicKeyMultibase="z" + "2" * 48), Verdict.TAMPERED, Problem.KEY_INVALID),
        (method(publicKeyMultibase=f"{KEY.multikey} "), Verdict.TAMPERED, Problem.KEY_INVALID),
        (method(publicKeyMultibase=MULTIKEY), Verdict.TAMPERED, Problem.SIGNATURE_INVALID),
        (published(verificationMethod=[]), Verdict.TAMPERED, Problem.KEY_NOT_AUTHORIZED),
    ],
)
def test_a_document_with_another_key(document: Any, verdict: Verdict, problem: Problem) -> None:
    report = verify(sign(badge()), forge.server(did=forge.dumps(document)))
    expect(report, verdict, "signature", problem=problem, outcome=report.check("signature").outcome)
    assert report.check("signature").outcome is not Outcome.PASSED
    assert report.document is None


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


@pytest.mark.parametrize(
    "did",
    [
        "did:web:127.0.0.1",
        "did:web:[::1]",
        "did:web:0x7f.1",
        "did:web:2130706433",
        "did:web:localhost",
        "did:web:internal",
        "did:web:badges.example:..:admin",
        "did:web:badges.example:.",
        "did:web:badges.example%2F..%2Fadmin",
        "did:web:badges.example%00.evil.example",
        "did:web:user%40badges.example",
        "did:web:badges.example%3A99999",
        "did:web:badges.example%3A",
        "did:web:badges.example%3a443",
        "did:web:badges.example:",
        "did:web:",
        "did:web:badges.example?x=1",
        "did:web:bädges.example",
        "did:web:" + "a" * 300 + ".example",
    ],
)
def test_names_that_are_no_public_address_are_not_asked(did: str) -> None:
    nobody = forge.tripwire()
    url = f"{did}#{KEY.multikey}"
    for secured in (sign(own(did), verificationMethod=url), token(own(did), kid=url)):
        report = verify(secured, nobody, policy=forge.ANYBODY)
        expect(report, Verdict.KEY_UNREACHABLE, "signature", UNDECIDED)
        assert report.document is None
    assert nobody.asked == []


@pytest.mark.parametrize("url", ["http://badges.example/1", "ftp://badges.example/1", "https://["])
def test_issuers_at_other_kinds_of_address(url: str) -> None:
    nobody = forge.tripwire()
    method = f"{url}#{KEY.multikey}"
    for secured in (sign(own(url), verificationMethod=method), token(own(url), kid=method)):
        report = verify(secured, nobody, policy=forge.ANYBODY)
        expect(report, Verdict.KEY_UNREACHABLE, "signature", UNDECIDED)
    assert nobody.asked == []


def test_a_method_of_many_letters_costs_nothing() -> None:
    report = verify(sign(badge(), verificationMethod=f"{forge.DISTRICT}#{'z' * 100_000}"))
    assert report.verdict is Verdict.KEY_UNREACHABLE


# What is told of where the key was read ----------------------------------------------------------


class Copies(forge.Server):
    """A fetcher whose source did not answer, and that has an older copy."""

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
        fresh = super().fetch(url, max_bytes=max_bytes, accept=accept)
        return replace(fresh, stale=True)


def test_an_older_copy_of_the_document_is_told() -> None:
    report = verify(sign(badge()), Copies(forge.documents()))
    expect(report, Verdict.VALID)
    assert f"{forge.NOW:%Y-%m-%d %H:%M}" in report.check("key_bound_to_issuer").detail
    fresh = verify(sign(badge())).check("key_bound_to_issuer").detail
    assert report.check("key_bound_to_issuer").detail.startswith(fresh.rstrip("."))


def test_an_issuer_on_this_computer_is_told() -> None:
    did = "did:web:localhost%3A8000"
    url = "http://localhost:8000/.well-known/did.json"
    web = forge.Server({url: forge.dumps(did_document(did, [forge.DISTRICT_KEY.public_key]))})
    web.loopback = True  # type: ignore[attr-defined]
    document = put(badge(), "issuer", "id", to=did)
    method = forge.method(did, forge.DISTRICT_KEY.public_key)
    report = verify(sign(document, verificationMethod=method), web, policy=forge.ANYBODY)
    expect(report, Verdict.VALID)
    assert "on this computer only" in report.check("key_bound_to_issuer").detail


def test_what_nobody_asked_for_is_told() -> None:
    for limit in ({"domain": "badges.example"}, {"challenge": "x"}):
        report = verify(sign(badge(), **limit))
        expect(report, Verdict.VALID)
        assert "was not looked at" in report.check("signature").detail
