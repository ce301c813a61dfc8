"""`openbadges verify` of links and codes, and online: against a server on this computer."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.unit.test_cli.conftest import ACHIEVEMENT, PASSPHRASE, Office, run_command

CODE = "7Q2M4XKD9RTV"
TYPED = "7q2m-4xkd-9rtv"


@dataclass
class Site:
    """A website on this computer: pages by path, and the requests that came."""

    port: int = 0
    pages: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def did(self) -> str:
        return f"did:web:localhost%3A{self.port}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def put(self, path: str, content: bytes, media_type: str = "application/json") -> str:
        self.pages[path] = (200, media_type, content)
        return self.url + path


@pytest.fixture(scope="module")
def running() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, self.headers["Accept"]))
            status, media_type, content = site.pages.get(self.path, (404, "text/html", b"<html>"))
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(content)))
            if status == 302:
                self.send_header("Location", "https://elsewhere.example/")
            self.end_headers()
            with suppress(ConnectionError):  # who was told a length may not want the rest
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site.port = server.server_address[1]
        Thread(target=server.serve_forever, daemon=True).start()
        yield site
        server.shutdown()


@pytest.fixture(scope="module")
def published(running: Site, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An issuer whose documents stand on the site."""
    office = Office(tmp_path_factory.mktemp("published"), did=running.did)
    secret = office / "pass.txt"
    secret.write_text(PASSPHRASE + "\n")
    secret.chmod(0o600)
    office.write("flipped.json", ACHIEVEMENT)
    (office / "trusted.toml").write_text(f'[issuers."{office.did}"]\nname = "A District"\n')
    named = ["--name", "A District", "--url", "https://km.example"]
    list_url, state = f"{running.url}/status/1", office / "1.state.json"
    for result in (
        run_command("keygen", office / "km.pem", "--passphrase-file", secret),
        run_command(
            *("issuer", "init", office / "km", "--did", office.did, *named, *office.signing[2:])
        ),
        run_command(
            *("status", "new", "--url", list_url, "--state", state),
            *(*office.signing, "--out", office / "1.json"),
        ),
        office.issue(
            *("--to", "teacher@example.org", "--status-state", state),
            *("--awarded", "2026-11-01", "--out", office / "badge.json"),
        ),
    ):
        assert result.exit_code == 0, result.output
    return office


@pytest.fixture
def site(running: Site, published: Office) -> Site:
    """The site as it is when all is well."""
    running.pages.clear()
    running.asked.clear()
    running.put("/.well-known/did.json", (published / "km" / "did.json").read_bytes())
    running.put("/status/1", (published / "1.json").read_bytes())
    running.put(f"/b/{CODE}", (published / "badge.json").read_bytes(), "application/vc")
    return running


@pytest.fixture
def verify(published: Office):
    def ask(what: str | Path, *args: str | Path):
        return run_command("verify", what, "--trust", published / "trusted.toml", *args)

    return ask


def report_of(result) -> dict:
    report = json.loads(result.stdout)
    assert report["format"] == "open-badges-report/1"
    assert report["exitStatus"] == result.exit_code
    return report


# Links -------------------------------------------------------------------------------------------


def test_a_link_is_verified_with_what_it_needs(site, verify):
    result = verify(f"{site.url}/b/{CODE}", "--allow-loopback")
    assert result.exit_code == 0, result.output
    assert site.paths == [f"/b/{CODE}", "/.well-known/did.json", "/status/1"]
    accepted = [kind.partition(";")[0].strip() for kind in site.asked[0][1].split(",")]
    assert accepted[:2] == ["application/vc", "application/vc+jwt"]
    assert {"application/json", "image/png", "image/svg+xml"} <= set(accepted)
    assert "text/html" not in accepted


def test_whose_it_is_is_asked_of_a_link_too(site, verify):
    ask = (f"{site.url}/b/{CODE}", "--allow-loopback", "--recipient")
    assert verify(*ask, "teacher@example.org").exit_code == 0
    assert verify(*ask, "other@example.org").exit_code == 1


def test_a_picture_behind_a_link(site, verify, published, art, tmp_path):
    picture = tmp_path / "badge.svg"
    assert run_command("bake", published / "badge.json", art, "--out", picture).exit_code == 0
    link = site.put("/badge.svg", picture.read_bytes(), "image/svg+xml")
    assert verify(link, "--allow-loopback").exit_code == 0


