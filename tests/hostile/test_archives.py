"""ZIP archives that no program of people writes: each is refused, and none is expanded."""

from __future__ import annotations

import io
import stat
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from json import loads

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openbadges_issuer.bundles import Bundle
from openbadges_issuer.errors import InputError, Problem
from openbadges_issuer.limits import Limits
from openbadges_issuer.report import Outcome, Verdict
from tests.hostile.forge import NOW, dumps, expect, verify
from tests.hostile.kits import PLAN, PLAN_ID, archive, files_of, kit, patched

GOOD = kit().to_bytes()
FILES = files_of(kit())
MANIFEST = b'{"format":"open-badges-bundle/1","made":"2026-11-21T15:00:00Z","entries":[]}'
DAMAGED, UNSAFE, LARGE = Problem.MALFORMED_INPUT, Problem.UNSAFE_MEDIA, Problem.TOO_LARGE


def named(name: str) -> bytes:
    """Give the bundle with a file of this name beside the others."""
    return archive(*FILES, (name, b"x"))


def raw_name(name: bytes) -> bytes:
    """As `named`, with a name that the library would not write; both have the same length."""
    stand_in = "n" * len(name)
    return named(stand_in).replace(stand_in.encode(), name)


def special(mode: int) -> bytes:
    """Give the bundle with something that is no file."""
    info = zipfile.ZipInfo("evidence/1.pdf")
    info.create_system, info.external_attr = 3, (mode | 0o777) << 16
    return archive(*FILES, (info, b"/etc/passwd"))


def twice(first: str, second: str) -> bytes:
    stand_in = "m" * len(first.encode())
    made = archive(*FILES, (first, b"x"), (stand_in, b"x"))
    return made.replace(stand_in.encode(), second.encode())


def overlapping() -> bytes:
    """Let all files of the directory be one and the same."""
    made = archive(*((f"{number:03}", b"x" * 1_000) for number in range(100)))
    directory = made.index(b"PK\x01\x02")
    changed = bytearray(made)
    at = directory
    while (at := changed.find(b"PK\x01\x02", at + 1)) > 0:
        struct.pack_into("<L", changed, at + 42, 0)
    return bytes(changed)


def with_end(files: bytes, directory: bytes, count: int) -> bytes:
    """Put an archive together of its files, its directory and its end."""
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(directory), len(files), 0)
    return files + directory + end


def uncounted(lines: int) -> bytes:
    """Let the directory go on behind the number of files that is given at the end."""
    made = archive(("a", b""))
    at = made.index(b"PK\x01\x02")
    return with_end(made[:at], made[at:-22] * lines, 1)


def hidden() -> bytes:
    """Leave a file out of the directory, which a program finds that reads from the beginning."""
    made, other = archive(*FILES), archive(("evidence/Unit plan.pdf", b"x"))
    at = made.index(b"PK\x01\x02")
    files = made[:at] + other[: other.index(b"PK\x01\x02")]
    return with_end(files, made[at:-22], len(FILES))


def quoting() -> bytes:
    """Let a file begin within the name in front of another, which is not counted to its bytes."""
    made = bytearray(archive(("a" * 60, b"x"), ("b", b"y")))
    at = made.rindex(b"PK\x01\x02")
    struct.pack_into("<L", made, at + 42, 40)
    return bytes(made)


def named_twice(second: str) -> bytes:
    """As `named`, with another name of the file for programs that know Unicode."""
    info = zipfile.ZipInfo("x.pdf")
    name = b"\1" + struct.pack("<L", zlib.crc32(b"x.pdf")) + second.encode()
    info.extra = struct.pack("<HH", 0x7075, len(name)) + name
    return archive(*FILES, (info, b"x"))


def files_for_one_evidence() -> bytes:
    """Let a file stand beside the one that was judged, and claim to be it."""
    bundle = kit(evidence={PLAN_ID: PLAN})
    evidence = bundle.entries[-1]
    other = replace(evidence, name="evidence/Unit plan.pdf", content=b"another")
    return Bundle(NOW, (*bundle.entries[:-1], other, evidence)).to_bytes()


