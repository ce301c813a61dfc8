"""Sentences that remember how they were made, so that they can be said in another language.

The library says everything in English. A program that speaks another language looks the pattern up
in a catalog of its own and fills it with the same values, the dates and numbers written its way.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple, Self


class Day(NamedTuple):
    """The day on which a date-time falls.

    Attributes:
        moment: the date-time, with offset.
    """

    moment: datetime

    @property
    def is_meant_as_day(self) -> bool:
        """Tell a day that was written as its first or last second in UTC: it is meant anywhere."""
        at = self.moment.astimezone(UTC)
        return (at.hour, at.minute, at.second) in ((0, 0, 0), (23, 59, 59))


Value = str | int | float | datetime | Day


class Phrase(str):
    """An English text, with the pattern and the values that it was made from.

    It is the text, for whoever wants no more than that. A value that is a `Phrase` itself loses its
    full stop in the pattern, which has its own; so does a name that ends with one just before it.

    Attributes:
        pattern: the text with a name in braces for each value; None for a text that is only there
            in English, such as what exactly is wrong with a key.
        values: by name: names and addresses as they are, other texts, numbers, days, and times.
        is_sentence: True when it begins with a capital and ends with a full stop whatever the
            pattern does.
    """

    __slots__ = ("is_sentence", "pattern", "values")

    pattern: str | None
    values: Mapping[str, Value]
    is_sentence: bool

    def __new__(cls, pattern: str, /, **values: Value) -> Phrase:
        """Fill a pattern: ``Phrase("It ended on {day}.", day=Day(end))``."""
        if not values:
            return _as_it_is(pattern)
        said = {name: one_stop(pattern, name, written(value)) for name, value in values.items()}
        return cls._make(pattern.format_map(said), pattern, values)

    @classmethod
    def of(cls, message: str) -> Self:
        """Take a text that may have been made elsewhere, and then is there in English only."""
        return message if isinstance(message, cls) else cls._make(message, None, {})

    @property
    def sentence(self) -> Self:
        """The text as a sentence of its own: with a capital and a full stop."""
        return self._make(as_sentence(self), self.pattern, self.values, is_sentence=True)

    @classmethod
    def _make(
        cls,
        text: str,
        pattern: str | None,
        values: Mapping[str, Value],
        *,
        is_sentence: bool = False,
    ) -> Self:
        made = super().__new__(cls, text)
        made.pattern, made.values, made.is_sentence = pattern, values, is_sentence
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """Let a text go to another process with all it remembers."""
        return _remake, (str(self), self.pattern, dict(self.values), self.is_sentence)


@lru_cache(maxsize=1_000)
def _as_it_is(pattern: str) -> Phrase:
    """Make a phrase without values, once for all who say it."""
    return Phrase._make(pattern, pattern, {})


def as_sentence(text: str) -> str:
    """Begin with a capital and end with a full stop."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def one_stop(pattern: str, name: str, text: str) -> str:
    """Take the full stop from a text that stands before the pattern's own."""
    return text.rstrip(".") if f"{{{name}}}." in pattern else text


def written(value: Value) -> str:
    """Write a value into an English text.

    Days are written as ``21 November 2026``, times as ``2026-11-21 15:04 UTC``: both in UTC.
    """
    match value:
        case Phrase():
            return value.rstrip(".")
        case str():
            return value
        case Day():
            day = value.moment.astimezone(UTC)
            return f"{day.day} {day:%B %Y}"
        case int():
            return f"{value:,}"
        case float():
            return f"{value:g}"
        case datetime():
            return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _remake(text: str, pattern: str | None, values: dict[str, Value], is_sentence: bool) -> Phrase:
    return Phrase._make(text, pattern, values, is_sentence=is_sentence)
