"""Every verdict in words that a principal reads without knowing what a signature is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from openbadges_issuer import timestamps
from openbadges_issuer.errors import InputError, Problem
from openbadges_issuer.plain_text import plain
from openbadges_issuer.report import Check, Outcome, Verdict, Words
from openbadges_issuer.verifying.checks import day
from openbadges_issuer.verifying.trust import domain_of

_SHOW_NONE = "We show none of what it claims."
_AGAIN = "Ask the issuer to issue it again."


@dataclass(frozen=True, slots=True)
class Facts:
    """What the words are filled with.

    Attributes:
        checks: all checks of the report.
        document: the signed document; empty when nothing may be shown.
        claimed_id: the issuer that the badge names, proved or not.
        issuer: the issuer's proved name, else the key.
        recipient: the identity that was asked about.
        now: time of the verification.
    """

    checks: tuple[Check, ...]
    document: Mapping[str, Any]
    claimed_id: str | None
    issuer: str
    recipient: str
    now: datetime

    def check(self, check_id: str) -> Check:
        """Return one check."""
        return next(check for check in self.checks if check.id == check_id)

    def date(self, *members: str) -> str:
        """Write the first of these date members that the document has."""
        for member in members:
            if member in self.document:
                try:
                    return day(timestamps.parse(self.document[member]))
                except InputError:
                    continue
        return "a day it does not say"

    @property
    def awarded(self) -> str:
        """The day of the award."""
        return self.date("awardedDate", "validFrom", "issuanceDate")

    @property
    def badge_name(self) -> str:
        """The achievement's name, else the credential's."""
        subject = self.document.get("credentialSubject")
        achievement = subject.get("achievement") if isinstance(subject, Mapping) else None
        own = achievement.get("name") if isinstance(achievement, Mapping) else None
        return _plain(own) or _plain(self.document.get("name")) or "this badge"

    @property
    def claimed_name(self) -> str:
        """What the issuer calls itself; anyone can choose a name."""
        issuer = self.document.get("issuer")
        name = _plain(issuer.get("name")) if isinstance(issuer, Mapping) else ""
        return name or self.claimed_id or "nothing"

    @property
    def whom_to_ask(self) -> str:
        """The issuer, and how to reach it if it is known: what a stranger writes reaches him."""
        issuer = self.document.get("issuer")
        if not isinstance(issuer, Mapping) or not _is_known(self):
            return self.issuer
        contact = next(filter(None, (_plain(issuer.get(m)) for m in ("email", "phone", "url"))), "")
        return f"{self.issuer} ({contact})" if contact else self.issuer

    @property
    def domain(self) -> str:
        """The domain that the badge names as its issuer's."""
        return (domain_of(self.claimed_id) if self.claimed_id else None) or "the issuer's website"


def words_for(verdict: Verdict, facts: Facts) -> Words:
    """Put a verdict into words, and list every other answer that is not a yes.

    Where the signature was not confirmed there is nothing more to say.
    """
    words = _WORDS[verdict](facts)
    if not facts.document:
        return words
    about = _ABOUT.get(verdict, ())
    also = tuple(
        check.detail
        for check in facts.checks
        if check.id not in about and check.outcome in (Outcome.FAILED, Outcome.UNDECIDED)
    )
    return replace(words, also=also)


def _genuine(facts: Facts) -> str:
    """Say genuine only of a badge whose issuer is known; what is merely intact proves nobody."""
    return "genuine" if _is_known(facts) else "intact"


def _is_known(facts: Facts) -> bool:
    return facts.check("issuer_known").outcome is Outcome.PASSED


def _valid(facts: Facts) -> Words:
    return Words(
        "✔",
        "This badge is genuine and in force",
        f'{facts.issuer} awarded "{facts.badge_name}" on {facts.awarded}. It has not been changed '
        f"since, and {_not_withdrawn(facts)}.",
        "Check that it belongs to your candidate."
        if facts.check("recipient").outcome is Outcome.NOT_APPLICABLE
        else "Nothing more is needed.",
    )


