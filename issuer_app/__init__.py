"""The host: it publishes what the library signs, and answers strangers in plain words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apiflask import APIFlask

    import openbadges_issuer as ob
    from issuer_app.config import Settings


def create_app(
    settings: Settings | None = None,
    *,
    clock: Callable[[], datetime] | None = None,
    fetcher: ob.Fetcher | None = None,
) -> APIFlask:
    """Make the WSGI application.

    Args:
        settings: what the district decided; default: from the environment.
        clock: gives the time, with offset; default: the system's.
        fetcher: asks other hosts; default: guarded HTTPS.

    Raises:
        SettingsError: a setting is missing or wrong, debug mode is asked for, the database has
            not the tables of this version, or a signing key cannot be used.
        KeyFormatError: a key file is malformed, or open to other users.
    """
    from issuer_app.application import make  # noqa: PLC0415  # Flask loads only when it is needed
    from issuer_app.config import Settings  # noqa: PLC0415
    from issuer_app.wiring import wire  # noqa: PLC0415
    from openbadges_issuer import timestamps  # noqa: PLC0415

    host = wire(settings or Settings.load(), clock=clock or timestamps.now, fetcher=fetcher)
    return make(host)
