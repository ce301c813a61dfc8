"""Routes for test use: outside test suites issue and verify any credential here, by the VC API.

They are off unless the settings turn them on, answer this computer only, sign with keys of their
own, and see nothing of what the host keeps. Every answer is JSON.

Specification: VC API 0.3 sections 3.2 (issuing) and 3.3 (verifying).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apiflask import APIBlueprint
from flask import Response, abort, request

from issuer_app.config import is_loopback
from issuer_app.views.errors import vc_problem
from issuer_app.views.host import host
from issuer_app.views.responses import PRIVATE
from openbadges_issuer import strict_json
from openbadges_issuer.errors import InputError, OpenBadgesError, Problem
from openbadges_issuer.generic import (
    WITH_STATUS,
    GenericIssuer,
    Occasion,
    verify_credential,
    verify_presentation,
)
from openbadges_issuer.limits import DEFAULT_LIMITS

_TOLD_BY_PROXIES = ("X-Forwarded-For", "X-Real-IP", "Forwarded")

# APIFlask describes every blueprint that runs something before a request, unless it is told not to.
blueprint = APIBlueprint("vc_api", __name__, url_prefix="/vc-api/<name>", enable_openapi=False)


@blueprint.before_request
def _require_loopback() -> None:
    """Be not there for anybody else, whatever server or proxy stands before the application.

    Whom a proxy names may be made up, so whoever connects must be this computer as well.
    """
    environ = request.environ.get("werkzeug.proxy_fix.orig", request.environ)
    peer = environ.get("REMOTE_ADDR") or "unknown"
    told = [request.headers.get(name, peer) for name in _TOLD_BY_PROXIES]
    if not all(is_loopback(party.strip()) for party in ",".join([peer, *told]).split(",")):
        abort(404)


@blueprint.after_request
def _keep_private(response: Response) -> Response:
    response.headers["Cache-Control"] = PRIVATE
    return response


@blueprint.errorhandler(OpenBadgesError)
def _refuse(error: OpenBadgesError) -> Response:
    is_url = error.problem.startswith("https://")
    detail = f"{error.path}: {error.sentence}" if error.path else error.sentence
    type_ = error.problem if is_url else "about:blank"
    return vc_problem(400, error.problem.name, detail, type_)


@blueprint.get("")
def issuer(name: str) -> Response:
    """Tell in whose name this path signs: what a suite writes as the issuer."""
    return _answer({"issuer": _issuer(name).id})


@blueprint.post("/credentials/issue")
def issue(name: str) -> Response:
    """Sign a credential."""
    test_issuer, now = _issuer(name), host().clock()
    credential = _object(_body(), "credential")
    if name == WITH_STATUS:
        made = test_issuer.issue_with_status(credential, now, _list_url())
    else:
        made = test_issuer.issue(credential, now)
    return _answer({"verifiableCredential": made}, 201)


@blueprint.get("/status")
def status_list(name: str) -> Response:
    """Publish the status list of the issuer that has one."""
    if name != WITH_STATUS:
        abort(404)
    return _answer(_issuer(name).status_list(_list_url(), host().clock()))


@blueprint.post("/credentials/verify")
def check_credential(name: str) -> Response:
    """Verify a credential, whatever known cryptosuite secures it."""
    _issuer(name)
    body = _body()
    verify_credential(_object(body, "verifiableCredential"), host().clock(), _occasion(body))
    return _answer({"verified": True, "errors": []})


@blueprint.post("/presentations/verify")
def check_presentation(name: str) -> Response:
    """Verify a presentation and the credentials in it."""
    _issuer(name)
    body = _body()
    verify_presentation(_object(body, "verifiablePresentation"), host().clock(), _occasion(body))
    return _answer({"verified": True, "errors": []})


def _issuer(name: str) -> GenericIssuer:
    return host().test_issuers.get(name) or abort(404)


def _list_url() -> str:
    return f"{host().settings.base_url}/vc-api/{WITH_STATUS}/status"


def _body() -> dict[str, Any]:
    """Read the request, whatever it says of its type.

    Raises:
        InputError: it is no JSON object, or too large.
    """
    data = request.get_data()
    if len(data) > DEFAULT_LIMITS.credential_bytes:
        raise InputError("this is too large", problem=Problem.TOO_LARGE)
    return strict_json.load_object(data)


def _object(body: Mapping[str, Any], member: str) -> dict[str, Any]:
    value = body.get(member)
    if not isinstance(value, dict):
        raise InputError("an object is expected here", path=f"$.{member}")
    return value


def _occasion(body: Mapping[str, Any]) -> Occasion:
    """Read the options that are known; others are left alone."""
    options = _object(body, "options") if body.get("options") is not None else {}
    domain, challenge = options.get("domain"), options.get("challenge")
    if not isinstance(domain, str | None) or not isinstance(challenge, str | None):
        raise InputError("domain and challenge are texts", path="$.options")
    return Occasion(domain, challenge)


def _answer(body: Mapping[str, Any], status: int = 200) -> Response:
    return Response(strict_json.dumps(body), status, content_type="application/json")