def manifest(**members: object) -> bytes:
    made = {"format": "open-badges-bundle/1", "made": "2026-11-21T15:00:00Z", "entries": []}
    return archive(("manifest.json", dumps(made | members)))


def entry(**members: object) -> bytes:
    made = {"name": "a.json", "kind": "badge", "sha256": "00"} | members
    whole = {"format": "open-badges-bundle/1", "made": "2026-11-21T15:00:00Z", "entries": [made]}
    return archive(("a.json", b"{}"), ("manifest.json", dumps(whole)))


TWICE = {"name": "a.json", "kind": "badge", "sha256": "00"}
BOMB = archive(*FILES, ("evidence/0.pdf", bytes(30_000_000)), packed=True)
NO_BUNDLE = Problem.NOT_A_BADGE
CASES: dict[str, tuple[Callable[[], bytes], Problem]] = {
    # paths
    "up": (lambda: named("../../etc/cron.d/x"), UNSAFE),
    "up in between": (lambda: named("badges/../../x"), UNSAFE),
    "up, with spaces": (lambda: named(".. /x"), UNSAFE),
    "here": (lambda: named("./x"), UNSAFE),
    "absolute": (lambda: raw_name(b"/etc/passwd"), UNSAFE),
    "a drive": (lambda: named("C:x"), UNSAFE),
    "backslashes": (lambda: raw_name(b"..\\..\\x"), UNSAFE),
    "a stream": (lambda: named("x.txt:y"), UNSAFE),
    "nothing between slashes": (lambda: named("a//b"), UNSAFE),
    "a NUL": (lambda: raw_name(b"a.pdf\0.exe"), UNSAFE),
    "an escape": (lambda: named("a\x1b[31m"), UNSAFE),
    "too long": (lambda: named("a" * 300), UNSAFE),
    "two of a name": (lambda: twice("evidence/a", "evidence/a"), UNSAFE),
    "two of a name but for capitals": (lambda: twice("evidence/a", "Evidence/A"), UNSAFE),
    "two manifests": (lambda: twice("Manifest.jsox", "manifest.json"), UNSAFE),
    # what is no file
    "a link": (lambda: special(stat.S_IFLNK), UNSAFE),
    "a device": (lambda: special(stat.S_IFCHR), UNSAFE),
    "a pipe": (lambda: special(stat.S_IFIFO), UNSAFE),
    # how it is packed
    "a password": (lambda: patched(GOOD, 8, 1, "H"), UNSAFE),
    "strong encryption": (lambda: patched(GOOD, 8, 0x41, "H"), UNSAFE),
    "a hidden directory": (lambda: patched(GOOD, 8, 0x2000, "H"), UNSAFE),
    "bzip2": (lambda: patched(GOOD, 10, zipfile.ZIP_BZIP2, "H"), UNSAFE),
    "a method of nobody": (lambda: patched(GOOD, 10, 77, "H"), UNSAFE),
    # bombs
    "a bomb": (lambda: BOMB, UNSAFE),
    "more than is expanded": (
        lambda: archive(*((f"{n}", bytes(2**24)) for n in range(4)), packed=True),
        LARGE,
    ),
    "a size that is a lie": (lambda: patched(GOOD, 24, 40, "L"), DAMAGED),
    "a size that is larger than it": (
        lambda: patched(archive(*FILES, packed=True), 24, len(FILES[0][1]) + 1, "L"),
        DAMAGED,
    ),
    "a huge size": (lambda: patched(GOOD, 24, 2**32 - 2, "L"), LARGE),
    "files over each other": (overlapping, UNSAFE),
    "a directory that is longer than it says": (lambda: uncounted(100_000), LARGE),
    "more in the directory than it says": (lambda: uncounted(10), DAMAGED),
    "files in front of each other's names": (quoting, UNSAFE),
    "many files": (lambda: archive(*((f"{n}", b"") for n in range(600))), LARGE),
    "many files, by its end": (lambda: GOOD[:-14] + b"\xff\xff\xff\xff" + GOOD[-10:], LARGE),
    "a large archive": (lambda: GOOD + bytes(25_000_000), LARGE),
    # damage and disguise
    "cut off": (lambda: GOOD[:-30], DAMAGED),
    "nothing but a beginning": (lambda: b"PK\x03\x04", DAMAGED),
    "something behind it": (lambda: GOOD + b"<html>", DAMAGED),
    "something between": (lambda: GOOD.replace(b"PK\x01\x02", b"xPK\x01\x02", 1), DAMAGED),
    "a comment": (lambda: GOOD[:-2] + b"\x02\0hi", DAMAGED),
    "another disk": (lambda: GOOD[:-18] + b"\1\0" + GOOD[-16:], DAMAGED),
    "no directory": (lambda: GOOD.replace(b"PK\x01\x02", b"XX\x01\x02"), DAMAGED),
    "a wrong checksum": (lambda: patched(GOOD, 16, 7, "L"), DAMAGED),
    "another name in front": (lambda: GOOD.replace(b"badges/0.json", b"badges/X.json", 1), DAMAGED),
    "another size in front": (lambda: patched(GOOD, 22, 40, "L", central=False), DAMAGED),
    "another packing in front": (lambda: patched(GOOD, 8, 8, "H", central=False), DAMAGED),
    "another checksum in front": (lambda: patched(GOOD, 14, 7, "L", central=False), DAMAGED),
    "a file that the directory hides": (hidden, DAMAGED),
    "another name in front of what is not listed": (
        lambda: named("Unit plan A").replace(b"Unit plan A", b"Unit plan B", 1),
        DAMAGED,
    ),
    "a place that is not there": (lambda: patched(GOOD, 42, 2**31, "L"), UNSAFE),
    # manifests
    "any ZIP": (lambda: archive(("badge.json", b"{}")), NO_BUNDLE),
    "in two folders": (lambda: archive(("a/b/manifest.json", MANIFEST)), NO_BUNDLE),
    "two bundles": (
        lambda: archive(("a/manifest.json", MANIFEST), ("b/manifest.json", MANIFEST)),
        NO_BUNDLE,
    ),
    "no JSON": (lambda: archive(("manifest.json", b"{")), DAMAGED),
    "a list": (lambda: archive(("manifest.json", b"[]")), DAMAGED),
    "deep": (lambda: archive(("manifest.json", b"[" * 100_000)), Problem.TOO_LARGE),
    "long": (lambda: manifest(entries=["x" * 600_000]), LARGE),
    "no entries": (lambda: manifest(entries=None), DAMAGED),
    "entries that are none": (lambda: manifest(entries=["a"]), DAMAGED),
    "two files for one evidence": (files_for_one_evidence, DAMAGED),
    "no time": (lambda: manifest(made=None), DAMAGED),
    "no time that is one": (lambda: manifest(made="today"), DAMAGED),
    "another version": (lambda: manifest(format="open-badges-bundle/2"), UNSAFE),
    "what is not there": (lambda: entry(name="b.json"), NO_BUNDLE),  # so that no badge is
    "a name that is none": (lambda: entry(name=7), DAMAGED),
    "an address that is none": (lambda: entry(url=7), DAMAGED),
    "evidence that is none": (lambda: entry(evidence=[7]), DAMAGED),
    "a time that is none": (lambda: entry(retrieved="then"), DAMAGED),
    "twice the same": (lambda: archive(("a.json", b"{}"), ("manifest.json", dumps(
        {"format": "open-badges-bundle/1", "made": "2026-11-21T15:00:00Z",
         "entries": [TWICE, TWICE]}))), DAMAGED),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_is_refused_with_a_sentence(name: str) -> None:
    make, problem = CASES[name]
    report = verify(make())
    if name == "another version":  # it may be a good one
        expect(report, Verdict.UNSUPPORTED, "format", Outcome.UNDECIDED)
        return
    expect(report, Verdict.NOT_A_BADGE, "readable", Outcome.FAILED)
    said = report.check("readable")
    if name != "deep":
        assert said.problem is problem, said
    assert said.detail.endswith(".")
    assert "/etc" not in said.detail
    assert report.parts == ()


def test_the_good_one_is_good_however_people_pack_it_again() -> None:
    folder = zipfile.ZipInfo("badges/")
    folder.external_attr = (stat.S_IFDIR | 0o755) << 16 | 0x10
    finder = ("__MACOSX/badges/._0.json", b"\0\5\x16\7")
    for data in (
        GOOD,
        archive(*FILES, packed=True),
        archive((folder, b""), *FILES, finder, (".DS_Store", b"x")),
        archive(*((f"My badges/{name}", content) for name, content in FILES), finder),
        archive(*reversed(FILES)),
    ):
        assert verify(data).verdict is Verdict.VALID
        assert verify(bytearray(data)).verdict is Verdict.VALID


def endless() -> bytes:
    """Let the manifest list one large file without end."""
    line = {"name": "a", "kind": "evidence", "sha256": ""}
    listed = {**loads(MANIFEST), "entries": [line] * 1_000}
    return archive(("a", bytes(1_000_000)), ("manifest.json", dumps(listed)))


@pytest.mark.parametrize("make", [lambda: BOMB, endless, lambda: uncounted(200_000)])
def test_what_grows_without_end_is_not_taken_into_memory(make: Callable[[], bytes]) -> None:
    data = make()
    tracemalloc.start()
    try:
        report = verify(data)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert report.verdict is Verdict.NOT_A_BADGE
    assert most < 2 * len(data) + 10_000_000


def test_a_second_name_leads_nowhere_else() -> None:
    report = verify(named_twice("../../x"))  # which not every version of Python reads
    assert ".." not in report.check("readable").detail


def test_what_its_holder_took_out_is_told() -> None:
    bundle = kit(evidence={PLAN_ID: PLAN})
    less = [(name, content) for name, content in files_of(bundle) if name != "evidence/0.pdf"]
    report = verify(archive(*less))
    assert report.verdict is Verdict.VALID
    assert report.check("evidence_integrity").outcome is Outcome.NOT_APPLICABLE
    assert "evidence/0.pdf" in report.check("readable").detail
    assert "evidence/0.pdf" not in verify(bundle.to_bytes()).check("readable").detail


@pytest.mark.parametrize(
    "limits",
    [
        Limits(bundle_bytes=1_000),
        Limits(bundle_expanded_bytes=1_000),
        Limits(bundle_entries=2),
    ],
)
def test_each_bound_is_one_of_the_limits(limits: Limits) -> None:
    with pytest.raises(InputError) as caught:
        Bundle.read(GOOD, limits=limits)
    assert caught.value.problem is Problem.TOO_LARGE


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=4), st.booleans())
def test_no_change_of_bytes_raises_or_gives_another_badge(
    at: int, put: bytes, keep_length: bool
) -> None:
    data = GOOD[:at] + put + GOOD[at + (len(put) if keep_length else 0) :]
    report = verify(data)
    if report:
        assert report.document == verify(GOOD).document


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300))
def test_bytes_that_begin_like_an_archive(tail: bytes) -> None:
    assert verify(b"PK\x03\x04" + tail).verdict is Verdict.NOT_A_BADGE


def test_what_another_program_streamed_is_read() -> None:
    class Stream(io.RawIOBase):
        """Takes bytes and cannot go back, so that sizes stand behind the files."""

        def __init__(self) -> None:
            self.taken = b""

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            self.taken += bytes(data)  # type: ignore[call-overload]
            return len(data)  # type: ignore[arg-type]

    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in FILES:
            made.writestr(name, content)
    assert verify(stream.taken).verdict is Verdict.VALID
