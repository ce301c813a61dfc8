"""Every text is there in the program's first language, and in no language that it does not name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openbadges_issuer.programs.checks.finding import Finding
from openbadges_issuer.programs.form import Node, descend, is_text
from openbadges_issuer.programs.program import Program
from openbadges_issuer.programs.source import Path, joined

_MOST_LISTED = 3


def check(program: Program) -> Iterator[Finding]:
    """Find texts in too few languages or too many."""
    first, *others = program.languages
    lacking: dict[str, list[str]] = {language: [] for language in others}
    for place, text in _texts(program.source.values, (), descend(())):
        path = joined(place)
        spoken = text if isinstance(text, dict) else {first: text}
        if first not in spoken:
            yield Finding("language", path, f'no "{first}" text, the program\'s first language')
        for language in spoken.keys() - set(program.languages):
            sentence = f'"{language}" is not one of the languages of the program'
            yield Finding("language", f"{path}.{language}", sentence)
        for language in lacking.keys() - spoken.keys():
            lacking[language].append(path)
    for number, language in enumerate(program.languages):
        if language in program.languages[:number]:
            path = f"languages[{number}]"
            yield Finding("language", path, f'"{language}" is given twice')
        elif lacking.get(language):
            yield _untranslated(number, language, lacking[language], first)


def _untranslated(number: int, language: str, paths: list[str], first: str) -> Finding:
    more = len(paths) - _MOST_LISTED
    listed = ", ".join(paths[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")
    sentence = f'no "{language}" text, "{first}" is shown instead: {listed}'
    return Finding("language", f"languages[{number}]", sentence, is_warning=True)


def _texts(value: Any, path: Path, nodes: list[Node]) -> Iterator[tuple[Path, Any]]:
    """List the texts of the file as they are written; it is nested no deeper than may be."""
    if any(map(is_text, nodes)):
        yield path, value
    elif isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(inner, (*path, step), descend((step,), nodes))
