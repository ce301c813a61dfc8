"""Status lists: whether a badge has been revoked or suspended since it was issued."""

from openbadges_issuer.status.bitstring import Bitstring, parse_index
from openbadges_issuer.status.entry import (
    RevocationListEntry,
    StatusEntry,
    purpose_of,
    read_entry,
)
from openbadges_issuer.status.members import INFORMATIVE_PURPOSES, PURPOSES, STATUS_LIST_2021
from openbadges_issuer.status.published import (
    PublishedList,
    StatusReading,
    status_list_credential,
)
from openbadges_issuer.status.revocation_list import RevocationList
from openbadges_issuer.status.status_list import StatusList

__all__ = [
    "INFORMATIVE_PURPOSES",
    "PURPOSES",
    "STATUS_LIST_2021",
    "Bitstring",
    "PublishedList",
    "RevocationList",
    "RevocationListEntry",
    "StatusEntry",
    "StatusList",
    "StatusReading",
    "parse_index",
    "purpose_of",
    "read_entry",
    "status_list_credential",
]
