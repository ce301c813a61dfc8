"""Putting a bundle together: badges, and what verifying them asks for, as long as it can be had.

What is needed is found by verifying: whatever a verifier asks for is kept as it was answered.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from openbadges_issuer import strict_json, timestamps
from openbadges_issuer.bundles import Bundle, Entry, EntryKind
from openbadges_issuer.bundles.readme import readme
from openbadges_issuer.encoding import read_sha256
from openbadges_issuer.errors import FetchError, InputError, ModelError, OpenBadgesError, Problem
from openbadges_issuer.fetching import FetchedOnce, Fetcher, Response
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.report import Report
from openbadges_issuer.strict_json import as_list
from openbadges_issuer.verifying import Policy, Verifier
from openbadges_issuer.verifying.reader import Found, read, read_credential

_FOLDERS = {EntryKind.BADGE: "badges", EntryKind.ENDORSEMENT: "endorsements"}
_KEYS = {"verificationMethod", "assertionMethod"}
_NO_LETTERS = re.compile(r"[^a-z0-9]+")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._ -]+")
_LONGEST_NAME = 60


class Bundled(NamedTuple):
    """A bundle that was put together.

    Attributes:
        bundle: what the teacher keeps.
        reports: on each badge, whoever its issuer is.
        missing: addresses that did not answer, so that the bundle lacks what stands there.
    """

    bundle: Bundle
    reports: tuple[Report, ...]
    missing: tuple[str, ...]


def bundle(
    badges: Iterable[bytes | str],
    *,
    fetcher: Fetcher,
    endorsements: Iterable[bytes | str] = (),
    evidence: Mapping[str, bytes] | None = None,
    clock: Callable[[], datetime] = timestamps.now,
    limits: Limits = DEFAULT_LIMITS,
) -> Bundled:
    """Put a bundle together, for a teacher to keep.

    Args:
        badges: as they were given to the teacher: JSON, compact JWS, PNG or SVG.
        fetcher: retrieves DID documents and status lists.
        endorsements: of these badges, their achievements or issuers: JSON or compact JWS.
        evidence: by file name, files that were judged; each badge has a digest of its own.
        clock: gives the time, with offset.
        limits: bounds on a bundle, and on what is in it.

    Raises:
        InputError: one cannot be read, is of another kind, or is for its holder alone, with its
            place as path, such as ``badges[0]``; there is no badge; or it would be too large.
        ModelError: no badge has the digest of an evidence file.
        SettingsError: the clock gives a time without an offset.
    """
    recorder = _Recorder(FetchedOnce(fetcher))
    verifier = Verifier(Policy(any_issuer=True), fetcher=recorder, clock=clock, limits=limits)
    made = clock().astimezone(UTC)
    names = _Names()
    entries = []
    reports = []
    known: dict[bytes, list[str]] = {}
    for kind, given in ((EntryKind.BADGE, badges), (EntryKind.ENDORSEMENT, endorsements)):
        for index, one in enumerate(given):
            content = one.encode() if isinstance(one, str) else bytes(one)
            with _placing(f"{kind.value}s[{index}]"):
                found = _read(content, kind, limits)
                report = verifier.verify(content)
                _check_for_showing(report)
            if kind is EntryKind.BADGE:
                reports.append(report)
                for digest, id_ in _digests(found.document):
                    known.setdefault(digest, []).append(id_)
            name = f"{_FOLDERS[kind]}/{_slug(found.document, kind)}"
            entries.append(Entry(names.new(name, found.found_in.lower()), kind, content))
    if not reports:
        raise InputError("a bundle needs a badge", problem=Problem.NOT_A_BADGE)
    for name, content in (evidence or {}).items():
        entries.append(_evidence(name, content, known, names))
    entries += [_document(response, names) for response in recorder.answers.values()]
    missing = tuple(url for url in recorder.silent if url not in recorder.answers)
    text = readme(made, entries, known, missing)
    entries.insert(0, Entry("README.txt", EntryKind.README, text.encode()))
    together = Bundle(made, tuple(entries))
    Bundle.read(together.to_bytes(), limits=limits)  # what nobody could read is not given away
    return Bundled(together, tuple(reports), missing)


@dataclass
class _Recorder:
    """Fetches by another fetcher, and keeps what was answered.

    Attributes:
        fetcher: the other one.
        answers: what was fetched, by URL.
        silent: URLs of what was not.
    """

    fetcher: Fetcher
    answers: dict[str, Response] = field(default_factory=dict)
    silent: dict[str, None] = field(default_factory=dict)

    @property
    def loopback(self) -> bool:
        """True when the other fetcher may be asked for http."""
        return bool(getattr(self.fetcher, "loopback", False))

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
        """Fetch it; errors as the other fetcher raises them."""
        try:
            response = self.fetcher.fetch(url, max_bytes=max_bytes, accept=accept)
        except FetchError:
            self.silent[url] = None
            raise
        self.answers[url] = response
        return response


class _Names:
    """Gives each file a name of its own."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def new(self, stem: str, ending: str) -> str:
        """Give a name that was not given yet, whatever the capitals."""
        name, number = f"{stem}.{ending}", 1
        while name.lower() in self._taken:
            number += 1
            name = f"{stem}-{number}.{ending}"
        self._taken.add(name.lower())
        return name


