"""What went wrong, for a person as a page and for a program as RFC 9457 problem details."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import structlog
from apiflask.exceptions import HTTPError
from flask import Flask, Response, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from issuer_app.errors import BusyError, ConflictError, NotFoundError
from issuer_app.views.language import others
from issuer_app.views.responses import SHARED
from openbadges_issuer import strict_json
from openbadges_issuer.errors import KeyFormatError, OpenBadgesError, SettingsError
from openbadges_issuer.limits import DEFAULT_LIMITS

_API, _VC_API = "/api/", "/vc-api/"
_KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


def answer_all(app: Flask) -> None:
    """Answer every error of the application. None shows a traceback, a path or a key."""
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(HTTPError, refused_by_api)
    app.register_error_handler(OpenBadgesError, _wrong)
    app.register_error_handler(Exception, _broken)


def not_found() -> Response:
    """Answer that there is nothing: with the same bytes, whatever was looked for."""
    page = render_template("not_found.html", other_languages=others("/verify"))
    response = Response(page, 404, content_type="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response


def _refused(error: HTTPException) -> Response:
    headers = {name: value for name, value in error.get_headers() if name in _KEPT_HEADERS}
    if error.code == HTTPStatus.TOO_MANY_REQUESTS:
        headers["Retry-After"] = "60"  # all limits are by the minute
    return _answer(error.code or 500, error.description or "", headers)


def refused_by_api(error: HTTPError) -> Response:
    """Answer what APIFlask refuses: a token, or a request that is not as described."""
    headers = {name: str(value) for name, value in dict(error.headers).items()}
    return _answer(error.status_code, error.message or "", headers, errors=error.detail or None)


def _wrong(error: OpenBadgesError) -> Response:
    match error:
        case NotFoundError():
            return _answer(404, error.sentence)
        case ConflictError():
            return _answer(409, error.sentence)
        case BusyError():
            return _answer(503, error.sentence, {"Retry-After": "5"})
        case SettingsError() | KeyFormatError():
            structlog.get_logger().error("cannot work", exc_info=error)
            detail = "This host cannot do that at present; its administrator's log says why."
            return _answer(503, detail, {"Retry-After": "300"})
    return _answer(422, error.sentence, path=error.path or None)


def _broken(error: Exception) -> Response:
    structlog.get_logger().error("defect", exc_info=error)
    return _answer(500, "Something is broken on this host. It was logged.")


def _answer(
    status: int, detail: str, headers: dict[str, str] | None = None, **members: Any
) -> Response:
    if request.path.startswith(_API):
        response = _problem(status, detail, **members)
    elif request.path.startswith(_VC_API):
        response = vc_problem(status, HTTPStatus(status).phrase, detail)
    elif status == HTTPStatus.NOT_FOUND:
        response = not_found()
    else:
        response = _page(status)
    response.headers.update(headers or {})
    return response


def _problem(status: int, detail: str, **members: Any) -> Response:
    title = HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **members}
    return Response(
        strict_json.dumps({name: value for name, value in body.items() if value is not None}),
        status,
        content_type="application/problem+json",
    )


def vc_problem(status: int, title: str, detail: str, type_: str = "about:blank") -> Response:
    """Answer a program that speaks the VC API."""
    problem = {"type": type_, "title": title, "detail": detail}
    body = {"errors": [detail], "problemDetails": [problem]}
    return Response(strict_json.dumps(body), status, content_type="application/json")


def _page(status: int) -> Response:
    heading, sentence, advice = _words(status)
    page = render_template(
        "error.html",
        status=status,
        heading=heading,
        sentence=sentence,
        advice=advice,
        other_languages=others("/verify"),
    )
    return Response(page, status, {"Cache-Control": SHARED}, content_type="text/html")


def _words(status: int) -> tuple[str, str, str]:
    match status:
        case 413:
            most = DEFAULT_LIMITS.image_bytes // 1_000_000
            return (
                _("That is too much at once"),
                _("A badge has at most %(most)s MB, and twenty are checked at once.", most=most),
                _("Send fewer files, or paste the link of the badge."),
            )
        case 429:
            return (
                _("That was too often"),
                _("This page answers only so many questions in a minute."),
                _("Wait a minute, and try again."),
            )
        case 503:
            return (
                _("This host cannot do that at present"),
                _("Its administrator can read in its log what is wrong."),
                _("Try again later."),
            )
        case _ if status >= 500:
            return (
                _("Something is broken here"),
                _("It was logged, and it is not your doing."),
                _("Try again later."),
            )
    return (
        _("This could not be understood"),
        _("What your browser sent is not what this page expects; it may have been too old."),
        _("Go back, load the page again, and try once more."),
    )
