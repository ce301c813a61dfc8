"""Everything that a page shows of one report. No words are decided in a template but fixed ones.

Only what was verified is shown: all of it comes from the report, never from what was sent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from issuer_app.badge_facts import Badge, Work, badge_of, facts_of, work_of
from issuer_app.issuer_facts import IssuerShown, ascii_domain, issuer_of
from issuer_app.saying import AnswerShown, moment, said, shown
from openbadges_issuer.errors import Problem
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.plain_text import plain
from openbadges_issuer.report import Outcome, Report, Verdict, Words
from openbadges_issuer.strict_json import as_list
from openbadges_issuer.verifying import TrustList, TrustLists
from openbadges_issuer.verifying.questions import answer_of, answers, worst

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
_NOT_IN_FORCE: dict[Problem | None, Phrase] = {
    Problem.REVOKED: Phrase("it was withdrawn"),
    Problem.SUSPENDED: Phrase("it is paused"),
    Problem.EXPIRED: Phrase("it has ended"),
    Problem.NOT_YET_VALID: Phrase("not yet"),
}
_PROVING = ("format", "contexts", "signature", "key_bound_to_issuer")
_WRONG_RECIPIENT = Phrase("This badge was not issued to the address given")
_LONGEST_ID = 300
_LONGEST_FILE = 60_000


@dataclass(frozen=True, slots=True)
class Technical:
    """What a technician wants: names and values, and the verified document as JSON text.

    The text holds the recipient's hashed addresses: it is shown to who brought the file only.
    """

    rows: tuple[tuple[Markup, str], ...]
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
        glance: four short answers; empty where the signature is not good, and of a record that is
            not valid: its own answers may be better than those of the badges in it.
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
    heading: Markup
    sentence: Markup
    advice: Markup
    also: tuple[Markup, ...]
    title: Markup
    asked: bool
    glance: tuple[AnswerShown, ...]
    names_address: str
    badge: Badge | None
    issuer: IssuerShown | None
    work: Work | None
    checks: tuple[AnswerShown, ...]
    recipient: AnswerShown
    technical: Technical
    checked: str
    checked_iso: str
    lists: Markup
    host: str


def present(
    report: Report,
    *,
    trust: TrustList | TrustLists,
    host: str,
    own_url: str | None = None,
    evidence_titles: bool = False,
) -> Shown:
    """Make a report ready for a page.

    Args:
        report: what the verifier said.
        trust: the lists under which it was verified.
        host: who verified.
        own_url: this host's public base URL; pictures elsewhere are not loaded.
        evidence_titles: whether the holder lets titles of the evidence be seen.
    """
    words = _words_by_itself(report) if is_doubtful_by_itself(report) else report.words
    tone = _TONES[report.verdict.exit_status]
    heading = said(words.heading)
    is_wrong = report.verdict is Verdict.WRONG_RECIPIENT
    may_show = report.document is not None
    status = report.check("status_revocation")
    recipient = answer_of(report, "recipient")
    return Shown(
        verdict=report.verdict,
        tone=tone,
        icon=_ICONS.get(report.verdict) or _ICON_OF_TONE[tone],
        heading=heading,
        sentence=said(words.sentence),
        advice=said(words.advice),
        also=tuple(map(said, words.also)),
        title=said(_WRONG_RECIPIENT) if is_wrong else heading,
        asked=may_show and recipient.outcome is not Outcome.NOT_APPLICABLE,
        glance=_glance(report) if may_show and (report or not report.parts) else (),
        names_address="" if may_show else _address_to_name(report),
        badge=badge_of(report, own_url) if may_show else None,
        issuer=issuer_of(report, trust) if may_show else None,
        work=work_of(report.document, titles=evidence_titles) if report.document else None,
        checks=() if tone == "plain" else tuple(map(shown, answers(report))),
        recipient=shown(recipient),
        technical=_technical(report),
        checked=moment(report.checked_at),
        checked_iso=report.checked_at.isoformat(timespec="seconds"),
        lists=said(_list_read(status.detail) if status.outcome is Outcome.PASSED else ""),
        host=host,
    )


def is_doubtful_by_itself(report: Report) -> bool:
    """Tell a presentation whose verdict is that of none of its badges, but of who presents them."""
    inside = {part.report.verdict for part in report.parts}
    return report.document is None and bool(inside) and report.verdict not in inside


def _words_by_itself(report: Report) -> Words:
    """Say what is in doubt of a presentation, where its words tell of the badges in it."""
    doubt = worst(report, *_PROVING)
    return report.words._replace(
        heading=Phrase("We could not check who presents this"),
        sentence=Phrase(
            "It has a signature of whoever presents what is in it. {doubt}.", doubt=doubt.detail
        ),
        advice=Phrase("Look at the answer for each badge, and ask the candidate whose it is."),
    )


def _list_read(detail: Phrase) -> Phrase:
    """Say away from the question which list was read, whatever else the answer tells."""
    values = detail.values
    if {"host", "dated", "read"} <= values.keys():
        return Phrase("List of withdrawn badges of {host}, dated {dated}, read {read}.", **values)
    if {"host", "read"} <= values.keys():
        return Phrase("List of withdrawn badges of {host}, read {read}.", **values)
    inside = (_list_read(value) for value in values.values() if isinstance(value, Phrase))
    return next(filter(None, inside), Phrase.of(""))


def _address_to_name(report: Report) -> str:
    """Give the web address that an unproved badge names, unless the words name it already."""
    domain = ascii_domain(report.issuer_id)
    return "" if domain in f"{report.words.heading} {report.words.sentence}" else domain


def _glance(report: Report) -> tuple[AnswerShown, ...]:
    """Give the four answers that a principal looks for first."""
    unchanged = report.check("signature")
    force = worst(report, "status_suspension", "status_revocation", "not_before", "not_after")
    known = worst(report, "key_bound_to_issuer", "issuer_known")
    recipient = answer_of(report, "recipient")
    issuer = plain(report.issuer_name or "") if known.outcome is Outcome.PASSED else ""
    return (
        _short(Phrase("Unchanged"), unchanged.outcome),
        _short(Phrase("In force"), force.outcome, _NOT_IN_FORCE.get(force.problem, _until(report))),
        _short(Phrase("Known issuer"), known.outcome, issuer),
        AnswerShown(
            said(Phrase("Your candidate’s")),
            recipient.outcome,
            said(recipient.answer),
            Markup(""),
        ),
    )


def _until(report: Report) -> Phrase:
    facts = facts_of(report)
    ends = {"validUntil", "expirationDate"} & facts.document.keys()
    if not ends:
        return Phrase("it has no end date")
    return Phrase("until {day}", day=facts.day(*sorted(ends)))


def _short(label: Phrase, outcome: Outcome, note: str = "") -> AnswerShown:
    words = {Outcome.PASSED: Phrase("Yes"), Outcome.FAILED: Phrase("No")}
    decided = outcome in words
    answer = words.get(outcome, Phrase("Could not check"))
    return AnswerShown(said(label), outcome, said(answer), said(note if decided else ""))


def _technical(report: Report) -> Technical:
    document = report.document
    rows = [
        (Phrase("Verdict"), report.verdict.value),
        (Phrase("Found in"), report.found_in or ""),
        (Phrase("Secured with"), report.securing or ""),
        (Phrase("Issuer"), report.issuer_id or ""),
        (Phrase("Checked at"), report.checked_at.isoformat(timespec="seconds")),
    ]
    if document is None:
        return Technical(_rows(rows), "")
    rows.insert(0, (Phrase("Credential"), str(document.get("id", ""))))
    for proof in as_list(document.get("proof")):
        if isinstance(proof, Mapping):
            rows.append((Phrase("Key"), str(proof.get("verificationMethod", ""))))
            rows.append((Phrase("Signed at"), str(proof.get("created", ""))))
    rows += [(Phrase("Status list"), str(url)) for url in _status_lists(document)]
    return Technical(_rows(rows), _file(document))


def _rows(rows: list[tuple[Phrase, str]]) -> tuple[tuple[Markup, str], ...]:
    return tuple((said(label), plain(value, _LONGEST_ID)) for label, value in rows if value)


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
