"""The test-use routes of a real server, as suites reach it: by plain HTTP, and through TLS."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPSConnection
from typing import Any, NamedTuple

import pytest

from openbadges_issuer import strict_json
from openbadges_issuer.status import Bitstring
from tests.app.folder import Folder, free_port, serving
from tests.app.suite_requests import (
    BAD_MEMBERS,
    BAD_PRESENTATIONS,
    BAD_PROOFS,
    DATA_INTEGRITY,
    EXAMPLES,
    HOLDER,
    NAMES,
    OCCASION,
    OTHER,
    REMOVED,
    V1,
    V2,
    credential,
    own_did,
    presentation,
    presented,
    signed,
)
from tests.local_server import certificate, tls_proxy

HOST_NAME = "suites.localhost"
STATUS = "bitstring-status-list"
HEADERS = {"Accept": "application/ld+json, application/json", "Content-Type": "application/json"}


class Answer(NamedTuple):
    status: int
    body: Any


class Suite:
    """A client as the suites are; it checks what holds for every answer."""

    def __init__(self, base_url: str, connection: HTTPConnection) -> None:
        self.base_url = base_url
        self._connection = connection

    def ask(self, method: str, path: str, body: Any = None) -> Answer:
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        headers = {**HEADERS, "Host": self.base_url.partition("//")[2]}
        self._connection.request(method, path, data, headers)
        response = self._connection.getresponse()
        assert response.headers.get_content_type() == "application/json"
        assert "Set-Cookie" not in response.headers
        answer = Answer(response.status, strict_json.loads(response.read()))
        if answer.status >= 400:
            assert answer.body["errors"]
            for problem in answer.body["problemDetails"]:
                assert problem.keys() == {"type", "title", "detail"}
        else:
            assert not answer.body.get("errors")
            assert response.headers["Cache-Control"] == "no-store"
        return answer

    def issue(self, name: str, document: Any) -> Answer:
        body = {"credential": document, "options": {}}
        return self.ask("POST", f"/vc-api/{name}/credentials/issue", body)

    def verify(self, name: str, document: Any, **more: Any) -> int:
        body = {"verifiableCredential": document, **more}
        return self._is_verified(f"/vc-api/{name}/credentials/verify", body)

    def verify_presentation(self, name: str, document: Any, **options: Any) -> int:
        body = {"verifiablePresentation": document, "options": {"checks": [], **options}}
        return self._is_verified(f"/vc-api/{name}/presentations/verify", body)

    def issuer(self, name: str) -> str:
        text: str = self.ask("GET", f"/vc-api/{name}").body["issuer"]
        assert text.startswith("did:key:z")
        return text

    def _is_verified(self, path: str, body: Any) -> int:
        status, answer = self.ask("POST", path, body)
        assert (status == 200) is (answer.get("verified") is True)
        return status


class ByTls(HTTPSConnection):
    """Connects to this computer, and asks for the certificate of the name."""

    def connect(self) -> None:
        stream = socket.create_connection((self.host, self.port))
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = self._context.wrap_socket(stream, server_hostname=HOST_NAME)


@pytest.fixture(scope="module", params=["http", "https"])
def suite(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Suite]:
    """A client of a host of its own that the command serves: by HTTP, or through TLS."""
    path, port = tmp_path_factory.mktemp("served"), free_port()
    connection: HTTPConnection
    if request.param == "http":
        connection = HTTPConnection("localhost", port)
        with served(Folder(path, f"http://localhost:{port}"), port):
            yield Suite(f"http://localhost:{port}", connection)
        connection.close()
        return
    own, key = certificate(path, HOST_NAME)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(own, key)
    with tls_proxy(tls, port) as public:
        base_url = f"https://{HOST_NAME}:{public}"
        connection = ByTls("127.0.0.1", public, context=ssl.create_default_context(cafile=own))
        with served(Folder(path, base_url), port):
            yield Suite(base_url, connection)
        connection.close()


def served(folder: Folder, port: int) -> Any:
    folder.set("VC_API", "true")
    folder.does("db", "upgrade")
    return serving(folder, f"http://127.0.0.1:{port}", "--bind", f"127.0.0.1:{port}")


def without_removed(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if value is not REMOVED}


@pytest.mark.parametrize("name", [*NAMES, STATUS])
def test_what_each_path_issues_is_verified(suite: Suite, name: str) -> None:
    given = credential(suite.issuer(name), id="urn:example:1")
    status, answer = suite.issue(name, given)
    assert status == 201
    made = answer["verifiableCredential"]
    assert {**made, **given} == made
    assert made.keys() - given.keys() == {
        "proof",
        *(["credentialStatus"] if name == STATUS else []),
    }
    for more in ({}, {"options": {}}, {"options": {"checks": ["proof"]}}):
        assert suite.verify(name, made, **more) == 200
    shown = presented(presentation(made), **OCCASION)
    assert suite.verify_presentation(name, shown, **OCCASION) == 200
    tampered = {**made, "credentialSubject": {"id": "did:example:bob"}}
    assert suite.verify(name, tampered) == 400
    shown = presented(presentation(tampered), **OCCASION)
    assert suite.verify_presentation(name, shown, **OCCASION) == 400


@pytest.mark.parametrize("name", NAMES)
def test_each_kind_of_bad_credential_is_refused(suite: Suite, name: str) -> None:
    issuer = suite.issuer(name)
    proof = suite.issue(name, credential(issuer)).body["verifiableCredential"]["proof"]
    for what, members in BAD_MEMBERS.items():
        bad = credential(issuer, **members)
        assert suite.issue(name, bad).status == 400, what
        assert suite.verify(name, {**bad, "proof": proof}) == 400, what
    assert suite.issue(name, credential("did:web:other.example")).status == 400


@pytest.mark.parametrize("name", NAMES)
def test_each_kind_of_bad_proof_is_refused(suite: Suite, name: str) -> None:
    made = suite.issue(name, credential(suite.issuer(name))).body["verifiableCredential"]
    for what, members in BAD_PROOFS.items():
        bad = without_removed({**made["proof"], **members})
        assert suite.verify(name, {**made, "proof": bad}) == 400, what
    value = made["proof"]["proofValue"]
    for bad in (value[1:], f"u{value[1:]}", f"{value} "):
        assert suite.verify(name, {**made, "proof": {**made["proof"], "proofValue": bad}}) == 400
    for none in (None, "text", 5, [], {}, ["text"]):
        assert suite.verify(name, {**made, "proof": none}) == 400
    assert suite.verify(name, made) == 200


@pytest.mark.parametrize("name", NAMES)
def test_each_kind_of_bad_presentation_is_refused(suite: Suite, name: str) -> None:
    made = suite.issue(name, credential(suite.issuer(name))).body["verifiableCredential"]
    good = presented(presentation(made), **OCCASION)
    assert suite.verify_presentation(name, good, **OCCASION) == 200
    assert suite.verify_presentation(name, presented(presentation(made)), challenge="x") == 400
    assert suite.verify_presentation(name, good, **{**OCCASION, "domain": "other.example"}) == 400
    assert suite.verify_presentation(name, good, **{**OCCASION, "challenge": "other"}) == 400
    for what, members in BAD_PRESENTATIONS.items():
        bad = without_removed({**good, **members})
        assert suite.verify_presentation(name, bad, **OCCASION) == 400, what


@pytest.mark.parametrize("name", NAMES)
def test_vc_1_1_is_issued_and_verified(suite: Suite, name: str) -> None:
    subject = {"id": "did:example:alice"}
    given = credential(suite.issuer(name), credentialSubject=subject, **{"@context": [V1]})
    given["issuanceDate"] = "2020-03-16T22:37:26Z"
    made = suite.issue(name, given).body["verifiableCredential"]
    assert made["@context"] == [V1, DATA_INTEGRITY]
    assert suite.verify(name, made) == 200


def test_a_chain_of_proofs(suite: Suite) -> None:
    given = credential(own_did(OTHER))
    first = signed(given, HOLDER, id="urn:uuid:1")["proof"]
    second = signed({**given, "proof": [first]}, OTHER, previousProof="urn:uuid:1")["proof"]
    assert suite.verify(NAMES[0], {**given, "proof": [first, second]}) == 200
    assert suite.verify(NAMES[0], {**given, "proof": [second]}) == 400
    assert suite.verify(NAMES[0], {**given, "proof": [first]}) == 400


def test_terms_of_a_document_and_of_the_examples(suite: Suite) -> None:
    contexts = [V2, EXAMPLES, {"License": "urn:example:License"}]
    kinds = {"type": ["VerifiableCredential", "License", "ExampleCredential"]}
    given = credential(suite.issuer(NAMES[0]), **{"@context": contexts}, **kinds)
    made = suite.issue(NAMES[0], given).body["verifiableCredential"]
    assert suite.verify(NAMES[0], made) == 200


def test_the_status_list_is_where_its_entries_say(suite: Suite) -> None:
    """Its URL is the public one, by https when that is; its bytes come from this host."""
    made = suite.issue(STATUS, credential(suite.issuer(STATUS))).body["verifiableCredential"]
    url = made["credentialStatus"]["statusListCredential"]
    assert url.startswith(f"{suite.base_url}/")
    assert "statusSize" not in made["credentialStatus"]
    index = made["credentialStatus"]["statusListIndex"]
    assert isinstance(index, str)
    status, listed = suite.ask("GET", url.removeprefix(suite.base_url))
    assert (status, listed["id"], listed["issuer"]) == (200, url, suite.issuer(STATUS))
    assert "BitstringStatusListCredential" in listed["type"]
    bits = Bitstring.decode(listed["credentialSubject"]["encodedList"])
    assert len(bits) == 131_072
    assert not bits.get(int(index))
    assert suite.verify(STATUS, listed) == 200


@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_request(suite: Suite, name: str) -> None:
    for path in ("credentials/issue", "credentials/verify", "presentations/verify"):
        for body in (b"", b"no JSON", b"5", b"[]", b"{}", b"\xff", b"[" * 9_000):
            assert suite.ask("POST", f"/vc-api/{name}/{path}", body).status == 400
        assert suite.ask("GET", f"/vc-api/{name}/{path}").status == 405
    text = "eyJhbGciOiJFZERTQSJ9.e30.x"
    assert suite.verify(name, text) == 400
    assert suite.verify_presentation(name, text) == 400
    assert suite.ask("GET", f"/vc-api/{name}/status").status == 404
    assert suite.ask("POST", "/vc-api/unknown/credentials/issue", {}).status == 404
