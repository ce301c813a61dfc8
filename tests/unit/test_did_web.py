"""did:web: which address an identifier names, and which identifiers name none."""

from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openbadges_issuer.did.did_web import document_url
from openbadges_issuer.errors import Problem, ResolutionError


@pytest.mark.parametrize(
    ("did", "url"),
    [
        ("did:web:w3c-ccg.github.io", "https://w3c-ccg.github.io/.well-known/did.json"),
        (
            "did:web:w3c-ccg.github.io:user:alice",
            "https://w3c-ccg.github.io/user/alice/did.json",
        ),
        (
            "did:web:example.com%3A3000:user:alice",
            "https://example.com:3000/user/alice/did.json",
        ),
        ("did:web:example.com%3A443", "https://example.com:443/.well-known/did.json"),
        ("did:web:xn--bcher-kva.example", "https://xn--bcher-kva.example/.well-known/did.json"),
        ("did:web:a.b.c.example:x-1:_~.y", "https://a.b.c.example/x-1/_~.y/did.json"),
        ("did:web:1e100.example", "https://1e100.example/.well-known/did.json"),
        ("did:web:example.com:...", "https://example.com/.../did.json"),
        ("did:web:example.com:.well-known", "https://example.com/.well-known/did.json"),
        ("did:web:localhost%3A5000", "http://localhost:5000/.well-known/did.json"),
        ("did:web:localhost%3A5000:issuers:1", "http://localhost:5000/issuers/1/did.json"),
        (
            "did:web:badges.kettle-moraine.example",
            "https://badges.kettle-moraine.example/.well-known/did.json",
        ),
    ],
)
def test_the_address_of_a_document(did: str, url: str) -> None:
    assert document_url(did) == url


@pytest.mark.parametrize(
    "did",
    [
        # no host, or no DNS name
        "did:web:",
        "did:web",
        "did:web::user",
        "did:web:%3A8080",
        "did:web:example",
        "did:web:localhost",
        "did:web:localhost:user",
        "did:web:LOCALHOST%3A5000",
        "did:web:localhost.%3A5000",
        "did:web:.example.com",
        "did:web:example..com",
        "did:web:example.com.",
        "did:web:-a.example",
        "did:web:a-.example",
        "did:web:a_b.example",
        "did:web:büch.example",
        "did:web:ex\u0430mple.com\n",
        "did:web:example.com\n",
        "did:web: example.com",
        "did:web:" + "a" * 64 + ".example",
        "did:web:" + "a." * 130 + "example",
        "did:web:user@example.com",
        "did:web:user%40example.com",
        # addresses
        "did:web:127.0.0.1",
        "did:web:127.0.0.1%3A8080",
        "did:web:127.1",
        "did:web:2130706433",
        "did:web:0x7f000001",
        "did:web:0x7f.0.0.0x1",
        "did:web:0177.0.0.1",
        "did:web:169.254.169.254",
        "did:web:[::1]",
        "did:web:%5B::1%5D",
        "did:web:%5B%3A%3A1%5D",
        "did:web:::1",
        # ports
        "did:web:example.com:80%3A80",
        "did:web:example.com%3A",
        "did:web:example.com%3A0",
        "did:web:example.com%3A080",
        "did:web:example.com%3A65536",
        "did:web:example.com%3A99999999",
        "did:web:example.com%3Ahttp",
        "did:web:example.com%3a8080",
        "did:web:example.com%3A80%3A80",
        # paths
        "did:web:example.com:",
        "did:web:example.com::user",
        "did:web:example.com:user:",
        "did:web:example.com:.",
        "did:web:example.com:..",
        "did:web:example.com:..:admin",
        "did:web:example.com:user:..",
        "did:web:example.com:%2e%2e",
        "did:web:example.com:a%2Fb",
        "did:web:example.com%2Fuser",
        "did:web:example.com:a%00",
        "did:web:example.com:a\0",
        "did:web:example.com:a b",
        "did:web:example.com:a/b",
        "did:web:example.com/user",
        "did:web:example.com\\user",
        "did:web:example.com:a?b",
        "did:web:example.com?service=files",
        "did:web:example.com;version=1",
        "did:web:example.com:a@b",
        "did:web:example.com#key",
        # other methods
        "did:key:example.com",
        "DID:web:example.com",
        "https://example.com",
    ],
)
def test_an_identifier_that_names_no_address(did: str) -> None:
    with pytest.raises(ResolutionError) as caught:
        document_url(did)
    assert caught.value.problem is Problem.DID_RESOLUTION_FAILED


def test_port_bounds() -> None:
    assert document_url("did:web:a.example%3A1").startswith("https://a.example:1/")
    assert document_url("did:web:a.example%3A65535").startswith("https://a.example:65535/")


@settings(deadline=None)
@given(
    st.text(alphabet="ab.:%3A5F20localhost-~_/@[]?#\\\0 é", max_size=40)
    | st.from_regex(r"[a-z0-9.-]{1,20}(%3A[0-9]{1,6})?(:[a-z.~%]{0,5}){0,3}", fullmatch=True)
)
def test_every_address_is_a_plain_one(rest: str) -> None:
    with contextlib.suppress(ResolutionError):
        url = document_url("did:web:" + rest)
        assert re.fullmatch(
            r"(http://localhost:[0-9]+|https://[A-Za-z0-9.-]+[A-Za-z][A-Za-z0-9-]*(:[0-9]+)?)"
            r"(/[A-Za-z0-9._~-]+)+/did\.json",
            url,
        )
        assert "/../" not in url
        assert "/./" not in url


def test_a_long_identifier_is_refused_at_once() -> None:
    with pytest.raises(ResolutionError) as caught:
        document_url("did:web:" + "a-" * 2_000)
    assert len(caught.value.message) < 1_000
