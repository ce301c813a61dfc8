"""Fetchers against real servers on this computer: what is followed, and what is not."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

import openbadges_issuer as ob
from openbadges_issuer.errors import FetchError, Problem, SettingsError
from openbadges_issuer.fetching import guard, network
from tests.local_server import Network, certificate, serving

HOST = "badges.example.org"
NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
OK = (
    b"HTTP/1.1 200 OK\r\nContent-Type: Application/VC; charset=utf-8\r\nContent-Length: 2\r\n\r\n{}"
)


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """The contexts of a server that is HOST, and of a client that believes it."""
    cert, key = certificate(tmp_path_factory.mktemp("pki"), HOST)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(cert, key)
    return server, ssl.create_default_context(cafile=str(cert))


@pytest.fixture
def here_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this computer stand for a machine of the public network."""
    monkeypatch.setattr(guard, "is_public", guard.is_loopback)


def fetch(
    port: int, client: ssl.SSLContext, *, max_bytes: int = 1_000, path: str = "/x", **options: Any
) -> ob.Response:
    fetcher = ob.HttpsFetcher(
        ports=(port,),
        clock=lambda: NOW,
        resolve=lambda *_: ["127.0.0.1"],
        ssl_context=client,
        **options,
    )
    return fetcher.fetch(
        f"https://{HOST}:{port}{path}", max_bytes=max_bytes, accept="application/vc"
    )


def refused(problem: Problem, ask: Callable[[], Any]) -> str:
    with pytest.raises(FetchError) as error:
        ask()
    assert error.value.problem is problem
    assert "127.0.0.1" not in error.value.message
    return error.value.message


# What is fetched ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("here_is_public")
def test_a_resource_is_fetched(pki: Any) -> None:
    with serving(OK, pki[0]) as (port, requests):
        found = fetch(port, pki[1], path="/a?b=c#d")
    assert (found.content, found.media_type) == (b"{}", "application/vc")
    assert (found.retrieved_at, found.stale) == (NOW, False)
    (request,) = requests
    head = request.decode().lower()
    assert head.startswith("get /a?b=c http/1.1\r\n")
    assert f"host: {HOST}:{port}\r\n" in head
    assert "accept: application/vc\r\n" in head
    assert "accept-encoding: identity\r\n" in head
    assert f"user-agent: openbadges-issuer/{version('openbadges-issuer')}\r\n" in head
    for absent in ("cookie", "referer", "authorization"):
        assert absent not in head


@pytest.mark.usefixtures("here_is_public")
def test_the_environment_is_not_asked_for_a_proxy(pki: Any, monkeypatch: Any) -> None:
    with serving(b"") as (proxy, asked), serving(OK, pki[0]) as (port, _):
        for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy}")
        assert fetch(port, pki[1]).content == b"{}"
        assert asked == []


# Where it does not go ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://badges.example.org/",
        "ftp://badges.example.org/",
        "file:///etc/passwd",
        "data:application/json,{}",
        "javascript:1",
        "//badges.example.org/",
        "https://",
        "https:///x",
        "https://localhost/",
        "https://badges/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f.0.0.1/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fe80::1%25eth0]/",
        "https://user@badges.example.org/",
        "https://user:secret@badges.example.org/",
        "https://badges.example.org@127.0.0.1/",
        "https://badges.example.org:8443/",
        "https://badges.example.org:0/",
        "https://badges.example.org:99999/",
        "https://badges.example.org:x/",
        "https://badges.example.org\\@127.0.0.1/",
        "https://badges.example.org/ x",
        "https://badges.example.org/\r\nHost: x",
        "https://badges.example.org/\0",
        "https://bädges.example.org/",
        "https://badges.example.org。/",
        "https://.example.org/",
        "https://-a.example.org/",
        "https://" + "a" * 64 + ".example.org/",
        "https://" + "a." * 130 + "org/",
        "https://badges.example.org/" + "x" * 2_000,
        "",
    ],
)
def test_what_is_no_public_https_address_is_not_asked(url: str) -> None:
    def nobody(*_: Any) -> list[str]:
        raise AssertionError("looked up")

    fetcher = ob.HttpsFetcher(resolve=nobody)
    with pytest.raises(FetchError) as error:
        fetcher.fetch(url, max_bytes=10, accept="*/*")
    assert error.value.problem is Problem.SSRF_BLOCKED


