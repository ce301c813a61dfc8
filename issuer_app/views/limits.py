"""How often somebody may ask. Counted in each process for itself, by address."""

from __future__ import annotations

from flask import Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address)

UNKNOWN_CODES = "20 per minute"
RECIPIENT_CHECKS = "10 per minute"
VERIFICATIONS = "60 per minute"


def is_not_found(response: Response) -> bool:
    """Tell whether a code was tried that is none."""
    return response.status_code == 404


def badge_and_address() -> str:
    """Count by badge and by who asks."""
    return f"{get_remote_address()} {request.path}"
