"""The library's phrases on a page: in its language, in the host's zone, harmless."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_babel import Babel

from issuer_app.saying import day, language_name, moment, said
from openbadges_issuer.phrases import Phrase

DAY = date(2026, 11, 21)
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
        assert day(DAY) == "21 de noviembre de 2026".replace(" ", "\u00a0")
        assert moment(TIME).endswith("9:04 p.\u202fm. UTC")


@pytest.mark.parametrize(
    ("language", "zone", "ending"),
    [
        ("en", "America/Chicago", "3:04 pm Central Time (UTC−6)"),
        ("es", "America/Chicago", "3:04 p.\u202fm. hora central (UTC−6)"),
        ("en", "Asia/Kolkata", "2:34 am India Time (UTC+5:30)"),
    ],
)
def test_times_are_those_of_the_host_with_its_zone(language, zone, ending):
    with speaking(language, zone):
        assert moment(TIME).endswith(ending)


def test_days_in_a_badge_do_not_move_with_the_zone():
    with speaking("en", "America/Chicago"):
        assert said(Phrase("It ended on {day}.", day=DAY)) == f"It ended on {day(DAY)}."


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
        assert "2,5" in said(phrase) or "2.5" in said(phrase)
    assert "2.5" in said(phrase)
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
    assert language_name("es-MX").startswith("Spanish")
    assert language_name("zz-zz-zz") == ""
    with speaking("es"):
        assert language_name("en") == "inglés"
