"""Views that stand in many documents are written once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openbadges_issuer.model.base import View

_MOST_VIEWS = 64


class Written:
    """What views were written as, for a run in which one achievement is awarded many times.

    A view is frozen; what is changed inside one of its plain objects during the run is not seen.
    """

    def __init__(self) -> None:
        """Start with nothing."""
        self._documents: dict[int, tuple[View, dict[str, Any]]] = {}  # the view keeps its id

    def add(self, view: View) -> None:
        """Write a view, unless it is here; of more than 64 all are forgotten."""
        if id(view) not in self._documents:
            if len(self._documents) == _MOST_VIEWS:
                self._documents.clear()
            self._documents[id(view)] = (view, view.to_json())

    def get(self, view: View) -> dict[str, Any] | None:
        """Give what this very view was written as; do not change it."""
        found = self._documents.get(id(view))
        return found and found[1]
