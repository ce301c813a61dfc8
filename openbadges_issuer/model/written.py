"""Views that stand in many documents are written once."""

from __future__ import annotations

import weakref
from typing import Any

from openbadges_issuer import strict_json
from openbadges_issuer.errors import InputError
from openbadges_issuer.model.base import View

_MOST_VIEWS = 64


class Written:
    """What views were written as that stand in many documents. Safe under threads.

    A view is looked into when it comes for the second time, as that takes longer than to write one
    that comes once. It is frozen, but one that holds an object of another kind can be changed in
    it, and is not remembered. None is kept alive.
    """

    def __init__(self) -> None:
        """Start with nothing."""
        self._seen: dict[int, tuple[weakref.ref[View], dict[str, Any] | None]] = {}

    def get(self, view: View) -> dict[str, Any] | None:
        """Give the document of a view, which is JSON and right by itself; do not change it.

        None for a view that is not remembered. Of more than 64 all are forgotten.
        """
        key = id(view)
        alive, document = self._seen.get(key, (None, None))
        if alive is None or alive() is not view:
            if len(self._seen) >= _MOST_VIEWS:
                self._seen.clear()
            self._seen[key] = weakref.ref(view, lambda _: self._seen.pop(key, None)), None
            return None
        if document is None and (document := _lasting(view)) is not None:
            self._seen[key] = alive, document
        return document


def _lasting(view: View) -> dict[str, Any] | None:
    """Write a view of which nothing can be changed, if what is written is right."""
    if not _lasts(view):
        return None
    try:
        document = strict_json.copied(view.to_json())
    except InputError:
        return None
    return None if type(view).problems(document) else document


def _lasts(value: Any) -> bool:
    """Tell whether nothing in a value can be changed."""
    if isinstance(value, View):
        return not value.model_extra and all(map(_lasts, vars(value).values()))
    if isinstance(value, tuple):
        return all(map(_lasts, value))
    return value is None or isinstance(value, str | float | int)
