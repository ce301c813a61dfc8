"""Is the host alive, and can it do its work?"""

from __future__ import annotations

from typing import Any

import structlog
from flask import Blueprint

from issuer_app.views.host import host
from openbadges_issuer.errors import OpenBadgesError

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> dict[str, Any]:
    """Answer; that is all."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def readyz() -> tuple[dict[str, Any], int]:
    """Tell whether the database answers, every issuer can sign, and no status list has ended."""
    try:
        host().require_ready()
    except OpenBadgesError as error:
        structlog.get_logger().error("unready", exc_info=error)
        return {"status": "unready"}, 503
    return {"status": "ready"}, 200
