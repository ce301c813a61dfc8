"""Terms and statements in canonical N-Quads."""

from __future__ import annotations

import pytest

from openbadges_issuer.jsonld.nquads import blank, iri, line, literal

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    ("character", "written"),
    [
        ("\b", r"\b"),
        ("\t", r"\t"),
        ("\n", r"\n"),
        ("\f", r"\f"),
        ("\r", r"\r"),
        ('"', r"\""),
        ("\\", r"\\"),
        ("\x00", r"\u0000"),
        ("\x0b", r"\u000B"),
        ("\x0e", r"\u000E"),
        ("\x1f", r"\u001F"),
        ("\x7f", r"\u007F"),
        ("\ufffe", r"\uFFFE"),
        ("\uffff", r"\uFFFF"),
    ],
)
def test_a_character_that_must_be_escaped_is(character, written):
    assert literal(f"a{character}z") == f'"a{written}z"'


def test_every_other_character_is_written_as_it_is():
    escaped = {*map(chr, range(0x20)), "\x7f", "\ufffe", "\uffff", '"', "\\"}
    surrogates = range(0xD800, 0xE000)
    others = "".join(
        chr(code) for code in range(0x110000) if code not in surrogates and chr(code) not in escaped
    )
    assert literal(others) == f'"{others}"'


def test_all_control_characters_are_escaped_by_number():
    named = "\b\t\n\f\r"
    for code in [*range(0x20), 0x7F]:
        if chr(code) not in named:
            assert literal(chr(code)) == f'"\\u{code:04X}"'


def test_escapes_are_not_escaped_again():
    assert literal('\\u0039 \\n "') == r'"\\u0039 \\n \""'


def test_a_datatype_is_written_unless_it_is_xsd_string():
    assert literal("1", XSD + "integer") == f'"1"^^<{XSD}integer>'
    assert literal("1", XSD + "string") == '"1"'
    assert literal("") == '""'


def test_a_language_takes_the_place_of_the_datatype():
    rdf_lang_string = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
    assert literal("chat", language="fr") == '"chat"@fr'
    assert literal("chat", rdf_lang_string, "fr-CA") == '"chat"@fr-CA'


def test_a_statement_ends_with_a_full_stop_and_a_line_feed():
    subject, predicate = iri("https://example.org/é"), iri("https://example.org/p")
    assert line((subject, predicate, literal("o"), "")) == (
        '<https://example.org/é> <https://example.org/p> "o" .\n'
    )
    assert line((blank("b0"), predicate, blank("b1"), iri("https://example.org/g"))) == (
        "_:b0 <https://example.org/p> _:b1 <https://example.org/g> .\n"
    )


def test_a_statement_is_written_with_other_identifiers_in_all_three_positions():
    quad = (blank("x"), iri("https://example.org/p"), blank("y"), blank("x"))
    assert line(quad, {"_:x": "_:a", "_:y": "_:z"}) == "_:a <https://example.org/p> _:z _:a .\n"
    assert line(quad, {"_:x": "_:a"}) == "_:a <https://example.org/p> _:y _:a .\n"
