"""A ZIP archive that a stranger made: looked at before anything of it is expanded.

What people's programs write is read: stored or deflated files, with folders between them. What only
an attacker writes is refused. Nothing is written to a disk, and no archive in it is opened.

Specification: PKWARE APPNOTE.TXT 6.3, sections 4.3 and 4.4.
"""

from __future__ import annotations

import stat
import struct
import unicodedata
import zipfile
import zlib
from io import BytesIO

from openbadges_issuer.errors import InputError, Problem
from openbadges_issuer.limits import Limits
from openbadges_issuer.phrases import Phrase

MAGIC = b"PK\x03\x04"
"""How an archive begins that has something in it."""

_END = struct.Struct("<4s4H2LH")  # the end of the central directory
_END_MAGIC, _ZIP64_MAGIC = b"PK\x05\x06", b"PK\x06\x07"
_ZIP64_BYTES = 20
_LINE_BYTES = 1_000  # of the directory, for one file: its name, and what a system notes of it
_FRONT = struct.Struct("<4s2xHH4x3L2H")  # of a file: the local file header, without its times
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
_STREAMED, _UTF_8 = 0x0008, 0x0800
_MOST_BEHIND = 24  # bytes behind a file that was streamed: its checksum and its sizes
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_FILES_AND_FOLDERS = (0, stat.S_IFREG, stat.S_IFDIR)  # 0: its maker does not tell
_LONGEST_NAME = 200
_SMALL = 4_096  # bytes that a file may have however few it was made of
_UNREADABLE = (  # as zipfile raises them
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)
_DAMAGED = Phrase("This ZIP archive is damaged.")


