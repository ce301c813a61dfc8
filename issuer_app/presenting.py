"""Everything that a page shows of one report. No words are decided in a template but fixed ones.

Only what was verified is shown: all of it comes from the report, never from what was sent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from issuer_app.badge_facts import (
    Badge,
    Work,
    badge_of,
    facts_of,
    safe_link,
    sentence,
    typeset,
    work_of,
)
from openbadges_issuer.errors import Problem
from openbadges_issuer.plain_text import plain
from openbadges_issuer.report import Outcome, Report, Verdict
from openbadges_issuer.verifying import TrustedIssuer, TrustList
from openbadges_issuer.verifying.checks import day
from openbadges_issuer.verifying.questions import Answer, answer_of, answers, worst
from openbadges_issuer.verifying.trust import domain_of

_TONES = {0: "good", 1: "bad", 2: "doubt", 3: "plain"}  # by exit status; only valid is good
_ICONS = {
    Verdict.VALID: "yes",
    Verdict.EXPIRED: "clock",
    Verdict.NOT_YET_VALID: "clock",
    Verdict.SUSPENDED: "pause",
    Verdict.MALFORMED: "attention",
    Verdict.ISSUER_UNKNOWN: "attention",
    Verdict.NOT_A_BADGE: "nothing",
}
_ICON_OF_TONE = {"bad": "no", "doubt": "unknown"}
_NOT_IN_FORCE: dict[Problem | None, str] = {
    Problem.REVOKED: "it was withdrawn",
    Problem.SUSPENDED: "it is paused",
    Problem.EXPIRED: "it has ended",
    Problem.NOT_YET_VALID: "not yet",
}
_LONGEST_ID = 300
_LONGEST_FILE = 60_000


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
        lines: web address, list and endorsements: what was found.
        rules_url: the rules of the list, or "".
        look_alike: a warning, or None.
    """

    name: str
    claimed: str
    calls_itself: bool
    domain: str
    lines: tuple[Answer, ...]
    rules_url: str
    look_alike: LookAlike | None


