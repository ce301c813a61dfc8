"""In which language a page answers: as its address asks, else as the browser does. No cookie."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from babel import negotiate_locale
from flask import request

from issuer_app.saying import language

LANGUAGES = {"en": "English", "es": "Español"}
_MEMBER = "lang"


def choose() -> str:
    """Choose the language of this answer; see `issuer_app.saying.language` for what was chosen."""
    spoken = [tag.lower() for tag, quality in request.accept_languages if quality > 0]
    return _asked() or negotiate_locale(spoken, LANGUAGES, sep="-") or "en"


def for_templates() -> dict[str, Any]:
    """Give what every page needs to speak and link in its language.

    The answer to a form has no address, so it is not there in another language.
    """
    return {
        "here": here,
        "lang": language(),
        "other_languages": [] if request.method == "POST" else others(),
    }


def here(path: str, **query: str) -> str:
    """Give the address of another page, in the language that this one was asked for.

    Args:
        path: a path or an address of this host.
        query: members that are added to it.
    """
    asked = _asked()
    members = query | ({_MEMBER: asked} if asked else {})
    return f"{path}?{urlencode(members)}" if members else path


def others(path: str | None = None) -> list[tuple[str, str, str]]:
    """List the other languages: code, own name, and the address of a page in it.

    Args:
        path: of the page; default: of this one.
    """
    members = {} if path else request.args.to_dict()
    return [
        (code, name, f"{path or request.path}?{urlencode(members | {_MEMBER: code})}")
        for code, name in LANGUAGES.items()
        if code != language()
    ]


def _asked() -> str | None:
    asked = request.args.get(_MEMBER)
    return asked if asked in LANGUAGES else None
