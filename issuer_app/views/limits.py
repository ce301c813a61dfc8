"""How often somebody may ask. Counted in each process for itself, by address."""

from __future__ import annotations

from flask import Response, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from openbadges_issuer import share_code

limiter = Limiter(get_remote_address)

UNKNOWN_CODES = "20 per minute"
RECIPIENT_CHECKS = "10 per minute"
VERIFICATIONS = "60 per minute"


def count_unknown_code() -> None:
    """Remember that a code was tried that is none, or not shared."""
    g.tried_unknown_code = True


def tried_unknown_code(response: Response) -> bool:
    """Tell whether the request that is answered tried a code that is none."""
    return response.status_code == 404 or g.get("tried_unknown_code", False)


limited_codes = limiter.shared_limit(UNKNOWN_CODES, scope="codes", deduct_when=tried_unknown_code)
"""Limits how often an address may try codes, wherever it does."""


def badge_and_address() -> str:
    """Count by badge, however its code is spelled, and by who asks."""
    code = (request.view_args or {}).get("code", "")
    return f"{get_remote_address()} {share_code.normalize(code)}"
