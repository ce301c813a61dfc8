"""Write the stored contexts anew: `python -m openbadges_issuer.jsonld.compile [FOLDER]`.

To be run when a bundled context, the list below or the format changes; a test compares.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openbadges_issuer import contexts
from openbadges_issuer.jsonld import stored
from openbadges_issuer.jsonld.active_context import (
    NOT_STATED,
    UNTYPED,
    ActiveContext,
    Family,
    Term,
    Unusual,
)
from openbadges_issuer.jsonld.context_processing import ContextProcessing, lock

_V2, _V1 = contexts.CREDENTIALS_V2, contexts.CREDENTIALS_V1
_OB, _CLR = contexts.OPEN_BADGES, contexts.CLR
_SPEC = "https://purl.imsglobal.org/spec/ob/v3p0"
_EXTENSIONS = f"{_SPEC}/extensions.json"
_OLDER = [f"{_SPEC}/context.json", *(f"{_SPEC}/context-3.0.{n}.json" for n in (1, 2))]

USUAL: list[list[str]] = [
    [_V2],
    [_V2, _OB],
    [_V2, _OB, _EXTENSIONS],
    [_V2, _OLDER[-1]],  # the older ones redefine terms of VC 2.0
    [_V2, _CLR, _OB],
    [_V2, _CLR, _OB, _EXTENSIONS],
    *([_V1, badges] for badges in (*_OLDER, _OB)),
    *([_V1, badges, _EXTENSIONS] for badges in (*_OLDER, _OB)),
]
# Terms that bring a context and are usual, with the types that are usual under them.
_BRINGING: dict[str, list[str]] = {
    "credentialSchema": ["1EdTechJsonSchemaValidator2019", "JsonSchemaValidator2018"],
    "proofPurpose": [],
    "statusMessage": [],
}


def main() -> None:
    """Write one file for each usual `@context`, and delete all others."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / stored.FOLDER
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.json"):
        old.unlink()
    for urls in USUAL:
        text = json.dumps(compile_usual(urls), separators=(",", ":"))
        (folder / stored.file_name(urls)).write_text(f"{text}\n", "utf-8")


def compile_usual(urls: Sequence[str]) -> dict[str, Any]:
    """Compile all that documents with one `@context` usually need, as plain data.

    Args:
        urls: the bundled contexts, in their order.

    Returns:
        `contexts`: the digest of each context file that takes part; `terms`: each `Term` as
        a list, null for `@context`, id and type; `active`: the active contexts, each after its
        outer one, with numbers in place of terms and of other contexts.
    """
    root = Family(ContextProcessing(), lock).initial().local(stored.key(urls))
    active = _reach(root)
    for others in USUAL:
        _compile_local(root, others)
    numbers = {compiled: number for number, compiled in enumerate(active)}
    rows: dict[str, int] = {}
    entries = [_entry(compiled, numbers, rows) for compiled in active]
    return {
        "contexts": {url: _digest(url) for url in urls},
        "terms": [json.loads(row) for row in rows],
        "active": entries,
    }


def _digest(url: str) -> str:
    return hashlib.sha256(contexts.read(contexts.bundled()[url])).hexdigest()


def _reach(root: ActiveContext) -> list[ActiveContext]:
    """List the contexts to be stored, with all their terms compiled."""
    names = root.names()
    single = [name for name in names if name[:1].isupper() or name[:1].isdigit()]
    pairs = [
        ("VerifiableCredential", name)
        for name in single
        if name.endswith("Credential") and name != "VerifiableCredential"
    ]
    found = [root]
    _add(found, [_compile_types(root, types) for types in (*single, *pairs)])
    for compiled in found:  # which grows
        for name in compiled.names():
            brought = _contexts_of(_compile_term(compiled, name))
            if brought and name in _BRINGING:
                _add(found, brought)
                _add(found, [_compile_types(brought[-1], types) for types in _BRINGING[name]])
    return found


def _add(found: list[ActiveContext], others: Iterable[ActiveContext]) -> None:
    found += [compiled for compiled in dict.fromkeys(others) if compiled not in found]


def _compile_term(compiled: ActiveContext, name: str) -> Term:
    try:
        return compiled.term(name)
    except Unusual:  # the name of a type, say
        return NOT_STATED


def _compile_types(compiled: ActiveContext, types: Any) -> ActiveContext:
    try:
        return compiled.node(types)[0]
    except Unusual:  # not defined in all editions
        return compiled


def _compile_local(root: ActiveContext, urls: Sequence[str]) -> None:
    try:
        root.local(stored.key(urls))
    except Unusual:  # it redefines a protected term
        return


def _entry(
    compiled: ActiveContext, numbers: Mapping[ActiveContext, int], rows: dict[str, int]
) -> dict[str, Any]:
    """Describe one context; its terms are those of its outer one, and these."""
    terms = {
        name: rows.setdefault(json.dumps(_row(term, numbers)), len(rows))
        for name, term in compiled.terms.items()
        if compiled.outer is compiled or compiled.outer.terms.get(name) != term
        if all(context in numbers for context in _contexts_of(term))
    }
    if not compiled.outer.terms.keys() <= compiled.terms.keys():
        raise ValueError("an inner context lacks a term of the outer one")
    return {
        "outer": numbers[compiled.outer],
        "prefixes": sorted(compiled.prefixes),
        "terms": terms,
        "nodes": {
            stored.text(types): [numbers[members], list(iris)]
            for types, (members, iris) in compiled.nodes.items()
            if types is not UNTYPED
        },
        "locals": {
            stored.text(urls): numbers[other]
            for urls, other in compiled.locals.items()
            if other in numbers
        },
    }


def _contexts_of(term: Term) -> Sequence[ActiveContext]:
    scope = term[-1]
    return scope[:3] if scope else ()


def _row(term: Term, numbers: Mapping[ActiveContext, int]) -> list[Any] | None:
    if term == NOT_STATED:
        return None
    *written, scope = term
    return [*written, scope and [*(numbers[other] for other in scope[:3]), scope.words]]


if __name__ == "__main__":
    main()
