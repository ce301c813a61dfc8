"""What a verification depends on beside the badge and the policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openbadges_issuer.fetching import Fetcher
from openbadges_issuer.limits import Limits
from openbadges_issuer.verifying.remembered import Once, each_time


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The circumstances of one verification.

    Attributes:
        fetcher: retrieves documents, keys and status lists.
        now: the time of the verification, UTC.
        limits: bounds on untrusted input.
        once: keeps what was computed of the text that is proved, when others bring it too.
    """

    fetcher: Fetcher
    now: datetime
    limits: Limits
    once: Once = each_time