@dataclass(frozen=True, slots=True)
class Technical:
    """What a technician wants: names and values, and the verified document as JSON text.

    The text holds the recipient's hashed addresses: it is shown to who brought the file only.
    """

    rows: tuple[tuple[str, str], ...]
    file: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One report, for a page.

    Attributes:
        verdict: its code.
        tone: ``good`` (of `valid` only), ``bad``, ``doubt`` or ``plain``.
        icon: name of a shape in the templates.
        heading, sentence, advice, also: the verdict in words.
        asked: whether somebody asked whom it belongs to.
        glance: four short answers; empty where the signature is not good.
        names_address: the web address that the badge names, where nothing else of it is shown.
        badge, issuer, work: what may be shown of it; None where the signature is not good.
        checks: every question that was looked into; empty where nothing was there to look into.
        recipient: the answer about the recipient.
        technical: for technicians.
        checked: time of the check.
        checked_iso: the same, for machines.
        lists: which list of withdrawn badges was read; "" when none was.
        host: who checked.
    """

    verdict: Verdict
    tone: str
    icon: str
    heading: str
    sentence: str
    advice: str
    also: tuple[str, ...]
    asked: bool
    glance: tuple[Answer, ...]
    names_address: str
    badge: Badge | None
    issuer: IssuerShown | None
    work: Work | None
    checks: tuple[Answer, ...]
    recipient: Answer
    technical: Technical
    checked: str
    checked_iso: str
    lists: str
    host: str


def present(
    report: Report,
    *,
    trust: TrustList | None,
    host: str,
    own_url: str | None = None,
    evidence_titles: bool = False,
) -> Shown:
    """Make a report ready for a page.

    Args:
        report: what the verifier said.
        trust: the list under which it was verified; None when any issuer was accepted.
        host: who verified.
        own_url: this host's public base URL; pictures elsewhere are not loaded.
        evidence_titles: whether the holder lets titles of the evidence be seen.
    """
    words = report.words
    tone = _TONES[report.verdict.exit_status]
    may_show = report.document is not None
    status = report.check("status_revocation")
    recipient = answer_of(report, "recipient")
    return Shown(
        verdict=report.verdict,
        tone=tone,
        icon=_ICONS.get(report.verdict) or _ICON_OF_TONE[tone],
        heading=sentence(words.heading),
        sentence=sentence(words.sentence),
        advice=sentence(words.advice),
        also=tuple(map(sentence, words.also)),
        asked=may_show and recipient.outcome is not Outcome.NOT_APPLICABLE,
        glance=_glance(report) if may_show else (),
        names_address="" if may_show else _address_to_name(report),
        badge=badge_of(report, own_url) if may_show else None,
        issuer=_issuer(report, trust) if may_show else None,
        work=work_of(report.document, titles=evidence_titles) if report.document else None,
        checks=() if tone == "plain" else tuple(map(_harmless, answers(report))),
        recipient=recipient,
        technical=_technical(report),
        checked=moment(report.checked_at),
        checked_iso=report.checked_at.isoformat(timespec="seconds"),
        lists=sentence(status.detail.removeprefix("No. "))
        if status.outcome is Outcome.PASSED
        else "",
        host=host,
    )


def moment(time: datetime) -> str:
    """Write a time as a person does, with its zone: 21 November 2026, 3:04 pm UTC."""
    time = time.astimezone(UTC)
    half = "am" if time.hour < 12 else "pm"
    return f"{day(time)}, {time.hour % 12 or 12}:{time:%M} {half} UTC"


def _address_to_name(report: Report) -> str:
    """Give the web address that an unproved badge names, unless the words name it already."""
    domain = _ascii_domain(report.issuer_id)
    return "" if domain in f"{report.words.heading} {report.words.sentence}" else domain


def _glance(report: Report) -> tuple[Answer, ...]:
    """Give what a principal asks first, in four short answers."""
    unchanged = worst(report, "format", "contexts", "signature")
    force = worst(report, "status_suspension", "status_revocation", "not_before", "not_after")
    known = worst(report, "key_bound_to_issuer", "issuer_known")
    recipient = answer_of(report, "recipient")
    until = badge_of(report, None).until
    ends = typeset(f"until {until}") if until else "it has no end date"
    passed = known.outcome is Outcome.PASSED
    return (
        _short("Unchanged", unchanged.outcome),
        _short("In force", force.outcome, _NOT_IN_FORCE.get(force.problem, ends)),
        _short("Known issuer", known.outcome, plain(report.issuer_name or "") if passed else ""),
        Answer("Your candidate’s", recipient.outcome, recipient.answer, ""),
    )


def _short(label: str, outcome: Outcome, note: str = "") -> Answer:
    words = {Outcome.PASSED: "Yes", Outcome.FAILED: "No"}
    decided = outcome in words
    return Answer(label, outcome, words.get(outcome, "Could not check"), note if decided else "")


def _issuer(report: Report, trust: TrustList | None) -> IssuerShown:
    facts = facts_of(report)
    claimed = facts.claimed_name
    bound = report.check("key_bound_to_issuer")
    proved = bound.outcome is Outcome.PASSED and report.issuer_id is not None
    listed = trust.find(report.issuer_id or "") if trust and proved else None
    domain = _ascii_domain(report.issuer_id) if proved else ""
    alike = trust.resembling(report.issuer_id or "", claimed) if trust and not listed else None
    return IssuerShown(
        name=plain(report.issuer_name or ""),
        claimed=claimed,
        calls_itself=listed is None,
        domain=domain,
        lines=(
            _web_address(bound.outcome, domain, bound.detail),
            _list(report, trust),
            _harmless(answer_of(report, "endorsements", "Endorsements")),
        ),
        rules_url=safe_link(trust.rules_url) if trust else "",
        look_alike=_look_alike(alike),
    )


def _web_address(bound: Outcome, domain: str, detail: str) -> Answer:
    if bound is not Outcome.PASSED:
        answer = "No" if bound is Outcome.FAILED else "Could not check"
        return Answer("Web address", bound, answer, sentence(detail))
    if not domain:
        return Answer(
            "Web address",
            Outcome.NOT_APPLICABLE,
            "Has none",
            "This issuer is known by its key alone, not by a site of its own.",
        )
    return Answer("Web address", bound, "Yes", "")


def _list(report: Report, trust: TrustList | None) -> Answer:
    if trust is None:
        return Answer(
            "List of known issuers",
            Outcome.NOT_APPLICABLE,
            "Does not apply",
            "No list is kept here.",
        )
    answer = _harmless(answer_of(report, "issuer_known", "List of known issuers"))
    keeper = f" The list is kept by {trust.keeper}." if trust.keeper else ""
    return Answer(answer.question, answer.outcome, answer.answer, sentence(answer.reason + keeper))


def _look_alike(listed: TrustedIssuer | None) -> LookAlike | None:
    if listed is None:
        return None
    place = f", {listed.place}" if listed.place else ""
    is_domain = not listed.key.startswith(("did:", "https://"))
    domain = listed.key if is_domain else _ascii_domain(listed.key)
    return LookAlike(plain(listed.name + place), domain)


def _technical(report: Report) -> Technical:
    document = report.document
    rows = [
        ("Verdict", report.verdict.value),
        ("Found in", report.found_in or ""),
        ("Secured with", report.securing or ""),
        ("Issuer", report.issuer_id or ""),
        ("Checked at", report.checked_at.isoformat(timespec="seconds")),
    ]
    if document is None:
        return Technical(_rows(rows), "")
    rows.insert(0, ("Credential", str(document.get("id", ""))))
    proofs = document.get("proof", [])
    for proof in proofs if isinstance(proofs, list) else [proofs]:
        if isinstance(proof, Mapping):
            rows.append(("Key", str(proof.get("verificationMethod", ""))))
            rows.append(("Signed at", str(proof.get("created", ""))))
    rows += [("Status list", str(url)) for url in _status_lists(document)]
    return Technical(_rows(rows), _file(document))


def _rows(rows: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((label, plain(value, _LONGEST_ID)) for label, value in rows if value)


def _status_lists(document: Mapping[str, Any]) -> list[Any]:
    entries = document.get("credentialStatus", [])
    return [
        entry.get("statusListCredential", "")
        for entry in (entries if isinstance(entries, list) else [entries])
        if isinstance(entry, Mapping)
    ]


def _file(document: Mapping[str, Any]) -> str:
    """Write the document as JSON; every character that is not plain ASCII as an escape."""
    text = json.dumps(document, indent=2)
    return text if len(text) <= _LONGEST_FILE else f"{text[:_LONGEST_FILE]}\n[…]"


def _harmless(answer: Answer) -> Answer:
    return Answer(answer.question, answer.outcome, answer.answer, sentence(answer.reason))


def _ascii_domain(issuer_id: str | None) -> str:
    """Give the domain of an issuer id, an international one as it is looked up."""
    domain = domain_of(issuer_id) if issuer_id else None
    if not domain or domain.isascii():
        return plain(domain or "")
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain.encode("unicode_escape").decode("ascii")
