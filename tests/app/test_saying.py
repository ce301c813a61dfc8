"""The library's phrases on a page: in its language, in the host's zone, harmless."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_babel import Babel

from issuer_app.saying import day, language_name, moment, said
from openbadges_issuer.phrases import Day, Phrase

DAY = Day(datetime(2026, 11, 21, 12, tzinfo=UTC))
TIME = datetime(2026, 11, 21, 21, 4, tzinfo=UTC)


@contextmanager
def speaking(language: str, zone: str = "UTC") -> Iterator[None]:
    app = Flask("issuer_app")
    Babel(app, locale_selector=lambda: language, timezone_selector=lambda: ZoneInfo(zone))
    with app.test_request_context():
        yield


def test_days_and_times_are_written_by_the_language():
    assert day(DAY) == "21 November 2026".replace(" ", "\u00a0")
    west = timezone(timedelta(hours=-6))
    assert moment(datetime(2026, 1, 1, 18, 30, tzinfo=west)).endswith("2026, 12:30 am UTC")
    with speaking("es"):
        assert day(DAY) == "21\u00a0de noviembre de\u00a02026"
        assert moment(TIME).endswith("9:04 p.m. UTC")


@pytest.mark.parametrize(
    ("language", "zone", "ending"),
    [
        ("en", "America/Chicago", "3:04 pm Central (UTC−6)"),
        ("es", "America/Chicago", "3:04 p.m. hora central (UTC−6)"),
        ("en", "Asia/Kolkata", "2:34 am India (UTC+5:30)"),
    ],
)
def test_times_are_those_of_the_host_with_its_zone(language, zone, ending):
    with speaking(language, zone):
        assert moment(TIME).endswith(ending)


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        ("2026-11-22T01:30:00+00:00", 21),
        ("2026-11-21T23:59:59-06:00", 21),
        ("2026-11-21T00:00:00+00:00", 21),
        ("2026-11-21T23:59:59+00:00", 21),
    ],
)
def test_days_are_those_of_the_host_unless_a_whole_day_was_meant(moment, written):
    with speaking("en", "America/Chicago"):
        assert day(Day(datetime.fromisoformat(moment))).startswith(f"{written}\u00a0")


@pytest.mark.parametrize("zone", ["America/Chicago", "Asia/Tokyo"])
@pytest.mark.parametrize("year", [1, 9999])
def test_the_ends_of_time_are_written_too(zone, year):
    time = datetime(year, 1, 1, tzinfo=UTC) if year == 1 else datetime.max.replace(tzinfo=UTC)
    with speaking("en", zone):
        assert str(year) in moment(time)
        assert str(year) in day(Day(time - timedelta(hours=1) if year > 1 else time))


def test_a_phrase_is_said_in_the_language_with_all_that_stands_in_it():
    inner = Phrase("{host} did not answer", host="a.example")
    phrase = Phrase("The list at {host} was not read: {why}.", host="a.example", why=inner)
    assert said(phrase) == str(phrase)
    with speaking("es"):
        assert said(phrase) == "No se leyó la lista de a.example: a.example no respondió."


def test_what_is_there_in_english_only_says_so():
    phrase = Phrase("This file is damaged. ({why})", why=Phrase.of("byte 3 is <odd>."))
    assert said(phrase) == "This file is damaged. (byte 3 is &lt;odd&gt;)"
    with speaking("es"):
        shown = said(phrase)
    assert shown == 'Este archivo está dañado. (<span lang="en">byte 3 is &lt;odd&gt;</span>)'


def test_a_message_becomes_a_sentence_in_every_language():
    phrase = Phrase("this status list has ended: a newer one is needed").sentence
    with speaking("es"):
        assert said(phrase).startswith("Esta lista")
        assert said(phrase).endswith("reciente.")


def test_numbers_are_written_by_the_language():
    phrase = Phrase("This file is larger than {size} MB.", size=2.5)
    with speaking("es"):
        assert "2.5" in said(phrase)
        assert "12,345,678" in said(Phrase("{count} were not checked.", count=12_345_678))
    assert "5,000,000" in said(Phrase("{count} were not checked.", count=5_000_000))


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_a_stranger_wrote_is_harmless(language):
    name = "{issuer.__class__} %(x)s <b>\u202e" + "x" * 10_000
    with speaking(language):
        shown = said(Phrase("{issuer} has withdrawn this badge", issuer=name))
    assert "{issuer.__class__} %(x)s &lt;b&gt;" in shown
    assert "\u202e" not in shown
    assert len(shown) < 1_000


def test_quotes_and_apostrophes_are_typeset():
    assert said('It\'s "so"') == "It’s “so”"
    assert said(Phrase('It\'s on the list "{list}".', list="A")) == "It’s on the list “A”."


def test_languages_are_named_in_the_language_of_the_page():
    assert language_name("es-MX") == "Spanish"
    assert language_name("HMN") == "Hmong"
    assert language_name("zz-zz-zz") == language_name("") == ""
    with speaking("es"):
        assert language_name("en") == "inglés"


def test_a_fault_with_more_behind_it_has_one_full_stop():
    fault = Phrase("this member is required").sentence
    several = Phrase("{problem} ({count} more).", problem=fault, count=2)
    whole = Phrase("{problem}. Parts of it may be shown wrongly.", problem=several)
    english = "This member is required (2 more). Parts of it may be shown wrongly."
    assert whole == said(whole) == english
    with speaking("es"):
        assert said(whole).startswith("Este dato es obligatorio (y 2 más). ")
