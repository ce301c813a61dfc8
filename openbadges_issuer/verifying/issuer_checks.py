"""Do we know the issuer of a badge? By the lists of the verifying side, or by who endorses it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from openbadges_issuer.errors import Problem
from openbadges_issuer.phrases import Day, Phrase
from openbadges_issuer.plain_text import plain
from openbadges_issuer.report import Check, Outcome, Part
from openbadges_issuer.strict_json import as_list
from openbadges_issuer.verifying.dates import begin_of
from openbadges_issuer.verifying.policy import Policy
from openbadges_issuer.verifying.trust import (
    Listing,
    TrustedIssuer,
    TrustList,
    TrustLists,
    domain_of,
)

_ISSUER = "https://www.w3.org/TR/vc-data-model-2.0/#issuer"
_SURELY_AN_ISSUER = re.compile(r"did:[^/?#]+|https://[^/?#]+/?")
_MOST_NAMED = 5
_LONGEST_ID = 100


def issuer_known(
    document: Mapping[str, Any],
    issuer_id: str | None,
    bound: Check,
    policy: Policy,
    now: datetime,
    endorsements: Iterable[Part] = (),
    *,
    warn: bool = True,
) -> Check:
    """Do we know that issuer? Only an issuer whose key is confirmed can be known.

    Args:
        document: the credential.
        issuer_id: the issuer that it names.
        bound: whether the key is the issuer's.
        policy: whom the verifying side knows.
        now: when this is asked.
        endorsements: those that came with the credential, each with its own report.
        warn: whether to look for a listed issuer that this one resembles, which takes time.
    """
    if bound.outcome is not Outcome.PASSED or issuer_id is None:
        why = Phrase("Nothing confirms who signed it, so it cannot be looked up.")
        return _not_known(Outcome.UNDECIDED, why, Problem.KEY_UNCONFIRMED)
    if policy.trust is None:
        return _known(Phrase("Every confirmed issuer is accepted here."))
    day, today = _day_of(document), now.date()
    lists = policy.trust.counting(today)
    listing = lists.find(issuer_id, day)
    if listing and day and listing.issuer.covers(day):
        return _known(
            Phrase(
                'It is on the list "{list}" as "{issuer}".',
                list=listing.list.name,
                issuer=_full_name(listing.issuer),
            )
        )
    endorser = None if listing else endorser_of(issuer_id, endorsements, lists, today)
    if endorser:
        return _known(
            Phrase(
                'It is endorsed by "{endorser}", which is on the list "{list}".',
                endorser=_full_name(endorser.issuer),
                list=endorser.list.name,
            )
        )
    if outdated := [each for each in policy.trust.lists if not each.counts(today)]:
        return _not_known(Outcome.UNDECIDED, _too_old(outdated[0]), Problem.ISSUER_UNKNOWN)
    if listing:
        why = Phrase(
            '{issuer} is on the list "{list}", but not for that day.',
            issuer=listing.issuer.name,
            list=listing.list.name,
        )
    else:
        why = _on_no_list(policy.trust)
        if warn:
            why = _warned(why, document, issuer_id, policy.trust)
    return _not_known(Outcome.FAILED, why, Problem.ISSUER_UNKNOWN)


def endorser_of(
    issuer_id: str, endorsements: Iterable[Part], lists: TrustLists, today: date
) -> Listing | None:
    """Find a listed body that makes an issuer known by endorsing it.

    An endorsement counts when its own report is valid, when it is about exactly this issuer, and
    when the list says of its issuer that whom it endorses is known, for the day of the endorsement
    and today. One level deep: an endorsement of the endorser makes nobody known. It does not say
    what kind of thing it is about, so it makes nobody known whose id may be that of an
    achievement: only a DID, and the front page of a web site, are surely an issuer's.

    Args:
        issuer_id: DID or https id of the issuer whose key signed the badge.
        endorsements: each with its own report, under the same lists.
        lists: those that count today.
        today: the day of the verification.
    """
    if not _SURELY_AN_ISSUER.fullmatch(issuer_id):
        return None
    for _, report in endorsements:
        if not report or report.document is None or report.issuer_id in (None, issuer_id):
            continue
        subject, day = report.document.get("credentialSubject"), _day_of(report.document)
        about = subject.get("id") if isinstance(subject, Mapping) else None
        if about != issuer_id or "EndorsementCredential" not in as_list(
            report.document.get("type")
        ):
            continue
        for listing in lists.listings(report.issuer_id or ""):
            endorser = listing.issuer
            if endorser.endorses and endorser.covers(today) and day and endorser.covers(day):
                return listing
    return None


def proved_name(document: Mapping[str, Any], issuer_id: str, policy: Policy, now: datetime) -> str:
    """Name a confirmed issuer by a list, else by the domain it controls, else by its id.

    An endorsement confirms who an issuer is, and gives it no name.
    """
    listing = listing_of(document, issuer_id, policy.trust, now) if policy.trust else None
    return listing.issuer.name if listing else domain_of(issuer_id) or issuer_id


def listing_of(
    document: Mapping[str, Any], issuer_id: str, trust: TrustLists, now: datetime
) -> Listing | None:
    """Find the list that has a confirmed issuer, for the day of the credential if one has."""
    return trust.counting(now.date()).find(issuer_id, _day_of(document))


def _day_of(document: Mapping[str, Any]) -> date | None:
    """Give the day of a credential, for which its issuer has to be on a list."""
    begin = begin_of(document)
    return begin.date() if begin else None


def _known(why: Phrase) -> Check:
    return Check("issuer_known", Outcome.PASSED, why, spec=_ISSUER)


def _not_known(outcome: Outcome, why: Phrase, problem: Problem) -> Check:
    return Check("issuer_known", outcome, why, problem, "$.issuer", _ISSUER)


def _full_name(issuer: TrustedIssuer) -> str:
    return f"{issuer.name}, {issuer.place}" if issuer.place else issuer.name


def _on_no_list(trust: TrustLists) -> Phrase:
    first, *others = trust.lists
    if not others:
        return Phrase('It is not on the list "{list}".', list=first.name)
    lists = Phrase('"{list}"', list=first.name)
    for other in others[: _MOST_NAMED - 1]:
        lists = Phrase('{lists}, "{list}"', lists=lists, list=other.name)
    if len(others) >= _MOST_NAMED:
        lists = Phrase("{lists} and others", lists=lists)
    return Phrase("It is on none of the lists {lists}.", lists=lists)


def _too_old(outdated: TrustList) -> Phrase:
    days = outdated.max_age.days if outdated.max_age else 0
    if outdated.updated is None:
        return Phrase(
            'The list "{list}" counts for {count} days and does not say from which.',
            list=outdated.name,
            count=days,
        )
    return Phrase(
        'The list "{list}" is of {day} and counted for {count} days.',
        list=outdated.name,
        day=Day(datetime.combine(outdated.updated, time(), UTC)),
        count=days,
    )


def _warned(
    answer: Phrase, document: Mapping[str, Any], issuer_id: str, trust: TrustLists
) -> Phrase:
    """Add a warning when a reader may take the issuer for a listed one; it decides nothing."""
    issuer = document.get("issuer")
    name = issuer.get("name") if isinstance(issuer, Mapping) else None
    name = plain(name) if isinstance(name, str) else ""
    listed = trust.resembling(issuer_id, name)
    if listed is None:
        return answer
    return Phrase(
        '{answer}. Do not take {id} for "{listed}" ({address}).',
        answer=answer,
        id=_address(issuer_id),
        listed=_full_name(listed),
        address=_address(listed.key),
    )


def _address(issuer_id: str) -> str:
    """Write where an issuer is to be found, a domain with foreign letters both ways."""
    domain = domain_of(issuer_id)
    if domain is None:
        return plain(issuer_id, _LONGEST_ID)
    from openbadges_issuer.verifying.look_alikes import readable  # noqa: PLC0415

    written, spoken = plain(domain, _LONGEST_ID), plain(readable(domain), _LONGEST_ID)
    if written == spoken:
        return written
    return Phrase("{domain}, shown as {letters}", domain=written, letters=spoken)
