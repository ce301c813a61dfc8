"""did:web: the identifier names an https address at which its document stands.

Specification: did:web Method, section Read (Resolve). Stricter: DNS names only, path segments of
unreserved characters only, and nothing percent-encoded but the colon before a port.
"""

from __future__ import annotations

import re

from openbadges_issuer.errors import ResolutionError

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_TOP_LABEL = (
    r"[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"  # of an IP address it starts with a digit
)
_DID_WEB = re.compile(
    rf"did:web:(?P<host>(?:{_LABEL}\.)+{_TOP_LABEL}|localhost(?=%3A))"
    r"(?:%3A(?P<port>[1-9][0-9]{0,4}))?"
    r"(?P<path>(?::(?!\.{1,2}(?::|\Z))[A-Za-z0-9._~-]+)*)"
)
_MAX_HOST_CHARS = 253
_MAX_PORT = 65_535


def document_url(did: str) -> str:
    """Name the address of a did:web identifier's document.

    ``did:web:example.org`` stands at ``https://example.org/.well-known/did.json``,
    ``did:web:example.org%3A8443:issuers:1`` at ``https://example.org:8443/issuers/1/did.json``.
    ``localhost`` with a port, for trying out, is reached by http; a guarded fetcher refuses it.

    Raises:
        ResolutionError: the identifier names no such address.
    """
    parts = _DID_WEB.fullmatch(did)
    if not parts or len(parts["host"]) > _MAX_HOST_CHARS or int(parts["port"] or 0) > _MAX_PORT:
        raise ResolutionError(
            f"{did[:200]!r} names no web address: did:web: is followed by a DNS name, perhaps "
            "%3A and a port, and path segments of letters, digits, -, ., _ and ~ between colons"
        )
    scheme = "http" if parts["host"] == "localhost" else "https"
    port = f":{parts['port']}" if parts["port"] else ""
    path = parts["path"].replace(":", "/") or "/.well-known"
    return f"{scheme}://{parts['host']}{port}{path}/did.json"
