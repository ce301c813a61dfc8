"""Faults of the network, by servers on this computer: whatever they do, nothing is green (D1, F1).

The guard is the real one: the injected resolver gives public addresses, and only the last step,
the connection to such an address, is led to this computer.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest

import openbadges_issuer as ob
from openbadges_issuer import timestamps
from openbadges_issuer.report import Outcome, Report, Verdict
from tests.hostile import forge
from tests.hostile.forge import badge, entry, sign, status_list
from tests.local_server import Network, Serve, certificate, serving

LIST_HOST = "status.kettle-moraine.example"
LIST = f"https://{LIST_HOST}/revocations"
ADDRESSES = {forge.HOST: "93.184.215.14", LIST_HOST: "93.184.215.15"}
INSIDE = ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "::ffff:127.0.0.1", "64:ff9b::a00:7"]
BADGE = forge.dumps(sign(badge(credentialStatus=entry(id=f"{LIST}#1", statusListCredential=LIST))))
Resolve = Callable[[str, int], Sequence[str]]


def answer(*lines: str, body: bytes = b"") -> bytes:
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def ok(content: bytes, media_type: str = "application/vc") -> bytes:
    head = (f"Content-Type: {media_type}", f"Content-Length: {len(content)}")
    return answer("HTTP/1.1 200 OK", *head, body=content)


def listed(**changes: Any) -> bytes:
    """Give the district's list as it stands at its own host, with members changed."""
    document = status_list(id=LIST)
    return forge.dumps(sign(document | changes))


def drip(stream: socket.socket) -> None:
    """Send one byte after another until nobody listens."""
    stream.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    pause = threading.Event()
    while not pause.wait(0.02):
        stream.sendall(b" ")


def endless(stream: socket.socket) -> None:
    """Send as much as is taken."""
    stream.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        stream.sendall(b" " * 65_536)


