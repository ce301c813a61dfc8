"""The stored contexts are what compiling the bundled ones gives, byte for byte."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from openbadges_issuer import contexts
from openbadges_issuer.jsonld import compile as compiling
from openbadges_issuer.jsonld import stored
from openbadges_issuer.jsonld.active_context import NotStored

FOLDER = Path(stored.__file__).parent / stored.FOLDER
STORED: dict[str, dict[str, Any]] = {
    path.name: json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.iterdir())
}


def test_compiling_again_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "old.json").touch()
    monkeypatch.setattr(sys, "argv", ["compile", str(tmp_path)])
    compiling.main()
    assert {path.name for path in tmp_path.iterdir()} == set(STORED)
    for name in STORED:
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), (
            "run python -m openbadges_issuer.jsonld.compile"
        )


@pytest.mark.parametrize("name", STORED)
def test_a_file_belongs_to_the_bundled_contexts(name: str) -> None:
    digests = STORED[name]["contexts"]
    assert stored.file_name(list(digests)) == name
    for url, digest in digests.items():
        content = contexts.read(contexts.bundled()[url])
        assert hashlib.sha256(content).hexdigest() == digest


def test_there_is_a_file_for_each_usual_context_and_no_other() -> None:
    assert {stored.file_name(urls) for urls in compiling.USUAL} == set(STORED)


def test_what_is_not_stored_is_said_to_be_so() -> None:
    with pytest.raises(NotStored):
        stored.StoredContexts().local((contexts.OPEN_BADGES, contexts.CLR))
    root = stored.StoredContexts().local((contexts.CREDENTIALS_V2, contexts.OPEN_BADGES))
    for ask in (
        lambda: root.term("made_up"),
        lambda: root.node("MadeUp"),
        lambda: root.local("x:"),
    ):
        with pytest.raises(NotStored):
            ask()
