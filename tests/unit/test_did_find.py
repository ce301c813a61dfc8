"""From a key to the methods that list it, and from the address of a bare key to the key."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from openbadges_issuer import did
from openbadges_issuer.encoding import base64url_encode
from openbadges_issuer.errors import FetchError, KeyFormatError, Problem, ResolutionError
from openbadges_issuer.fetching import Offline, Response
from openbadges_issuer.keys import PublicKey
from openbadges_issuer.limits import Limits

DISTRICT = "did:web:badges.district.example"
URL = "https://badges.district.example/.well-known/did.json"
KEY_URL = "https://badges.district.example/keys/1"
KEY = PublicKey.from_multikey("z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi")
P256 = PublicKey.from_multikey("zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP")
NOW = datetime(2026, 11, 21, 15, 4, 5, tzinfo=UTC)


class Web:
    """A fetcher that holds JSON values and remembers what it was asked for."""

    def __init__(self, holds: dict[str, Any], *, stale: bool = False) -> None:
        self.holds = {url: json.dumps(value).encode() for url, value in holds.items()}
        self.stale = stale
        self.asked: list[tuple[str, int, str]] = []

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
        self.asked.append((url, max_bytes, accept))
        if url not in self.holds:
            raise FetchError(f"{url} did not answer")
        return Response(url, self.holds[url], "", NOW, self.stale)


def document(*keys: PublicKey) -> dict[str, Any]:
    return did.did_document(DISTRICT, keys)


def problem_of(controller: str, fetcher: Any) -> Problem:
    with pytest.raises(ResolutionError) as caught:
        did.find_methods(controller, KEY, fetcher)
    return caught.value.problem


# find_methods


def test_each_form_of_a_key_is_found_and_no_other_key() -> None:
    web = Web({URL: document(P256, KEY)})
    found = did.find_methods(DISTRICT, KEY, web, limits=Limits(document_bytes=5_000))
    assert [method.id for method in found] == [
        did.multikey_method_id(DISTRICT, KEY),
        did.jwk_method_id(DISTRICT, KEY),
    ]
    for method in found:
        assert (method.public_key, method.controller) == (KEY, DISTRICT)
        assert method.relationships == {"assertionMethod"}
        assert (method.source, method.retrieved_at, method.stale) == (URL, NOW, False)
    assert [(url, most) for url, most, _ in web.asked] == [(URL, 5_000)]


@pytest.mark.parametrize("controller", [DISTRICT, "https://badges.district.example/issuers/1"])
def test_methods_of_each_kind_of_published_document(controller: str) -> None:
    web = Web({did.document_url(controller): did.did_document(controller, [KEY])})
    assert len(did.find_methods(controller, KEY, web)) == 2
    assert problem_of(controller, Web({})) is Problem.KEY_UNREACHABLE


@pytest.mark.parametrize(
    "controller",
    [f"did:key:{KEY.multikey}", "did:jwk:" + base64url_encode(json.dumps(KEY.jwk).encode())],
)
def test_a_local_identifier_has_its_one_method(controller: str) -> None:
    [method] = did.find_methods(controller, KEY, Offline())
    assert (method.public_key, method.controller, method.source) == (KEY, controller, did.LOCAL)
    with pytest.raises(ResolutionError) as caught:
        did.find_methods(controller, P256, Offline())
    assert caught.value.problem is Problem.KEY_NOT_AUTHORIZED


def test_a_key_that_is_not_listed() -> None:
    assert problem_of(DISTRICT, Web({URL: document(P256)})) is Problem.KEY_NOT_AUTHORIZED
    stale = Web({URL: document(P256)}, stale=True)
    assert problem_of(DISTRICT, stale) is Problem.KEY_UNREACHABLE


@pytest.mark.parametrize(
    ("controller", "problem"),
    [
        ("did:example:1", Problem.KEY_UNSUPPORTED),
        ("did:web:127.0.0.1", Problem.DID_RESOLUTION_FAILED),
        ("http://badges.district.example", Problem.DID_RESOLUTION_FAILED),
        ("https://user@badges.district.example", Problem.DID_RESOLUTION_FAILED),
        ("urn:uuid:1", Problem.DID_RESOLUTION_FAILED),
        ("", Problem.DID_RESOLUTION_FAILED),
        ("did:jwk:e30" + "A" * 5_000, Problem.DID_RESOLUTION_FAILED),
    ],
)
def test_identifiers_without_a_document(controller: str, problem: Problem) -> None:
    web = Web({})
    assert problem_of(controller, web) is problem
    assert web.asked == []


def test_only_an_https_document_without_any_method_is_no_document() -> None:
    issuer = "https://badges.district.example/issuers/1"
    profile = {"id": issuer, "type": ["Profile"]}
    assert problem_of(issuer, Web({issuer: profile})) is Problem.KEY_UNREACHABLE
    empty = profile | {"assertionMethod": []}
    assert problem_of(issuer, Web({issuer: empty})) is Problem.KEY_NOT_AUTHORIZED
    assert problem_of(DISTRICT, Web({URL: {"id": DISTRICT}})) is Problem.KEY_NOT_AUTHORIZED


def test_the_earliest_withdrawal_of_a_key_is_that_of_all_its_methods() -> None:
    tree = document(KEY, P256)
    tree["verificationMethod"].append(
        copy.deepcopy(tree["verificationMethod"][0])
        | {"id": "#old", "controller": "did:web:other.example", "revoked": "2026-03-01T00:00:00Z"}
    )
    tree["verificationMethod"][1]["revoked"] = "2026-09-01T00:00:00Z"
    web = Web({URL: tree})
    march = datetime(2026, 3, 1, tzinfo=UTC)
    assert [method.revoked for method in did.find_methods(DISTRICT, KEY, web)] == [march, march]
    named = did.resolve(f"{DISTRICT}#{KEY.multikey}", web)
    assert named.revoked == march
    assert did.resolve(f"{DISTRICT}#{P256.multikey}", web).revoked is None


@pytest.mark.parametrize(("index", "member"), [(0, "expires"), (0, "revoked"), (1, "revoked")])
def test_a_time_that_is_none_on_any_method_of_the_key(index: int, member: str) -> None:
    tree = document(KEY)
    tree["verificationMethod"][index][member] = "never"
    assert problem_of(DISTRICT, Web({URL: tree})) is Problem.DID_RESOLUTION_FAILED


def test_the_key_in_a_method_that_cannot_be_used() -> None:
    tree = document(KEY)
    tree["verificationMethod"][1]["publicKeyJwk"]["use"] = "enc"
    with pytest.raises(KeyFormatError):
        did.find_methods(DISTRICT, KEY, Web({URL: tree}))


# resolve_jwk


def test_a_bare_key_on_the_issuers_origin() -> None:
    web = Web({KEY_URL: KEY.jwk})
    limits = Limits(document_bytes=5_000)
    for issuer in (DISTRICT, f"{DISTRICT}:issuers:1", "https://badges.district.example/issuers/1"):
        assert did.resolve_jwk(KEY_URL, issuer, web, limits=limits) == KEY
    assert set(web.asked) == {(KEY_URL, 5_000, "application/jwk+json, application/json")}


@pytest.mark.parametrize(
    ("url", "issuer"),
    [
        (KEY_URL, "did:web:district.example"),
        (KEY_URL, "did:web:badges.district.example%3A8443"),
        (KEY_URL, f"did:key:{KEY.multikey}"),
        (KEY_URL, "urn:uuid:1"),
        (KEY_URL, "http://badges.district.example"),
        (f"{KEY_URL}#key", DISTRICT),
        ("http://localhost:5000/keys/1", "did:web:localhost%3A5000"),
        ("https://badges.district.example.evil.example/keys/1", DISTRICT),
    ],
)
def test_a_bare_key_elsewhere_is_not_asked_for(url: str, issuer: str) -> None:
    web = Web({url: KEY.jwk})
    with pytest.raises(ResolutionError) as caught:
        did.resolve_jwk(url, issuer, web)
    assert caught.value.problem is Problem.KEY_NOT_AUTHORIZED
    assert web.asked == []


@pytest.mark.parametrize("content", [[KEY.jwk], {"keys": [KEY.jwk]}, {**KEY.jwk, "keys": []}, {}])
def test_what_is_not_one_bare_key(content: Any) -> None:
    with pytest.raises(ResolutionError) as caught:
        did.resolve_jwk(KEY_URL, DISTRICT, Web({KEY_URL: content}))
    assert caught.value.problem is Problem.DID_RESOLUTION_FAILED


def test_a_private_key_is_refused_and_not_shown() -> None:
    secret = base64url_encode(b"\x07" * 32)
    with pytest.raises(KeyFormatError) as caught:
        did.resolve_jwk(KEY_URL, DISTRICT, Web({KEY_URL: {**KEY.jwk, "d": secret}}))
    assert caught.value.problem is Problem.KEY_INVALID
    assert secret not in str(caught.value)


def test_a_bare_key_that_is_not_retrieved() -> None:
    for fetcher in (Offline(), Web({})):
        with pytest.raises(ResolutionError) as caught:
            did.resolve_jwk(KEY_URL, DISTRICT, fetcher)
        assert caught.value.problem is Problem.KEY_UNREACHABLE
