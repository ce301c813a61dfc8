"""The library's phrases, in the language of the page, set as a printer sets them.

What is a stranger's in them is cut to a length, stripped of what cannot be seen, and escaped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from babel import Locale
from babel.dates import format_date, format_time, get_timezone_name
from babel.numbers import format_decimal
from flask_babel import get_locale, get_timezone, gettext
from markupsafe import Markup, escape

from openbadges_issuer.phrases import Day, Phrase, Value, as_sentence, one_stop
from openbadges_issuer.plain_text import spaced
from openbadges_issuer.report import Outcome
from openbadges_issuer.verifying.questions import Answer

_LONGEST_LINE = 600
_LOCALE = {"en": "en_US", "es": "es_US"}
_DAY = {"en": "d\u00a0MMMM\u00a0y", "es": "d\u00a0'de' MMMM 'de'\u00a0y"}
_TYPESET = (
    (re.compile(r'"([^"]*)"'), r"“\1”"),
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
)


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
        case Day():
            return escape(day(value))
        case int() | float():
            return escape(format_decimal(value, locale=_LOCALE[language()]))
    return escape(typeset(_line(value)))


def typeset(line: str) -> str:
    """Set quotes and apostrophes as a printer does."""
    for plain_form, printed in _TYPESET:
        line = plain_form.sub(printed, line)
    return line


def day(value: Day) -> str:
    """Write a day, numbers kept beside their words: 21 de noviembre de 2026.

    It is the day in the host's zone, unless a whole day in UTC was meant.
    """
    return _date(value.moment.astimezone(UTC) if value.is_meant_as_day else _local(value.moment))


def moment(time: datetime) -> str:
    """Write a time with its zone, the host's: 21 November 2026, 3:04 pm Central (UTC−6)."""
    local = _local(time)
    clock = format_time(local, "h:mm a", tzinfo=local.tzinfo, locale=_LOCALE[language()])
    return f"{_date(local)}, {clock.lower()} {_zone(local)}"


def language() -> str:
    """Code of the language of the page."""
    locale = get_locale()
    return str(locale.language) if locale else "en"


def language_name(code: str) -> str:
    """Name a language in the language of the page; "" when nobody knows it."""
    return str(Locale(language()).languages.get(primary(code), ""))


def primary(code: str) -> str:
    """Give the language of a language tag, without its region: ``es`` of ``es-MX``."""
    return code.lower().partition("-")[0]


def _local(time: datetime) -> datetime:
    """Give a time in the host's zone; in UTC at the ends of time, where there is no other."""
    try:
        return time.astimezone(get_timezone() if get_locale() else UTC)
    except OverflowError:
        return time.astimezone(UTC)


def _date(time: datetime) -> str:
    return format_date(time.date(), _DAY[language()], locale=_LOCALE[language()])


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
        name: _said(value, inside=True)
        if isinstance(value, Phrase)
        else said(one_stop(pattern, name, value) if isinstance(value, str) else value)
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
    name = get_timezone_name(zone, zone_variant="generic", locale=_LOCALE[language()])
    name = name.removesuffix(" Time")
    return f"{name} (UTC{sign}{hours}{f':{minutes:02}' if minutes else ''})"
