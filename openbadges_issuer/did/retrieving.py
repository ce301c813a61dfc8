"""One JSON object from the web, within bounds: what documents and keys come as."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openbadges_issuer import strict_json
from openbadges_issuer.errors import FetchError, InputError, Problem, ResolutionError
from openbadges_issuer.phrases import Phrase

if TYPE_CHECKING:
    from openbadges_issuer.fetching import Fetcher, Response
    from openbadges_issuer.limits import Limits


def retrieve_text(url: str, fetcher: Fetcher, limits: Limits, *, accept: str) -> Response:
    """Fetch what should be a JSON object.

    Raises:
        ResolutionError: KEY_UNREACHABLE when it was not retrieved, DID_RESOLUTION_FAILED when it
            is longer than `limits.document_bytes`.
    """
    try:
        response = fetcher.fetch(url, max_bytes=limits.document_bytes, accept=accept)
    except FetchError as error:
        raise ResolutionError(
            Phrase(
                "the document that publishes the key was not retrieved: {why}", why=error.message
            ),
            problem=Problem.KEY_UNREACHABLE,
        ) from error
    if len(response.content) > limits.document_bytes:
        raise ResolutionError(f"{url} is longer than {limits.document_bytes} bytes")
    return response


def read_object(content: bytes, url: str, limits: Limits) -> dict[str, Any]:
    """Read what was fetched.

    Raises:
        ResolutionError: DID_RESOLUTION_FAILED: it is no JSON object.
    """
    try:
        return strict_json.load_object(content, limits=limits)
    except InputError as error:
        raise ResolutionError(f"{url} holds no document: {error.message}") from None
