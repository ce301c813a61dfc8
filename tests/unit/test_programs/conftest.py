"""The eight program files, and copies of them with something changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from openbadges_issuer.programs.loading import Checked, check

FILES = sorted((Path(__file__).resolve().parents[3] / "examples" / "programs").glob("*.yaml"))


@pytest.fixture(params=FILES, ids=[file.stem for file in FILES])
def file(request) -> Path:
    """Each of the files."""
    return request.param


@pytest.fixture
def program():
    """Load one of them by its name."""

    def load(name: str, *changes: tuple[str, str]):
        checked = changed(name, *changes)
        assert not checked.errors, [str(fault) for fault in checked.errors]
        return checked.program

    return load


@pytest.fixture
def errors():
    """Tell what is wrong with one of them after changes, as check, path and line's text."""

    def find(name: str, *changes: tuple[str, str]):
        lines = text_of(name, *changes).splitlines()
        return [
            (fault.check, fault.path, lines[fault.line - 1])
            for fault in changed(name, *changes).errors
        ]

    return find


def text_of(name: str, *changes: tuple[str, str]) -> str:
    [file] = [file for file in FILES if file.stem == name]
    text = file.read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def changed(name: str, *changes: tuple[str, str]) -> Checked:
    return check(text_of(name, *changes).encode(), f"{name}.yaml")
