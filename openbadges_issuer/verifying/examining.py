"""From what was found to its report: who signed it, what it says, and what stands in it.

Each credential inside another one is examined by itself and has a report of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from openbadges_issuer.errors import FetchError, InputError, OpenBadgesError, Problem
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.report import CHECK_IDS, Check, Outcome, Part, Report, Verdict, Words
from openbadges_issuer.verifying import carried, checks
from openbadges_issuer.verifying.answers import Proving
from openbadges_issuer.verifying.carried import Carried
from openbadges_issuer.verifying.circumstances import Circumstances
from openbadges_issuer.verifying.evidence_files import evidence_integrity
from openbadges_issuer.verifying.facts import Facts
from openbadges_issuer.verifying.issuer_checks import issuer_known, proved_name
from openbadges_issuer.verifying.policy import Policy
from openbadges_issuer.verifying.proving import prove
from openbadges_issuer.verifying.reader import Found, issuer_id_of, read, read_value
from openbadges_issuer.verifying.remembered import Remembered
from openbadges_issuer.verifying.status_checks import StatusChecker
from openbadges_issuer.verifying.verdict import decide
from openbadges_issuer.verifying.words import words_for

if TYPE_CHECKING:
    from openbadges_issuer.verifying.allowance import Allowance

# ruff: noqa: PLC0415  # most badges are alone: what is for several loads when needed

_PICTURES = {"PNG", "SVG"}
_ENDORSING = {"endorsed", "beside"}
_CLASSES = {"badge": "AchievementCredential", "record": "ClrCredential"}


class Asked(NamedTuple):
    """What is asked about a credential.

    Attributes:
        recipient: the identity that a badge should belong to; None asks nobody.
        inside: what it stands in, or what led to it.
        endorsed: for an endorsement, the id of what it stands at.
        beside: the endorsements that came beside it, each with its own report.
        files: the bytes of files that were given, by the id of their evidence.
        is_one_of_many: whether others stand beside it, so that not each is held against all lists.
    """

    recipient: str | None = None
    inside: Literal["", "presentation", "record", "endorsed", "beside", "refreshed"] = ""
    endorsed: str | None = None
    beside: tuple[Part, ...] = ()
    files: Mapping[str, bytes] | None = None
    is_one_of_many: bool = False


class Examiner(NamedTuple):
    """Examines under one policy.

    Attributes:
        policy: whom the verifying side knows.
        seen_lists: by URL, the newest status list seen.
        remembered: what was computed of texts that many badges share.
    """

    policy: Policy
    seen_lists: MutableMapping[str, datetime]
    remembered: Remembered

    def examine(self, found: Found, asked: Asked, circumstances: Circumstances) -> Report:
        """Report on what was found, and on each credential in it."""
        if found.kind == "presentation":
            return self._presentation(found, asked, circumstances)
        contexts = checks.contexts(found.document, limits=circumstances.limits)
        made = [_readable(found), contexts]
        if contexts.outcome is not Outcome.PASSED:
            return self._report(made, found, None, asked, circumstances)
        proving = prove(found, circumstances)
        if proving.context is not None:
            found = found._replace(document={**found.document, "@context": proving.context})
        made += [proving.format, proving.signature, proving.key_bound_to_issuer]
        if not proving.may_be_shown:
            return self._report(made, found, proving, asked, circumstances)
        parts: tuple[Part, ...] = ()
        endorsements: tuple[Part, ...] = ()
        if found.kind == "record" and asked.inside != "record":
            within = asked._replace(inside="record")
            parts = self.each(carried.of_record(found.document), within, circumstances)
        if asked.inside not in _ENDORSING:
            endorsements = self._endorsements(found, asked, circumstances)
        made += self._look_into(found, proving, asked, circumstances, endorsements)
        report = self._report(made, found, proving, asked, circumstances, parts, endorsements)
        # An envelope that anybody can put around a badge keeps no newer version from it.
        if "refreshService" in found.document and asked.inside in ("", "presentation"):
            from openbadges_issuer.verifying.refreshing import refreshed

            again = asked._replace(inside="refreshed")
            return refreshed(
                report, circumstances, lambda newer: self.examine(newer, again, circumstances)
            )
        return report

    def each(
        self, given: list[Carried], asked: Asked, circumstances: Circumstances
    ) -> tuple[Part, ...]:
        """Report on each credential inside another.

        When the allowance is spent, one report stands for all that is left, and is undecided.
        """
        allowance, circumstances = circumstances.inside(
            len(given), endorsing=asked.inside in _ENDORSING
        )
        parts: list[Part] = []
        is_one_of_many = asked.is_one_of_many or len(given) > 1
        for path, value, endorsed in given:
            about = asked._replace(endorsed=endorsed, is_one_of_many=is_one_of_many)
            try:
                report = self._inner(value, about, circumstances, allowance)
            except OpenBadgesError as error:
                parts.append(Part(path, unread(error, about, circumstances.now)))
                if allowance.is_spent:
                    break
            else:
                parts.append(Part(path, report))
        return tuple(parts)

    def _inner(
        self, value: Any, asked: Asked, circumstances: Circumstances, allowance: Allowance
    ) -> Report:
        allowance.take()
        look = read if isinstance(value, bytes) else read_value
        found = look(value, limits=circumstances.limits)
        allowance.take_values(found.document)
        if found.kind == "presentation":
            raise InputError(
                Phrase("A presentation inside another document is not looked into."),
                problem=Problem.CREDENTIAL_UNSUPPORTED,
            )
        return self.examine(found, asked, circumstances)

    def _presentation(self, found: Found, asked: Asked, circumstances: Circumstances) -> Report:
        """Report on the credentials presented, and on the proof of who presents them, if any."""
        given = carried.of_presentation(found.document)
        if not given:
            nothing = InputError(
                Phrase("This presentation has no badge in it."), problem=Problem.NOT_A_BADGE
            )
            return unread(nothing, asked, circumstances.now)
        made = [_readable(found)]
        if found.token is not None or "proof" in found.document:
            made += self._prove_holder(found, circumstances)
            if any(check.outcome is Outcome.FAILED for check in made):
                return self._report(made, found, None, asked, circumstances)
        from openbadges_issuer.verifying import presented

        given, vouching = carried.apart(given, limits=circumstances.limits)
        beside = self.each(vouching, Asked(inside="beside"), circumstances) if vouching else ()
        within = asked._replace(inside=asked.inside or "presentation", beside=beside)
        parts = self.each(given, within, circumstances)
        return presented.report(made, parts, found, circumstances.now, beside)

    def _endorsements(
        self, found: Found, asked: Asked, circumstances: Circumstances
    ) -> tuple[Part, ...]:
        """Report on what others say of it, in it and beside it; of an endorsement on itself."""
        if found.kind == "endorsement":
            return (Part("$", self.examine(found, Asked(inside="beside"), circumstances)),)
        endorsements = carried.those_about(found.document, asked.beside) if asked.beside else ()
        if given := carried.endorsements_of(found.document):
            about = Asked(inside="endorsed", is_one_of_many=asked.is_one_of_many)
            endorsements = self.each(given, about, circumstances) + endorsements
        return endorsements

    def _prove_holder(self, found: Found, circumstances: Circumstances) -> list[Check]:
        made = []
        if found.token is None:  # whose text is signed, whatever the terms in it mean
            made.append(checks.contexts(found.document, limits=circumstances.limits))
            if made[0].outcome is not Outcome.PASSED:
                return made
        from openbadges_issuer.verifying.presented import presenter

        proving = prove(found, circumstances._replace(signatory=presenter(found)))
        return [*made, proving.format, proving.signature, proving.key_bound_to_issuer]

    def _look_into(
        self,
        found: Found,
        proving: Proving,
        asked: Asked,
        circumstances: Circumstances,
        endorsements: tuple[Part, ...],
    ) -> list[Check]:
        """Check what a credential says, once it is sure that it says it."""
        document = found.document
        issuer_id = issuer_id_of(document)
        bound = proving.key_bound_to_issuer
        status = StatusChecker(circumstances, self.seen_lists, self.policy.trust, self.remembered)
        return [
            checks.schema(document, _class_of(found, asked), circumstances.memo),
            checks.not_before(document, circumstances.now),
            checks.not_after(document, circumstances.now),
            *status.check(document, issuer_id),
            evidence_integrity(document, asked.files),
            issuer_known(
                document,
                issuer_id,
                bound,
                self.policy,
                circumstances.now,
                endorsements,
                warn=not asked.is_one_of_many,
            ),
            checks.about(document, asked.endorsed)
            if asked.inside == "endorsed"
            else checks.recipient(document, asked.recipient),
            checks.endorsements(
                endorsements, document, issuer_id, is_confirmed=proving.confirms_issuer
            ),
        ]

    def _report(
        self,
        made: list[Check],
        found: Found,
        proving: Proving | None,
        asked: Asked,
        circumstances: Circumstances,
        parts: tuple[Part, ...] = (),
        endorsements: tuple[Part, ...] = (),
    ) -> Report:
        complete = completed(made)
        verdict = decide(complete)
        issuer_id = issuer_id_of(found.document)
        document = found.document if proving and proving.may_be_shown else None
        issuer_name = (
            proved_name(found.document, issuer_id, self.policy, circumstances.now)
            if issuer_id and proving and proving.confirms_issuer
            else None
        )
        facts = Facts(
            checks=complete,
            document=document or {},
            claimed_id=issuer_id,
            issuer=issuer_name or (proving.owner if proving else "") or Phrase("the issuer"),
            recipient=asked.recipient or "",
        )
        in_words = _in_words(verdict, facts, asked)
        if found.kind == "endorsement" and verdict is Verdict.UNSUPPORTED and endorsements:
            from openbadges_issuer.verifying import several

            in_words = partial(several.words_of_endorsement_alone, endorsements[0].report)
        if parts:
            from openbadges_issuer.verifying import several

            verdict, in_words = several.of_record(verdict, in_words, facts, parts)
        return Report(
            verdict=verdict,
            checks=complete,
            in_words=in_words,
            checked_at=circumstances.now,
            found_in=found.found_in,
            securing=proving.securing if proving else None,
            issuer_id=issuer_id,
            issuer_name=issuer_name,
            document=document,
            parts=parts,
            endorsements=endorsements,
        )


def unread(error: OpenBadgesError, asked: Asked, now: datetime) -> Report:
    """Report on what holds no credential that can be looked into."""
    too_much = asked.inside and error.problem is Problem.TOO_COMPLEX
    if error.problem in (Problem.CREDENTIAL_UNSUPPORTED, Problem.OPEN_BADGES_2) or too_much:
        found = Check("readable", Outcome.PASSED, Phrase("A badge was found."))
        made = [found, Check("format", Outcome.UNDECIDED, error.sentence, error.problem)]
    else:
        made = [Check("readable", Outcome.FAILED, error.sentence, error.problem, error.path)]
    return _nothing_found(made, asked, now)


def unreached(error: FetchError, now: datetime) -> Report:
    """Report on a link that led to nothing that could be verified."""
    may_work_later = error.problem is Problem.FETCH_FAILED
    outcome = Outcome.UNDECIDED if may_work_later else Outcome.FAILED
    made = [Check("readable", outcome, error.sentence, error.problem)]
    return _nothing_found(made, Asked(), now)


def unfinished(now: datetime) -> Report:
    """Report on what took more than it may, so that nobody knows what it is."""
    why = Phrase("To check it takes more time or memory than is allowed here, so it was ended.")
    made = [Check("readable", Outcome.UNDECIDED, why, Problem.TOO_COMPLEX)]
    return _nothing_found(made, Asked(), now)


def _nothing_found(made: list[Check], asked: Asked, now: datetime) -> Report:
    complete = completed(made)
    verdict = decide(complete)
    facts = Facts(complete, {}, None, Phrase("the issuer"), asked.recipient or "")
    in_words = _in_words(verdict, facts, asked)
    return Report(verdict=verdict, checks=complete, in_words=in_words, checked_at=now)


def _in_words(verdict: Verdict, facts: Facts, asked: Asked) -> Callable[[], Words]:
    if asked.inside not in _ENDORSING:
        return partial(words_for, verdict, facts)
    from openbadges_issuer.verifying import several

    at_what = asked.inside == "endorsed"
    return partial(several.words_of_endorsement, verdict, facts, at_what=at_what)


def completed(made: Iterable[Check]) -> tuple[Check, ...]:
    """Give every check in order; what was not made is undecided."""
    by_id = {check.id: check for check in made}
    why = Phrase("Not checked, because the signature could not be confirmed.")
    return tuple(by_id.get(id_) or Check(id_, Outcome.UNDECIDED, why) for id_ in CHECK_IDS)


def _readable(found: Found) -> Check:
    detail = (
        Phrase("One credential was found in the picture given.")
        if found.found_in in _PICTURES
        else Phrase("One credential was found in the text given.")
    )
    return Check("readable", Outcome.PASSED, detail)


def _class_of(found: Found, asked: Asked) -> str | None:
    """Name the class of the data model that a credential should be of; None: it is no badge."""
    if asked.inside in _ENDORSING:
        return "EndorsementCredential" if found.kind == "endorsement" else None
    if found.kind == "record" and asked.inside == "record":
        return None
    return _CLASSES.get(found.kind)
