"""The checks on a badge whose signature fits its content, one function each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from openbadges_issuer import schema as data_model
from openbadges_issuer.contexts import OPEN_BADGES_BETA
from openbadges_issuer.errors import InputError, Problem, TermError
from openbadges_issuer.identity import Match, matches
from openbadges_issuer.jsonld import check_contexts
from openbadges_issuer.limits import Limits
from openbadges_issuer.memo import Memo
from openbadges_issuer.phrases import Day, Phrase
from openbadges_issuer.report import Check, Outcome, Part, Report
from openbadges_issuer.strict_json import as_list
from openbadges_issuer.verifying.dates import BEGINS, ENDS, moment
from openbadges_issuer.verifying.trust import domain_of

# A date that cannot be read is the strictest of all, so that it is the one reported.
_ALWAYS, _NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_VCDM = "https://www.w3.org/TR/vc-data-model-2.0/"
_OWN_SCHEMAS = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/",
    "https://purl.imsglobal.org/spec/clr/v2p0/schema/json/",
)
_BETA = [[url] for url in OPEN_BADGES_BETA]
_LONGEST_URL = 200
_MOST_NAMED = 3
_OPEN_BADGES = "https://www.imsglobal.org/spec/ob/v3p0/"
_CONTEXTS, _PERIOD = f"{_VCDM}#contexts", f"{_VCDM}#validity-period"

# What most badges are told.
_BUNDLED_CONTEXTS = Check(
    "contexts", Outcome.PASSED, Phrase("Only bundled contexts are used."), spec=_CONTEXTS
)
_FOLLOWS = Check("schema", Outcome.PASSED, Phrase("It follows Open Badges 3.0."), spec=_OPEN_BADGES)
_FOLLOWS_CLR = Check(
    "schema",
    Outcome.PASSED,
    Phrase("It follows CLR 2.0."),
    spec="https://www.imsglobal.org/spec/clr/v2p0/",
)
_ABOUT_IT = Check(
    "recipient", Outcome.PASSED, Phrase("It is about what it stands at."), spec=_OPEN_BADGES
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


def schema(document: dict[str, Any], class_: str | None, memo: Memo) -> Check:
    """Does the credential follow the data model?

    Args:
        document: the credential.
        class_: of the data model; None when it is of none that is a badge where it stands.
        memo: for many documents that have objects in common.
    """
    if class_ is None:
        return Check(
            "schema",
            Outcome.UNDECIDED,
            Phrase("It is a signed credential, but not an Open Badges 3.0 achievement."),
            Problem.CREDENTIAL_UNSUPPORTED,
            "$.type",
            _OPEN_BADGES,
        )
    # What is wrong with an endorsement is not the badge's fault, and hides no fault of the badge.
    is_beta = as_list(document["@context"])[1:2] in _BETA
    classes = data_model.BETA if is_beta else data_model.WITHOUT_ENDORSEMENTS
    problems = data_model.problems(document, class_, classes=classes, memo=memo)
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
    follows = _FOLLOWS_CLR if class_ == "ClrCredential" else _FOLLOWS
    if is_beta:
        follows = follows._replace(detail=Phrase("It follows the beta of Open Badges 3.0."))
    if "credentialSchema" not in document:
        return follows
    foreign = [
        entry["id"]
        for entry in as_list(document["credentialSchema"])
        if not entry["id"].startswith(_OWN_SCHEMAS)
    ]
    if not foreign:
        return follows
    # Named and never fetched: whoever wrote the badge has chosen it.
    return follows._replace(
        detail=Phrase(
            "{follows}. It names a schema of its own, which was not looked into: {url}.",
            follows=follows.detail,
            url=foreign[0][:_LONGEST_URL],
        )
    )


def not_before(document: Mapping[str, Any], now: datetime) -> Check:
    """Has it begun?"""
    moments = [(moment(document, name) or _NEVER, name) for name in BEGINS if name in document]
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
    moments = [(moment(document, name) or _ALWAYS, name) for name in ENDS if name in document]
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


def about(document: Mapping[str, Any], endorsed: str | None) -> Check:
    """Is an endorsement about what it stands at? Takes the place of the check of a recipient."""
    subject = document.get("credentialSubject")
    named = subject.get("id") if isinstance(subject, Mapping) else None
    if isinstance(named, str) and named == endorsed:
        return _ABOUT_IT
    return Check(
        "recipient",
        Outcome.FAILED,
        Phrase(
            "It is about {named}, and not about what it stands at.",
            named=named[:_LONGEST_URL] if isinstance(named, str) else Phrase("nothing"),
        ),
        Problem.RECIPIENT_MISMATCH,
        "$.credentialSubject.id",
        _OPEN_BADGES,
    )


def endorsements(
    given: tuple[Part, ...],
    document: Mapping[str, Any],
    issuer_id: str | None,
    *,
    is_confirmed: bool,
) -> Check:
    """Does anyone else vouch for it? Never changes the verdict.

    What stands in a badge by name only, such as the achievement of somebody else, may be endorsed
    without a word about this badge: that does not count.

    Args:
        given: each endorsement with its own report.
        document: the badge.
        issuer_id: its issuer, whose own word is nobody else's.
        is_confirmed: True when the key is that issuer's.
    """
    if not given:
        return _NOT_ENDORSED
    others = [part.report for part in given if part.report.issuer_id != issuer_id]
    if not others:
        return _NOT_ENDORSED._replace(detail=Phrase("Only its own issuer has endorsed it."))
    confirmed_id = issuer_id if is_confirmed else None
    good = [(report, _endorsed(report, document, confirmed_id)) for report in others if report]
    known = [(report, what) for report, what in good if what]
    if good and not known:
        return _of_anybodys(good[0][0])
    if not known:
        return _not_counted(others)
    names = list(dict.fromkeys(report.issuer_name or "" for report, _ in known))
    detail = Phrase(
        "Endorsed by {endorsers}, {count} in all.",
        endorsers="; ".join(names[:_MOST_NAMED]),
        count=len(names),
    )
    first, *more = dict.fromkeys(what for _, what in known if what)
    for other in more:
        first = Phrase("{what}, {more}", what=first, more=other)
    detail = Phrase("{yes}. This is about: {what}.", yes=detail, what=first)
    if len(known) < len(given):
        rest = len(given) - len(known)
        detail = Phrase("{yes}. Endorsements that do not count: {count}.", yes=detail, count=rest)
    return Check("endorsements", Outcome.PASSED, detail, spec=_OPEN_BADGES)


def _endorsed(report: Report, document: Mapping[str, Any], issuer_id: str | None) -> Phrase | None:
    """Name what an endorsement is about; None when anybody can name that in a badge.

    Whoever issues a badge writes who created its achievement, so that is no proof; the domain of
    the achievement's id, when it is the issuer's, is one.
    """
    subject = (report.document or {}).get("credentialSubject")
    about = subject.get("id") if isinstance(subject, Mapping) else None
    if not isinstance(about, str):
        return None
    if about == issuer_id:
        return Phrase("its issuer")
    if about == document.get("id"):
        return Phrase("this badge")
    domain = domain_of(issuer_id) if issuer_id else None
    if domain is None or domain_of(about) != domain:
        return None
    achievements = (
        achievement.get("id")
        for one in as_list(document.get("credentialSubject"))
        if isinstance(one, Mapping)
        for achievement in as_list(one.get("achievement"))
        if isinstance(achievement, Mapping)
    )
    return Phrase("its achievement") if about in achievements else None


def _of_anybodys(report: Report) -> Check:
    """Answer where what is endorsed is not the badge, nor anything that is its issuer's."""
    return Check(
        "endorsements",
        Outcome.UNDECIDED,
        Phrase(
            "{endorser} endorses something that this badge names, and neither this badge nor its "
            "issuer.",
            endorser=report.issuer_name or "",
        ),
        Problem.RECIPIENT_UNKNOWN,
        spec=_OPEN_BADGES,
    )


def _not_counted(others: list[Report]) -> Check:
    """Answer where none counts: nobody vouches for it, or we do not know who does."""
    unknown = [report for report in others if report.verdict.exit_status != 1]
    first = (unknown or others)[0]
    return Check(
        "endorsements",
        Outcome.UNDECIDED if unknown else Outcome.FAILED,
        Phrase("None of its endorsements counts ({count}).", count=len(others)),
        next((check.problem for check in first.checks if check.problem), None),
        spec=_OPEN_BADGES,
    )
