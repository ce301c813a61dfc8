"""A newer version of the badge, which its issuer may have: asked for once, after a good proof.

Whoever answers there, only the same issuer can replace the badge, and only by the same badge.

Specification: Open Badges 3.0 section 9.1 (refresh) and section 9.1 of 1EdTech's refresh service.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from openbadges_issuer import timestamps
from openbadges_issuer.errors import InputError, OpenBadgesError
from openbadges_issuer.phrases import Day, Phrase
from openbadges_issuer.report import Check, Outcome, Report
from openbadges_issuer.strict_json import as_list
from openbadges_issuer.verifying.circumstances import Circumstances
from openbadges_issuer.verifying.reader import Found, read

_TYPE = "1EdTechCredentialRefresh"
_ACCEPT = (
    "application/vc, application/vc+ld+json, application/ld+json, application/json, text/plain, "
    "image/png, image/svg+xml"
)
_NEEDED = ("signature", "key_bound_to_issuer", "schema", "not_before")


def refreshed(
    report: Report, circumstances: Circumstances, examine: Callable[[Found], Report]
) -> Report:
    """Give the report on the newer version, if there is one that is sure; else the one given.

    Args:
        report: on the badge that was given.
        circumstances: of the verification.
        examine: reports on a newer version, and asks for none of that.
    """
    url = _url(report)
    if url is None or report.check("key_bound_to_issuer").outcome is not Outcome.PASSED:
        return report
    limits = circumstances.limits
    most = max(limits.image_bytes, limits.credential_bytes)
    try:
        answer = circumstances.fetcher.fetch(url, max_bytes=most, accept=_ACCEPT)
        newer = examine(read(answer.content, limits=limits))
    except OpenBadgesError as error:
        why = error.message
        return _noted(report, Phrase("No newer version of it was read ({why}).", why=why))
    if any(newer.check(id_).outcome is not Outcome.PASSED for id_ in _NEEDED):
        return _noted(report, Phrase("What its issuer's address gives as newer is not confirmed."))
    if not _is_same(newer, report):
        return _noted(report, Phrase("What its issuer's address gives as newer is another badge."))
    begins = _begins(newer)
    if begins <= _begins(report):
        return _noted(report, Phrase("Its issuer gives no newer version of it."))
    return _noted(
        newer,
        Phrase("Its issuer's newer version, of {day}, was checked in its place.", day=Day(begins)),
    )


def _url(report: Report) -> str | None:
    services = as_list((report.document or {}).get("refreshService"))
    urls = (
        service.get("id")
        for service in services
        if isinstance(service, dict) and _TYPE in as_list(service.get("type"))
    )
    return next((url for url in urls if isinstance(url, str)), None)


def _is_same(newer: Report, older: Report) -> bool:
    """Tell whether two credentials are the same one (Open Badges 3.0 section 9.2)."""
    one, other = newer.document or {}, older.document or {}
    return (newer.issuer_id, one.get("id")) == (older.issuer_id, other.get("id"))


def _begins(report: Report) -> datetime:
    document: dict[str, Any] = report.document or {}
    try:
        return timestamps.parse(document.get("validFrom", document.get("issuanceDate")))
    except InputError:
        return datetime.min.replace(tzinfo=report.checked_at.tzinfo)


def _noted(report: Report, note: Phrase) -> Report:
    """Say beside what was found what became of the question for a newer version."""

    def said(check: Check) -> Check:
        if check.id != "readable":
            return check
        return check._replace(detail=Phrase("{found}. {note}.", found=check.detail, note=note))

    return replace(report, checks=tuple(map(said, report.checks)))
