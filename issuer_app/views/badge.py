"""A shared badge: a page for people at /b/{code}, data for programs at /credentials/{id}."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from issuer_app.errors import NotFoundError
from issuer_app.negotiation import CREDENTIAL, SHARE_PAGE, Choice, by_suffix, choose
from issuer_app.presenting import present
from issuer_app.publishing import FORMS
from issuer_app.qr import svg_data_uri
from issuer_app.store import Credential
from issuer_app.views import responses
from issuer_app.views.forms import typed_address
from issuer_app.views.host import host
from issuer_app.views.limits import (
    RECIPIENT_CHECKS,
    badge_and_address,
    limited_codes,
    limiter,
)
from issuer_app.views.responses import answer
from openbadges_issuer import share_code

blueprint = Blueprint("badge", __name__)
blueprint.after_request(responses.for_any_origin)


@blueprint.get("/b/<code>")
@limited_codes
def share_page(code: str) -> Response:
    """Tell a person whether to believe a badge; give a program the badge."""
    bare, _dot, suffix = code.partition(".")
    row = _by_code(bare)
    accept = request.headers.get("Accept")
    wanted = by_suffix(suffix, accept) if suffix else choose(SHARE_PAGE, accept)
    if wanted is None:
        raise NotFoundError("there is nothing at this address")
    return _page(row) if wanted.form == "html" else _data(row, wanted)


@blueprint.post("/b/<code>")
@limiter.limit(RECIPIENT_CHECKS, key_func=badge_and_address)
@limited_codes
def check_recipient(code: str) -> Response:
    """Tell whether a badge belongs to the person whose address was typed."""
    row = _by_code(code)
    return _page(row, typed_address())


@blueprint.get("/credentials/<name>")
def credential(name: str) -> Response:
    """Give a program the badge in the form that it asks for."""
    id_, _dot, suffix = name.partition(".")
    row = host().publishing.shared(id_)
    accept = request.headers.get("Accept")
    wanted = by_suffix(suffix, accept) if suffix else choose(CREDENTIAL, accept)
    if wanted is None:
        return _not_acceptable()
    if wanted.form == "html":
        response = Response(status=303, headers={"Location": f"/b/{row.code}"})
        response.vary.add("Accept")
        return response
    return _data(row, wanted)


def _by_code(typed: str) -> Credential:
    return host().publishing.shared_by_code(share_code.normalize(typed) or "")


def _data(row: Credential, wanted: Choice) -> Response:
    content = host().publishing.form(row, wanted.form)
    response = answer(content, wanted.content_type, responses.SHARED, varies=True)
    if wanted.form == "svg":
        response.headers["Content-Security-Policy"] = responses.SANDBOX
    return response


def _not_acceptable() -> Response:
    listed = ", ".join(CREDENTIAL.content_types)
    response = Response(f"{listed}\n", 406, content_type="text/plain; charset=utf-8")
    response.vary.add("Accept")
    return response


def _page(row: Credential, recipient: str | None = None) -> Response:
    addresses = host().settings.addresses
    report = host().checking.badge(row, recipient or None)
    trust = host().checking.trust()
    shown = present(report, trust=trust, host=host().settings.name, own_url=addresses.base_url)
    data_url = addresses.credential(row.id)
    page = render_template(
        "share.html",
        shown=shown,
        recipient=recipient,
        recipient_error=_("Type an address first.") if recipient == "" else None,
        printable=request.args.get("print") == "1",
        share={
            "url": addresses.share_page(row.code),
            "code": share_code.formatted(row.code),
            "data_url": data_url,
            "forms": [(form.upper(), f"/credentials/{row.id}.{form}") for form in FORMS],
            "qr": svg_data_uri(addresses.share_page(row.code)),
            "path": f"/b/{row.code}",
        },
    )
    caching = responses.SHARED if recipient is None else responses.PRIVATE  # it shows the address
    response = answer(page, "text/html; charset=utf-8", caching, varies=True)
    response.headers["Link"] = f'<{data_url}>; rel="alternate"; type="application/vc"'
    return response
