"""What can be wrong with a request, beside the errors of the library."""

from __future__ import annotations

from openbadges_issuer.errors import OpenBadgesError


class NotFoundError(OpenBadgesError):
    """There is no such thing, or it is not this caller's: the two look the same."""


class BusyError(OpenBadgesError):
    """As much is being done as can be; it may be asked again soon."""


class ConflictError(OpenBadgesError):
    """It contradicts what was done before."""
