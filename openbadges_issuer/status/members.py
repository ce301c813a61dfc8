"""Members of entries and lists, each checked where it is read.

Specification: Bitstring Status List 1.0, sections 2.1 and 2.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from openbadges_issuer.errors import InputError, Problem, StatusError

PURPOSES = ("revocation", "suspension")
"""What a set bit can mean here. Revocation is for good; suspension can be taken back."""

_LIST_URL = re.compile(r"(?:https://|http://localhost(?::[0-9]{1,5})?/)[^\s\x00-\x20\x7f<>\"#\\]+")


def check_purpose(purpose: str) -> None:
    """Refuse a purpose that is not one of `PURPOSES` (STATUS_UNSUPPORTED)."""
    if purpose not in PURPOSES:
        raise StatusError(
            f"the status purpose {purpose[:40]!r} is not known; expected one of "
            + ", ".join(PURPOSES),
            problem=Problem.STATUS_UNSUPPORTED,
        )


def check_list_url(url: str) -> None:
    """Refuse what cannot be the URL of a list."""
    if not _LIST_URL.fullmatch(url):
        raise StatusError(f"{url[:200]!r} is not the URL of a status list: https, no fragment")


def text_of(value: object) -> str:
    """Take a text, and refuse everything else."""
    if not isinstance(value, str):
        raise StatusError("expected a text")
    return value


@contextmanager
def at(path: str) -> Iterator[None]:
    """Give errors their place: the functions called within see a value and not where it stands."""
    try:
        yield
    except InputError as error:
        raise StatusError(error.message, path=path) from None
    except StatusError as error:
        error.path = path
        raise
