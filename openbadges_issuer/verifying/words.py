"""Every verdict in words that a principal reads without knowing what a signature is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from openbadges_issuer import timestamps
from openbadges_issuer.errors import InputError, Problem
from openbadges_issuer.phrases import Day, Phrase
from openbadges_issuer.plain_text import plain
from openbadges_issuer.report import CHECK_IDS, Check, Outcome, Verdict, Words, badness
from openbadges_issuer.verifying.trust import domain_of

_AGAIN = Phrase("Ask the issuer to issue it again.")
_ORIGINAL = Phrase("Ask the candidate for the original link or file.")


class Facts(NamedTuple):
    """What the words are filled with.

    Attributes:
        checks: all checks of the report, in the order of `CHECK_IDS`.
        document: the signed document; empty when nothing may be shown.
        claimed_id: the issuer that the badge names, proved or not.
        issuer: the issuer's proved name, else the key.
        recipient: the identity that was asked about.
    """

    checks: tuple[Check, ...]
    document: Mapping[str, Any]
    claimed_id: str | None
    issuer: str
    recipient: str

    def check(self, check_id: str) -> Check:
        """Return one check."""
        return self.checks[CHECK_IDS.index(check_id)]

    def day(self, *members: str) -> Day | Phrase:
        """Give the day of the first of these date members that the document has."""
        for member in members:
            if member in self.document:
                try:
                    return Day(timestamps.parse(self.document[member]))
                except InputError:
                    continue
        return Phrase("a day it does not say")

    @property
    def awarded(self) -> Day | Phrase:
        """The day of the award."""
        return self.day("awardedDate", "validFrom", "issuanceDate")

    @property
    def badge_name(self) -> str:
        """The achievement's name, else the credential's."""
        subject = self.document.get("credentialSubject")
        achievement = subject.get("achievement") if isinstance(subject, dict) else None
        own = achievement.get("name") if isinstance(achievement, dict) else None
        return _plain(own) or _plain(self.document.get("name")) or Phrase("this badge")

    @property
    def claimed_name(self) -> str:
        """What the issuer calls itself; anyone can choose a name."""
        issuer = self.document.get("issuer")
        name = _plain(issuer.get("name")) if isinstance(issuer, dict) else ""
        return name or self.claimed_id or Phrase("nothing")

    @property
    def whom_to_ask(self) -> str:
        """The issuer, and how to reach it if it is known: what a stranger writes reaches him."""
        issuer = self.document.get("issuer")
        if not isinstance(issuer, dict) or not _is_known(self):
            return self.issuer
        contact = next(filter(None, (_plain(issuer.get(m)) for m in ("email", "phone", "url"))), "")
        if not contact:
            return self.issuer
        return Phrase("{issuer} ({contact})", issuer=self.issuer, contact=contact)

    @property
    def domain(self) -> str:
        """The domain that the badge names as its issuer's."""
        own = domain_of(self.claimed_id) if self.claimed_id else None
        return own or Phrase("the issuer's website")


def words_for(verdict: Verdict, facts: Facts) -> Words:
    """Put a verdict into words, and list every other answer that is not a yes.

    Where the signature was not confirmed there is nothing more to say.
    """
    words = _WORDS[verdict](facts)
    if not facts.document:
        return words
    about = _ABOUT.get(verdict, ())
    doubtful = verdict in (Verdict.UNSUPPORTED, Verdict.KEY_UNREACHABLE)
    said = _doubt(facts) if doubtful else None
    also = [
        check.detail
        for check in facts.checks
        if check.outcome in (Outcome.FAILED, Outcome.UNDECIDED)
        and check.id not in about
        and check.detail != said
    ]
    return words._replace(also=tuple(also)) if also else words


def _is_known(facts: Facts) -> bool:
    return facts.check("issuer_known").outcome is Outcome.PASSED


def _valid(facts: Facts) -> Words:
    # Not withdrawn: only where a list was read that says so.
    listed = facts.check("status_revocation").outcome is Outcome.PASSED
    sentence = (
        Phrase(
            '{issuer} awarded "{badge}" on {day}. It has not been changed since, and has not been '
            "withdrawn.",
            issuer=facts.issuer,
            badge=facts.badge_name,
            day=facts.awarded,
        )
        if listed
        else Phrase(
            '{issuer} awarded "{badge}" on {day}. It has not been changed since, and names no list '
            "on which it could be withdrawn.",
            issuer=facts.issuer,
            badge=facts.badge_name,
            day=facts.awarded,
        )
    )
    return Words(
        "✔",
        Phrase("This badge is genuine and in force"),
        sentence,
        Phrase("Check that it belongs to your candidate.")
        if facts.check("recipient").outcome is Outcome.NOT_APPLICABLE
        else Phrase("Nothing more is needed."),
    )