PRIVATE = [
    "127.0.0.1",
    "0.0.0.0",  # noqa: S104
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:8.8.8.8",
    "::ffff:127.0.0.1",
    "::8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
    "fc00::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "2001:20::1",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fe80::1%eth0",
]


@pytest.mark.parametrize("address", PRIVATE)
@pytest.mark.parametrize("others", [[], ["93.184.215.14"]])
def test_a_name_that_stands_for_a_private_address_is_not_asked(
    address: str, others: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("connected")

    monkeypatch.setattr(socket, "create_connection", never)
    for addresses in ([*others, address], [address, *others]):
        fetcher = ob.HttpsFetcher(resolve=lambda *_, found=addresses: found)
        with pytest.raises(FetchError) as error:
            fetcher.fetch(f"https://{HOST}/", max_bytes=10, accept="*/*")
        assert error.value.problem is Problem.SSRF_BLOCKED
        assert address not in error.value.message


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07::1"])
def test_a_public_address_is_one(address: str) -> None:
    assert guard.is_public(address)


def test_the_address_that_was_checked_is_the_one_connected_to(
    pki: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that changes between the check and the connection leads nowhere."""
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])
    connected: list[Any] = []

    def connect(address: Any, *_: Any, **__: Any) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    fetcher = ob.HttpsFetcher(resolve=lambda *_: next(answers), ssl_context=pki[1])
    refused(
        Problem.FETCH_FAILED,
        lambda: fetcher.fetch(f"https://{HOST}/", max_bytes=10, accept="*/*"),
    )
    assert connected == [("93.184.215.14", 443)]
    assert next(answers) == ["127.0.0.1"]


def test_a_password_is_not_repeated() -> None:
    with pytest.raises(FetchError) as error:
        ob.HttpsFetcher().fetch("https://u:secret@a.example.org/", max_bytes=10, accept="*/*")
    assert "secret" not in str(error.value)
    assert "a.example.org" in str(error.value)


def test_the_next_address_is_tried_in_its_share_of_the_time(
    pki: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent, good = "2606:2800:21f:cb07::1", "93.184.215.14"
    with serving(OK, pki[0]) as (port, requests):
        network = Network({good: port})
        monkeypatch.setattr(socket, "create_connection", network.connect)
        fetcher = ob.HttpsFetcher(resolve=lambda *_: [silent, good], ssl_context=pki[1], seconds=60)
        found = fetcher.fetch(f"https://{HOST}/x", max_bytes=10, accept="*/*")
    assert found.content == b"{}"
    assert network.asked == [silent, good]
    assert network.seconds[0] <= 30 < network.seconds[1]
    assert f"\r\nHost: {HOST}\r\n".encode() in requests[0]


def test_a_name_with_a_thousand_addresses_is_not_tried_a_thousand_times(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    network = Network({})
    monkeypatch.setattr(socket, "create_connection", network.connect)
    found = [f"93.184.215.{n}" for n in range(256)]
    fetcher = ob.HttpsFetcher(resolve=lambda *_: found)
    refused(
        Problem.FETCH_FAILED,
        lambda: fetcher.fetch(f"https://{HOST}/", max_bytes=10, accept="*/*"),
    )
    assert network.asked == found[:4]


def test_the_systems_resolver_is_asked_and_its_answers_are_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        assert host == HOST
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("169.254.169.254", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    message = refused(
        Problem.SSRF_BLOCKED,
        lambda: ob.HttpsFetcher().fetch(f"https://{HOST}/", max_bytes=10, accept="*/*"),
    )
    assert "169.254" not in message


def test_a_context_that_believes_everybody_is_refused() -> None:
    context = ssl.create_default_context()
    context.check_hostname = False
    with pytest.raises(SettingsError):
        ob.HttpsFetcher(ssl_context=context)


@pytest.mark.usefixtures("here_is_public")
def test_by_default_nobody_believes_a_certificate_of_ours(pki: Any) -> None:
    with serving(OK, pki[0]) as (port, requests):
        fetcher = ob.HttpsFetcher(ports=(port,), resolve=lambda *_: ["127.0.0.1"])
        message = refused(
            Problem.FETCH_FAILED,
            lambda: fetcher.fetch(f"https://{HOST}:{port}/", max_bytes=10, accept="*/*"),
        )
        assert "certificate" in message
        assert requests == []


# What is not taken -------------------------------------------------------------------------------


def answer(*lines: str, body: bytes = b"{}") -> bytes:
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@pytest.mark.usefixtures("here_is_public")
@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (answer("HTTP/1.1 301 Moved", "Location: https://127.0.0.1/"), Problem.FETCH_FAILED),
        (answer("HTTP/1.1 302 Found", "Location: /y"), Problem.FETCH_FAILED),
        (answer("HTTP/1.1 404 Not Found"), Problem.FETCH_FAILED),
        (answer("HTTP/1.1 500 Broken"), Problem.FETCH_FAILED),
        (answer("HTTP/1.1 204 Nothing"), Problem.FETCH_FAILED),
        (answer("HTTP/1.1 200 OK", "Content-Encoding: gzip"), Problem.FETCH_FAILED),
        (answer("HTTP/1.1 200 OK", "Content-Length: 1001"), Problem.TOO_LARGE),
        (answer("HTTP/1.1 200 OK", body=bytes(1_001)), Problem.TOO_LARGE),
        (answer("HTTP/1.1 200 OK", "Content-Length: 9"), Problem.FETCH_FAILED),
        (answer("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", body=b"x"), Problem.FETCH_FAILED),
        (answer("HTTP/1.1 200 OK", *[f"X-{n}: {'x' * 900}" for n in range(200)]), None),
        (b"SSH-2.0-OpenSSH\r\n", Problem.FETCH_FAILED),
        (b"", Problem.FETCH_FAILED),
    ],
)
def test_an_answer_that_is_none(pki: Any, said: bytes, problem: Problem | None) -> None:
    with serving(said, pki[0]) as (port, requests):
        with pytest.raises(FetchError) as error:
            fetch(port, pki[1])
        assert error.value.problem is (problem or Problem.FETCH_FAILED)
        assert len(requests) == 1


@pytest.mark.usefixtures("here_is_public")
def test_a_body_of_just_the_bound_is_taken(pki: Any) -> None:
    with serving(answer("HTTP/1.1 200 OK", body=bytes(1_000)), pki[0]) as (port, _):
        assert len(fetch(port, pki[1]).content) == 1_000


def drip(stream: socket.socket, start: bytes) -> None:
    """Send something, and then one byte after another without end."""
    stream.sendall(start)
    pause = threading.Event()
    while not pause.wait(0.02):
        stream.sendall(b"x")


@pytest.mark.usefixtures("here_is_public")
@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_one_byte_at_a_time_gains_no_time(pki: Any, start: bytes) -> None:
    with serving(lambda stream: drip(stream, start), pki[0]) as (port, _):
        assert "did not answer within" in refused(
            Problem.FETCH_FAILED, lambda: fetch(port, pki[1], seconds=0.3, max_bytes=10**9)
        )


@pytest.mark.usefixtures("here_is_public")
def test_a_server_that_says_nothing(pki: Any) -> None:
    hang = threading.Event()
    for tls in (pki[0], None):  # silent after the handshake, and before it
        with serving(lambda _: hang.wait(5) and None, tls) as (port, _):
            refused(Problem.FETCH_FAILED, lambda p=port: fetch(p, pki[1], seconds=0.3))
    hang.set()


def test_a_name_server_that_says_nothing() -> None:
    hang = threading.Event()
    fetcher = ob.HttpsFetcher(seconds=0.2, resolve=lambda *_: hang.wait(5) and [])
    refused(
        Problem.FETCH_FAILED,
        lambda: fetcher.fetch(f"https://{HOST}/", max_bytes=10, accept="*/*"),
    )
    hang.set()


def test_only_so_many_lookups_hang_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    hang, asked = threading.Event(), []
    monkeypatch.setattr(network, "_LOOK_UPS", threading.BoundedSemaphore(2))

    def resolve(host: str, _: int) -> list[str]:
        asked.append(host)
        hang.wait(5)
        return []

    def ask(name: str, seconds: float = 0.1) -> str:
        fetcher = ob.HttpsFetcher(seconds=seconds, resolve=resolve)
        return refused(
            Problem.FETCH_FAILED,
            lambda: fetcher.fetch(f"https://{name}.{HOST}/", max_bytes=10, accept="*/*"),
        )

    for name in "abc":
        assert "did not answer within" in ask(name)
    assert asked == [f"a.{HOST}", f"b.{HOST}"]
    hang.set()
    assert "no host" in ask("d", seconds=60)


def test_a_host_that_is_none() -> None:
    def unknown(*_: Any) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    def broken(*_: Any) -> list[str]:
        raise LookupError

    for resolve in (unknown, broken, lambda *_: []):
        fetcher = ob.HttpsFetcher(resolve=resolve)
        assert "no host" in refused(
            Problem.FETCH_FAILED,
            lambda f=fetcher: f.fetch(f"https://{HOST}/", max_bytes=10, accept="*/*"),
        )


@pytest.mark.usefixtures("here_is_public")
def test_another_hosts_certificate(pki: Any, tmp_path: Path) -> None:
    cert, key = certificate(tmp_path, "other.example.org")
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(cert, key)
    believing = ssl.create_default_context(cafile=str(cert))
    for client in (pki[1], believing):  # of an unknown authority; of a known one, for another name
        with serving(OK, server) as (port, requests):
            assert "certificate" in refused(
                Problem.FETCH_FAILED, lambda p=port, c=client: fetch(p, c)
            )
            assert requests == []


# This computer -----------------------------------------------------------------------------------


def test_this_computer_is_asked_only_by_who_wants_it() -> None:
    with serving(OK) as (port, requests):
        url = f"http://localhost:{port}/x"
        with pytest.raises(FetchError):
            ob.HttpsFetcher(ports=(port,)).fetch(url, max_bytes=10, accept="*/*")
        assert requests == []
        found = ob.LoopbackFetcher(clock=lambda: NOW).fetch(url, max_bytes=10, accept="*/*")
        assert (found.content, found.retrieved_at) == (b"{}", NOW)


@pytest.mark.parametrize(
    "url", ["http://badges.example.org/", "https://10.0.0.1/", "http://localhost.example.org/"]
)
def test_every_other_host_is_the_other_fetchers(url: str) -> None:
    with pytest.raises(FetchError) as error:
        ob.LoopbackFetcher().fetch(url, max_bytes=10, accept="*/*")
    assert "offline" in error.value.message
    with pytest.raises(FetchError) as error:
        ob.LoopbackFetcher(ob.HttpsFetcher()).fetch(
            "http://127.0.0.2:80/", max_bytes=10, accept="*/*"
        )
    assert error.value.problem is Problem.SSRF_BLOCKED


# Copies ------------------------------------------------------------------------------------------


class Source:
    """A fetcher that counts, and fails when it is told to."""

    def __init__(self) -> None:
        self.asked = 0
        self.fails = False
        self.problem = Problem.FETCH_FAILED
        self.length = 1
        self.now = NOW

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> ob.Response:
        self.asked += 1
        if self.fails:
            raise FetchError(f"{url} did not answer", problem=self.problem)
        return ob.Response(url, b"%d" % self.asked * self.length, "", self.now)


def cached(source: Source, **bounds: Any) -> Callable[..., ob.Response]:
    bounds = {"entries": 2, "stale_seconds": 600, **bounds}
    fetcher = ob.CachedFetcher(source, seconds=60, clock=lambda: source.now, **bounds)
    return lambda url="https://a.example/", max_bytes=10: fetcher.fetch(
        url, max_bytes=max_bytes, accept="*/*"
    )


def test_a_copy_is_good_for_a_while() -> None:
    source = Source()
    ask = cached(source)
    assert [ask().content, ask().content] == [b"1", b"1"]
    source.now += timedelta(seconds=60)
    assert (ask().content, ask().stale) == (b"2", False)


def test_a_copy_that_others_know_to_be_old_is_no_answer() -> None:
    source, old = Source(), set()
    ask = cached(source, is_outdated=old.__contains__)
    assert [ask().content, ask("https://b.example/").content] == [b"1", b"2"]
    old.add("https://a.example/")
    assert [ask().content, ask().content] == [b"3", b"4"]
    assert ask("https://b.example/").content == b"2"
    source.fails = True
    assert (ask().content, ask().stale) == (b"4", True)


def test_an_older_copy_is_stale_when_the_source_fails() -> None:
    source = Source()
    ask = cached(source)
    ask()
    source.fails, source.now = True, NOW + timedelta(seconds=61)
    assert (ask().content, ask().stale) == (b"1", True)
    assert source.asked == 2  # a source that fails is not asked at once again
    source.now = NOW + timedelta(seconds=600)
    with pytest.raises(FetchError):
        ask()
    source.fails = False
    source.now += timedelta(seconds=10)
    assert ask().stale is False


def test_the_bounds_hold_for_copies_too() -> None:
    source = Source()
    ask = cached(source)
    for host in "abc":
        ask(f"https://{host}.example/")
    ask("https://c.example/")
    assert source.asked == 3
    ask("https://a.example/")
    assert source.asked == 4
    with pytest.raises(FetchError) as error:
        ask("https://a.example/", max_bytes=0)
    assert error.value.problem is Problem.TOO_LARGE


@pytest.mark.parametrize("problem", [Problem.SSRF_BLOCKED, Problem.TOO_LARGE])
def test_a_copy_stands_in_only_for_a_source_that_is_silent(problem: Problem) -> None:
    source = Source()
    ask = cached(source)
    ask()
    source.fails, source.problem, source.now = True, problem, NOW + timedelta(seconds=61)
    with pytest.raises(FetchError) as error:
        ask()
    assert error.value.problem is problem


def test_what_strangers_let_us_fetch_fills_no_memory() -> None:
    source = Source()
    source.length = 400
    ask = cached(source, entries=100, total_bytes=1_000)
    for host in "abc":
        ask(f"https://{host}.example/", max_bytes=1_000)
    ask("https://c.example/", max_bytes=1_000)
    ask("https://b.example/", max_bytes=1_000)
    assert source.asked == 3
    ask("https://a.example/", max_bytes=1_000)
    assert source.asked == 4
    source.length = 2_000  # more than is kept at all
    for _ in range(2):
        ask("https://d.example/", max_bytes=10_000)
    assert source.asked == 6


def test_a_copy_is_not_good_for_longer_than_an_hour() -> None:
    for seconds in (-1, 3_601):
        with pytest.raises(SettingsError):
            ob.CachedFetcher(ob.Offline(), seconds=seconds, entries=1)


def test_a_stale_copy_of_another_cache_does_not_become_fresh() -> None:
    source = Source()
    inner = ob.CachedFetcher(
        source, seconds=0, entries=2, stale_seconds=600, clock=lambda: source.now
    )
    outer = ob.CachedFetcher(inner, seconds=60, entries=2, clock=lambda: source.now)
    inner.fetch("https://a.example/", max_bytes=10, accept="*/*")
    source.fails = True
    for _ in range(2):
        assert outer.fetch("https://a.example/", max_bytes=10, accept="*/*").stale


def test_a_cache_asks_for_http_where_the_other_fetcher_does() -> None:
    for fetcher, loopback in ((ob.LoopbackFetcher(), True), (ob.HttpsFetcher(), False)):
        assert ob.CachedFetcher(fetcher, seconds=1, entries=1).loopback is loopback
