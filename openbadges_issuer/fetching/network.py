"""One GET, within a deadline and a number of bytes, to an address that was checked.

By httpcore itself, which follows no redirect, keeps no cookie and reads nothing of the environment;
loaded only when something is fetched.
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any
from urllib.parse import SplitResult

import httpcore

from openbadges_issuer.errors import FetchError, Problem
from openbadges_issuer.fetching.guard import shown
from openbadges_issuer.phrases import Phrase

Resolve = Callable[[str, int], Sequence[str]]
"""From a host name and a port to IP addresses; raises OSError when there is no such host."""

_USER_AGENT = f"openbadges-issuer/{version('openbadges-issuer')}".encode("ascii")
_CERTIFICATE = "CERTIFICATE_VERIFY_FAILED"
_MOST_ADDRESSES = 4  # of one host are tried
# When so many names are being looked up, the next one waits: what hangs cannot be interrupted.
_LOOK_UPS = threading.BoundedSemaphore(64)


def system_resolve(host: str, port: int) -> list[str]:
    """Ask the system for the addresses of a host, in its order of preference."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered with status 200."""

    content: bytes
    media_type: str


def get(
    parts: SplitResult,
    *,
    accept: str,
    max_bytes: int,
    seconds: float,
    resolve: Resolve,
    may_connect: Callable[[str], bool],
    ssl_context: ssl.SSLContext | None,
) -> Answer:
    """Get a resource.

    Args:
        parts: the URL; its fragment is not sent.
        accept: value of the Accept header.
        max_bytes: longest body that is taken.
        seconds: for all of it: the look-up of the name, the connection, the answer to its end.
        resolve: finds the addresses of the host.
        may_connect: tells whether an address may be connected to; all of a host's must.
        ssl_context: whose certificates are believed; default: those of the system and certifi.

    Raises:
        FetchError: SSRF_BLOCKED for an address that is not to be asked, TOO_LARGE, FETCH_FAILED
            for everything else, with one plain sentence that tells nothing of addresses.
    """
    host = parts.netloc
    deadline = _Deadline(seconds)
    target = parts.path or "/"
    url = httpcore.URL(
        scheme=parts.scheme,
        host=parts.hostname or "",
        port=parts.port,
        target=f"{target}?{parts.query}" if parts.query else target,
    )
    headers = {
        b"Host": host.encode("ascii"),
        b"Accept": accept.encode("ascii"),
        b"Accept-Encoding": b"identity",
        b"User-Agent": _USER_AGENT,
        b"Connection": b"close",
    }
    backend = _Backend(resolve, may_connect, deadline)
    try:
        with (
            httpcore.ConnectionPool(
                ssl_context or _default_ssl_context(), network_backend=backend
            ) as pool,
            pool.stream("GET", url, headers=list(headers.items())) as response,
        ):
            return _read(host, response, max_bytes)
    except _BlockedError:
        raise FetchError(
            Phrase("{host} is not a host of the public network", host=host),
            problem=Problem.SSRF_BLOCKED,
        ) from None
    except _UnknownHostError:
        raise FetchError(Phrase("there is no host {host}", host=host)) from None
    except httpcore.TimeoutException:
        raise FetchError(
            Phrase("{host} did not answer within {seconds} seconds", host=host, seconds=seconds)
        ) from None
    except (httpcore.NetworkError, OSError) as error:
        if _CERTIFICATE in str(error):
            raise FetchError(
                Phrase("{host} has no certificate that can be believed", host=host)
            ) from None
        raise FetchError(Phrase("{host} did not answer", host=host)) from None
    except httpcore.ProtocolError:
        raise FetchError(Phrase("{host} did not answer as a web server does", host=host)) from None


@cache
def _default_ssl_context() -> ssl.SSLContext:
    """Read the system's certificates once: it takes longer than a fetch."""
    return httpcore.default_ssl_context()


class _BlockedError(Exception):
    """An address of the host is not to be asked."""


class _UnknownHostError(Exception):
    """The name stands for no address."""


class _Deadline:
    """A moment by which all has to be over."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Give the seconds that are left.

        Raises:
            TimeoutException: there are none.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left


class _Backend(httpcore.NetworkBackend):
    """Connects to the very address that was checked, so that a name cannot change in between."""

    def __init__(
        self, resolve: Resolve, may_connect: Callable[[str], bool], deadline: _Deadline
    ) -> None:
        self._resolve = resolve
        self._may_connect = may_connect
        self._deadline = deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = self._addresses(host, port)
        if not all(map(self._may_connect, addresses)):
            raise _BlockedError
        failure: Exception = httpcore.ConnectError()
        tried = addresses[:_MOST_ADDRESSES]
        for index, address in enumerate(tried):
            share = self._deadline.left() / (len(tried) - index)  # one that is silent is not all
            try:
                stream = self._sockets.connect_tcp(address, port, share)
            except (httpcore.NetworkError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(stream, self._deadline)
        raise failure

    def _addresses(self, host: str, port: int) -> Sequence[str]:
        """Look the name up. That cannot be interrupted, so it is left behind at the deadline."""
        answers: queue.SimpleQueue[Sequence[str]] = queue.SimpleQueue()
        look_ups = _LOOK_UPS  # what is left behind ends later, and gives back what it took

        def look_up() -> None:
            found: Sequence[str] = ()
            try:
                found = self._resolve(host, port)
            except Exception:  # noqa: BLE001, S110  # whatever it is, there is no address
                pass
            finally:
                look_ups.release()
                answers.put(found)

        if not look_ups.acquire(timeout=self._deadline.left()):
            raise httpcore.ConnectTimeout
        threading.Thread(target=look_up, daemon=True).start()
        try:
            addresses = answers.get(timeout=self._deadline.left())
        except queue.Empty:
            raise httpcore.ConnectTimeout from None
        if not addresses:
            raise _UnknownHostError
        return addresses


class _Stream(httpcore.NetworkStream):
    """Bytes, until the deadline: a server that sends one at a time gains no time."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _Stream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _read(host: str, response: httpcore.Response, max_bytes: int) -> Answer:
    headers = {name.lower(): value for name, value in response.headers}
    if 300 <= response.status < 400:
        to = shown(headers.get(b"location", b"elsewhere").decode("ascii", "replace"))
        raise FetchError(
            Phrase("{host} sends on to {url}, and redirects are not followed", host=host, url=to)
        )
    if response.status != 200:
        raise FetchError(
            Phrase("{host} answered with status {status}", host=host, status=str(response.status))
        )
    if headers.get(b"content-encoding", b"").lower() not in (b"", b"identity"):
        raise FetchError(Phrase("{host} answered in an encoding that was not asked for", host=host))
    too_large = FetchError(
        Phrase("{host} answered with more than {most} bytes", host=host, most=max_bytes),
        problem=Problem.TOO_LARGE,
    )
    announced = headers.get(b"content-length", b"0")
    if announced.isdigit() and int(announced) > max_bytes:
        raise too_large
    content = bytearray()
    for part in response.iter_stream():
        content += part
        if len(content) > max_bytes:
            raise too_large
    media_type = headers.get(b"content-type", b"").decode("ascii", "replace")
    return Answer(bytes(content), media_type.partition(";")[0].strip().lower())