def _expired(facts: Facts) -> Words:
    ended = facts.day("validUntil", "expirationDate")
    return Words(
        "◔",
        Phrase("This badge is genuine, but it ended on {day}", day=ended)
        if _is_known(facts)
        else Phrase("This badge is intact, but it ended on {day}", day=ended),
        Phrase(
            "{issuer} awarded it on {day} for a limited time.",
            issuer=facts.issuer,
            day=facts.awarded,
        ),
        Phrase("Ask the candidate whether it has been renewed."),
    )


def _revoked(facts: Facts) -> Words:
    return Words(
        "✖",
        Phrase("{issuer} has withdrawn this badge", issuer=facts.issuer),
        Phrase(
            "It was awarded on {day} and has been withdrawn. It should not be relied on.",
            day=facts.awarded,
        ),
        Phrase("Ask {issuer}, not only the candidate.", issuer=facts.whom_to_ask),
    )


def _suspended(facts: Facts) -> Words:
    return Words(
        "❚❚",
        Phrase("{issuer} has paused this badge", issuer=facts.issuer),
        Phrase(
            "It is not in force at present. This can be temporary and is not a finding against "
            "anyone."
        ),
        Phrase("Check again later, or ask {issuer}.", issuer=facts.issuer),
    )


def _not_yet_valid(facts: Facts) -> Words:
    return Words(
        "◷",
        Phrase(
            "This badge takes effect on {day}",
            day=facts.day("validFrom", "issuanceDate"),
        ),
        Phrase("It is genuine but not in force yet.")
        if _is_known(facts)
        else Phrase("It is intact but not in force yet."),
        Phrase("Check again after that date."),
    )


_UNSIGNED_OR_UNSHOWN = {
    Problem.PROOF_MISSING: Words(
        "✖",
        Phrase("Nobody has signed this badge"),
        Phrase("Anyone could have written it. We show none of what it claims."),
        _ORIGINAL,
    ),
    Problem.BASE_PROOF: Words(
        "✖",
        Phrase("This is the holder's own copy of a badge, which is not for showing"),
        Phrase(
            "With the secret that is in it, others can find out what its holder leaves out "
            "elsewhere. We show none of what it claims."
        ),
        Phrase("Ask the candidate for a copy that is made for showing."),
    ),
}


def _tampered(facts: Facts) -> Words:
    files = facts.check("evidence_integrity")
    return _not_as_judged(files) if files.outcome is Outcome.FAILED else _not_as_signed(facts)


def _not_as_judged(files: Check) -> Words:
    return Words(
        "✖",
        Phrase("A file you were given is not the one that was judged"),
        Phrase("The badge is as it was signed. {difference}.", difference=files.detail),
        Phrase("Ask the candidate for the original file."),
    )


def _not_as_signed(facts: Facts) -> Words:
    failed = [check for check in facts.checks if check.outcome is Outcome.FAILED]
    by_problem = {check.problem: check for check in reversed(failed)}
    for problem, words in _UNSIGNED_OR_UNSHOWN.items():
        if problem in by_problem:
            return words
    if Problem.KEY_REVOKED in by_problem:
        return Words(
            "✖",
            Phrase("{domain} says the key behind this badge was stolen", domain=facts.domain),
            Phrase(
                "{why}. We can't prove that this badge was signed before that day. We show none of "
                "what it claims.",
                why=by_problem[Problem.KEY_REVOKED].detail,
            ),
            Phrase("Ask {domain} to issue it again.", domain=facts.domain),
        )
    if Problem.KEY_NOT_AUTHORIZED in by_problem:
        return Words(
            "✖",
            Phrase("This badge was not signed by the issuer it names"),
            _and_none(by_problem[Problem.KEY_NOT_AUTHORIZED].detail),
            Phrase("Ask the issuer."),
        )
    for problem in (Problem.JOSE_HEADER_FORBIDDEN, Problem.ALG_NOT_ALLOWED, Problem.CLAIM_MISMATCH):
        if problem in by_problem:
            return Words(
                "✖",
                Phrase("This badge is not signed in the way that Open Badges are"),
                _and_none(by_problem[problem].detail),
                _AGAIN,
            )
    for problem in (Problem.CONTEXT_NOT_ALLOWED, Problem.UNDEFINED_TERM):
        if problem in by_problem:
            return Words(
                "✖",
                Phrase("Part of this badge is not covered by the signature"),
                _and_none(_placed(by_problem[problem])),
                _AGAIN,
            )
    return Words(
        "✖",
        Phrase("This file does not match what was signed"),
        Phrase(
            "Something in it was changed after it was issued, by accident or on purpose. We can't "
            "say what, so we show none of what it claims."
        ),
        Phrase(
            "Ask the candidate for the original link or file. Copying the text by hand breaks a "
            "badge."
        ),
    )


def _key_unreachable(facts: Facts) -> Words:
    return Words(
        "?",
        Phrase("We could not reach the issuer's website to check this badge"),
        Phrase("It may be genuine. {doubt}.", doubt=_doubt(facts)),
        Phrase("Try again later, or ask the issuer."),
    )


