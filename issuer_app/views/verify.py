"""The page on which a stranger checks a badge: a link, a code, a text or files."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from issuer_app.checking import MOST_AT_ONCE, Checked, things_in
from issuer_app.presenting import present
from issuer_app.views import responses
from issuer_app.views.forms import typed_address
from issuer_app.views.host import host
from issuer_app.views.limits import (
    RECIPIENT_CHECKS,
    VERIFICATIONS,
    count_unknown_code,
    limited_codes,
    limiter,
)

blueprint = Blueprint("verify", __name__)

_MOST_LINK_CHARS = 2_000


@blueprint.get("/verify")
def form() -> Response:
    """Show the form; a link in the address fills it and is not followed."""
    return _page([], text=request.args.get("url", "")[:_MOST_LINK_CHARS])


@blueprint.post("/verify")
@limited_codes
@limiter.limit(VERIFICATIONS)
@limiter.limit(RECIPIENT_CHECKS, exempt_when=lambda: not request.form.get("recipient"))
def check() -> Response:
    """Check what was sent, and answer for each thing."""
    text = request.form.get("text", "")
    files = [
        (file.filename or "", file.read())
        for file in request.files.getlist("file")
        if file.filename
    ]
    recipient = typed_address()
    things = things_in(text, files)
    if not things:
        return _page([], error=_("Paste a link, type a code, or choose a file."))
    if len(things) > MOST_AT_ONCE:
        error = _("At most %(most)s badges are checked at once.", most=MOST_AT_ONCE)
        return _page([], text=text, error=error)
    given = host().checking.given(things, recipient or None)
    if any(answer.report is None for answer in given):
        count_unknown_code()
    return _page(given, recipient=recipient)


def _page(
    given: list[Checked], *, text: str = "", error: str | None = None, recipient: str = ""
) -> Response:
    settings, trust = host().settings, host().checking.trust()
    results = [
        {
            "name": answer.name,
            "shown": None
            if answer.report is None  # a report is false unless it is valid
            else present(answer.report, trust=trust, host=settings.name, own_url=settings.base_url),
            "text": answer.text,
            "link": answer.link,
        }
        for answer in given
    ]
    page = render_template(
        "verify.html", results=results, text=text, error=error, recipient=recipient
    )
    response = Response(page, 422 if error else 200, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = responses.PRIVATE
    return response
