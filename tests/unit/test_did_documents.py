"""Documents of controllers: one fault at a time, and what each is called."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from openbadges_issuer.did import resolve
from openbadges_issuer.errors import FetchError, KeyFormatError, Problem, ResolutionError
from openbadges_issuer.fetching import Offline, Response
from openbadges_issuer.keys import PublicKey
from openbadges_issuer.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

DID = "did:web:badges.district.example"
URL = "https://badges.district.example/.well-known/did.json"
KEY = PublicKey.from_multikey("z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi")
P256 = PublicKey.from_multikey("zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP")
METHOD = f"{DID}#key-1"
NOW = datetime(2026, 11, 21, 15, 4, 5, tzinfo=UTC)


class Web:
    """A fetcher that holds documents and remembers what it was asked for."""

    def __init__(self, documents: dict[str, bytes], *, stale: bool = False) -> None:
        self.documents = documents
        self.stale = stale
        self.asked: list[tuple[str, int, str]] = []

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
        self.asked.append((url, max_bytes, accept))
        if url not in self.documents:
            raise FetchError(f"{url} did not answer")
        return Response(url, self.documents[url], "application/json", NOW, self.stale)


def document(controller: str = DID) -> dict[str, Any]:
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": controller,
        "verificationMethod": [
            {
                "id": f"{controller}#key-1",
                "type": "Multikey",
                "controller": controller,
                "publicKeyMultibase": KEY.multikey,
            },
            {
                "id": f"{controller}#key-2",
                "type": "JsonWebKey",
                "controller": controller,
                "publicKeyJwk": P256.jwk,
            },
        ],
        "assertionMethod": [f"{controller}#key-1"],
        "authentication": [f"{controller}#key-2"],
    }


def web(content: Any, url: str = URL) -> Web:
    return Web({url: content if isinstance(content, bytes) else json.dumps(content).encode()})


# what is read


def test_a_method_of_a_did_web_document() -> None:
    fetcher = web(document())
    method = resolve(METHOD, fetcher, limits=Limits(document_bytes=5_000))
    assert (method.id, method.controller, method.public_key) == (METHOD, DID, KEY)
    assert method.relationships == {"assertionMethod"}
    assert (method.source, method.retrieved_at, method.stale) == (URL, NOW, False)
    [(url, max_bytes, accept)] = fetcher.asked
    assert (url, max_bytes) == (URL, 5_000)
    assert accept == "application/did+ld+json, application/did+json, application/json"


def test_a_method_under_another_relationship_says_so() -> None:
    method = resolve(f"{DID}#key-2", web(document()))
    assert (method.public_key, method.relationships) == (P256, {"authentication"})


def test_a_stale_document_says_so() -> None:
    fetcher = web(document())
    fetcher.stale = True
    assert resolve(METHOD, fetcher).stale


def test_did_web_with_a_path_and_on_localhost() -> None:
    for did, url in [
        ("did:web:host.example:issuers:7", "https://host.example/issuers/7/did.json"),
        ("did:web:localhost%3A5000", "http://localhost:5000/.well-known/did.json"),
    ]:
        assert resolve(f"{did}#key-1", web(document(did), url)).controller == did


@pytest.mark.parametrize(
    "url",
    [
        "https://district.example/issuers/1",
        "https://district.example",
        "https://d.example:8443/?a=b/c",
    ],
)
def test_a_method_of_an_https_identifier(url: str) -> None:
    fetcher = web(document(url), url)
    method = resolve(f"{url}#key-1", fetcher)
    assert (method.controller, method.public_key, method.source) == (url, KEY, url)
    assert [asked[0] for asked in fetcher.asked] == [url]


def change(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """Set one member; the path's steps are separated by spaces."""

    def apply(tree: dict[str, Any]) -> None:
        *steps, last = (int(step) if step.isdigit() else step for step in path.split())
        place: Any = tree
        for step in steps:
            place = place[step]
        place[last] = value

    return apply


def remove(path: str) -> Callable[[dict[str, Any]], None]:
    def apply(tree: dict[str, Any]) -> None:
        *steps, last = (int(step) if step.isdigit() else step for step in path.split())
        place: Any = tree
        for step in steps:
            place = place[step]
        del place[last]

    return apply


