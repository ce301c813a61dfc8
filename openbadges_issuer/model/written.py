"""Views that stand in many documents are written once."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

if TYPE_CHECKING:
    from openbadges_issuer.model.base import View

_MOST_VIEWS = 64


class Written:
    """What views were written as that stand in many documents. Safe under threads.

    A view is frozen, but one that holds an object of another kind can be changed in it, and is not
    remembered. None is kept alive.
    """

    def __init__(self) -> None:
        """Start with nothing."""
        self._documents: dict[int, tuple[weakref.ref[View], dict[str, Any]]] = {}

    def add(self, view: View) -> None:
        """Write a view, unless it is here; of more than 64 all are forgotten."""
        key = id(view)
        if key not in self._documents and _lasts(view):
            if len(self._documents) >= _MOST_VIEWS:
                self._documents.clear()
            alive = weakref.ref(view, lambda _: self._documents.pop(key, None))
            self._documents[key] = (alive, view.to_json())

    def get(self, view: View) -> dict[str, Any] | None:
        """Give what this very view was written as; do not change it."""
        found = self._documents.get(id(view))
        return found[1] if found and found[0]() is view else None


def _lasts(value: Any) -> bool:
    """Tell whether nothing in a value can be changed."""
    if isinstance(value, BaseModel):
        return not value.model_extra and all(map(_lasts, vars(value).values()))
    if isinstance(value, tuple):
        return all(map(_lasts, value))
    return value is None or isinstance(value, str | float | int)
