"""From the outcomes of the checks to the one verdict: the first row that applies."""

from __future__ import annotations

from collections.abc import Iterable

from openbadges_issuer.errors import Problem
from openbadges_issuer.report import CHECK_IDS, Check, Outcome, Verdict

_PROVING = ("format", "contexts", "signature", "key_bound_to_issuer", "evidence_integrity")
_UNSUPPORTED = {
    Problem.CREDENTIAL_UNSUPPORTED,
    Problem.OPEN_BADGES_2,
    Problem.PROOF_UNSUPPORTED,
    Problem.KEY_UNSUPPORTED,
    Problem.CONTEXT_UNKNOWN,
    Problem.TOO_COMPLEX,
}
_UNREACHABLE = {Problem.KEY_UNREACHABLE, Problem.DID_RESOLUTION_FAILED}
_DOUBTS = ((_UNSUPPORTED, Verdict.UNSUPPORTED), (_UNREACHABLE, Verdict.KEY_UNREACHABLE))
# For a badge whose signature fits its content, in order.
_ROWS = (
    ("recipient", Outcome.FAILED, Verdict.WRONG_RECIPIENT),
    ("status_revocation", Outcome.FAILED, Verdict.REVOKED),
    ("status_suspension", Outcome.FAILED, Verdict.SUSPENDED),
    ("not_before", Outcome.FAILED, Verdict.NOT_YET_VALID),
    ("not_after", Outcome.FAILED, Verdict.EXPIRED),
    ("status_revocation", Outcome.UNDECIDED, Verdict.STATUS_UNKNOWN),
    ("status_suspension", Outcome.UNDECIDED, Verdict.STATUS_UNKNOWN),
    ("recipient", Outcome.UNDECIDED, Verdict.RECIPIENT_UNKNOWN),
    ("schema", Outcome.FAILED, Verdict.MALFORMED),
)
_WORST_FIRST = (1, 3, 2, 0)  # by exit status: a no weighs more than a doubt
_IN_ORDER = list(Verdict)
_PASSED, _NOT_APPLICABLE = Outcome.PASSED, Outcome.NOT_APPLICABLE


def decide(checks: Iterable[Check]) -> Verdict:
    """Return the verdict for a set of checks. A check that is missing counts as undecided."""
    found = {check.id: check for check in checks}
    undecided = Outcome.UNDECIDED
    outcome = {id_: found[id_].outcome if id_ in found else undecided for id_ in CHECK_IDS}
    if outcome["readable"] is not Outcome.PASSED:
        return _decide_unread(found.get("readable"))
    doubts = [
        check.problem
        for id_, check in found.items()
        if check.outcome is undecided and id_ != "endorsements"
    ]
    for problems, verdict in _DOUBTS:
        if doubts and not problems.isdisjoint(doubts):
            return verdict
    if Outcome.FAILED in [outcome[id_] for id_ in _PROVING]:
        return Verdict.TAMPERED
    if outcome["signature"] is not Outcome.PASSED:
        return Verdict.UNSUPPORTED
    return _decide_proved(outcome, doubts)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict on several badges together, which is the worst of theirs."""
    return min(
        verdicts, key=lambda one: (_WORST_FIRST.index(one.exit_status), _IN_ORDER.index(one))
    )


def _decide_unread(readable: Check | None) -> Verdict:
    """Decide where there is nothing to look into: no badge, or nobody knows whether there is."""
    if readable and readable.problem is Problem.FETCH_FAILED:
        return Verdict.KEY_UNREACHABLE
    if (
        readable
        and readable.outcome is Outcome.UNDECIDED
        and readable.problem is Problem.TOO_COMPLEX
    ):
        return Verdict.UNSUPPORTED
    return Verdict.NOT_A_BADGE


def _decide_proved(outcome: dict[str, Outcome], doubts: list[Problem | None]) -> Verdict:
    """Decide for a badge whose signature fits its content."""
    for id_, wrong, verdict in _ROWS:
        if outcome[id_] is wrong:
            if verdict is Verdict.STATUS_UNKNOWN and Problem.STATUS_UNSUPPORTED in doubts:
                return Verdict.UNSUPPORTED  # to ask again later does not help
            return verdict
    if not outcome["issuer_known"] is outcome["key_bound_to_issuer"] is Outcome.PASSED:
        return Verdict.ISSUER_UNKNOWN
    for id_, value in outcome.items():
        if not (value is _PASSED or value is _NOT_APPLICABLE or id_ == "endorsements"):
            return Verdict.UNSUPPORTED
    return Verdict.VALID