ONE_METHOD = document()["verificationMethod"][0]


@pytest.mark.parametrize(
    "vary",
    [
        change("verificationMethod", ONE_METHOD),  # a single object
        change("verificationMethod 0 id", "#key-1"),
        change("assertionMethod", "#key-1"),
        change("assertionMethod", ["#key-1", "#key-2"]),
        change("assertionMethod", ["did:web:other.example#key-9", METHOD]),
        change("verificationMethod 0 type", "Ed25519VerificationKey2020"),
        change(
            "verificationMethod 0",
            {"id": METHOD, "controller": DID, "type": "JsonWebKey2020", "publicKeyJwk": KEY.jwk},
        ),
        change("verificationMethod 1 type", "FutureKey2031"),  # of another method
        change("verificationMethod 1 controller", "did:web:other.example"),
        change("verificationMethod 1 id", "did:web:other.example#key-1"),
        remove("@context"),
        change("service", [{"id": "#hub", "type": "Hub", "serviceEndpoint": "https://h.example"}]),
        change("keyAgreement", []),
        change("capabilityDelegation", None),
    ],
)
def test_other_ways_to_say_the_same(vary: Callable[[dict[str, Any]], None]) -> None:
    tree = document()
    vary(tree)
    tree["authentication"] = []
    method = resolve(METHOD, web(tree))
    assert (method.id, method.public_key) == (METHOD, KEY)
    assert method.relationships == {"assertionMethod"}


@pytest.mark.parametrize("embedded_id", [METHOD, "#key-1"])
def test_a_method_embedded_in_a_relationship(embedded_id: str) -> None:
    tree = document()
    tree["verificationMethod"] = []
    tree["assertionMethod"] = [ONE_METHOD | {"id": embedded_id}]
    tree["authentication"] = []
    method = resolve(METHOD, web(tree))
    assert (method.public_key, method.relationships) == (KEY, {"assertionMethod"})


def test_a_p256_method_of_the_old_type() -> None:
    tree = document()
    tree["verificationMethod"][0] |= {
        "type": "EcdsaSecp256r1VerificationKey2019",
        "publicKeyMultibase": P256.multikey,
    }
    assert resolve(METHOD, web(tree)).public_key == P256


def test_the_times_of_a_key_are_read() -> None:
    tree = document()
    tree["verificationMethod"][0] |= {
        "expires": "2027-06-30T23:59:59Z",
        "revoked": "2026-11-21T09:04:05-06:00",
    }
    method = resolve(METHOD, web(tree))
    assert method.expires == datetime(2027, 6, 30, 23, 59, 59, tzinfo=UTC)
    assert method.revoked == NOW


# what is refused, with nothing else wrong

