"""What JSON pointers choose of a document: a part of it that says nothing else.

Pointers become a tree of choices, so that any number of them is one walk over the document, and
nothing is copied.

Specification: RFC 6901; Data Integrity ECDSA Cryptosuites 1.0 sections 3.4.11 to 3.4.13
(jsonPointerToPaths, createInitialSelection, selectPaths) and 3.4.14 (selectJsonLd).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from openbadges_issuer.errors import InputError, Problem
from openbadges_issuer.strict_json import member_path

KEPT = frozenset({"@context", "id", "type"})
"""What stays of every object on the way: without it, other statements would mean something else."""

_ESCAPE = re.compile(r"~[01]")
_BAD_ESCAPE = re.compile(r"~(?![01])")
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)


class Choice:
    """What is chosen of one value.

    Attributes:
        whole: whether all of it is.
        parts: else what is chosen of its members, or of its items by their indexes.
    """

    __slots__ = ("parts", "whole")

    def __init__(self) -> None:
        """Choose only what is kept of every object."""
        self.whole = False
        self.parts: dict[str | int, Choice] = {}

    def part(self, key: str | int) -> Choice:
        """Give what is chosen of a member or an item, which is chosen from now on."""
        return self.parts.setdefault(key, Choice())


def choose(document: Any, pointers: Iterable[str]) -> Choice:
    """Read pointers into one choice of a document.

    Raises:
        InputError: not a JSON pointer, or it points at nothing in the document (MALFORMED_VALUE,
            with the JSON path up to which it leads).
    """
    choice = Choice()
    for pointer in pointers:
        _add(choice, document, pointer)
    return choice


def select(value: Any, choice: Choice) -> Any:
    """Give what is chosen of a value; the parts that are chosen whole are the value's own."""
    if choice.whole or not isinstance(value, dict | list):
        return value
    parts = choice.parts
    if isinstance(value, list):
        return [select(item, parts[index]) for index, item in enumerate(value) if index in parts]
    return {
        name: select(member, parts[name]) if name in parts and name not in KEPT else member
        for name, member in value.items()
        if name in parts or name in KEPT
    }


def unchosen(value: Any, choice: Choice, place: tuple[str | int, ...] = ()) -> Iterator[str]:
    """Point at whatever `select` would leave out, at each object or list as a whole."""
    if choice.whole or not isinstance(value, dict | list):
        return
    for key, part in value.items() if isinstance(value, dict) else enumerate(value):
        if key in choice.parts:
            yield from unchosen(part, choice.parts[key], (*place, key))
        elif key not in KEPT:
            yield pointer_to(*place, key)


def pointer_to(*keys: str | int) -> str:
    """Write a pointer: member names and indexes from the top."""
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in keys)


def _add(choice: Choice, value: Any, pointer: str) -> None:
    if pointer and not pointer.startswith("/"):
        raise _no_pointer(pointer, "it must begin with /")
    if _BAD_ESCAPE.search(pointer):
        raise _no_pointer(pointer, "after ~ only 0 or 1 may stand")
    path = "$"
    for token in pointer.split("/")[1:]:
        name = _ESCAPE.sub(lambda match: "~" if match[0] == "~0" else "/", token)
        key: str | int = name
        if isinstance(value, list) and _INDEX.fullmatch(name) and int(name) < len(value):
            key = int(name)
            value = value[key]
        elif isinstance(value, dict) and name in value:
            value = value[name]
        else:
            raise InputError(
                f"the JSON pointer {_shown(pointer)} points at nothing: there is no "
                f"{_shown(name)} here",
                problem=Problem.MALFORMED_VALUE,
                path=path,
            )
        path = member_path(path, key)
        choice = choice.part(key)
    choice.whole = True


def _no_pointer(pointer: str, why: str) -> InputError:
    return InputError(
        f"{_shown(pointer)} is not a JSON pointer such as /credentialSubject/result/0: {why}",
        problem=Problem.MALFORMED_VALUE,
    )


def _shown(text: str) -> str:
    return repr(text if len(text) <= 80 else f"{text[:79]}…")
