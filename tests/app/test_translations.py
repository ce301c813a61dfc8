"""Everything that a page says is there in every language."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from issuer_app.views.language import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "issuer_app" / "translations"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "Phrase": None}
_FIELD = re.compile(r"\{\w*\}|%\(\w+\)s|</?\w+>")


def _said() -> set[str]:
    """Find what the sources say, as `make translations` does."""
    found = set()
    for package in ("issuer_app", "openbadges_issuer"):
        for _, _, message, _, _ in extract_from_dir(
            ROOT / package, method_map=METHODS, keywords=KEYWORDS
        ):
            found.add(message[0] if isinstance(message, tuple) else message)
    return found


def _catalog(language: str) -> Catalog:
    path = FOLDER / language / "LC_MESSAGES" / "messages.po"
    return read_po(io.BytesIO(path.read_bytes()), locale=language)


def _pairs(catalog: Catalog) -> list[tuple[str, str]]:
    pairs = []
    for message in catalog:
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        pairs += [(id_, text) for id_, text in zip(ids, texts, strict=True) if id_]
    return pairs


TRANSLATED = sorted(LANGUAGES.keys() - {"en"})


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_missing_and_nothing_left_over(language):
    catalog = _catalog(language)
    assert {m.id[0] if isinstance(m.id, tuple) else m.id for m in catalog if m.id} == _said()
    assert [id_ for id_, text in _pairs(catalog) if not text] == []
    assert not any(message.fuzzy for message in catalog if message.id)
    assert len(_said()) > 300


@pytest.mark.parametrize("language", TRANSLATED)
def test_names_in_a_text_and_its_elements_stay(language):
    for id_, text in _pairs(_catalog(language)):
        assert sorted(_FIELD.findall(text)) == sorted(_FIELD.findall(id_)), id_
        assert text.endswith(".") == id_.endswith("."), id_


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalog_is_that_of_the_source(language):
    compiled = io.BytesIO()
    write_mo(compiled, _catalog(language))
    path = FOLDER / language / "LC_MESSAGES" / "messages.mo"
    assert _pairs(read_mo(io.BytesIO(path.read_bytes()))) == _pairs(
        read_mo(io.BytesIO(compiled.getvalue()))
    )