def closed(stream: socket.socket) -> None:
    """Break off in the middle."""
    stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{")


PAGE = b"<!doctype html><title>Welcome</title>"
FAULTS: dict[str, bytes | Serve] = {
    "500": answer("HTTP/1.1 500 Broken", body=b"oops"),
    "503": answer("HTTP/1.1 503 Busy"),
    "404": answer("HTTP/1.1 404 Not Found"),
    "a page": ok(PAGE, "text/html"),
    "a page that says it is a list": ok(PAGE),
    "nothing": ok(b""),
    "no web server": b"SSH-2.0-OpenSSH\r\n",
    "one byte after another": drip,
    "a body without end": endless,
    "an end in the middle": closed,
    "a redirect inside": answer("HTTP/1.1 302 Found", "Location: https://169.254.169.254/"),
    "a redirect to this computer": answer("HTTP/1.1 301 Moved", "Location: http://127.0.0.1/"),
    "a redirect to a good list": answer("HTTP/1.1 307 Moved", f"Location: {forge.REVOCATIONS}"),
    "compressed": answer("HTTP/1.1 200 OK", "Content-Encoding: gzip", body=b"x"),
}
SECONDS = {"one byte after another": 2}  # what only the deadline ends
NO_LISTS = {
    "over": listed(validUntil=timestamps.format(forge.NOW - timedelta(seconds=1))),
    "of the attacker": forge.dumps(
        sign(
            status_list(id=LIST, issuer=forge.ATTACKER),
            forge.ATTACKER_KEY,
            verificationMethod=forge.method(forge.ATTACKER, forge.ATTACKER_KEY.public_key),
        )
    ),
    "of another address": forge.dumps(sign(status_list())),
    "unsigned": forge.dumps(status_list(id=LIST)),
    "a badge": BADGE,
}


class World:
    """The district's two hosts, each a server on this computer."""

    def __init__(self, stack: ExitStack, pki: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
        self._stack, self._pki = stack, pki
        self.network = Network({})

    def serve(self, host: str, said: bytes | Serve) -> None:
        port, _ = self._stack.enter_context(serving(said, self._pki[0]))
        self.network.servers[ADDRESSES[host]] = port

    def judge(self, resolve: Resolve | None = None, *, seconds: float = 30) -> Report:
        fetcher = ob.HttpsFetcher(
            seconds=seconds,
            resolve=resolve or (lambda host, _: [ADDRESSES[host]]),
            ssl_context=self._pki[1],
        )
        verifier = ob.Verifier(forge.TRUSTED, fetcher=fetcher, clock=lambda: forge.NOW)
        report = verifier.verify(BADGE)
        forge.check_contract(report)
        return report


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    cert, key = certificate(tmp_path_factory.mktemp("pki"), *ADDRESSES)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(cert, key)
    return server, ssl.create_default_context(cafile=str(cert))


@pytest.fixture
def world(pki: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Both hosts answer as they should."""
    with ExitStack() as stack:
        made = World(stack, pki)
        monkeypatch.setattr(socket, "create_connection", made.network.connect)
        made.serve(forge.HOST, ok(forge.documents()[forge.DID_URL], "application/did+json"))
        made.serve(LIST_HOST, ok(listed()))
        yield made


def no_list(report: Report) -> None:
    forge.expect(report, Verdict.STATUS_UNKNOWN, "status_revocation", Outcome.UNDECIDED)


def no_key(report: Report) -> None:
    forge.expect(report, Verdict.KEY_UNREACHABLE, "signature", Outcome.UNDECIDED)
    assert report.document is None


def test_a_network_without_fault(world: World) -> None:
    forge.expect(world.judge(), Verdict.VALID)
    assert world.network.asked == [ADDRESSES[forge.HOST], ADDRESSES[LIST_HOST]]


@pytest.mark.parametrize("fault", FAULTS)
def test_the_list_is_not_had(world: World, fault: str) -> None:
    world.serve(LIST_HOST, FAULTS[fault])
    no_list(world.judge(seconds=SECONDS.get(fault, 30)))
    assert set(world.network.asked) <= set(ADDRESSES.values())


@pytest.mark.parametrize("fault", FAULTS)
def test_the_key_is_not_had(world: World, fault: str) -> None:
    world.serve(forge.HOST, FAULTS[fault])
    no_key(world.judge(seconds=SECONDS.get(fault, 30)))
    assert set(world.network.asked) == {ADDRESSES[forge.HOST]}


@pytest.mark.parametrize("name", NO_LISTS)
def test_what_stands_there_is_no_list_of_the_districts(world: World, name: str) -> None:
    world.serve(LIST_HOST, ok(NO_LISTS[name]))
    no_list(world.judge())


def test_another_keys_document_stands_there(world: World) -> None:
    world.serve(forge.HOST, ok(forge.documents()[forge.ATTACKER_URL]))
    no_key(world.judge())


@pytest.mark.parametrize(("host", "says"), [(LIST_HOST, no_list), (forge.HOST, no_key)])
def test_a_server_that_refuses_or_is_silent(world: World, host: str, says: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        refusing = listener.getsockname()[1]
    world.network.servers[ADDRESSES[host]] = refusing
    says(world.judge())
    del world.network.servers[ADDRESSES[host]]
    says(world.judge())


@pytest.mark.parametrize(("host", "says"), [(LIST_HOST, no_list), (forge.HOST, no_key)])
@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside(world: World, host: str, says: Any, address: str) -> None:
    """Alone, beside a public address, and at the second time of asking (rebinding)."""
    outside = ADDRESSES[host]
    rebinding = iter([[outside], [address], [address]])
    for found in ([address], [outside, address], [address, outside]):
        says(world.judge(lambda name, _, found=found: found if name == host else [ADDRESSES[name]]))
    world.network.asked.clear()
    world.judge(lambda name, _: next(rebinding) if name == host else [ADDRESSES[name]])
    assert world.network.asked.count(outside) == 1
    assert address not in world.network.asked


def test_a_name_that_is_none(world: World) -> None:
    def resolve(host: str, _: int) -> list[str]:
        if host == LIST_HOST:
            raise socket.gaierror(-2, "Name or service not known")
        return [ADDRESSES[host]]

    no_list(world.judge(resolve))


def test_a_certificate_for_another_host(world: World, tmp_path: Any) -> None:
    cert, key = certificate(tmp_path, "attacker.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    with serving(ok(listed()), context) as (port, requests):
        world.network.servers[ADDRESSES[LIST_HOST]] = port
        no_list(world.judge())
        assert requests == []
