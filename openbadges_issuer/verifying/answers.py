"""Is every term signed, does the signature fit, and is the key the issuer's?

The three answers belong together, because one proof gives all of them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from openbadges_issuer.errors import OpenBadgesError, Problem
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.report import Check, Outcome
from openbadges_issuer.verifying.binding import bound_check

_COULD_NOT_CHECK = {
    Problem.PROOF_UNSUPPORTED,
    Problem.KEY_UNSUPPORTED,
    Problem.KEY_UNREACHABLE,
    Problem.DID_RESOLUTION_FAILED,
    Problem.TOO_COMPLEX,
}


class Proving(NamedTuple):
    """The three answers that one proof gives.

    Attributes:
        format: is every term defined, so that it is signed?
        signature: does the signature fit?
        key_bound_to_issuer: does the issuer's own document list the key?
        securing: name of the cryptosuite, or ``vc-jwt``.
        owner: whose key it is: the controller, or the key itself when nobody says.
        context: the `@context` that was signed, when others have added to it; None: it is as given.
    """

    format: Check
    signature: Check
    key_bound_to_issuer: Check
    securing: str | None = None
    owner: str = ""
    context: Any = None

    @property
    def holds(self) -> bool:
        """Tell whether the content is as signed, whoever signed it."""
        return self.format.outcome is self.signature.outcome is Outcome.PASSED

    @property
    def may_be_shown(self) -> bool:
        """Tell whether what the badge says may be shown: as signed, and not by a foreign key."""
        return self.holds and self.key_bound_to_issuer.outcome is not Outcome.FAILED

    @property
    def confirms_issuer(self) -> bool:
        """Tell whether the issuer that the badge names has signed it."""
        return self.holds and self.key_bound_to_issuer.outcome is Outcome.PASSED


class Mechanism(NamedTuple):
    """A way of securing a credential, and the answers that a proof of this kind gives.

    Attributes:
        name: name of the cryptosuite, or ``vc-jwt``; None when it is not known.
        spec: URL of the section that says how it is verified.
    """

    name: str | None
    spec: str

    def fits(self, owner: str, bound: Check, *, note: Phrase | None = None) -> Proving:
        """Answer for a signature that fits: whose key it is, and what the binding check says."""
        detail = Phrase("The signature fits the content.")
        if note is not None:
            detail = Phrase("{fits}. {note}.", fits=detail, note=note)
        signature = Check("signature", Outcome.PASSED, detail, spec=self.spec)
        return Proving(_ALL_DEFINED, signature, bound, self.name, owner)

    def fails(self, error: OpenBadgesError) -> Proving:
        """Answer for a signature that does not fit, is by a foreign key, or cannot be checked."""
        undecided = error.problem in _COULD_NOT_CHECK
        foreign = error.problem is Problem.KEY_NOT_AUTHORIZED
        outcome = Outcome.UNDECIDED if undecided or foreign else Outcome.FAILED
        detail = error.sentence
        signature = Check("signature", outcome, detail, error.problem, error.path, self.spec)
        if foreign:
            bound = bound_check(Outcome.FAILED, detail, error.problem)
        else:
            bound = bound_check(
                Outcome.UNDECIDED,
                Phrase("Not checked, because the signature could not be confirmed."),
            )
        return Proving(_ALL_DEFINED, signature, bound, self.name)

    def undefined(self, error: OpenBadgesError) -> Proving:
        """Answer for a badge in which not everything is signed, or not within the bounds."""
        outcome = Outcome.UNDECIDED if error.problem in _COULD_NOT_CHECK else Outcome.FAILED
        not_checked = Phrase("Not checked, because not everything in the badge can be signed.")
        return Proving(
            Check("format", outcome, error.sentence, error.problem, error.path),
            Check("signature", Outcome.UNDECIDED, not_checked, spec=self.spec),
            bound_check(Outcome.UNDECIDED, not_checked),
        )


_ALL_DEFINED = Check(
    "format", Outcome.PASSED, Phrase("Every term is defined, so every term is signed.")
)
