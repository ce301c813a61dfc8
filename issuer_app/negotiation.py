"""Content negotiation: one table for each kind of address, and the way to choose from it.

A person gets a page and a program gets data, from what the request's Accept header says. Among
forms that are equally welcome the one that stands first in the table is given, and the page goes
before all others if `text/html` is named: that is what browsers do, even those that also name
pictures. RFC 9110 section 12.5.1; parameters of a media type are not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

Form = Literal["html", "json", "jwt", "png", "svg"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A form of what stands at an address.

    Attributes:
        form: ``html`` for a page, else the form of the data.
        content_type: Content-Type to send it with.
    """

    form: Form
    content_type: str

    @property
    def media_type(self) -> str:
        """The content type without its parameters."""
        return self.content_type.partition(";")[0]


Otherwise = TypeVar("Otherwise", Choice, None)


@dataclass(frozen=True, slots=True)
class Table(Generic[Otherwise]):
    """What an address offers.

    Attributes:
        offers: every form and content type; the first goes to whoever takes anything.
        otherwise: what goes to whoever takes nothing of it; None for an error 406.
    """

    offers: tuple[Choice, ...]
    otherwise: Otherwise

    @property
    def content_types(self) -> list[str]:
        """What can be asked for, as an error 406 lists it."""
        return [offer.content_type for offer in self.offers]


_PAGE = Choice("html", "text/html; charset=utf-8")
_VC = Choice("json", "application/vc")
_LD_JSON = Choice("json", "application/ld+json")
_JSON = Choice("json", "application/json")
_CREDENTIAL_JSON = (_VC, Choice("json", "application/vc+ld+json"), _LD_JSON, _JSON)
_JWT = (Choice("jwt", "application/vc+jwt"), Choice("jwt", "application/jwt"))
_PICTURES = (Choice("png", "image/png"), Choice("svg", "image/svg+xml"))

SHARE_PAGE = Table((_PAGE, *_CREDENTIAL_JSON, *_JWT, *_PICTURES), otherwise=_PAGE)
"""A shared badge, at the address for people."""

CREDENTIAL = Table((*_CREDENTIAL_JSON, _PAGE, *_JWT, *_PICTURES), otherwise=None)
"""A shared badge, at the address for programs; its page is elsewhere."""

RESOURCE = Table((_JSON, _LD_JSON, _PAGE), otherwise=_JSON)
"""An issuer's profile, or an achievement: the id in badges by which programs look it up."""

STATUS = Table(_CREDENTIAL_JSON, otherwise=_VC)
"""A status list, which is a credential that is always JSON."""

_BY_SUFFIX: dict[str, Table[Choice]] = {
    "html": Table((_PAGE,), otherwise=_PAGE),
    "json": Table(_CREDENTIAL_JSON, otherwise=_VC),
    "jwt": Table((Choice("jwt", "text/plain"), *_JWT), otherwise=Choice("jwt", "text/plain")),
    "png": Table(_PICTURES[:1], otherwise=_PICTURES[0]),
    "svg": Table(_PICTURES[1:], otherwise=_PICTURES[1]),
}


def choose(table: Table[Otherwise], accept: str | None) -> Choice | Otherwise:
    """Choose what to answer.

    Args:
        table: what the address offers.
        accept: the request's Accept header; none, or one that cannot be read, takes anything.
    """
    accepted = _parsed(accept)
    offers = {offer.media_type: offer for offer in table.offers}
    page_first = _PAGE.media_type in [value for value, _ in accepted]
    ranked = sorted(offers, key=lambda each: page_first and each != _PAGE.media_type)
    best = accepted.best_match(ranked)
    return offers[best] if best else table.otherwise


def by_suffix(suffix: str, accept: str | None = None) -> Choice | None:
    """Choose the form that an address ends in, whatever is accepted; None for an unknown ending.

    Args:
        suffix: such as ``json``, without the dot.
        accept: the request's Accept header, which decides among the names of that form.
    """
    table = _BY_SUFFIX.get(suffix)
    return choose(table, accept) if table else None


def _parsed(accept: str | None) -> MIMEAccept:
    accepted = parse_accept_header(accept, MIMEAccept) or [("*/*", 1.0)]
    return MIMEAccept((value.partition(";")[0].lower(), quality) for value, quality in accepted)
