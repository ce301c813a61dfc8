"""Serving by gunicorn, with more than one process."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from gunicorn.app.base import BaseApplication

from issuer_app import create_app
from issuer_app.config import Settings, refuse_to_strangers
from issuer_app.wiring import wire
from openbadges_issuer.errors import SettingsError

_THREADS = 4
_SECONDS = 30  # a worker that answers nothing for so long is replaced


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """A gunicorn whose settings come from us and whose workers each make the application."""

    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self._settings = settings
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return create_app(self._settings)


def run(env_file: Path, *, bind: str | None, workers: int) -> None:
    """Serve until told to stop.

    Args:
        env_file: settings.
        bind: address and port; default: 127.0.0.1 and port 8000, or that of a loopback base URL.
        workers: number of processes.

    Raises:
        SettingsError, KeyFormatError: it must not start so.
    """
    settings = Settings.load(env_file)
    port = urlsplit(settings.base_url).port if settings.addresses.is_loopback else 8000
    bind = bind or f"127.0.0.1:{port}"
    server = _Server(
        settings,
        {
            "bind": bind,
            "workers": workers,
            "worker_class": "gthread",
            "threads": _THREADS,
            "timeout": _SECONDS,
            "graceful_timeout": _SECONDS,
            "limit_request_line": 4_094,
            "limit_request_fields": 60,
            "forwarded_allow_ips": "",
            "accesslog": None,  # our own names routes; a path may hold a code
            "loglevel": "error",
            "proc_name": "openbadges",
            "control_socket_disable": True,
        },
    )
    try:
        addresses = server.cfg.address
    except RuntimeError:  # gunicorn's own
        raise SettingsError(f"{bind} is not an address to listen at; HOST:PORT is") from None
    if settings.vc_api:
        refuse_to_strangers(addresses)
    host = wire(settings)
    host.require_ready()  # said here once, and not by every worker
    host.close()
    server.run()
