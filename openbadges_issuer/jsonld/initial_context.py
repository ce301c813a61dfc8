"""The active context in which a document starts, before its own `@context` is read."""

from __future__ import annotations

from openbadges_issuer.jsonld.active_context import ActiveContext, Family
from openbadges_issuer.jsonld.stored import StoredContexts

_STORED = StoredContexts()
_families: list[Family] = []  # none or one


def stored() -> ActiveContext:
    """Give the one from which what is stored with the package is reached, without PyLD."""
    return _STORED


def learning() -> ActiveContext:
    """Give the one that asks PyLD for what it does not know."""
    from openbadges_issuer.jsonld.context_processing import (  # noqa: PLC0415  # loads PyLD
        ContextProcessing,
        lock,
    )

    with lock:
        if not _families or _families[0].is_full:
            _families[:] = [Family(ContextProcessing(), lock)]
        return _families[0].initial()