def _expired(facts: Facts) -> Words:
    return Words(
        "◔",
        f"This badge is {_genuine(facts)}, but it ended on "
        + facts.date("validUntil", "expirationDate"),
        f"{facts.issuer} awarded it on {facts.awarded} for a limited time.",
        "Ask the candidate whether it has been renewed.",
    )


def _revoked(facts: Facts) -> Words:
    return Words(
        "✖",
        f"{facts.issuer} has withdrawn this badge",
        f"It was awarded on {facts.awarded} and has been withdrawn. It should not be relied on.",
        f"Ask {facts.whom_to_ask}, not only the candidate.",
    )


def _suspended(facts: Facts) -> Words:
    return Words(
        "❚❚",
        f"{facts.issuer} has paused this badge",
        "It is not in force at present. This can be temporary and is not a finding against anyone.",
        f"Check again later, or ask {facts.issuer}.",
    )


def _not_yet_valid(facts: Facts) -> Words:
    return Words(
        "◷",
        f"This badge takes effect on {facts.date('validFrom', 'issuanceDate')}",
        f"It is {_genuine(facts)} but not in force yet.",
        "Check again after that date.",
    )


def _tampered(facts: Facts) -> Words:
    failed = [check for check in facts.checks if check.outcome is Outcome.FAILED]
    by_problem = {check.problem: check for check in reversed(failed)}
    if Problem.PROOF_MISSING in by_problem:
        return Words(
            "✖",
            "Nobody has signed this badge",
            f"Anyone could have written it. {_SHOW_NONE}",
            "Ask the candidate for the original link or file.",
        )
    if Problem.KEY_REVOKED in by_problem:
        return Words(
            "✖",
            f"The key behind this badge can no longer be trusted, says {facts.domain}",
            f"We can't prove that this badge was signed before that. {_SHOW_NONE}",
            f"Ask {facts.domain} to issue it again.",
        )
    if Problem.KEY_NOT_AUTHORIZED in by_problem:
        return Words(
            "✖",
            "This badge was not signed by the issuer it names",
            f"{by_problem[Problem.KEY_NOT_AUTHORIZED].detail} {_SHOW_NONE}",
            "Ask the issuer.",
        )
    for problem in (Problem.JOSE_HEADER_FORBIDDEN, Problem.ALG_NOT_ALLOWED, Problem.CLAIM_MISMATCH):
        if problem in by_problem:
            return Words(
                "✖",
                "This badge is not signed in the way that Open Badges are",
                f"{by_problem[problem].detail} {_SHOW_NONE}",
                _AGAIN,
            )
    for problem in (Problem.CONTEXT_NOT_ALLOWED, Problem.UNDEFINED_TERM):
        if problem in by_problem:
            return Words(
                "✖",
                "Part of this badge is not covered by the signature",
                f"{_placed(by_problem[problem])} {_SHOW_NONE}",
                _AGAIN,
            )
    return Words(
        "✖",
        "This file does not match what was signed",
        "Something in it was changed after it was issued, by accident or on purpose. We can't say "
        "what, so we show none of what it claims.",
        "Ask the candidate for the original link or file. Copying the text by hand breaks a badge.",
    )


def _key_unreachable(facts: Facts) -> Words:
    return Words(
        "?",
        "We could not reach the issuer's website to check this badge",
        f"It may be genuine. {_doubt(facts)}",
        "Try again later, or ask the issuer.",
    )


def _unsupported(facts: Facts) -> Words:
    return Words(
        "?",
        "We can't check this kind of badge",
        f"{_doubt(facts)} It may be genuine.",
        "Ask the candidate for a link to the issuer's own page.",
    )


def _issuer_unknown(facts: Facts) -> Words:
    return Words(
        "!",
        "The badge is intact, but we don't know who issued it",
        f'It was signed by {_short(facts.issuer)}, which calls itself "{facts.claimed_name}". '
        f"Anyone can choose a name. {facts.check('issuer_known').detail}",
        "Find out whether that issuer is who it says before relying on it.",
    )


