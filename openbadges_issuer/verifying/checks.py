"""The checks on a badge whose signature fits its content, one function each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from openbadges_issuer import schema as data_model
from openbadges_issuer import timestamps
from openbadges_issuer.errors import InputError, Problem, TermError
from openbadges_issuer.identity import Match, matches
from openbadges_issuer.jsonld import check_contexts
from openbadges_issuer.limits import Limits
from openbadges_issuer.memo import Memo
from openbadges_issuer.phrases import Day, Phrase
from openbadges_issuer.report import Check, Outcome
from openbadges_issuer.strict_json import as_list
from openbadges_issuer.verifying.reader import Found

_BEGINS, _ENDS = ("validFrom", "issuanceDate"), ("validUntil", "expirationDate")
# A date that cannot be read is the strictest of all, so that it is the one reported.
_ALWAYS, _NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_VCDM = "https://www.w3.org/TR/vc-data-model-2.0/"
_ENDORSING = ("endorsement", "endorsementJwt")
_ENDORSED = ("credentialSubject", "achievement", "issuer", "creator", "source")
_OPEN_BADGES = "https://www.imsglobal.org/spec/ob/v3p0/"
_CONTEXTS, _PERIOD = f"{_VCDM}#contexts", f"{_VCDM}#validity-period"

# What most badges are told.
_BUNDLED_CONTEXTS = Check(
    "contexts", Outcome.PASSED, Phrase("Only bundled contexts are used."), spec=_CONTEXTS
)
_FOLLOWS = Check("schema", Outcome.PASSED, Phrase("It follows Open Badges 3.0."), spec=_OPEN_BADGES)
_NO_FILE = Check(
    "evidence_integrity", Outcome.NOT_APPLICABLE, Phrase("No file was given to compare.")
)
_NOT_ENDORSED = Check("endorsements", Outcome.NOT_APPLICABLE, Phrase("Nobody has endorsed it."))


def contexts(document: dict[str, Any], *, limits: Limits) -> Check:
    """Are the words of the badge those of the bundled contexts?"""
    try:
        check_contexts(document, limits=limits)
    except (TermError, InputError) as error:
        undecided = error.problem in {Problem.CONTEXT_UNKNOWN, Problem.TOO_COMPLEX}
        outcome = Outcome.UNDECIDED if undecided else Outcome.FAILED
        return Check("contexts", outcome, error.sentence, error.problem, error.path, _CONTEXTS)
    return _BUNDLED_CONTEXTS


def schema(found: Found, memo: Memo) -> Check:
    """Does the badge follow the data model?"""
    if found.kind != "badge":
        return Check(
            "schema",
            Outcome.UNDECIDED,
            Phrase("It is a signed credential, but not an Open Badges 3.0 achievement."),
            Problem.CREDENTIAL_UNSUPPORTED,
            "$.type",
            _OPEN_BADGES,
        )
    # What is wrong with an endorsement is not the badge's fault, and hides no fault of the badge.
    problems = data_model.problems(
        found.document, "AchievementCredential", classes=data_model.WITHOUT_ENDORSEMENTS, memo=memo
    )
    if problems:
        first = problems[0]
        more = len(problems) - 1
        return Check(
            "schema",
            Outcome.FAILED,
            Phrase("{problem} ({count} more).", problem=first.sentence, count=more)
            if more
            else first.sentence,
            first.problem,
            first.path,
            _OPEN_BADGES,
        )
    return _FOLLOWS


def not_before(document: Mapping[str, Any], now: datetime) -> Check:
    """Has it begun?"""
    moments = [(moment(document, name) or _NEVER, name) for name in _BEGINS if name in document]
    begin, member = max(moments, default=(_NEVER, "validFrom"))
    if begin is _NEVER:
        return Check(
            "not_before",
            Outcome.UNDECIDED,
            Phrase("The badge does not say since when it is in force."),
            Problem.MALFORMED_VALUE,
            f"$.{member}",
            _PERIOD,
        )
    if now < begin:
        return Check(
            "not_before",
            Outcome.FAILED,
            Phrase("It takes effect on {day}.", day=Day(begin)),
            Problem.NOT_YET_VALID,
            f"$.{member}",
            _PERIOD,
        )
    return Check("not_before", Outcome.PASSED, _in_force_since(begin), spec=_PERIOD)


@lru_cache(maxsize=64)  # many badges are of one day
def _in_force_since(begin: datetime) -> Phrase:
    return Phrase("In force since {day}.", day=Day(begin))


def not_after(document: Mapping[str, Any], now: datetime) -> Check:
    """Has it ended?"""
    moments = [(moment(document, name) or _ALWAYS, name) for name in _ENDS if name in document]
    if not moments:
        return Check("not_after", Outcome.PASSED, Phrase("It has no end date."), spec=_PERIOD)
    end, member = min(moments)
    if end is _ALWAYS:
        return Check(
            "not_after",
            Outcome.UNDECIDED,
            Phrase("The badge has an end date that cannot be read."),
            Problem.MALFORMED_VALUE,
            f"$.{member}",
            _PERIOD,
        )
    if now > end:
        return Check(
            "not_after",
            Outcome.FAILED,
            Phrase("It ended on {day}.", day=Day(end)),
            Problem.EXPIRED,
            f"$.{member}",
            _PERIOD,
        )
    return Check("not_after", Outcome.PASSED, _in_force_until(end), spec=_PERIOD)


@lru_cache(maxsize=64)
def _in_force_until(end: datetime) -> Phrase:
    return Phrase("It is in force until {day}.", day=Day(end))


def recipient(document: Mapping[str, Any], identity: str | None) -> Check:
    """Does it belong to the person who was asked about?"""
    spec = _OPEN_BADGES
    if identity is None:
        return Check("recipient", Outcome.NOT_APPLICABLE, Phrase("Not asked yet."), spec=spec)
    comparison = matches(identity, document.get("credentialSubject"))
    match comparison.match:
        case Match.YES:
            return Check(
                "recipient",
                Outcome.PASSED,
                Phrase(
                    "It was issued to the identity given. The badge uses MD5, which proves little."
                )
                if comparison.md5
                else Phrase("It was issued to the identity given."),
                spec=spec,
            )
        case Match.NO:
            return Check(
                "recipient",
                Outcome.FAILED,
                Phrase("It was not issued to the identity given."),
                Problem.RECIPIENT_MISMATCH,
                "$.credentialSubject",
                spec,
            )
    return Check(
        "recipient",
        Outcome.UNDECIDED,
        Phrase("The badge has nothing that the identity given can be compared with."),
        Problem.RECIPIENT_UNKNOWN,
        "$.credentialSubject",
        spec,
    )


def evidence_integrity() -> Check:
    """Are the files that were handed over those that were judged?"""
    return _NO_FILE


def endorsements(document: Mapping[str, Any]) -> Check:
    """Does anyone else vouch for it? Never changes the verdict."""
    count = _count_endorsements(document)
    if not count:
        return _NOT_ENDORSED
    return Check(
        "endorsements",
        Outcome.UNDECIDED,
        Phrase("One endorsement was not checked.")
        if count == 1
        else Phrase("{count} were not checked.", count=count),
        Problem.CREDENTIAL_UNSUPPORTED,
    )


def _count_endorsements(value: Any) -> int:
    if isinstance(value, list):
        return sum(map(_count_endorsements, value))
    if not isinstance(value, dict):
        return 0
    count = 0
    for member in _ENDORSING:
        if member in value:
            count += len(as_list(value[member]))
    for member in _ENDORSED:
        if member in value:
            count += _count_endorsements(value[member])
    return count


def moment(document: Mapping[str, Any], member: str) -> datetime | None:
    """Read a date of a credential; None when it has none, or not one that can be read."""
    try:
        return timestamps.parse(document.get(member))
    except InputError:
        return None
