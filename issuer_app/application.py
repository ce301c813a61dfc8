"""The Flask application: its blueprints, its headers, and what an error looks like."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from apiflask import APIFlask
from flask import Response, request
from flask.json.provider import DefaultJSONProvider
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from issuer_app import logs, saying
from issuer_app.config import LOOPBACK_HOSTS
from issuer_app.errors import NotFoundError
from issuer_app.views import (
    api,
    api_document,
    badge,
    errors,
    health,
    issuers,
    language,
    vc_api,
    verify,
)
from issuer_app.views.host import put_host
from issuer_app.views.limits import limiter
from issuer_app.wiring import Host
from openbadges_issuer import strict_json
from openbadges_issuer.errors import OpenBadgesError
from openbadges_issuer.limits import DEFAULT_LIMITS

_FORM_PARTS = 60
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


class _StrictJson(DefaultJSONProvider):
    """Reads JSON as the library does: no key twice, no NaN."""

    def loads(self, s: str | bytes, **_: Any) -> Any:
        try:
            return strict_json.loads(s)
        except OpenBadgesError as error:
            raise ValueError(error.message) from None


def make(host: Host) -> APIFlask:
    """Make the application of a host.

    Raises:
        SettingsError, KeyFormatError: it must not start so; see `issuer_app.create_app`.
    """
    host.require_ready()
    settings = host.settings
    logs.set_up()
    app = APIFlask(
        __name__,
        title=f"{settings.name}: issuing Open Badges",
        version="1",
        json_errors=False,
        docs_path=None,
    )
    app.spec_processor(api_document.describe_errors)  # type: ignore[arg-type]  # JSON is a dict
    app.json = _StrictJson(app)
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        SESSION_COOKIE_SECURE=not settings.addresses.is_loopback,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=4 * DEFAULT_LIMITS.image_bytes,
        MAX_FORM_MEMORY_SIZE=2 * DEFAULT_LIMITS.credential_bytes,
        MAX_FORM_PARTS=_FORM_PARTS,
        TRUSTED_HOSTS=[settings.addresses.netloc, *LOOPBACK_HOSTS],
        # No Referer is ever sent here, so there is none to be strict about.
        WTF_CSRF_SSL_STRICT=False,
        WTF_CSRF_TIME_LIMIT=None,
        OPENAPI_VERSION="3.1.0",
        SERVERS=[{"url": settings.base_url}],
        RATELIMIT_STORAGE_URI="memory://",
    )
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # as Flask documents it
            app.wsgi_app, x_for=settings.trusted_proxies, x_host=0, x_proto=0
        )
    put_host(app.extensions, host)
    zone = ZoneInfo(settings.timezone)
    Babel(app, locale_selector=language.choose, timezone_selector=lambda: zone)
    limiter.init_app(app)
    csrf = CSRFProtect(app)
    for blueprint in (issuers.blueprint, badge.blueprint, verify.blueprint, health.blueprint):
        app.register_blueprint(blueprint)
    app.register_blueprint(api.blueprint)
    csrf.exempt(api.blueprint)  # it takes no cookie, only a bearer token
    if settings.vc_api:
        app.register_blueprint(vc_api.blueprint)
        csrf.exempt(vc_api.blueprint)  # it takes no cookie, and knows nobody
    app.before_request(_refuse_nul)
    logs.log_requests(app, trust_ids=settings.trusted_proxies > 0)
    app.after_request(_protect)
    app.context_processor(lambda: {"host_name": settings.name, "contact": settings.contact})
    app.context_processor(language.for_templates)
    errors.answer_all(app)
    return app


def _refuse_nul() -> None:
    """Refuse what no address of ours holds, and PostgreSQL cannot even look for."""
    if "\0" in request.path:
        raise NotFoundError("there is nothing at this address")


def _protect(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if response.mimetype == "text/html":
        response.vary.add("Accept-Language")
        response.content_language.add(saying.language())
    return response
