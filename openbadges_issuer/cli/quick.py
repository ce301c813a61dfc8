"""`openbadges verify` in its plain form, read without the library that makes the whole command.

That library takes longer to load than a badge to verify. What is read here means there the same;
whatever is not plain (help, short or unfinished names, mistakes) is left to it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from openbadges_issuer.cli.verification import Request

_OPTIONS = {f"--{name.replace('_', '-')}": name for name in Request._field_defaults}
_FLAGS = {name for name, default in Request._field_defaults.items() if default is False}
_REPEATED = {name for name, default in Request._field_defaults.items() if default == ()}


def plain_request(typed: Sequence[str]) -> Request | None:
    """Read what was typed after ``openbadges``; None when that is not the plain form.

    The plain form is ``verify`` with one FILE (no folder), URL or CODE and with options by their
    full names, each value apart, not empty and not starting with ``-``; and none twice but those
    that may be.
    """
    if typed[:1] != ["verify"] or os.name == "nt":  # where * and ~ are still to be expanded
        return None
    given: dict[str, Any] = {}
    words = iter(typed[1:])
    for word in words:
        name = "what" if _is_value(word) else _OPTIONS.get(word)
        if name is None or (name in given and name not in _REPEATED):
            return None
        if name in _FLAGS:
            given[name] = True
            continue
        value = word if name == "what" else next(words, "")
        if not _is_value(value):
            return None
        given[name] = (*given.get(name, ()), value) if name in _REPEATED else value
    what = given.get("what")
    if what is None or os.path.isdir(what):  # noqa: PTH112  # pathlib takes longer to load
        return None
    return Request(**given)


def _is_value(word: str) -> bool:
    return word == "-" or word.strip()[:1] not in ("", "-")
