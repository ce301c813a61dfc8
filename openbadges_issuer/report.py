"""What a verification says: outcomes, checks, a verdict, and the way to the verified document."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from openbadges_issuer.errors import OpenBadgesError, Problem
from openbadges_issuer.phrases import Phrase

CHECK_IDS = (
    "readable",
    "format",
    "contexts",
    "signature",
    "key_bound_to_issuer",
    "schema",
    "not_before",
    "not_after",
    "status_revocation",
    "status_suspension",
    "evidence_integrity",
    "issuer_known",
    "recipient",
    "endorsements",
)
"""Every check, in the order in which a report gives them."""

_STATUS_IDS = ("status_revocation", "status_suspension")


class Outcome(StrEnum):
    """The answer of one check. There is no default, and "could not check" is never a yes."""

    PASSED = "passed"
    FAILED = "failed"
    UNDECIDED = "undecided"
    NOT_APPLICABLE = "not_applicable"


WORST_FIRST = (Outcome.FAILED, Outcome.UNDECIDED, Outcome.PASSED, Outcome.NOT_APPLICABLE)
"""The outcomes in the order in which one of several answers counts."""


def badness(outcome: Outcome, as_of: datetime | None = None) -> tuple[int, bool, float]:
    """Give the order of several answers to one question: the first is the one that counts.

    Args:
        outcome: of the answer.
        as_of: as `Check` has it; what is known of no time is worse, and so is what is longer ago.
    """
    return WORST_FIRST.index(outcome), as_of is not None, as_of.timestamp() if as_of else 0.0


class Verdict(StrEnum):
    """The one answer of a report. Only `VALID` is a yes."""

    NOT_A_BADGE = "not_a_badge"
    UNSUPPORTED = "unsupported"
    KEY_UNREACHABLE = "key_unreachable"
    TAMPERED = "tampered"
    WRONG_RECIPIENT = "wrong_recipient"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    STATUS_UNKNOWN = "status_unknown"
    RECIPIENT_UNKNOWN = "recipient_unknown"
    MALFORMED = "malformed"
    ISSUER_UNKNOWN = "issuer_unknown"
    VALID = "valid"

    @property
    def exit_status(self) -> int:
        """Exit status of the command line: 0 valid, 1 not valid, 2 undecided, 3 not a badge."""
        return _EXIT_STATUS.get(self, 2)


_EXIT_STATUS = {
    Verdict.VALID: 0,
    Verdict.TAMPERED: 1,
    Verdict.WRONG_RECIPIENT: 1,
    Verdict.REVOKED: 1,
    Verdict.SUSPENDED: 1,
    Verdict.NOT_YET_VALID: 1,
    Verdict.EXPIRED: 1,
    Verdict.NOT_A_BADGE: 3,
}


class Check(NamedTuple):
    """One question and its answer.

    Attributes:
        id: one of `CHECK_IDS`.
        outcome: the answer.
        detail: one plain sentence.
        problem: the stable code when the answer is not good, else None.
        path: JSON path of what the check stumbled over, or ``""``.
        spec: URL of the section of the specification that asks for the check, or ``""``.
        as_of: of a list that could not be read anew, when it said that the badge was in force;
            else None.
    """

    id: str
    outcome: Outcome
    detail: Phrase
    problem: Problem | None = None
    path: str = ""
    spec: str = ""
    as_of: datetime | None = None


def in_force_as_of(checks: Iterable[Check]) -> datetime | None:
    """Say when a badge was in force by lists that could not be read anew.

    Returns:
        None where one of them was not read at all, or nothing is in doubt.
    """
    doubts = [c for c in checks if c.id in _STATUS_IDS and c.outcome is Outcome.UNDECIDED]
    worst = min(doubts, key=lambda check: badness(check.outcome, check.as_of), default=None)
    return worst and worst.as_of


class Part(NamedTuple):
    """A credential that stands in another document, and what was found of it alone.

    Attributes:
        path: JSON path in the document that was given; of a bundle the file's name in it.
        report: of this credential.
    """

    path: str
    report: Report

    def to_json(self) -> dict[str, Any]:
        """Write it as JSON members."""
        return {"path": self.path, "report": self.report.to_json()}


class Words(NamedTuple):
    """A verdict in plain words, for a person who knows nothing of credentials.

    Attributes:
        symbol: one character that tells the verdicts apart without color; none where there is no
            badge to judge.
        heading: the answer.
        sentence: what it means.
        advice: what the reader can do.
        also: every other answer that is not a yes, one sentence each.
    """

    symbol: str
    heading: Phrase
    sentence: Phrase
    advice: Phrase
    also: tuple[Phrase, ...] = ()

    @property
    def headline(self) -> str:
        """The heading, behind the symbol if there is one."""
        return f"{self.symbol} {self.heading}" if self.symbol else str(self.heading)


@dataclass(frozen=True, slots=True)
class VerifiedCredential:
    """A credential that was verified, and what verified it. Only `Report.require` makes one.

    Attributes:
        document: the credential as signed, with its embedded proof if it has one.
        issuer_id: DID or URL of the issuer whose key signed it.
        issuer_name: the issuer's proved name: from the trust list, else its domain or key.
        report: the report that allowed it.
    """

    document: dict[str, Any]
    issuer_id: str
    issuer_name: str
    report: Report


@dataclass(frozen=True, slots=True)
class Report:
    """The whole result of one verification.

    A report is true only for `Verdict.VALID`, so ``if report:`` cannot take a doubt for a yes.

    Attributes:
        verdict: the one answer.
        checks: every check of `CHECK_IDS`, in that order.
        in_words: puts the answer into words.
        checked_at: time of the verification, UTC.
        found_in: ``JSON``, ``JWT``, ``PNG``, ``SVG`` or ``ZIP``; None when nothing was found.
        securing: name of the cryptosuite, or ``vc-jwt``; None when unknown.
        issuer_id: the issuer that the badge names, proved or not; None when it names none.
        issuer_name: the issuer's proved name; None when its key was not confirmed.
        document: the credential as signed. None unless its signature is good: what was not
            signed is not shown. None also for a presentation of several badges.
        parts: of a CLR 2.0 record its credentials, of a presentation or bundle of more (or of one,
            when who presents it is in doubt) these. The verdict is no better than the worst of
            them. Where too many are given, the last is undecided and stands for all that is left.
        endorsements: what others say of the badge, its achievement or its issuer; of several badges
            what came beside them; of an endorsement alone, what it is worth itself. They change no
            verdict.
    """

    verdict: Verdict
    checks: tuple[Check, ...]
    in_words: Callable[[], Words] = field(repr=False, compare=False)
    checked_at: datetime
    found_in: str | None = None
    securing: str | None = None
    issuer_id: str | None = None
    issuer_name: str | None = None
    document: dict[str, Any] | None = field(default=None, repr=False)
    parts: tuple[Part, ...] = field(default=(), repr=False)
    endorsements: tuple[Part, ...] = field(default=(), repr=False)

    def __bool__(self) -> bool:
        """Tell whether the verdict is `valid`."""
        return self.verdict is Verdict.VALID

    @property
    def as_of(self) -> datetime | None:
        """Of `STATUS_UNKNOWN`, when it was in force; None for other verdicts, or if never known.

        What became of it since nobody could tell. It is for a reader to decide whether to go by it.
        """
        unknown = self.verdict is Verdict.STATUS_UNKNOWN
        return in_force_as_of(self.checks) if unknown else None

    @property
    def words(self) -> Words:
        """The answer for a person. Whoever goes by the verdict alone does not wait for it."""
        return self.in_words()

    def check(self, check_id: str) -> Check:
        """Return one check by its id.

        Raises:
            KeyError: there is no check of that id.
        """
        for check in self.checks:
            if check.id == check_id:
                return check
        raise KeyError(check_id)

    def require(self) -> VerifiedCredential:
        """Return the credential if the verdict is `valid`.

        Raises:
            VerificationError: it is not; the error carries this report. Of a presentation of
                several badges, each of `parts` is to be asked.
        """
        if not self or self.document is None or self.issuer_id is None or not self.issuer_name:
            raise VerificationError(self)
        return VerifiedCredential(self.document, self.issuer_id, self.issuer_name, self)

    def to_json(self) -> dict[str, Any]:
        """Write the report as JSON members. The names and codes are stable; sentences are not."""
        words = self.words
        return {
            "format": "open-badges-report/1",
            "verdict": self.verdict.value,
            "exitStatus": self.verdict.exit_status,
            "heading": words.heading,
            "sentence": words.sentence,
            "advice": words.advice,
            "also": list(words.also),
            "asOf": self.as_of and _written(self.as_of),
            "checkedAt": _written(self.checked_at),
            "foundIn": self.found_in,
            "securing": self.securing,
            "issuer": {"id": self.issuer_id, "provedName": self.issuer_name},
            "checks": [
                {
                    "id": check.id,
                    "outcome": check.outcome.value,
                    "detail": check.detail,
                    "problem": check.problem.value if check.problem else None,
                    "path": check.path,
                    "spec": check.spec,
                    "asOf": check.as_of and _written(check.as_of),
                }
                for check in self.checks
            ],
            "credential": self.document,
            "parts": [part.to_json() for part in self.parts],
            "endorsements": [part.to_json() for part in self.endorsements],
        }


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


class VerificationError(OpenBadgesError):
    """A credential was required to be valid and is not.

    Attributes:
        report: what the verification found.
    """

    def __init__(self, report: Report) -> None:
        """Say the verdict's heading and sentence, and keep the report."""
        problem = next((c.problem for c in report.checks if c.problem), None)
        words = report.words
        super().__init__(f"{words.heading}. {words.sentence}", problem=problem)
        self.report = report
