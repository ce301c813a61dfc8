"""Text made harmless, and files written so that nothing is lost."""

from __future__ import annotations

import os
import stat
import threading
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openbadges_issuer.cli import files, terminal
from openbadges_issuer.errors import InputError, SettingsError


@settings(deadline=None)
@given(st.text(), st.integers(3, 200))
def test_visible_text_is_harmless_and_bounded(text, most):
    shown = terminal.visible(text, most)
    assert all(unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"} for c in shown)
    assert len(shown) <= 10 * most + 40


@settings(deadline=None)
@given(
    st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs"], exclude_characters="⠀ㅤᅟᅠﾠ"))
)
def test_ordinary_text_is_shown_as_it_is(text):
    assert terminal.visible(text, len(text) + 3) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31m", r"\x1b[31m"),
        ("a\u202eb", r"a\u202eb"),
        ("a\nb\tc\r", r"a\nb\tc\r"),
        ("\x9b", r"\x9b"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", r"\U000e0041"),
        ("a\u2800b\u3164", r"a\u2800b\u3164"),
        ("Zoë Ñandú 表 العربية", "Zoë Ñandú 表 العربية"),
        ("e\u0301", "e\u0301"),
    ],
)
def test_what_is_shown(text, shown):
    assert terminal.visible(text) == shown


def test_of_a_long_text_the_middle_is_left_out():
    shown = terminal.visible("<" + "x" * 10_000 + ">", 90)
    assert shown == "<" + "x" * 59 + " [… 9,912 characters …] " + "x" * 29 + ">"


def test_a_file_is_replaced_at_once_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "list.json"
    path.write_text("old")

    def full_disk(_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(files.os, "fsync", full_disk)
        with pytest.raises(OSError, match="No space left"):
            files.replace_file(path, b"new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
    files.replace_file(path, b"new")
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "served").mkdir()
    target, link = tmp_path / "served" / "list.json", tmp_path / "list.json"
    target.write_text("old")
    link.symlink_to(target)
    files.replace_file(link, b"new")
    assert link.is_symlink()
    assert target.read_text() == "new"


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_a_private_file_is_private_from_its_first_byte(tmp_path, monkeypatch):
    modes = []
    monkeypatch.setattr(
        files.os, "fsync", lambda handle: modes.append(stat.S_IMODE(os.fstat(handle).st_mode))
    )
    files.replace_file(tmp_path / "state.json", b"new", private=True)
    assert modes[0] == 0o600
    assert stat.S_IMODE((tmp_path / "state.json").stat().st_mode) == 0o600


def test_a_file_is_not_written_over_one_that_came_in_between(tmp_path):
    path = tmp_path / "badge.json"
    files.check_new(path)
    path.write_text("another")
    with pytest.raises(SettingsError, match="is there already"):
        files.write_file(path, b"new", force=False)
    assert path.read_text() == "another"


def test_no_part_of_a_new_file_is_left(tmp_path, monkeypatch):
    def full_disk(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space left"):
        files.write_file(tmp_path / "badge.json", b"new", force=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("size", "fits"), [(9, True), (10, True), (11, False)])
def test_no_more_is_read_than_is_expected(tmp_path, size, fits):
    path = tmp_path / "file"
    path.write_bytes(b"x" * size)
    if fits:
        assert len(files.read_file(path, 10)) == size
    else:
        with pytest.raises(InputError, match="more than 10 bytes"):
            files.read_file(path, 10)


def test_a_lock_keeps_others_out(tmp_path):
    path = tmp_path / "state.json"
    path.write_text("{}")
    entered = threading.Event()

    link = tmp_path / "link.json"
    link.symlink_to(path)

    def enter():
        with files.locked(link):
            entered.set()

    other = threading.Thread(target=enter)
    with files.locked(path):
        other.start()
        assert not entered.wait(0.2)
    other.join(5)
    assert entered.is_set()


def test_a_file_that_is_not_there_is_not_locked(tmp_path):
    with pytest.raises(FileNotFoundError), files.locked(tmp_path / "state.json"):
        pass
    assert list(tmp_path.iterdir()) == []
