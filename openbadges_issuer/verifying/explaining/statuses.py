"""The trail of the status entries: what each list says of itself, and of the badge once proved."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from openbadges_issuer.errors import OpenBadgesError
from openbadges_issuer.fetching import Response
from openbadges_issuer.status import Bitstring, RevocationListEntry, StatusEntry, read_entry
from openbadges_issuer.strict_json import as_list, member_path
from openbadges_issuer.verifying.explaining.keys import placed
from openbadges_issuer.verifying.explaining.trail import StatusTrail
from openbadges_issuer.verifying.reader import issuer_id_of, read_credential
from openbadges_issuer.verifying.status_lists import StatusLists

_PATH = "$.credentialStatus"
_TOO_OLD = "this copy is too old: a newer one may say otherwise"


def explain_statuses(document: Mapping[str, Any], lists: StatusLists) -> tuple[StatusTrail, ...]:
    """Compute the trail of every status entry of a badge, up to the bound on their number."""
    given, most = document.get("credentialStatus"), lists.circumstances.limits.status_entries
    trails = []
    for index, entry in enumerate(as_list(given)[:most]):
        path = member_path(_PATH, index) if isinstance(given, list) else _PATH
        trails.append(_status(StatusTrail(path), entry, document, lists))
    return tuple(trails)


def _status(
    trail: StatusTrail, entry: Any, badge: Mapping[str, Any], lists: StatusLists
) -> StatusTrail:
    """Go as far as this entry and its list allow, and say what stopped it."""
    try:
        known = read_entry(entry, trail.path)
        trail = trail._replace(url=known.status_list_credential, purpose=known.purpose)
        if isinstance(known, StatusEntry):
            trail = trail._replace(list_index=known.index, size=known.size)
        response = lists.fetch(known)
        trail = trail._replace(
            retrieved_at=response.retrieved_at,
            stale=response.stale,
            sha256=sha256(response.content).hexdigest(),
        )
        issuer_id = issuer_id_of(badge)
        if isinstance(known, RevocationListEntry):
            found = lists.look_up_id(known, badge.get("id"), issuer_id)
        else:
            trail = _of_list(trail, response, known, lists)
            found = lists.look_up(known, issuer_id)
    except OpenBadgesError as error:
        return trail._replace(fault=placed(error.message, error.path))
    too_old = _TOO_OLD if found.is_old and not found.value else None
    return trail._replace(value=found.value, fault=too_old)


def _of_list(
    trail: StatusTrail, response: Response, entry: StatusEntry, lists: StatusLists
) -> StatusTrail:
    """Tell what a list of bits says of itself."""
    limits = lists.circumstances.limits
    document = read_credential(response.content, limits=limits).document
    trail = trail._replace(
        issuer=issuer_id_of(document),
        valid_from=_text(document, "validFrom", "issuanceDate"),
        valid_until=_text(document, "validUntil", "expirationDate"),
    )
    subject = document.get("credentialSubject")
    encoded = subject.get("encodedList") if isinstance(subject, Mapping) else None
    if not isinstance(encoded, str):
        return trail
    bits = Bitstring.decode(encoded, is_older=entry.form.is_older, limits=limits)
    return trail._replace(length=len(bits))


def _text(document: Mapping[str, Any], *members: str) -> str | None:
    return next((text for m in members if isinstance(text := document.get(m), str)), None)
