"""What a verification depends on beside the badge and the policy."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from openbadges_issuer.fetching import Fetcher
from openbadges_issuer.limits import Limits
from openbadges_issuer.memo import Memo
from openbadges_issuer.verifying.remembered import Once, each_time


class Circumstances(NamedTuple):
    """The circumstances of one verification.

    Attributes:
        fetcher: retrieves documents, keys and status lists.
        now: the time of the verification, UTC.
        limits: bounds on untrusted input.
        memo: what is known of objects that other badges have too.
        once: keeps what was computed of the text that is proved, when others bring it too.
    """

    fetcher: Fetcher
    now: datetime
    limits: Limits
    memo: Memo
    once: Once = each_time
