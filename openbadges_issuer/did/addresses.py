"""Where on the web the documents and keys of an issuer stand."""

from __future__ import annotations

import re

from openbadges_issuer.did import did_web
from openbadges_issuer.errors import ResolutionError

_HTTPS = re.compile(
    r"https://(?P<host>[A-Za-z0-9.-]+)(?::(?P<port>[0-9]{1,5}))?"
    r"(?:[/?][A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?"
)
_HTTPS_PORT = 443


def document_url(issuer_id: str) -> str:
    """Return the URL at which the document of a did:web or https issuer is published.

    Raises:
        ResolutionError: another kind of id, or one that is not well-formed.
    """
    if issuer_id.startswith("did:"):
        return did_web.document_url(issuer_id)
    check_url(issuer_id)
    return issuer_id


def check_url(url: str) -> None:
    """Refuse what cannot be the URL of a document.

    Raises:
        ResolutionError: not https, a user name, a fragment, or characters no URL has.
    """
    _parts(url)


def on_own_origin(url: str, issuer_id: str) -> bool:
    """Tell whether an https URL has the scheme, host and port of the issuer's document (RFC 6454).

    No URL is on the origin of an issuer without a web address.
    """
    try:
        return _origin(url) == _origin(document_url(issuer_id))
    except ResolutionError:
        return False


def _origin(url: str) -> tuple[str, int]:
    parts = _parts(url)
    return parts["host"].lower(), int(parts["port"] or _HTTPS_PORT)


def _parts(url: str) -> re.Match[str]:
    parts = _HTTPS.fullmatch(url)
    if parts is None:
        raise ResolutionError(
            f"{url[:200]!r} is not an https URL that a document can have: "
            "no other scheme, no user name, no spaces"
        )
    return parts
