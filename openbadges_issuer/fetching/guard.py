"""Where a fetcher may go: which URLs, and which addresses a host name may stand for.

A badge is written by whoever wants to; a URL in it must not make a verifier ask the machines
around it. So only names of the public network are asked, and only at public addresses.
"""

from __future__ import annotations

import re
from collections.abc import Container
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from openbadges_issuer.errors import FetchError, Problem
from openbadges_issuer.phrases import Phrase

_MOST_CHARS = 2_000
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# The last label of an IP address, in whatever spelling, begins with a digit.
_NAME = re.compile(rf"(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])?", re.IGNORECASE)
_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
_UNPRINTABLE = re.compile(r"[^\x21-\x7e]|\\")
# All of IPv6 that is routed between networks. What leads on to an IPv4 address of the writer's
# choice (mapped, NAT64), and what belongs to a site or a link, is outside.
_ROUTED_IPV6 = ip_network("2000::/3")
# Public by the letter, or in some version of Python: protocols, 6to4, Teredo, documentation.
_SET_ASIDE = [
    ip_network(text)
    for text in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2002::/16", "3fff::/20")
]


def public_url(url: str, ports: Container[int]) -> SplitResult:
    """Take a URL apart that a fetcher may follow into the public network.

    Args:
        url: what a badge, or somebody, named.
        ports: those that may be asked.

    Raises:
        FetchError: not https, a user name, an IP address, another port, or no URL (SSRF_BLOCKED).
    """
    parts, port = _split(url)
    if parts.scheme != "https":
        raise _blocked(url, Phrase("only https addresses are followed"))
    if not _NAME.fullmatch(parts.hostname or "") or len(parts.hostname or "") > 253:
        raise _blocked(url, Phrase("only host names of the public network are followed"))
    if (443 if port is None else port) not in ports:
        raise _blocked(url, Phrase("port {port} is not asked", port=str(port)))
    return parts


def loopback_url(url: str) -> SplitResult | None:
    """Take a URL of this computer apart; None for every other.

    Raises:
        FetchError: a user name, or no URL (SSRF_BLOCKED).
    """
    parts, _ = _split(url)
    own = parts.scheme in ("http", "https") and parts.hostname in _LOOPBACK_NAMES
    return parts if own else None


def is_public(address: str) -> bool:
    """Tell whether an IP address belongs to the public network, and to one machine of it."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address) and ip not in _ROUTED_IPV6:
        return False
    set_aside = any(ip in network for network in _SET_ASIDE)
    return ip.is_global and not ip.is_multicast and not set_aside


def is_loopback(address: str) -> bool:
    """Tell whether an IP address is this computer's own."""
    return ip_address(address).is_loopback


def shown(url: str) -> str:
    """Write a URL for a sentence."""
    return url if len(url) <= 200 else f"{url[:200]}…"


def _split(url: str) -> tuple[SplitResult, int | None]:
    if len(url) > _MOST_CHARS or _UNPRINTABLE.search(url):
        raise _blocked(url, Phrase("this is not an address of the web"))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _blocked(url, Phrase("this is not an address of the web")) from None
    if "@" in parts.netloc:
        without = url.replace(f"{parts.netloc.rpartition('@')[0]}@", "…@", 1)  # a password
        raise _blocked(without, Phrase("an address with a user name in it is not followed"))
    return parts, port


def _blocked(url: str, why: Phrase) -> FetchError:
    return FetchError(Phrase("{url}: {why}", url=shown(url), why=why), problem=Problem.SSRF_BLOCKED)
