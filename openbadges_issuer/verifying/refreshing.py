"""A newer version of the badge, which its issuer may have: asked for once, after a good proof.

Whoever answers there, only the same issuer can replace the badge, and only by the same badge. What
was withdrawn or paused stays so: a newer version is for what has ended or is told better.

Specification: Open Badges 3.0 section 9.1 (refresh) and section 9.1 of 1EdTech's refresh service.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from openbadges_issuer.errors import OpenBadgesError
from openbadges_issuer.phrases import Day, Phrase
from openbadges_issuer.report import Check, Outcome, Report
from openbadges_issuer.strict_json import as_list
from openbadges_issuer.verifying.circumstances import Circumstances
from openbadges_issuer.verifying.dates import begin_of
from openbadges_issuer.verifying.reader import Found, read
from openbadges_issuer.verifying.verdict import worst

_TYPE = "1EdTechCredentialRefresh"
_ACCEPT = (
    "application/vc, application/vc+ld+json, application/ld+json, application/json, text/plain, "
    "image/png, image/svg+xml"
)
_NEEDED = ("signature", "key_bound_to_issuer", "schema", "not_before")
_STATUS = ("status_revocation", "status_suspension")


def refreshed(
    report: Report, circumstances: Circumstances, examine: Callable[[Found], Report]
) -> Report:
    """Give the report on the newer version, if there is one that is sure; else the one given.

    Args:
        report: on the badge that was given.
        circumstances: of the verification.
        examine: reports on a newer version, and asks for none of that.

    Raises:
        OpenBadgesError: the badge stands among others, on which all was spent that is allowed.
    """
    url = _url(report)
    if url is None or not _may_be_replaced(report):
        return report
    try:
        newer, is_old = _read(url, circumstances, examine)
    except OpenBadgesError as error:
        if circumstances.allowance and circumstances.allowance.is_spent:
            raise  # there may be a newer version, and to be silent would hide it
        why = error.message
        return _noted(report, Phrase("No newer version of it was read ({why}).", why=why))
    if why_not := _why_not(report, newer, is_old=is_old):
        return _noted(report, why_not)
    begin = begin_of(newer.document or {})
    day = Day(begin) if begin else Phrase("a day it does not say")
    return _noted(
        newer, Phrase("Its issuer's newer version, of {day}, was checked in its place.", day=day)
    )


def _may_be_replaced(report: Report) -> bool:
    """Tell whether its issuer signed it, and has neither withdrawn nor paused it."""
    return report.check("key_bound_to_issuer").outcome is Outcome.PASSED and not any(
        report.check(id_).outcome is Outcome.FAILED for id_ in _STATUS
    )


def _read(
    url: str, circumstances: Circumstances, examine: Callable[[Found], Report]
) -> tuple[Report, bool]:
    """Report on what is at that address, and tell whether it is an old copy of that."""
    limits, allowance = circumstances.limits, circumstances.allowance
    most = max(limits.image_bytes, limits.credential_bytes)
    if allowance:
        allowance.take()
    answer = circumstances.fetcher.fetch(url, max_bytes=most, accept=_ACCEPT)
    found = read(answer.content, limits=limits)
    if allowance:
        allowance.take_values(found.document)
    return examine(found), answer.stale


def _why_not(report: Report, newer: Report, *, is_old: bool) -> Phrase | None:
    """Say why what was read does not take the place of the badge given; None when it does."""
    if any(newer.check(id_).outcome is not Outcome.PASSED for id_ in _NEEDED):
        return Phrase("What its issuer's address gives as newer is not confirmed.")
    if not _is_same(newer, report):
        return Phrase("What its issuer's address gives as newer is another badge.")
    begin, given = begin_of(newer.document or {}), begin_of(report.document or {})
    if begin is None or given is None or begin <= given:
        return Phrase("Its issuer gives no newer version of it.")
    if worst([report.verdict, newer.verdict]) is not report.verdict:
        return None  # a no and a doubt count however they are learned
    if is_old:
        return Phrase("Only an old copy of a newer version of it was read.")
    is_doubted = any(report.check(id_).outcome is Outcome.UNDECIDED for id_ in _STATUS)
    doubt = Phrase("A newer version of it does not say whether it was withdrawn.")
    return doubt if is_doubted else None


def _url(report: Report) -> str | None:
    services = as_list((report.document or {}).get("refreshService"))
    urls = (
        service.get("id")
        for service in services
        if isinstance(service, dict) and _TYPE in as_list(service.get("type"))
    )
    return next((url for url in urls if isinstance(url, str)), None)


def _is_same(newer: Report, older: Report) -> bool:
    """Tell whether two credentials are the same one (Open Badges 3.0 section 9.2).

    One without an id is the same as no other.
    """
    one, other = newer.document or {}, older.document or {}
    has_id = isinstance(other.get("id"), str)
    return has_id and (newer.issuer_id, one.get("id")) == (older.issuer_id, other["id"])


def _noted(report: Report, note: Phrase) -> Report:
    """Say beside what was found what became of the question for a newer version."""

    def said(check: Check) -> Check:
        if check.id != "readable":
            return check
        return check._replace(detail=Phrase("{found}. {note}.", found=check.detail, note=note))

    return replace(report, checks=tuple(map(said, report.checks)))