def test_this_computer_is_not_asked_unless_it_is_said(site, verify):
    result = verify(f"{site.url}/b/{CODE}", "--json")
    report = report_of(result)
    assert result.exit_code != 0
    assert report["checks"][0]["problem"] == "SSRF_BLOCKED"
    assert site.asked == []


@pytest.mark.parametrize("args", [(), ("--allow-loopback",)])
@pytest.mark.parametrize(
    "link", ["http://badges.example.org/b/1", "https://127.0.0.2/", "https://u:secret@a.example/"]
)
def test_a_link_that_is_not_followed(verify, link, args):
    result = verify(link, "--json", *args)
    report = report_of(result)
    assert (result.exit_code, report["verdict"]) == (3, "not_a_badge")
    assert report["checks"][0]["problem"] == "SSRF_BLOCKED"
    assert "secret" not in result.output


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_link_that_leads_nowhere_is_undecided(site, verify, status):
    site.pages["/b/gone"] = (status, "text/html", b"<html>")
    result = verify(f"{site.url}/b/gone", "--allow-loopback", "--json")
    report = report_of(result)
    assert (result.exit_code, report["verdict"]) == (2, "key_unreachable")
    assert {check["outcome"] for check in report["checks"]} == {"undecided"}
    assert report["checks"][0]["problem"] == "FETCH_FAILED"
    assert report["credential"] is None
    assert site.paths == ["/b/gone"]


def test_a_server_that_is_not_there_is_undecided(verify):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        link = f"http://localhost:{nobody.getsockname()[1]}/b/{CODE}"
        result = verify(link, "--allow-loopback")
    assert result.exit_code == 2
    assert result.stdout.startswith("? ")
    assert "Nothing was fetched" not in result.stderr


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"<!DOCTYPE html><title>A badge</title>", "text/html; charset=utf-8"),
        (b"\xef\xbb\xbf<!-- a comment --><html>", "text/html"),
        (b'{"name": "no badge"}', "application/json"),
        (b"", "application/vc"),
        (b"\0" * 5_000_001, "application/vc"),
    ],
)
def test_a_link_that_leads_to_no_badge(site, verify, content, media_type):
    link = site.put("/page", content, media_type)
    result = verify(link, "--allow-loopback", "--json")
    assert (result.exit_code, report_of(result)["verdict"]) == (3, "not_a_badge")


def test_an_issuer_whose_site_lost_its_keys_is_undecided(site, verify):
    del site.pages["/.well-known/did.json"]
    result = verify(f"{site.url}/b/{CODE}", "--allow-loopback", "--json")
    assert (result.exit_code, report_of(result)["verdict"]) == (2, "key_unreachable")


def test_a_list_that_is_not_there_is_undecided(site, verify):
    del site.pages["/status/1"]
    result = verify(f"{site.url}/b/{CODE}", "--allow-loopback")
    assert result.exit_code == 2
    assert "Nothing was fetched" not in result.stderr


# Codes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("typed", [TYPED, "7Q2M 4XKD 9RTV", CODE])
def test_a_code_leads_to_its_page(site, verify, typed, slash):
    result = verify(typed, "--host", site.url + slash, "--allow-loopback")
    assert result.exit_code == 0, result.output
    assert site.paths[0] == f"/b/{CODE}"


@pytest.mark.parametrize("host", ["localhost", "ftp://localhost", "javascript:", "//localhost"])
def test_a_host_that_is_no_web_address(verify, host):
    assert verify(TYPED, "--host", host, "--allow-loopback").exit_code == 3


# Files -------------------------------------------------------------------------------------------


def test_a_file_is_offline_unless_it_is_said(site, verify, published):
    result = verify(published / "badge.json")
    assert result.exit_code == 2
    assert "--online" in result.stderr
    assert site.asked == []
    result = verify(published / "badge.json", "--online", "--allow-loopback")
    assert result.exit_code == 0, result.output
    assert site.paths == ["/.well-known/did.json", "/status/1"]


def test_files_that_are_named_win_over_the_network(site, verify, published):
    given = ("--did-document", published / "km" / "did.json")
    lists = ("--status-list", published / "1.json")
    result = verify(f"{site.url}/b/{CODE}", "--allow-loopback", *given, *lists)
    assert result.exit_code == 0, result.output
    assert site.paths == [f"/b/{CODE}"]


def test_online_alone_does_not_ask_this_computer(site, verify, published):
    result = verify(published / "badge.json", "--online", "--json")
    assert (result.exit_code, report_of(result)["verdict"]) == (2, "key_unreachable")
    assert site.asked == []
