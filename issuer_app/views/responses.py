"""How public data is answered: entity tags, caching, other origins, negotiation."""

from __future__ import annotations

from hashlib import sha256

from flask import Response, request

SHARED = "no-cache"
ISSUER_DATA = "public, no-cache"
KEYS = "public, max-age=3600"
STATUS_LIST = "public, max-age=300, stale-if-error=86400"
BY_DIGEST = "public, max-age=31536000, immutable"
PRIVATE = "no-store"

SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
"""Policy of an SVG that somebody else drew: nothing in it runs, even when it is opened alone."""

_PICTURE_TYPES = {"png": "image/png", "svg": "image/svg+xml"}

_ANY_ORIGIN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Expose-Headers": "ETag, Link, Content-Type",
}


def answer(
    content: bytes | str, content_type: str, cache_control: str, *, varies: bool = False
) -> Response:
    """Answer with a representation, or with 304 when the client has it.

    Args:
        content: the representation.
        content_type: its media type.
        cache_control: how long it may be kept.
        varies: True when another Accept header would get another representation.
    """
    body = content.encode() if isinstance(content, str) else content
    response = Response(body, content_type=content_type)
    response.headers["Cache-Control"] = cache_control
    if varies:
        response.vary.add("Accept")
    response.set_etag(sha256(body).hexdigest()[:32])
    response.make_conditional(request)
    return response


def picture(content: bytes, kind: str, cache_control: str) -> Response:
    """Answer with a picture; an SVG cannot do anything but be looked at."""
    response = answer(content, _PICTURE_TYPES[kind], cache_control)
    if kind == "svg":
        response.headers["Content-Security-Policy"] = SANDBOX
    return response


def for_any_origin(response: Response) -> Response:
    """Let programs in pages of other origins read the answer; what forms answer is not for them."""
    if request.method != "POST":
        response.headers.update(_ANY_ORIGIN)
    return response
