"""Active contexts, made by PyLD: the only authority on what a context means.

Specification: JSON-LD 1.1 API section 4 (context processing).
"""

from __future__ import annotations

import secrets
import threading
from typing import Any

from pyld.context_resolver import ContextResolver
from pyld.jsonld import JsonLdError, JsonLdProcessor

from openbadges_issuer import contexts

Processed = Any
"""An active context as PyLD keeps it: a mapping of term definitions among other things."""

# No document can name its scheme, so whatever expands to it was relative, //example.org/ as well.
SENTINEL_SCHEME = f"x{secrets.token_hex(16)}:"
SENTINEL_BASE = f"{SENTINEL_SCHEME}//relative/"

lock = threading.RLock()  # PyLD's caches of processed contexts are not safe under threads
_resolved: dict[str, Any] = {}  # bounded: its keys come from the bundled contexts alone


def options(*, inline_contexts: bool = False) -> dict[str, Any]:
    """Give PyLD's options for one document; hold `lock` while they are used.

    Args:
        inline_contexts: whether it may bring contexts that are not bundled; none of what is made of
            them is kept for other documents.
    """
    resolved, load = (
        ({}, _load_bundled_or_examples) if inline_contexts else (_resolved, _load_bundled)
    )
    return {
        "isFrame": False,
        "keepFreeFloatingNodes": False,
        "processingMode": "json-ld-1.1",
        "base": SENTINEL_BASE,
        "documentLoader": load,
        "contextResolver": ContextResolver(resolved, load, max_context_urls=20),
    }


class ContextProcessing:
    """The steps by which PyLD's expansion comes from one active context to the next.

    Each raises `JsonLdError` where the contexts do not allow the step.
    """

    error = JsonLdError

    def __init__(self) -> None:
        """Prepare for some steps, to be taken while `lock` is held."""
        self._processor = JsonLdProcessor()
        self._options = options()

    def initial(self) -> Processed:
        """Give the context in which a document starts."""
        return self._processor._get_initial_context(self._options)

    def local(self, active: Processed, urls: list[str]) -> Processed:
        """Add an object's own `@context`."""
        return self._processor._process_context(active, urls, self._options)

    def typed(self, active: Processed, types: list[str]) -> Processed:
        """Add what the types of an object bring with them, for its own members only."""
        return self._processor._prepare_nested_context(active, {"type": types}, self._options)[0]

    def scoped(self, active: Processed, term: str) -> tuple[Processed, Processed, Processed]:
        """Give the contexts of what stands under a term: a text, a reference, an object."""
        text = reference = active
        brought = JsonLdProcessor.get_context_value(active, term, "@context")
        if brought is not None:
            text = reference = self._override(active, brought)
        node = self.previous(text)
        brought = JsonLdProcessor.get_context_value(text, term, "@context")
        if brought is not None:
            reference, node = self._override(text, brought), self._override(node, brought)
        return text, reference, node

    def previous(self, active: Processed) -> Processed:
        """Leave what the types of the surrounding object brought with them."""
        return self._processor._revert_to_previous_context(active)

    def expand_type(self, active: Processed, name: str) -> str | None:
        """Expand a type; None for one that is not defined."""
        expanded = self._processor._expand_iri(active, name, vocab=True, base=SENTINEL_BASE)
        text = str(expanded)
        return None if text.startswith(SENTINEL_SCHEME) else text

    def _override(self, active: Processed, brought: Any) -> Processed:
        return self._processor._process_context(
            active, brought, self._options, override_protected=True
        )


def _load_bundled(url: str, _options: dict[str, Any]) -> dict[str, Any]:
    return _loaded(url, contexts.load(url))


def _load_bundled_or_examples(url: str, options: dict[str, Any]) -> dict[str, Any]:
    if url == contexts.EXAMPLES:
        return _loaded(url, contexts.load_examples())
    return _load_bundled(url, options)


def _loaded(url: str, document: dict[str, Any]) -> dict[str, Any]:
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": document,
        "tag": "static",
    }
