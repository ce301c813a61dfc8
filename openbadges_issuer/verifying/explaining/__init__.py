"""The trail behind a report: all is computed again, by the verifier and from the same bytes.

Nothing is fetched for it. What the verification had no reason to fetch stays unfetched.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from openbadges_issuer import contexts
from openbadges_issuer.errors import FetchError, OpenBadgesError
from openbadges_issuer.fetching import Fetcher, Response
from openbadges_issuer.strict_json import as_list
from openbadges_issuer.verifying import carried
from openbadges_issuer.verifying.explaining.proofs import explain_proofs
from openbadges_issuer.verifying.explaining.statuses import explain_statuses
from openbadges_issuer.verifying.explaining.tokens import explain_token
from openbadges_issuer.verifying.explaining.trail import BundledContext, StatusTrail, Trail
from openbadges_issuer.verifying.presented import presenter
from openbadges_issuer.verifying.reader import read
from openbadges_issuer.verifying.status_lists import StatusLists


class Closable:
    """Passes requests on until it is closed."""

    def __init__(self, fetcher: Fetcher) -> None:
        """Keep the fetcher; open."""
        self._fetcher = fetcher
        self.loopback = bool(getattr(fetcher, "loopback", False))
        self.closed = False

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
        """Ask the other fetcher.

        Raises:
            FetchError: this one is closed, or the other one raised it.
        """
        if self.closed:
            raise FetchError(f"{url} was not asked for in this verification")
        return self._fetcher.fetch(url, max_bytes=max_bytes, accept=accept)


def explain(data: bytes | str, lists: StatusLists) -> Trail | None:
    """Compute the trail of what was verified; None when there is nothing to look into.

    Args:
        data: what was verified.
        lists: of its verification, with its circumstances; what the fetcher does not give counts as
            not retrieved.
    """
    circumstances = lists.circumstances
    limits = circumstances.limits
    try:
        found = read(data, limits=limits)
    except OpenBadgesError:
        return None
    document = found.document
    if found.kind == "presentation":
        circumstances = circumstances._replace(signatory=presenter(found))
        inside = len(carried.of_presentation(document))
        statuses: tuple[StatusTrail, ...] = ()  # an envelope is not withdrawn
    else:
        inside = len(carried.endorsements_of(document))
        inside += len(carried.of_record(document)) if found.kind == "record" else 0
        statuses = explain_statuses(document, lists)
    return Trail(
        found_in=found.found_in,
        contexts=tuple(map(_context, as_list(document.get("@context"))[: limits.contexts])),
        proofs=() if found.token else explain_proofs(found, circumstances),
        token=explain_token(found.token, circumstances) if found.token else None,
        statuses=statuses,
        inside=inside,
    )


def _context(url: Any) -> BundledContext:
    if not isinstance(url, str):
        return BundledContext(f"({type(url).__name__})")
    file = contexts.bundled().get(url)
    return BundledContext(url, file, sha256(contexts.read(file)).hexdigest() if file else None)
