"""Every verdict in words that a principal reads without knowing what a signature is."""

from __future__ import annotations

from collections.abc import Callable

from openbadges_issuer.errors import Problem
from openbadges_issuer.phrases import Day, Phrase
from openbadges_issuer.report import Check, Outcome, Verdict, Words, badness
from openbadges_issuer.verifying.facts import Facts
from openbadges_issuer.verifying.words_of_refusal import AGAIN, placed, tampered


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
        if facts.is_known
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
        if facts.is_known
        else Phrase("It is intact but not in force yet."),
        Phrase("Check again after that date."),
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
        if facts.is_known
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
            "{problem}. Parts of it may be shown wrongly.", problem=placed(facts.check("schema"))
        ),
        AGAIN,
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
        if facts.is_known
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
    Verdict.TAMPERED: tampered,
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
