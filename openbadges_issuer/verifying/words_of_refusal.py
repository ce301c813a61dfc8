"""What is said of a badge that is not as its issuer signed it: of its own words none is shown."""

from __future__ import annotations

from openbadges_issuer.errors import Problem
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.report import Check, Outcome, Words
from openbadges_issuer.verifying.facts import Facts

AGAIN = Phrase("Ask the issuer to issue it again.")
_ORIGINAL = Phrase("Ask the candidate for the original link or file.")
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


def tampered(facts: Facts) -> Words:
    """Say what was not as it was signed, or who did not sign."""
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
                AGAIN,
            )
    for problem in (Problem.CONTEXT_NOT_ALLOWED, Problem.UNDEFINED_TERM):
        if problem in by_problem:
            return Words(
                "✖",
                Phrase("Part of this badge is not covered by the signature"),
                _and_none(placed(by_problem[problem])),
                AGAIN,
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


def placed(check: Check) -> Phrase:
    """Name the place in the badge that a check stumbled over, unless its sentence does."""
    if f"({check.path})" in check.detail or not check.path:
        return check.detail
    return Phrase("{what} ({path}).", what=check.detail, path=check.path)


def _and_none(why: Phrase) -> Phrase:
    return Phrase("{why}. We show none of what it claims.", why=why)