BAD: dict[str, Callable[[dict[str, Any]], None]] = {
    "no id": remove("id"),
    "another id": change("id", "did:web:other.example"),
    "id with the key": change("id", METHOD),
    "id with a slash": change("id", DID + "/"),
    "id in capitals": change("id", DID.upper()),
    "id in a list": change("id", [DID]),
    "method twice": change("verificationMethod 1 id", METHOD),
    "method twice, once relative": change("verificationMethod 1 id", "#key-1"),
    "method twice, once embedded": change("assertionMethod", [ONE_METHOD]),
    "method without id": remove("verificationMethod 1 id"),
    "method with a bare id": change("verificationMethod 1 id", "key-2"),
    "method id not text": change("verificationMethod 1 id", 2),
    "method is text": change("verificationMethod 1", METHOD),
    "method is null": change("verificationMethod 1", None),
    "no controller": remove("verificationMethod 0 controller"),
    "another controller": change("verificationMethod 0 controller", "did:web:other.example"),
    "controllers in a list": change("verificationMethod 0 controller", [DID]),
    "two forms": change("verificationMethod 0 publicKeyJwk", KEY.jwk),
    "another second form": change("verificationMethod 0 publicKeyBase58", "4zvwRjXUKGfvwnParsHAS3"),
    "form of another type": change("verificationMethod 0 type", "JsonWebKey"),
    "no key": remove("verificationMethod 0 publicKeyMultibase"),
    "key not text": change("verificationMethod 0 publicKeyMultibase", KEY.jwk),
    "key null": change("verificationMethod 0 publicKeyMultibase", None),
    "no type": remove("verificationMethod 0 type"),
    "types in a list": change("verificationMethod 0 type", ["Multikey"]),
    "private multikey": change("verificationMethod 0 secretKeyMultibase", "z3u2en7t5LR2WtQH"),
    "private jwk": change("verificationMethod 0 privateKeyJwk", {"kty": "OKP"}),
    "private base58": change("verificationMethod 0 privateKeyBase58", "4zvwRjXUKGfvwnPa"),
    "private member": change("verificationMethod 1 publicKeyJwk d", "AAAA"),
    "private key of another method": change("verificationMethod 1 secretKeyJwk", {"kty": "EC"}),
    "relationship of numbers": change("assertionMethod", [1]),
    "relationship with a bare id": change("assertionMethod", ["key-1"]),
    "relationship with an id that is none": change("keyAgreement", [{"type": "Multikey"}]),
    "expires without offset": change("verificationMethod 0 expires", "2027-06-30T23:59:59"),
    "expires null": change("verificationMethod 0 expires", None),
    "revoked is a flag": change("verificationMethod 0 revoked", True),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_document(fault: str) -> None:
    tree = document()
    assert resolve(METHOD, web(tree)).public_key == KEY
    BAD[fault](tree)
    with pytest.raises(ResolutionError) as caught:
        resolve(METHOD, web(tree))
    assert caught.value.problem is Problem.DID_RESOLUTION_FAILED


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!doctype html><title>Not found</title>",
        b"[]",
        b"null",
        b'"did:web:badges.district.example"',
        json.dumps(document()).encode("utf-16"),
        b"\xef\xbb\xbf" + json.dumps(document()).encode(),
        json.dumps(document()).encode()[:-1] + f', "id": "{DID}"}}'.encode(),
        json.dumps(document()).encode() + b"{}",
        b'{"id": ' + b"[" * 100 + b"]" * 100 + b"}",
        json.dumps(document() | {"padding": "x" * 64_000}).encode(),
    ],
)
def test_what_is_no_document(content: bytes) -> None:
    with pytest.raises(ResolutionError) as caught:
        resolve(METHOD, web(content))
    assert caught.value.problem is Problem.DID_RESOLUTION_FAILED


@pytest.mark.parametrize(
    ("member", "value", "problem"),
    [
        ("publicKeyMultibase", "", Problem.KEY_INVALID),
        ("publicKeyMultibase", P256.multikey[:-1], Problem.KEY_INVALID),  # type: ignore[index]
        (
            "publicKeyMultibase",
            "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq",
            Problem.KEY_INVALID,
        ),
        (
            "publicKeyMultibase",
            "z6LSeu9HkTHSfLLeUs2nnzUSNedgDUevfNQgQjQC23ZCit6F",
            Problem.KEY_UNSUPPORTED,
        ),
    ],
)
def test_an_unsound_key_in_a_document(member: str, value: str, problem: Problem) -> None:
    tree = document()
    tree["verificationMethod"][0][member] = value
    with pytest.raises(KeyFormatError) as caught:
        resolve(METHOD, web(tree))
    assert caught.value.problem is problem


def test_an_encryption_key_in_a_document() -> None:
    tree = document()
    tree["verificationMethod"][1]["publicKeyJwk"]["use"] = "enc"
    with pytest.raises(KeyFormatError, match="use"):
        resolve(f"{DID}#key-2", web(tree))


@pytest.mark.parametrize(
    "kind", ["Ed25519VerificationKey2020", "EcdsaSecp256r1VerificationKey2019"]
)
def test_a_type_for_one_kind_of_key_holds_no_other(kind: str) -> None:
    tree = document()
    other = KEY if kind.startswith("Ecdsa") else P256
    tree["verificationMethod"][0] |= {"type": kind, "publicKeyMultibase": other.multikey}
    with pytest.raises(KeyFormatError, match="cannot hold") as caught:
        resolve(METHOD, web(tree))
    assert caught.value.problem is Problem.KEY_INVALID


