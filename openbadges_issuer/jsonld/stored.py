"""Active contexts that were compiled beforehand, so that a usual badge needs no PyLD.

There is one file for each usual `@context`, written by
`python -m openbadges_issuer.jsonld.compile`. It holds what `active_context` would compile from the
bundled contexts, as plain JSON.
"""

from __future__ import annotations

import json
import pkgutil
from collections.abc import Sequence
from typing import Any

from openbadges_issuer import contexts
from openbadges_issuer.jsonld.active_context import (
    NOT_STATED,
    ActiveContext,
    NotStored,
    Scope,
    Term,
)

FOLDER = "compiled"


class StoredContexts(ActiveContext):
    """The context in which a document starts, where it has one of the usual `@context`s."""

    __slots__ = ()

    def local(self, urls: Any) -> ActiveContext:
        """Load what is stored for one URL, or for a tuple of several.

        Raises:
            NotStored: there is no file for them.
        """
        try:
            data = pkgutil.get_data(__package__, f"{FOLDER}/{file_name(text(urls).split())}")
        except OSError:
            raise NotStored from None
        self.locals[urls] = found = read(json.loads(data or b""))
        return found


def file_name(urls: Sequence[str]) -> str:
    """Name the file for an array of bundled contexts after theirs."""
    names = contexts.bundled()
    return "+".join(names[url].removesuffix(".json") for url in urls) + ".json"


def key(names: Sequence[str]) -> Any:
    """Give the key under which types or URLs are looked up: one as text, several as a tuple."""
    return names[0] if len(names) == 1 else tuple(names)


def text(key: Any) -> str:
    """Write such a key as one text."""
    return key if isinstance(key, str) else " ".join(key)


def read(data: dict[str, Any]) -> ActiveContext:
    """Build the contexts of a file; the first is that of the whole document."""
    found = [ActiveContext() for _ in data["active"]]
    terms = [_term(row, found) for row in data["terms"]]
    for compiled, entry in zip(found, data["active"], strict=True):
        compiled.outer = found[entry["outer"]]
        compiled.prefixes = frozenset(entry["prefixes"])
        if compiled.outer is not compiled:  # which stands before it
            compiled.terms.update(compiled.outer.terms)
        compiled.terms.update({name: terms[index] for name, index in entry["terms"].items()})
        for types, (members, iris) in entry["nodes"].items():
            compiled.nodes[key(types.split())] = found[members], tuple(iris)
        for urls, index in entry["locals"].items():
            compiled.locals[key(urls.split())] = found[index]
    return found[0]


def _term(row: list[Any] | None, found: Sequence[ActiveContext]) -> Term:
    if row is None:
        return NOT_STATED
    kind, predicate, ending, datatype, scope = row
    if scope is None:
        return kind, predicate, ending, datatype, None
    *numbers, words = scope
    text, reference, node = (found[number] for number in numbers)
    return kind, predicate, ending, datatype, Scope(text, reference, node, words)
