"""The library's phrases, in the language of the page, set as a printer sets them.

What is a stranger's in them is cut to a length, stripped of what cannot be seen, and escaped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_timezone_name
from babel.numbers import format_decimal
from flask_babel import get_locale, get_timezone, gettext
from markupsafe import Markup, escape

from openbadges_issuer.phrases import Phrase, Value, as_sentence
from openbadges_issuer.plain_text import spaced
from openbadges_issuer.report import Outcome
from openbadges_issuer.verifying.questions import Answer

_LONGEST_LINE = 600
_DAY = {"en": "d MMMM y", "es": "d 'de' MMMM 'de' y"}
_TYPESET = (
    (re.compile(r'"([^"]*)"'), r"“\1”"),
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
)
_NO_BREAK = "\u00a0"


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """A question and what was found, for a page; see `openbadges_issuer` for the meaning."""

    question: Markup
    outcome: Outcome
    answer: Markup
    reason: Markup


def shown(answer: Answer) -> AnswerShown:
    """Say an answer of the library."""
    return AnswerShown(
        said(answer.question), answer.outcome, said(answer.answer), said(answer.reason)
    )


def said(value: Value) -> Markup:
    """Say a phrase, name, number, day or time of the library in the language of the page."""
    match value:
        case Phrase():
            return _said(value)
        case datetime():
            return escape(moment(value))
        case date():
            return escape(day(value))
        case int() | float():
            return escape(format_decimal(value, locale=language()))
    return escape(typeset(_line(value)))


def typeset(line: str) -> str:
    """Set quotes and apostrophes as a printer does."""
    for plain_form, printed in _TYPESET:
        line = plain_form.sub(printed, line)
    return line


def day(value: date) -> str:
    """Write a day on one line: 21 November 2026, or 21 de noviembre de 2026."""
    written = format_date(value, _DAY[language()], locale=language())
    return written.replace(" ", _NO_BREAK)


def moment(time: datetime) -> str:
    """Write a time with its zone, the host's: 21 November 2026, 3:04 pm Central Time (UTC−6)."""
    local = time.astimezone(get_timezone() if get_locale() else UTC)
    clock = format_time(local, "h:mm a", tzinfo=local.tzinfo, locale=language())
    return f"{day(local.date())}, {clock.lower()} {_zone(local)}"


def language() -> str:
    """Code of the language of the page."""
    locale = get_locale()
    return str(locale.language) if locale else "en"


def language_name(code: str) -> str:
    """Name a language in the language of the page; "" when nobody knows it."""
    try:
        return Locale.parse(code, sep="-").get_display_name(language()) or ""
    except (UnknownLocaleError, ValueError):
        return ""


def _said(phrase: Phrase, *, inside: bool = False) -> Markup:
    if phrase.pattern is None:
        line = typeset(_line(phrase))
        english = escape(line.rstrip(".") if inside else line)
        foreign = line and language() != "en"
        return Markup('<span lang="en">{}</span>').format(english) if foreign else english
    pattern = gettext(phrase.pattern)
    if phrase.is_sentence:
        pattern = as_sentence(pattern)
    if inside:
        pattern = pattern.rstrip(".")
    printed = Markup(typeset(pattern))  # noqa: S704  # ours; what fills it is escaped
    values = {
        name: _said(value, inside=True) if isinstance(value, Phrase) else said(value)
        for name, value in phrase.values.items()
    }
    return printed.format(**values) if values else printed


def _line(text: str) -> str:
    """Cut a text to a length, in one line, without what cannot be seen."""
    line = " ".join(spaced(text[: 2 * _LONGEST_LINE]).split())
    return line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}…"


def _zone(local: datetime) -> str:
    zone: tzinfo | None = local.tzinfo
    offset = local.utcoffset() or timedelta()
    if zone is UTC or str(zone) == "UTC":
        return "UTC"
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    sign = "−" if offset < timedelta() else "+"
    name = get_timezone_name(zone, zone_variant="generic", locale=language())
    return f"{name} (UTC{sign}{hours}{f':{minutes:02}' if minutes else ''})"
