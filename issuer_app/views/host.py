"""The host itself: Flask's current application, as the views see it."""

from __future__ import annotations

from typing import cast

from flask import current_app

from issuer_app.wiring import Host

_KEY = "openbadges_host"


def put_host(app_extensions: dict[str, object], host: Host) -> None:
    """Give an application its host."""
    app_extensions[_KEY] = host


def host() -> Host:
    """Give the host of the application that answers the present request."""
    return cast("Host", current_app.extensions[_KEY])
