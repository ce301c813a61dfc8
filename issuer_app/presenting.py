"""Everything that a page shows of one report. No words are decided in a template but fixed ones.

Only what was verified is shown: all of it comes from the report, never from what was sent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from issuer_app.badge_facts import Badge, Work, badge_of, sentence, typeset, work_of
from issuer_app.issuer_facts import IssuerShown, ascii_domain, harmless, issuer_of
from openbadges_issuer.errors import Problem
from openbadges_issuer.plain_text import plain
from openbadges_issuer.report import Outcome, Report, Verdict
from openbadges_issuer.strict_json import as_list
from openbadges_issuer.verifying import TrustList
from openbadges_issuer.verifying.checks import day
from openbadges_issuer.verifying.questions import Answer, answer_of, answers, worst

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
_WRONG_RECIPIENT = "This badge was not issued to the address given"
_LONGEST_ID = 300
_LONGEST_FILE = 60_000


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
        title: the heading without the address that was asked about: browsers remember titles.
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
    title: str
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
    heading = sentence(words.heading)
    is_wrong = report.verdict is Verdict.WRONG_RECIPIENT
    may_show = report.document is not None
    status = report.check("status_revocation")
    recipient = answer_of(report, "recipient")
    return Shown(
        verdict=report.verdict,
        tone=tone,
        icon=_ICONS.get(report.verdict) or _ICON_OF_TONE[tone],
        heading=heading,
        sentence=sentence(words.sentence),
        advice=sentence(words.advice),
        also=tuple(map(sentence, words.also)),
        title=_WRONG_RECIPIENT if is_wrong else heading,
        asked=may_show and recipient.outcome is not Outcome.NOT_APPLICABLE,
        glance=_glance(report) if may_show else (),
        names_address="" if may_show else _address_to_name(report),
        badge=badge_of(report, own_url) if may_show else None,
        issuer=issuer_of(report, trust) if may_show else None,
        work=work_of(report.document, titles=evidence_titles) if report.document else None,
        checks=() if tone == "plain" else tuple(map(harmless, answers(report))),
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
    domain = ascii_domain(report.issuer_id)
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
    for proof in as_list(document.get("proof")):
        if isinstance(proof, Mapping):
            rows.append(("Key", str(proof.get("verificationMethod", ""))))
            rows.append(("Signed at", str(proof.get("created", ""))))
    rows += [("Status list", str(url)) for url in _status_lists(document)]
    return Technical(_rows(rows), _file(document))


def _rows(rows: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((label, plain(value, _LONGEST_ID)) for label, value in rows if value)


def _status_lists(document: Mapping[str, Any]) -> list[Any]:
    return [
        entry.get("statusListCredential", "")
        for entry in as_list(document.get("credentialStatus"))
        if isinstance(entry, Mapping)
    ]


def _file(document: Mapping[str, Any]) -> str:
    """Write the document as JSON; every character that is not plain ASCII as an escape."""
    text = json.dumps(document, indent=2)
    return text if len(text) <= _LONGEST_FILE else f"{text[:_LONGEST_FILE]}\n[…]"
