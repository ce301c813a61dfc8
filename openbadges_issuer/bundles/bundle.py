"""Reading and writing a bundle: a ZIP archive with a manifest that lists what is in it."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from typing import Any, Self

from openbadges_issuer import strict_json, timestamps
from openbadges_issuer.bundles.archive import Archive
from openbadges_issuer.errors import InputError, Problem
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.strict_json import as_list

FORMAT = "open-badges-bundle/1"
MANIFEST = "manifest.json"

_MANIFEST_BYTES = 500_000
_LONGEST_NAME = 200
_NO_BUNDLE = Phrase(
    "This is a ZIP archive, and not a bundle of badges: it has no manifest.json. Take the badge "
    "out of it first."
)
_OTHER_FORM = Phrase("This bundle is of a kind that is not known here.")
_FILE_MODE = 0o100644 << 16  # a file that everybody may read


class EntryKind(StrEnum):
    """What a file is in the bundle for."""

    BADGE = "badge"
    ENDORSEMENT = "endorsement"
    DOCUMENT = "document"
    EVIDENCE = "evidence"
    README = "readme"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a bundle.

    Attributes:
        name: in the archive, with its folders.
        kind: what it is in it for.
        content: its bytes.
        url: of a document, where it was fetched.
        retrieved: of a document, when; the maker's word.
        evidence: of an evidence file, the ids of the evidence of badges that it is said to be.
        is_listed_so: whether these are the bytes that the manifest was written for.
    """

    name: str
    kind: EntryKind
    content: bytes = field(repr=False)
    url: str | None = None
    retrieved: datetime | None = None
    evidence: tuple[str, ...] = ()
    is_listed_so: bool = True


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle.

    Attributes:
        made: when it was put together; its maker's word.
        entries: its files, but the manifest.
        unlisted: names of files that are there and not in the manifest.
        lacking: names of files that are in the manifest and not there, as of evidence that its
            holder took out before showing it.
    """

    made: datetime
    entries: tuple[Entry, ...] = field(repr=False)
    unlisted: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()

    def of_kind(self, kind: EntryKind) -> list[Entry]:
        """List the files of one kind."""
        return [entry for entry in self.entries if entry.kind is kind]

    @classmethod
    def read(cls, data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Self:
        """Read a bundle. What its manifest does not list is named alone; nothing is verified.

        Args:
            data: a ZIP archive.
            limits: those whose names begin with `bundle` are applied.

        Raises:
            InputError: it is no bundle (NOT_A_BADGE), of another version
                (CREDENTIAL_UNSUPPORTED), damaged (MALFORMED_INPUT), too large (TOO_LARGE), or made
                as only an attacker makes one (UNSAFE_MEDIA).
        """
        archive = Archive(data, limits=limits)
        folder = _folder_of(archive)
        content = archive.read(folder + MANIFEST)
        if len(content) > _MANIFEST_BYTES:
            raise _wrong("it is too long", Problem.TOO_LARGE)
        try:
            manifest = strict_json.load_object(content, limits=limits)
        except InputError as error:
            raise _wrong(error.message, error.problem) from None
        if manifest.get("format") != FORMAT:
            raise InputError(_OTHER_FORM, problem=Problem.CREDENTIAL_UNSUPPORTED)
        listed = manifest.get("entries")
        if not isinstance(listed, list):
            raise _wrong("its entries are no list")
        made = _moment(manifest, "made")
        if made is None:
            raise _wrong("it does not say when it was made")
        # Before any is read: one large file, listed without end, would take all memory.
        _check_once(str(item.get("name")) for item in listed if isinstance(item, dict))
        read = [_entry(item, archive, folder) for item in listed]
        entries = [entry for entry in read if isinstance(entry, Entry)]
        _check_once(entry.url for entry in entries if entry.url is not None)
        _check_once(id_ for entry in entries for id_ in entry.evidence)  # which of two was judged?
        names = {folder + MANIFEST, *(folder + entry.name for entry in entries)}
        unlisted = [name for name in archive.names if name not in names and not _is_shadow(name)]
        lacking = [name for name in read if isinstance(name, str)]
        return cls(made, tuple(entries), tuple(unlisted), tuple(lacking))

    def to_bytes(self) -> bytes:
        """Write it as a ZIP archive, packed in nothing, so that any program opens it."""
        manifest = {
            "format": FORMAT,
            "made": timestamps.format(self.made),
            "entries": [_listed(entry) for entry in self.entries],
        }
        files = [(entry.name, entry.content) for entry in self.entries]
        files.append((MANIFEST, strict_json.dumps(manifest).encode()))
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
            for name, content in files:
                info = zipfile.ZipInfo(name, self.made.timetuple()[:6])
                info.external_attr = _FILE_MODE
                archive.writestr(info, content)
        return buffer.getvalue()


def _folder_of(archive: Archive) -> str:
    """Say in which folder a bundle is, as in one that was unpacked and packed again: ``badges/``.

    Raises:
        InputError: there is no manifest, or more than one (NOT_A_BADGE).
    """
    if MANIFEST in archive:
        return ""
    found = [name for name in archive.names if name.partition("/")[2] == MANIFEST]
    if len(found) != 1:
        raise InputError(_NO_BUNDLE, problem=Problem.NOT_A_BADGE)
    return found[0].removesuffix(MANIFEST)


def _check_once(given: Iterable[str]) -> None:
    once: set[str] = set()
    for text in given:
        if text in once:
            raise _wrong("it lists something twice")
        once.add(text)


def _entry(item: Any, archive: Archive, folder: str) -> Entry | str:
    """Read one line of the manifest, and the file that it lists; its name where that is gone."""
    if not isinstance(item, dict):
        raise _wrong("an entry is no object")
    name, kind, digest = (item.get(member) for member in ("name", "kind", "sha256"))
    if not isinstance(name, str):
        raise _wrong("the name of a file in it is no text")
    if kind not in list(EntryKind):
        raise InputError(_OTHER_FORM, problem=Problem.CREDENTIAL_UNSUPPORTED)
    if folder + name not in archive:
        return name[:_LONGEST_NAME]
    content = archive.read(folder + name)
    url, evidence = item.get("url"), as_list(item.get("evidence"))
    if not all(isinstance(text, str) for text in (url or "", *evidence)):
        raise _wrong("an address or an id in it is no text")
    return Entry(
        name,
        EntryKind(kind),
        content,
        url=url,
        retrieved=_moment(item, "retrieved"),
        is_listed_so=digest == hashlib.sha256(content).hexdigest(),
        evidence=tuple(evidence),
    )


def _is_shadow(name: str) -> bool:
    """Tell what a computer puts into an archive for itself."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")


def _listed(entry: Entry) -> dict[str, Any]:
    members = {
        "name": entry.name,
        "kind": entry.kind.value,
        "bytes": len(entry.content),
        "sha256": hashlib.sha256(entry.content).hexdigest(),
        "url": entry.url,
        "retrieved": entry.retrieved and timestamps.format(entry.retrieved),
        "evidence": list(entry.evidence) or None,
    }
    return {name: value for name, value in members.items() if value is not None}


def _moment(members: Mapping[str, Any], name: str) -> datetime | None:
    if name not in members:
        return None
    try:
        return timestamps.parse(members[name])
    except InputError as error:
        raise _wrong(error.message) from None


def _wrong(why: str, problem: Problem = Problem.MALFORMED_INPUT) -> InputError:
    return InputError(
        Phrase("The manifest of this bundle is damaged: {why}.", why=why), problem=problem
    )
