"""A bundle: badges that their holder kept, with copies of what verifying them asks for.

Who brings the badges has made the copies, or could have. So a list among them is never an answer,
but what is signed in it is told; and a document with keys counts only when somebody who is known
vouches for exactly that copy.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from openbadges_issuer.bundles import Bundle, Entry, EntryKind
from openbadges_issuer.did import document_url
from openbadges_issuer.encoding import read_sha256
from openbadges_issuer.errors import FetchError, InputError, OpenBadgesError, Problem
from openbadges_issuer.fetching import Fetcher, Offline, Response
from openbadges_issuer.limits import Limits
from openbadges_issuer.phrases import Day, Phrase
from openbadges_issuer.plain_text import plain
from openbadges_issuer.report import Check, Outcome, Part, Report
from openbadges_issuer.strict_json import as_list, dumps
from openbadges_issuer.verifying import carried, presented
from openbadges_issuer.verifying.allowance import Allowance
from openbadges_issuer.verifying.carried import Carried
from openbadges_issuer.verifying.circumstances import Circumstances
from openbadges_issuer.verifying.examining import Asked, Examiner
from openbadges_issuer.verifying.issuer_checks import endorser_of
from openbadges_issuer.verifying.reader import Found, read, read_value

_RELATED = "relatedResource"
_MOST_NAMED = 3

_Vouched = dict[str, dict[bytes, str]]
"""By URL and SHA-256 of a document, the name of who vouches for it."""


class WithCopies:
    """Asks another fetcher, and where a source does not answer gives the copy in the bundle."""

    def __init__(self, fetcher: Fetcher, bundle: Bundle, vouched: _Vouched) -> None:
        """Keep the copies, and who vouches for which of them."""
        self.loopback = bool(getattr(fetcher, "loopback", False))
        self._fetcher = fetcher
        self._made = bundle.made
        self._copies = {entry.url: entry for entry in bundle.of_kind(EntryKind.DOCUMENT)}
        self._vouched = vouched

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
        """Fetch it, or give the copy.

        Raises:
            FetchError: as the other fetcher raises it, where there is no copy or the answer was
                more than silence.
        """
        try:
            return self._fetcher.fetch(url, max_bytes=max_bytes, accept=accept)
        except FetchError as error:
            copy = self._copies.get(url)
            if copy is None or error.problem is not Problem.FETCH_FAILED:
                raise
            return self._answer(url, copy)

    def _answer(self, url: str, copy: Entry) -> Response:
        by_digest = self._vouched.get(url)
        vouched_by = by_digest and by_digest.get(hashlib.sha256(copy.content).digest())
        return Response(
            url,
            copy.content,
            "",
            copy.retrieved or self._made,
            stale=True,
            by_holder=True,
            vouched_by=vouched_by or "",
        )


def examine_bundle(
    data: bytes, asked: Asked, circumstances: Circumstances, examiner: Examiner
) -> Report:
    """Report on a bundle and on each badge in it.

    Args:
        data: the ZIP archive.
        asked: about each badge.
        circumstances: of the verification.
        examiner: examines under the policy.

    Raises:
        InputError: it is no bundle that can be read, or has no badge in it.
    """
    limits, now = circumstances.limits, circumstances.now
    bundle = Bundle.read(data, limits=limits)
    badges = bundle.of_kind(EntryKind.BADGE)
    if not badges:
        raise InputError(Phrase("This bundle has no badge in it."), problem=Problem.NOT_A_BADGE)
    fetcher = circumstances.fetcher
    circumstances = circumstances._replace(fetcher=WithCopies(fetcher, bundle, {}))
    vouched = _vouched(_vouching(bundle, limits), circumstances, examiner)
    if vouched:
        circumstances = circumstances._replace(fetcher=WithCopies(fetcher, bundle, vouched))
    own = [Carried(entry.name, entry.content) for entry in bundle.of_kind(EntryKind.ENDORSEMENT)]
    beside = examiner.each(own, Asked(inside="beside"), circumstances) if own else ()
    handed_over = bundle.of_kind(EntryKind.EVIDENCE)
    files = {id_: entry.content for entry in handed_over for id_ in entry.evidence}
    files |= asked.files or {}
    asked = asked._replace(inside="presentation", beside=beside, files=files)
    given = [Carried(entry.name, entry.content) for entry in badges]
    parts = examiner.each(given, asked, circumstances)
    found = Found("ZIP", {}, None, "presentation")
    return presented.report([_readable(bundle, parts)], parts, found, now, beside)


def _vouching(bundle: Bundle, limits: Limits) -> list[Carried]:
    """Find the endorsements that name documents, also inside a badge; each once."""
    found: dict[str, Carried] = {}
    allowance = Allowance(limits, Offline())
    for entry in bundle.of_kind(EntryKind.ENDORSEMENT) + bundle.of_kind(EntryKind.BADGE):
        try:
            allowance.take()
            document = read(entry.content, limits=limits).document
            allowance.take_values(document)
        except OpenBadgesError:  # which is told when it is looked into
            if allowance.is_spent:
                break
            continue
        if _RELATED in document:
            found[entry.name] = Carried(entry.name, entry.content)
        for one in carried.endorsements_of(document):
            if _names_documents(one.value, limits):
                text = one.value if isinstance(one.value, str) else dumps(one.value)
                found.setdefault(text, one._replace(path=f"{entry.name}{one.path[1:]}"))
    return list(found.values())


def _names_documents(value: object, limits: Limits) -> bool:
    try:
        return _RELATED in read_value(value, limits=limits).document
    except OpenBadgesError:
        return False


def _vouched(
    endorsements: list[Carried], circumstances: Circumstances, examiner: Examiner
) -> _Vouched:
    """Find out who vouches for which documents: a body whose endorsement makes others known."""
    trust, today = examiner.policy.trust, circumstances.now.date()
    if trust is None or not endorsements:
        return {}
    lists = trust.counting(today)
    vouched: _Vouched = {}
    for part in examiner.each(endorsements, Asked(inside="beside"), circumstances):
        document = part.report.document or {}
        subject = document.get("credentialSubject")
        about = subject.get("id") if isinstance(subject, dict) else None
        endorser = endorser_of(about, [part], lists, today) if isinstance(about, str) else None
        if endorser is None:
            continue
        for url, digest in _related(document):
            if url == _url_of(str(about)):
                vouched.setdefault(url, {})[digest] = endorser.issuer.name
    return vouched


def _related(document: Mapping[str, object]) -> Iterator[tuple[str, bytes]]:
    for resource in as_list(document.get(_RELATED)):
        if isinstance(resource, dict):
            url, digest = resource.get("id"), read_sha256(resource.get("digestMultibase"))
            if isinstance(url, str) and digest:
                yield url, digest


def _url_of(issuer_id: str) -> str | None:
    try:
        return document_url(issuer_id)
    except OpenBadgesError:
        return None


def _readable(bundle: Bundle, parts: Iterable[Part]) -> Check:
    """Say what was found, and what of it nobody vouches for at all."""
    detail = Phrase(
        "A bundle was found, put together on {day} as it says itself.", day=Day(bundle.made)
    )
    changed = [entry.name for entry in bundle.entries if not entry.is_listed_so]
    if changed:
        detail = Phrase(
            "{found}. Changed since then: {names}.", found=detail, names=_names(changed)
        )
    if bundle.lacking:
        detail = Phrase(
            "{found}. Taken out since then: {names}.", found=detail, names=_names(bundle.lacking)
        )
    judged = {id_ for part in parts for id_ in _evidence_ids(part.report)}
    handed_over = bundle.of_kind(EntryKind.EVIDENCE)
    unknown = [entry.name for entry in handed_over if judged.isdisjoint(entry.evidence)]
    unknown += bundle.unlisted
    if unknown:
        detail = Phrase(
            "{found}. Files of which the badges say nothing: {names}.",
            found=detail,
            names=_names(unknown),
        )
    return Check("readable", Outcome.PASSED, detail)


def _evidence_ids(report: Report) -> Iterator[str]:
    """Name the evidence whose file can be told by a badge."""
    for part in report.parts:
        yield from _evidence_ids(part.report)
    for evidence in as_list((report.document or {}).get("evidence")):
        if isinstance(evidence, dict) and "digestMultibase" in evidence:
            yield str(evidence.get("id"))


def _names(names: Sequence[str]) -> str:
    more = ", …" if len(names) > _MOST_NAMED else ""
    return ", ".join(map(plain, names[:_MOST_NAMED])) + more
