"""How the library reaches the outside: a port, and fetchers that are safe to point at strangers.

A library user may pass any object with a `fetch` method of the shape of `Fetcher`.
"""

from openbadges_issuer.fetching.port import FetchedOnce, Fetcher, Offline, Prefetched, Response

__all__ = [
    "FetchedOnce",
    "Fetcher",
    "Offline",
    "Prefetched",
    "Response",
]
