"""Who stands behind a badge, strongest first: its web address, lists, endorsements.

A proved name comes from a list or is a domain; what a badge calls its issuer is never more than a
quotation.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from issuer_app.badge_facts import facts_of, safe_link
from issuer_app.saying import AnswerShown, said, shown
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.plain_text import plain
from openbadges_issuer.report import Outcome, Report
from openbadges_issuer.verifying import TrustedIssuer, TrustList, TrustLists
from openbadges_issuer.verifying.issuer_checks import endorser_of, listing_of
from openbadges_issuer.verifying.questions import answer_of
from openbadges_issuer.verifying.trust import Listing, domain_of

_WEB_ADDRESS = Phrase("Web address")
_LIST = Phrase("List of known issuers")
_ENDORSED = Phrase("Endorsed by a known issuer")


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A listed issuer that the badge's issuer may be taken for, and is not."""

    name: str
    domain: str


@dataclass(frozen=True, slots=True)
class IssuerShown:
    """Who stands behind a badge.

    Attributes:
        name: the proved name; "" when nothing is proved.
        claimed: what the issuer calls itself, for quotes only.
        calls_itself: True when the proved name is not one that a list gives, so that the claimed
            one is to be shown beside it.
        domain: the proved web address in ASCII; "" when there is none.
        lines: web address, list or who on one endorses it, and endorsements: what was found.
        rules_url: the rules of the list, or "".
        look_alike: a warning, or None; of a known issuer there is none.
    """

    name: str
    claimed: Markup
    calls_itself: bool
    domain: str
    lines: tuple[AnswerShown, ...]
    rules_url: str
    look_alike: LookAlike | None


def issuer_of(report: Report, trust: TrustList | TrustLists) -> IssuerShown:
    """Read who stands behind a badge whose signature is good.

    Args:
        report: what the verifier said.
        trust: the lists under which it was verified.
    """
    facts = facts_of(report)
    claimed = facts.claimed_name
    bound = report.check("key_bound_to_issuer")
    proved = bound.outcome is Outcome.PASSED and report.issuer_id is not None
    lists, id_ = TrustLists.of(trust), report.issuer_id or ""
    listing = listing_of(report.document or {}, id_, lists, report.checked_at) if proved else None
    known = report.check("issuer_known").outcome is Outcome.PASSED
    endorser = _endorser(report, lists) if known and not listing else None
    by = endorser or listing
    of_list = by.list if by else lists.lists[0] if len(lists.lists) == 1 else TrustList()
    domain = ascii_domain(report.issuer_id) if proved else ""
    alike = None if known or listing else lists.resembling(id_, claimed)
    return IssuerShown(
        name=plain(report.issuer_name or ""),
        claimed=said(claimed),
        calls_itself=listing is None,
        domain=domain,
        lines=(
            _web_address(bound.outcome, domain, bound.detail),
            _list(report, of_list, _ENDORSED if endorser else _LIST),
            shown(answer_of(report, "endorsements", Phrase("Endorsements"))),
        ),
        rules_url=safe_link(of_list.rules_url),
        look_alike=_look_alike(alike),
    )


def _web_address(bound: Outcome, domain: str, detail: Phrase) -> AnswerShown:
    if bound is not Outcome.PASSED:
        answer = Phrase("No") if bound is Outcome.FAILED else Phrase("Could not check")
        return AnswerShown(said(_WEB_ADDRESS), bound, said(answer), said(detail))
    if not domain:
        why = Phrase("This issuer is known by its key alone, not by a site of its own.")
        return AnswerShown(
            said(_WEB_ADDRESS), Outcome.NOT_APPLICABLE, said(Phrase("Has none")), said(why)
        )
    return AnswerShown(said(_WEB_ADDRESS), bound, said(Phrase("Yes")), Markup(""))


def _endorser(report: Report, lists: TrustLists) -> Listing | None:
    """Give the listed body that makes a known issuer known which is on no list itself."""
    today = report.checked_at.date()
    endorsements = report.endorsements
    return endorser_of(report.issuer_id or "", endorsements, lists.counting(today), today)


def _list(report: Report, of_list: TrustList, label: Phrase) -> AnswerShown:
    answer = answer_of(report, "issuer_known", label)
    if not of_list.keeper:
        return shown(answer)
    reason = Phrase(
        "{reason}. The list is kept by {keeper}.", reason=answer.reason, keeper=of_list.keeper
    )
    return AnswerShown(said(label), answer.outcome, said(answer.answer), said(reason))


def _look_alike(listed: TrustedIssuer | None) -> LookAlike | None:
    if listed is None:
        return None
    place = f", {listed.place}" if listed.place else ""
    is_domain = not listed.key.startswith(("did:", "https://"))
    domain = listed.key if is_domain else ascii_domain(listed.key)
    return LookAlike(plain(listed.name + place), domain)


def ascii_domain(issuer_id: str | None) -> str:
    """Give the domain of an issuer id, an international one as it is looked up."""
    domain = domain_of(issuer_id) if issuer_id else None
    if not domain or domain.isascii():
        return plain(domain or "")
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain.encode("unicode_escape").decode("ascii")
