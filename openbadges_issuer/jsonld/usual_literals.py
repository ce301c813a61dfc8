"""Literals of the usual forms, written as in N-Quads; for all others `Unusual` is raised."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

from openbadges_issuer.jsonld.active_context import Unusual
from openbadges_issuer.jsonld.lexical import (
    I18N,
    LANGUAGE_TAG,
    boolean_literal,
    is_agreed_number,
    number_literal,
)

PLAIN = frozenset({bool, int, float})
"""The types of the values that `plain_literal` writes."""

_MEMBERS = {"@value", "@language", "@direction"}
_DIRECTIONS = ("ltr", "rtl")


def plain_literal(value: float, datatype: str | None) -> str:
    """Write true, false or a number that all programs write alike."""
    if value == 0 and str(value)[0] == "-":  # which is equal to zero, and so remembered as it
        raise Unusual
    return _plain_literal(value, datatype)


@lru_cache(maxsize=512, typed=True)
def _plain_literal(value: float, datatype: str | None) -> str:
    if isinstance(value, bool):
        return boolean_literal(value, datatype)
    if not is_agreed_number(value):
        raise Unusual
    return number_literal(value, datatype)


def tagged_literal(value: Mapping[str, Any]) -> str:
    """Write a value object that holds a text, with or without language and direction."""
    text, language = value["@value"], value.get("@language", "")
    if text.__class__ is not str or not value.keys() <= _MEMBERS:
        raise Unusual
    if "@language" in value and not (
        language.__class__ is str and LANGUAGE_TAG.fullmatch(language)
    ):
        raise Unusual
    tag = language.lower()
    if "@direction" not in value:
        return f"{encode_basestring(text)}@{tag}" if tag else encode_basestring(text)
    if value["@direction"] not in _DIRECTIONS:
        raise Unusual
    return f"{encode_basestring(text)}^^<{I18N}{tag}_{value['@direction']}>"
