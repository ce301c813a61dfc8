"""Status lists: whether a badge has been revoked or suspended since it was issued."""

from openbadges_issuer.status.bitstring import Bitstring, parse_index
from openbadges_issuer.status.entry import StatusEntry
from openbadges_issuer.status.members import PURPOSES
from openbadges_issuer.status.published import (
    StatusReading,
    read_status_list,
    status_list_credential,
)
from openbadges_issuer.status.status_list import StatusList

__all__ = [
    "PURPOSES",
    "Bitstring",
    "StatusEntry",
    "StatusList",
    "StatusReading",
    "parse_index",
    "read_status_list",
    "status_list_credential",
]
