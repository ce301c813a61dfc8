"""What an entry, a list's working state and the published list have in common.

Specification: Bitstring Status List 1.0, sections 2.1 and 2.2; StatusList2021 (its forerunner).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, NamedTuple

from openbadges_issuer.errors import InputError, StatusError

PURPOSES = ("revocation", "suspension")
"""What a set bit of a list can mean. Revocation is for good; suspension can be taken back."""
INFORMATIVE_PURPOSES = ("refresh", "message")
"""What else an entry can be for: a newer badge, a message. The badge is in force all the same."""


class ListForm(NamedTuple):
    """A form of status list, by the types that name it.

    Attributes:
        entry_type: of the entry in a badge.
        credential_type: of the credential that publishes the list.
        subject_type: of the subject of that.
        is_older: True for StatusList2021, which has no letter before its base64 text and has been
            published with fewer entries than the standard asks.
    """

    entry_type: str
    credential_type: str
    subject_type: str
    is_older: bool


BITSTRING = ListForm(
    "BitstringStatusListEntry",
    "BitstringStatusListCredential",
    "BitstringStatusList",
    is_older=False,
)
STATUS_LIST_2021 = ListForm(
    "StatusList2021Entry", "StatusList2021Credential", "StatusList2021", is_older=True
)

_LIST_URL = re.compile(r"(?:https://|http://localhost(?::[0-9]{1,5})?/)[^\s\x00-\x20\x7f<>\"#\\]+")


def check_purpose(purpose: str, known: Collection[str] = PURPOSES, path: str = "") -> None:
    """Refuse a purpose that is not a known one (StatusError)."""
    if purpose not in known:
        raise StatusError(
            f"the status purpose {purpose[:40]!r} is not known; "
            "expected one of " + ", ".join(known),
            path=path,
        )


def check_list_url(url: str, path: str = "") -> None:
    """Refuse what cannot be the address of a list: https, or http on localhost for trying out."""
    if not _LIST_URL.fullmatch(url):
        raise StatusError(
            f"{url[:200]!r} is not the URL of a status list: https, no fragment", path=path
        )


def text_of(value: object, path: str = "") -> str:
    """Return the value of a member that must be text."""
    if not isinstance(value, str):
        raise StatusError("expected a text", path=path)
    return value


class at:  # noqa: N801  # as a function would read
    """Put the place into every error: the functions called within see only a value."""

    __slots__ = ("_path",)

    def __init__(self, path: str) -> None:
        """Keep the place."""
        self._path = path

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: Any, error: BaseException | None, traceback: Any) -> None:
        """Put it in."""
        if isinstance(error, InputError):
            raise StatusError(error.message, path=self._path) from None
        if isinstance(error, StatusError):
            error.path = self._path
