"""Phrases: English texts that remember their pattern and values."""

from __future__ import annotations

import ast
import json
import pickle
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from string import Formatter

import pytest

from openbadges_issuer.errors import FetchError, OpenBadgesError
from openbadges_issuer.phrases import Day, Phrase

WEST = timezone(timedelta(hours=-6))
NOVEMBER = Day(datetime(2026, 11, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("a {name}", "a {name}"),
        (1234567, "1,234,567"),
        (2.5, "2.5"),
        (5.0, "5"),
        (NOVEMBER, "1 November 2026"),
        (datetime(2026, 11, 21, 20, 4, tzinfo=WEST), "2026-11-22 02:04 UTC"),
    ],
)
def test_values_are_written_in_english_and_kept(value, written):
    phrase = Phrase("It is {value}.", value=value)
    assert phrase == f"It is {written}."
    assert phrase.pattern == "It is {value}."
    assert phrase.values == {"value": value}


def test_a_phrase_without_values_is_its_pattern_braces_and_all():
    assert Phrase("{not a name}") == Phrase("{not a name}").pattern == "{not a name}"


def test_a_phrase_inside_another_loses_its_full_stop():
    inner = Phrase("It ended on {day}.", day=NOVEMBER)
    outer = Phrase("{why}. We show none.", why=inner)
    assert outer == "It ended on 1 November 2026. We show none."
    assert outer.values["why"] is inner


def test_a_sentence_has_a_capital_and_one_full_stop_and_remembers_all():
    sentence = Phrase("the list of {host} has ended", host="a.example").sentence
    assert sentence == "The list of a.example has ended."
    assert (sentence.pattern, sentence.is_sentence) == ("the list of {host} has ended", True)
    assert Phrase("Done.").sentence == "Done."


def test_what_was_not_made_as_a_phrase_has_no_pattern():
    assert Phrase.of("byte 3 is odd").pattern is None
    phrase = Phrase("said before")
    assert Phrase.of(phrase) is phrase


@pytest.mark.parametrize(
    "phrase",
    [
        Phrase("It ended on {day}.", day=NOVEMBER),
        Phrase("{why}", why=Phrase("{host} did not answer", host="a.example").sentence),
        Phrase.of("English only"),
    ],
)
def test_it_goes_to_another_process_and_into_json_as_the_text(phrase):
    again = pickle.loads(pickle.dumps(phrase))  # noqa: S301  # our own
    assert again == phrase
    assert (again.pattern, again.values, again.is_sentence) == (
        phrase.pattern,
        phrase.values,
        phrase.is_sentence,
    )
    assert json.loads(json.dumps([phrase])) == [str(phrase)]


def test_an_error_keeps_the_phrase_that_it_is_given():
    phrase = Phrase("{host} did not answer", host="a.example")
    assert FetchError(phrase).message is phrase
    assert FetchError(phrase).sentence.pattern == phrase.pattern
    assert OpenBadgesError("plain").message.pattern is None


def test_there_is_one_full_stop_whatever_a_name_ends_with():
    assert Phrase("It is kept by {keeper}.", keeper="Badges Inc.") == "It is kept by Badges Inc."
    assert Phrase("{keeper} keeps it.", keeper="Badges Inc.") == "Badges Inc. keeps it."


@pytest.mark.parametrize(
    ("moment", "meant"),
    [
        ("2026-11-21T00:00:00+00:00", True),
        ("2026-11-21T23:59:59.999+00:00", True),
        ("2026-11-20T18:00:00-06:00", True),
        ("2026-11-21T00:00:01+00:00", False),
        ("2026-11-21T23:59:59-06:00", False),
    ],
)
def test_a_whole_day_is_told_from_a_moment(moment, meant):
    assert Day(datetime.fromisoformat(moment)).is_meant_as_day is meant


ROOT = Path(__file__).resolve().parents[2]


def test_every_name_in_a_pattern_has_its_value():
    sources = [
        file for room in ("openbadges_issuer", "issuer_app") for file in (ROOT / room).rglob("*.py")
    ]
    looked_at = 0
    for file in sources:
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            match call:
                case ast.Call(func=ast.Name("Phrase"), args=[ast.Constant(str(pattern)), *_]):
                    given = {keyword.arg for keyword in call.keywords}
                    named = {name for _, name, _, _ in Formatter().parse(pattern) if name}
                    looked_at += 1
                    assert None in given or named == given, f"{file}:{call.lineno}"
    assert looked_at > 300