class Archive:
    """The files of an archive, each expanded when it is asked for."""

    def __init__(self, data: bytes, *, limits: Limits) -> None:
        """Look at the directory.

        Args:
            data: the archive's bytes.
            limits: `bundle_bytes`, `bundle_expanded_bytes`, `bundle_entries` and `bundle_ratio`
                are applied.

        Raises:
            InputError: it is too large or has too much in it (TOO_LARGE), is damaged
                (MALFORMED_INPUT), or is made as only an attacker makes one (UNSAFE_MEDIA).
        """
        if len(data) > limits.bundle_bytes:
            raise _too_large(
                Phrase("This ZIP archive is larger than {size} MB.", size=_mb(limits.bundle_bytes))
            )
        count, directory = _check_end(data, limits)
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except _UNREADABLE:
            raise InputError(_DAMAGED) from None
        entries = self._zip.infolist()
        if len(entries) != count:
            raise InputError(_DAMAGED)
        if sum(entry.file_size for entry in entries) > limits.bundle_expanded_bytes:
            size = _mb(limits.bundle_expanded_bytes)
            raise _too_large(
                Phrase("What is in this ZIP archive is larger than {size} MB.", size=size)
            )
        for entry in entries:
            _check(entry, limits)
        _check_in_order(data, entries, directory)
        self._files = {entry.filename: entry for entry in entries if not entry.is_dir()}
        if len({_as_folders_see(entry.filename) for entry in entries}) < len(entries):
            raise _unsafe(Phrase("In this ZIP archive two files have the same name."))

    @property
    def names(self) -> list[str]:
        """The names of its files."""
        return list(self._files)

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a file of this name."""
        return name in self._files

    def read(self, name: str) -> bytes:
        """Expand a file.

        Raises:
            KeyError: there is none of this name.
            InputError: it is damaged (MALFORMED_INPUT).
        """
        entry = self._files[name]
        try:
            with self._zip.open(entry) as file:
                content = file.read(entry.file_size)  # no more than the directory says
                is_whole = len(content) == entry.file_size
        except _UNREADABLE:
            is_whole, content = False, b""
        if not is_whole:
            raise InputError(Phrase("The file {file} in this ZIP archive is damaged.", file=name))
        return content


def _check_end(data: bytes, limits: Limits) -> tuple[int, int]:
    """Check the end of the archive, and give the number of files and the place of the directory.

    It is done before a library reads as much as this says.
    """
    at = len(data) - _END.size
    if at < 0 or not data.startswith(MAGIC):
        raise InputError(_DAMAGED)
    magic, disk, first_disk, here, entries, size, start, comment = _END.unpack_from(data, at)
    if magic != _END_MAGIC or comment:  # cut off, or with something behind its end
        raise InputError(_DAMAGED)
    if (
        data[max(at - _ZIP64_BYTES, 0) :].startswith(_ZIP64_MAGIC)
        or entries > limits.bundle_entries
    ):
        raise _too_many(limits)
    if disk or first_disk or here != entries or start + size != at:
        raise InputError(_DAMAGED)
    if size > entries * _LINE_BYTES:  # a library reads all of it, whatever number stands here
        raise _too_many(limits)
    return int(entries), int(start)


def _check(entry: zipfile.ZipInfo, limits: Limits) -> None:
    """Refuse an entry that nobody should open."""
    if entry.flag_bits & _ENCRYPTED:
        raise InputError(
            Phrase("This ZIP archive is locked with a password. Make one without."),
            problem=Problem.UNSAFE_MEDIA,
        )
    if entry.compress_type not in _METHODS:
        raise InputError(
            Phrase("This ZIP archive is packed in a way that is not read here. Pack it again."),
            problem=Problem.UNSAFE_MEDIA,
        )
    # A file may have a second name, for programs that know Unicode.
    if not (_is_good(entry.orig_filename) and _is_good(entry.filename)):
        raise _unsafe(Phrase("In this ZIP archive a file has a name that no file should have."))
    if stat.S_IFMT(entry.external_attr >> 16) not in _FILES_AND_FOLDERS:
        raise _unsafe(
            Phrase("In this ZIP archive there is something that is no file, as a link is.")
        )
    if entry.file_size > max(limits.bundle_ratio * entry.compress_size, _SMALL):
        raise _unsafe(
            Phrase("A file in this ZIP archive would grow to many times its size, as no file does.")
        )


def _is_good(name: str) -> bool:
    """Tell whether a name leads nowhere else, on whatever system, and can be shown."""
    parts = name.removesuffix("/").split("/")
    return (
        len(name) <= _LONGEST_NAME
        and all(part.strip(" .") for part in parts)
        and not any(letter in "\\:" or unicodedata.category(letter) == "Cc" for letter in name)
    )


def _check_in_order(data: bytes, entries: list[zipfile.ZipInfo], directory: int) -> None:
    """Refuse an archive that another program would take for another one.

    Some read the directory, and others what stands in front of each file; so both say the same,
    and the files lie one behind the other, with nothing hidden between and none over another, by
    which a small archive holds endless ones.
    """
    end = spare = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        start = entry.header_offset + _FRONT.size
        if not 0 <= entry.header_offset - end <= spare or start > directory:
            raise _unsafe(Phrase("The files in this ZIP archive do not lie one behind the other."))
        _, flags, method, *of_content, name, extra = _FRONT.unpack_from(data, entry.header_offset)
        is_streamed = flags & _STREAMED  # so that what of its content is known stands behind it
        stated = [entry.CRC, entry.compress_size, entry.file_size]
        if (
            data[start : start + name] != _coded(entry)
            or method != entry.compress_type
            or not (is_streamed or of_content == stated)
        ):
            raise InputError(_DAMAGED)
        end = start + name + extra + entry.compress_size
        spare = _MOST_BEHIND if is_streamed else 0
    if not 0 <= directory - end <= spare:
        raise InputError(_DAMAGED)


def _coded(entry: zipfile.ZipInfo) -> bytes:
    """Write a name as it stands in the directory."""
    return entry.orig_filename.encode("utf-8" if entry.flag_bits & _UTF_8 else "cp437")


def _as_folders_see(name: str) -> str:
    """Write a name as a disk compares it that knows no capitals."""
    return unicodedata.normalize("NFC", name).casefold().removesuffix("/")


def _mb(size: int) -> float:
    return size / 1_000_000


def _too_many(limits: Limits) -> InputError:
    return _too_large(
        Phrase(
            "There are more than {count} files in this ZIP archive.", count=limits.bundle_entries
        )
    )


def _too_large(sentence: Phrase) -> InputError:
    return InputError(sentence, problem=Problem.TOO_LARGE)


def _unsafe(sentence: Phrase) -> InputError:
    return InputError(sentence, problem=Problem.UNSAFE_MEDIA)