@contextmanager
def _placing(path: str) -> Iterator[None]:
    """Say of an error which of those given it is about."""
    try:
        yield
    except OpenBadgesError as error:
        error.path = path
        raise


def _read(content: bytes, kind: EntryKind, limits: Limits) -> Found:
    found = read(content, limits=limits)
    fitting = ("endorsement",) if kind is EntryKind.ENDORSEMENT else ("badge", "record")
    if found.kind not in fitting:
        raise InputError(
            f"this is no {kind.value} but another kind of document", problem=Problem.NOT_A_BADGE
        )
    return found


def _check_for_showing(report: Report) -> None:
    if any(check.problem is Problem.BASE_PROOF for check in report.checks):
        raise InputError(
            "this badge is for its holder alone, and a bundle is shown to others: put a copy that "
            "`openbadges derive` makes into it",
            problem=Problem.BASE_PROOF,
        )


def _slug(document: dict[str, Any], kind: EntryKind) -> str:
    """Make a file's name of a credential's."""
    subject = document.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, dict) else None
    for holder in (achievement, document):
        name = holder.get("name") if isinstance(holder, dict) else None
        if isinstance(name, str) and (slug := _NO_LETTERS.sub("-", name.lower()).strip("-")):
            return slug[:_LONGEST_NAME].strip("-")
    return kind.value


def _digests(document: Any) -> Iterator[tuple[bytes, str]]:
    """Give the digests of evidence that a badge keeps, each with the id of that evidence."""
    if not isinstance(document, dict):
        return
    for evidence in as_list(document.get("evidence")):
        if isinstance(evidence, dict) and isinstance(evidence.get("id"), str):
            digest = read_sha256(evidence.get("digestMultibase"))
            if digest:
                yield digest, evidence["id"]
    subject = document.get("credentialSubject")
    if isinstance(subject, dict):  # of a record
        for inner in as_list(subject.get("verifiableCredential")):
            yield from _digests(inner)


def _evidence(
    name: str, content: bytes, known: Mapping[bytes, Iterable[str]], names: _Names
) -> Entry:
    ids = known.get(hashlib.sha256(content).digest())
    if ids is None:
        raise ModelError(
            f"{name}: no badge has the digest of this file, so it is not the file that was judged, "
            "byte for byte; leave it out, or bring the original"
        )
    stem, dot, ending = _NOT_IN_NAMES.sub("_", name).strip(" .").rpartition(".")
    stem, ending = (stem, ending) if dot else (ending, "bin")
    file = names.new(f"evidence/{stem.strip(' .')[-_LONGEST_NAME:] or 'file'}", ending[-10:])
    return Entry(file, EntryKind.EVIDENCE, content, evidence=tuple(ids))


def _document(response: Response, names: _Names) -> Entry:
    folder, ending = _kind_of(response.content)
    host = response.url.split("/")[2].replace(":", "-")
    name = names.new(f"{folder}/{host[-_LONGEST_NAME:]}", ending)
    return Entry(
        name,
        EntryKind.DOCUMENT,
        response.content,
        url=response.url,
        retrieved=response.retrieved_at,
    )


def _kind_of(content: bytes) -> tuple[str, str]:
    """Say in which folder a document is looked for by people, and how its name ends."""
    try:
        members = strict_json.load_object(content)
        if members.keys() & _KEYS:
            return "issuers", "json"
    except OpenBadgesError:
        members = {}
    try:
        found = read_credential(content, limits=DEFAULT_LIMITS)
    except OpenBadgesError:
        return "other", "json" if members else "bin"
    types = as_list(found.document.get("type"))
    is_list = any("StatusList" in str(type_) for type_ in types)
    return "status" if is_list else "other", found.found_in.lower()