def _unsupported(facts: Facts) -> Words:
    older = any(check.problem is Problem.OPEN_BADGES_2 for check in facts.checks)
    return Words(
        "?",
        Phrase("This is an older badge (Open Badges 2.0)")
        if older
        else Phrase("We can't check this kind of badge"),
        Phrase("{doubt}. It may be genuine.", doubt=_doubt(facts)),
        Phrase("Ask the candidate for a link to the issuer's own page."),
    )


def _issuer_unknown(facts: Facts) -> Words:
    return Words(
        "!",
        Phrase("The badge is intact, but we don't know who issued it"),
        Phrase(
            'It was signed by {key}, which calls itself "{name}". Anyone can choose a name. {why}.',
            key=_short(facts.issuer),
            name=facts.claimed_name,
            why=facts.check("issuer_known").detail,
        ),
        Phrase("Find out whether that issuer is who it says before relying on it."),
    )


def _status_unknown(facts: Facts) -> Words:
    checks = [facts.check("status_revocation"), facts.check("status_suspension")]
    doubts = [check for check in checks if check.outcome is Outcome.UNDECIDED]
    doubt = min(doubts, key=lambda check: badness(check.outcome, check.as_of))
    if doubt.as_of is not None:
        return _in_force_once(facts, doubt, Day(doubt.as_of))
    return Words(
        "?",
        Phrase("We could not check whether this badge was withdrawn"),
        Phrase("The signature of the badge is good. {doubt}.", doubt=doubt.detail),
        Phrase("Check again later. Do not treat this as a yes."),
    )


def _in_force_once(facts: Facts, doubt: Check, day: Day) -> Words:
    return Words(
        "?",
        Phrase("This badge is genuine, and as of {day} it was in force", day=day)
        if _is_known(facts)
        else Phrase("This badge is intact, and as of {day} it was in force", day=day),
        Phrase(
            '{issuer} awarded "{badge}" on {day}. It has not been changed since. {doubt}.',
            issuer=_short(facts.issuer),
            badge=facts.badge_name,
            day=facts.awarded,
            doubt=doubt.detail,
        ),
        Phrase(
            "Check again where its issuer can be reached, or ask {issuer}, or whoever keeps its "
            "records now. Until then this is not a yes.",
            issuer=_short(facts.whom_to_ask),
        ),
    )


def _malformed(facts: Facts) -> Words:
    return Words(
        "!",
        Phrase("This badge is intact, but not made as the standard says"),
        Phrase(
            "{problem}. Parts of it may be shown wrongly.", problem=_placed(facts.check("schema"))
        ),
        _AGAIN,
    )


def _wrong_recipient(facts: Facts) -> Words:
    return Words(
        "✖",
        Phrase("This badge was not issued to {address}", address=facts.recipient),
        Phrase(
            "The signature of the badge is good. Teachers have several addresses; one of a former "
            "district is common."
        ),
        Phrase("Ask the candidate which e-mail it was issued to, and try that one."),
    )


def _recipient_unknown(facts: Facts) -> Words:
    return Words(
        "?",
        Phrase("This badge does not say whom it was issued to in a way we can check"),
        Phrase(
            "The badge itself is genuine and in force. Whether it is your candidate's, we could "
            "not check."
        )
        if _is_known(facts)
        else Phrase(
            "The badge itself is intact and in force. Whether it is your candidate's, we could "
            "not check."
        ),
        Phrase("Ask {issuer} to confirm.", issuer=facts.issuer),
    )


def _not_a_badge(facts: Facts) -> Words:
    return Words(
        "",
        Phrase("This is not a badge we can read"),
        facts.check("readable").detail,
        Phrase("Use the original PNG, SVG or JSON file, or the link."),
    )


def _doubt(facts: Facts) -> Phrase:
    """Say what the first check met that could not be made."""
    for check in facts.checks:
        if check.outcome is Outcome.UNDECIDED and check.problem is not None:
            return check.detail
    return Phrase("It is made in a way that is not known here.")


def _short(identifier: str) -> str:
    """Clip a key's identifier: its beginning and end tell two apart."""
    if isinstance(identifier, Phrase) and identifier.pattern is not None:
        shorter = {name: _short(str(value)) for name, value in identifier.values.items()}
        return Phrase(identifier.pattern, **shorter)
    return identifier if len(identifier) <= 72 else f"{identifier[:40]}…{identifier[-12:]}"


def _and_none(why: Phrase) -> Phrase:
    return Phrase("{why}. We show none of what it claims.", why=why)


def _placed(check: Check) -> Phrase:
    """Name the place in the badge that a check stumbled over, unless its sentence does."""
    if f"({check.path})" in check.detail or not check.path:
        return check.detail
    return Phrase("{what} ({path}).", what=check.detail, path=check.path)


def _plain(text: Any) -> str:
    """Take the text out of a string or a text with a language, for a place in a sentence."""
    value = text.get("@value") if isinstance(text, dict) else text
    return plain(value) if isinstance(value, str) else ""


# The checks that a verdict's own heading speaks of.
_ABOUT = {
    Verdict.KEY_UNREACHABLE: ("key_bound_to_issuer", "issuer_known"),
    Verdict.TAMPERED: ("evidence_integrity",),
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