def _status_unknown(facts: Facts) -> Words:
    doubts = [facts.check("status_revocation"), facts.check("status_suspension")]
    doubt = next(check for check in doubts if check.outcome is Outcome.UNDECIDED)
    return Words(
        "?",
        "We could not check whether this badge was withdrawn",
        f"The signature of the badge is good. {doubt.detail}",
        "Check again later. Do not treat this as a yes.",
    )


def _malformed(facts: Facts) -> Words:
    return Words(
        "!",
        "This badge is intact, but not made as the standard says",
        f"{facts.check('schema').detail} Parts of it may be shown wrongly.",
        _AGAIN,
    )


def _wrong_recipient(facts: Facts) -> Words:
    return Words(
        "✖",
        f"This badge was not issued to {facts.recipient}",
        "The signature of the badge is good. Teachers have several addresses; one of a former "
        "district is common.",
        "Ask the candidate which e-mail it was issued to, and try that one.",
    )


def _recipient_unknown(facts: Facts) -> Words:
    return Words(
        "?",
        "This badge does not say whom it was issued to in a way we can check",
        f"The badge itself is {_genuine(facts)} and in force. Whether it is your candidate's, we "
        "could not check.",
        f"Ask {facts.issuer} to confirm.",
    )


def _not_a_badge(facts: Facts) -> Words:
    return Words(
        "✖",
        "This is not a badge we can read",
        facts.check("readable").detail,
        "Use the original PNG, SVG or JSON file, or the link.",
    )


def _doubt(facts: Facts) -> str:
    """Say what the first check met that could not be made."""
    for check in facts.checks:
        if check.outcome is Outcome.UNDECIDED and check.problem is not None:
            return check.detail
    return "It is made in a way that is not known here."


def _not_withdrawn(facts: Facts) -> str:
    """Say that a badge was not withdrawn only where a list was read that says so."""
    if facts.check("status_revocation").outcome is Outcome.PASSED:
        return "has not been withdrawn"
    return "names no list on which it could be withdrawn"


def _short(identifier: str) -> str:
    """Clip a key's identifier: its beginning and end tell two apart."""
    return identifier if len(identifier) <= 72 else f"{identifier[:40]}…{identifier[-12:]}"


def _placed(check: Check) -> str:
    """Name the place in the badge that a check stumbled over, unless its sentence does."""
    if f"({check.path})" in check.detail or not check.path:
        return check.detail
    return f"{check.detail.rstrip('.')} ({check.path})."


def _plain(text: Any) -> str:
    """Take the text out of a string or a text with a language, for a place in a sentence."""
    value = text.get("@value") if isinstance(text, Mapping) else text
    return plain(value) if isinstance(value, str) else ""


# The checks that a verdict's own heading speaks of.
_ABOUT = {
    Verdict.WRONG_RECIPIENT: ("recipient",),
    Verdict.REVOKED: ("status_revocation",),
    Verdict.SUSPENDED: ("status_suspension",),
    Verdict.NOT_YET_VALID: ("not_before",),
    Verdict.EXPIRED: ("not_after",),
    Verdict.STATUS_UNKNOWN: ("status_revocation", "status_suspension"),
    Verdict.RECIPIENT_UNKNOWN: ("recipient",),
    Verdict.MALFORMED: ("schema",),
    Verdict.ISSUER_UNKNOWN: ("issuer_known", "key_bound_to_issuer"),
}

_WORDS: dict[Verdict, Callable[[Facts], Words]] = {
    Verdict.NOT_A_BADGE: _not_a_badge,
    Verdict.UNSUPPORTED: _unsupported,
    Verdict.KEY_UNREACHABLE: _key_unreachable,
    Verdict.TAMPERED: _tampered,
    Verdict.WRONG_RECIPIENT: _wrong_recipient,
    Verdict.REVOKED: _revoked,
    Verdict.SUSPENDED: _suspended,
    Verdict.NOT_YET_VALID: _not_yet_valid,
    Verdict.EXPIRED: _expired,
    Verdict.STATUS_UNKNOWN: _status_unknown,
    Verdict.RECIPIENT_UNKNOWN: _recipient_unknown,
    Verdict.MALFORMED: _malformed,
    Verdict.ISSUER_UNKNOWN: _issuer_unknown,
    Verdict.VALID: _valid,
}
