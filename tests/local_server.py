"""Servers on this computer that stand for those of the public network."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID

Serve = Callable[[socket.socket], None]


def certificate(folder: Path, *names: str) -> tuple[Path, Path]:
    """Make a certificate for these hosts that is its own authority; give its file and its key's."""
    key = Ed25519PrivateKey.generate()
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(map(x509.DNSName, names)), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, None)
    )
    files = folder / f"{names[0]}.pem", folder / f"{names[0]}.key"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return files


@contextmanager
def serving(answer: bytes | Serve, tls: ssl.SSLContext | None = None) -> Iterator[tuple[int, Any]]:
    """Answer every connection; give the port, and the requests that came."""
    listener = socket.create_server(("127.0.0.1", 0))
    requests: list[bytes] = []
    done = threading.Event()

    def one(connection: socket.socket) -> None:
        with connection:
            try:
                stream = tls.wrap_socket(connection, server_side=True) if tls else connection
                with stream:
                    requests.append(stream.recv(65_536))
                    if isinstance(answer, bytes):
                        stream.sendall(answer)
                    else:
                        answer(stream)
            except OSError:
                pass

    def loop() -> None:
        while not done.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=one, args=(connection,), daemon=True).start()

    threading.Thread(target=loop, daemon=True).start()
    try:
        yield listener.getsockname()[1], requests
    finally:
        done.set()
        listener.close()


@contextmanager
def tls_proxy(tls: ssl.SSLContext, behind: int) -> Iterator[int]:
    """Ask a server at a port of this computer for who comes by TLS, as reverse proxies do.

    Yields:
        The port for those.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            told = {"X-Forwarded-For": self.client_address[0], "X-Forwarded-Proto": "https"}
            body, headers = self.rfile.read(length), {**dict(self.headers), **told}
            server = HTTPConnection("127.0.0.1", behind)
            server.request(self.command, self.path, body, headers)
            answer = server.getresponse()
            content = answer.read()
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("connection", "content-length", "transfer-encoding"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            server.close()

        do_POST = do_GET  # noqa: N815  # as the library names them

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as proxy:
        proxy.daemon_threads = True
        proxy.socket = tls.wrap_socket(proxy.socket, server_side=True)
        thread = threading.Thread(target=proxy.serve_forever)
        thread.start()
        try:
            yield proxy.server_port
        finally:
            proxy.shutdown()
            thread.join()


class Network:
    """Takes connections to public addresses to servers on this computer, or leaves them silent."""

    def __init__(self, servers: dict[str, int]) -> None:
        self.servers = servers
        self.asked: list[str] = []
        self.seconds: list[float] = []

    def connect(self, address: tuple[str, int], timeout: float, **_: Any) -> socket.socket:
        self.asked.append(address[0])
        self.seconds.append(timeout)
        assert address[1] == 443
        if address[0] not in self.servers:
            raise TimeoutError
        stream = socket.socket()
        stream.settimeout(timeout)
        try:
            stream.connect(("127.0.0.1", self.servers[address[0]]))
        except OSError:
            stream.close()
            raise
        return stream