@pytest.mark.parametrize(
    "kind", ["Ed25519VerificationKey2018", "RsaVerificationKey2018", "New2031"]
)
def test_other_types_of_methods_are_unsupported_not_bad(kind: str) -> None:
    tree = document()
    tree["verificationMethod"][0]["type"] = kind
    with pytest.raises(ResolutionError, match=kind) as caught:
        resolve(METHOD, web(tree))
    assert caught.value.problem is Problem.KEY_UNSUPPORTED


@pytest.mark.parametrize(
    "method_id",
    [f"{DID}#key-3", f"{DID}#KEY-1", f"{DID}#key-1 ", f"{DID}#key", f"{DID}#{KEY.multikey}"],
)
def test_a_method_that_a_read_document_lacks(method_id: str) -> None:
    fetcher = web(document())
    with pytest.raises(ResolutionError, match="withdrawn") as caught:
        resolve(method_id, fetcher)
    assert caught.value.problem is Problem.KEY_NOT_AUTHORIZED
    assert len(fetcher.asked) == 1


def test_a_method_in_a_relationship_only_by_name_is_lacking() -> None:
    tree = document()
    tree["assertionMethod"].append(f"{DID}#key-3")
    with pytest.raises(ResolutionError) as caught:
        resolve(f"{DID}#key-3", web(tree))
    assert caught.value.problem is Problem.KEY_NOT_AUTHORIZED


def test_a_method_of_a_third_party_in_a_document_does_not_speak_for_it() -> None:
    tree = document()
    tree["verificationMethod"][0] |= {
        "id": "did:web:other.example#key-1",
        "controller": "did:web:other.example",
    }
    with pytest.raises(ResolutionError) as caught:
        resolve(METHOD, web(tree))
    assert caught.value.problem is Problem.KEY_NOT_AUTHORIZED


def test_a_multikey_in_the_fragment_of_an_https_identifier_is_never_believed_unread() -> None:
    url = "https://university.example/x"
    with pytest.raises(ResolutionError) as caught:
        resolve(f"{url}#{KEY.multikey}", Offline())
    assert caught.value.problem is Problem.KEY_UNREACHABLE
    with pytest.raises(ResolutionError) as caught:
        resolve(f"{url}#{KEY.multikey}", web(document(url), url))
    assert caught.value.problem is Problem.KEY_NOT_AUTHORIZED


@pytest.mark.parametrize("method_id", [METHOD, "https://district.example/issuers/1#key-1"])
def test_a_document_that_is_not_retrieved_is_unreachable(method_id: str) -> None:
    for fetcher in (Offline(), Web({})):
        with pytest.raises(ResolutionError, match="not retrieved") as caught:
            resolve(method_id, fetcher)
        assert caught.value.problem is Problem.KEY_UNREACHABLE
        assert isinstance(caught.value.__cause__, FetchError)


@pytest.mark.parametrize(
    "url",
    [
        "http://district.example/issuers/1#key-1",
        "HTTPS://district.example/issuers/1#key-1",
        "https:district.example#key-1",
        "https:///issuers/1#key-1",
        "https://university.example@evil.example/x#key-1",
        "https://user:word@district.example/#key-1",
        "https://district.example/issuers/ 1#key-1",
        "https://district.example\\@evil.example/#key-1",
        "https://district.example/\n#key-1",
        "https://district.example/é#key-1",
        "https://[::1]/#key-1",
        "https://district.example:port/#key-1",
        "file:///etc/passwd#key-1",
        "data:application/json,{}#key-1",
        "javascript:alert(1)#key-1",
        "//district.example/#key-1",
        "did:web:127.0.0.1#key-1",
        "did:web:district.example/path#key-1",
    ],
)
def test_an_address_that_is_none_is_never_fetched(url: str) -> None:
    fetcher = Web({})
    with pytest.raises(ResolutionError) as caught:
        resolve(url, fetcher)
    assert caught.value.problem is Problem.DID_RESOLUTION_FAILED
    assert fetcher.asked == []
