"""The bundled JSON-LD contexts. No context is ever fetched."""

from __future__ import annotations

import pkgutil
from functools import cache
from typing import Any

from openbadges_issuer import strict_json
from openbadges_issuer.errors import Problem, TermError

CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
CREDENTIALS_V1 = "https://www.w3.org/2018/credentials/v1"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OPEN_BADGES_BETA = (
    "https://imsglobal.github.io/openbadges-specification/ob_v3p0.html",
    "https://w3c-ccg.github.io/vc-ed/plugfest-1-2022/jff-vc-edu-plugfest-1-context.json",
)
"""In use until November 2022; read only."""
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
"""Defines every term there is: for test use only, and not one of the bundled ones."""
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"


@cache
def bundled() -> dict[str, str]:
    """Map the URL of every bundled context to its file name in `openbadges_contexts`."""
    return {str(url): str(name) for url, name in _load_object("index.json").items()}


@cache
def load(url: str) -> dict[str, Any]:
    """Return the bundled context document for exactly this URL. Do not change it.

    Raises:
        TermError: the context is not bundled: CONTEXT_UNKNOWN for an https URL, which may be an
            honest vocabulary that this version does not know, CONTEXT_NOT_ALLOWED otherwise.
    """
    name = bundled().get(url)
    if name is None:
        honest = url.startswith("https://")
        raise TermError(
            f"the context {url[:200]!r} is not one of the bundled ones, and none is ever fetched",
            problem=Problem.CONTEXT_UNKNOWN if honest else Problem.CONTEXT_NOT_ALLOWED,
        )
    return _load_object(name)


@cache
def load_examples() -> dict[str, Any]:
    """Return the context document for `EXAMPLES`. Do not change it."""
    return _load_object("credentials-examples-v2.json")


def read(name: str) -> bytes:
    """Return the bytes of a file of the bundle."""
    content = pkgutil.get_data("openbadges_contexts", name)
    if content is None:  # for a loader that cannot read data
        raise FileNotFoundError(name)
    return content


def _load_object(name: str) -> dict[str, Any]:
    return strict_json.load_object(read(name))
