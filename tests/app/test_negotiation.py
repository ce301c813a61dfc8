"""Content negotiation: every row of the table, and what browsers and programs really send."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer_app.negotiation import CREDENTIAL, RESOURCE, SHARE_PAGE, STATUS, by_suffix, choose

PAGE = ("html", "text/html; charset=utf-8")
VC = ("json", "application/vc")
NAMED = {
    "application/vc": VC,
    "application/vc+ld+json": ("json", "application/vc+ld+json"),
    "application/ld+json": ("json", "application/ld+json"),
    "application/json": ("json", "application/json"),
    "application/vc+jwt": ("jwt", "application/vc+jwt"),
    "application/jwt": ("jwt", "application/jwt"),
    "image/png": ("png", "image/png"),
    "image/svg+xml": ("svg", "image/svg+xml"),
}
BROWSERS = {
    "Chrome": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
    "image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7",
    "Firefox": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Firefox with pictures": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,"
    "image/webp,image/png,image/svg+xml,*/*;q=0.8",
}
NOTHING = [
    "application/pdf",
    "text/plain",
    "image/webp, audio/*",
    "text/html;q=0, application/pdf",
    "*",
    "*/html",
    "text",
    "\0",
    "é/ü",
]


def chosen(table, accept):
    found = choose(table, accept)
    return found and (found.form, found.content_type)


@pytest.mark.parametrize("accept", [None, "", " ", ",,,", "*/*", "*/*;q=0.1", "foo/bar, */*;q=0.1"])
def test_whoever_takes_anything(accept: str | None) -> None:
    assert chosen(SHARE_PAGE, accept) == PAGE
    assert chosen(CREDENTIAL, accept) == VC
    assert chosen(RESOURCE, accept) == NAMED["application/json"]
    assert chosen(STATUS, accept) == VC


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        "TEXT/HTML",
        "text/html;level=1",
        "text/html;q=0.2",
        "text/*",
        "application/vc, text/html",
        "application/json;q=0.5, text/html;q=0.6",
        *BROWSERS.values(),
    ],
)
def test_whoever_names_a_page(accept: str) -> None:
    for table in (SHARE_PAGE, CREDENTIAL, RESOURCE):
        assert chosen(table, accept) == PAGE


@pytest.mark.parametrize(("accept", "answer"), NAMED.items())
def test_each_media_type_of_a_badge(accept: str, answer: tuple[str, str]) -> None:
    for table in (SHARE_PAGE, CREDENTIAL):
        assert chosen(table, accept) == answer
        assert chosen(table, accept.upper()) == answer
        assert chosen(table, f"text/plain, {accept};q=0.1") == answer
        assert chosen(table, f"{accept}, */*;q=0.1") == answer
        assert chosen(table, f"{accept}, text/html;q=0.9") == answer
        assert chosen(table, f'{accept}; profile="https://x.example, y"') == answer


@pytest.mark.parametrize("accept", NOTHING)
def test_nothing_matches(accept: str) -> None:
    assert chosen(SHARE_PAGE, accept) == PAGE
    assert chosen(CREDENTIAL, accept) is None
    assert chosen(RESOURCE, accept) == NAMED["application/json"]
    assert chosen(STATUS, accept) == VC


def test_what_a_406_lists_is_answered() -> None:
    assert [chosen(CREDENTIAL, each)[1] for each in CREDENTIAL.content_types] == (
        CREDENTIAL.content_types
    )
    assert set(CREDENTIAL.content_types) == {PAGE[1], *NAMED}


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/json;q=0.5, application/vc+jwt;q=0.6", "application/vc+jwt"),
        ("application/*", "application/vc"),
        ("application/*, application/vc;q=0", "application/vc+ld+json"),
        ("application/*, application/jwt", "application/jwt"),
        ("image/*", "image/png"),
        ("image/*, image/png;q=0.5", "image/svg+xml"),
        ("image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8", "image/svg+xml"),
        ("image/png, application/vc;q=0.9, */*;q=0.1", "image/png"),
        ("application/json, text/plain, */*", "application/json"),
        ("application/ld+json, application/json", "application/ld+json"),
    ],
)
def test_quality_and_specificity(accept: str, media_type: str) -> None:
    for table in (SHARE_PAGE, CREDENTIAL):
        assert chosen(table, accept) == NAMED[media_type]


def test_what_is_refused_by_name_is_not_given_to_who_takes_anything_else() -> None:
    assert chosen(SHARE_PAGE, "text/html;q=0, */*") == VC
    assert chosen(CREDENTIAL, "application/vc;q=0, */*") == NAMED["application/vc+ld+json"]
    assert chosen(CREDENTIAL, "*/*;q=0") is None


def test_issuers_achievements_and_lists_as_json() -> None:
    for accept in ("application/json", "application/ld+json"):
        assert chosen(RESOURCE, accept) == chosen(STATUS, accept) == NAMED[accept]
    assert chosen(STATUS, "application/vc") == VC
    assert chosen(STATUS, BROWSERS["Firefox"]) == VC
    assert chosen(RESOURCE, "image/png") == NAMED["application/json"]


@pytest.mark.parametrize(
    ("suffix", "answer"),
    [
        ("html", PAGE),
        ("json", VC),
        ("jwt", ("jwt", "text/plain")),
        ("png", NAMED["image/png"]),
        ("svg", NAMED["image/svg+xml"]),
    ],
)
def test_a_suffix_forces_a_form(suffix: str, answer: tuple[str, str]) -> None:
    for accept in (None, "*/*", "application/pdf", *BROWSERS.values()):
        found = by_suffix(suffix, accept)
        assert found is not None
        assert (found.form, found.content_type) == answer
    for accept in NAMED:
        forced = by_suffix(suffix, accept)
        assert forced is not None
        assert forced.form == answer[0]


def test_a_suffix_leaves_the_choice_of_the_name() -> None:
    for accept in ("application/vc+jwt", "application/jwt"):
        assert by_suffix("jwt", accept) == choose(CREDENTIAL, accept)
    assert by_suffix("json", "application/ld+json") == choose(CREDENTIAL, "application/ld+json")


@pytest.mark.parametrize("suffix", ["", "pdf", "JSON", "json.png", "xml"])
def test_an_unknown_suffix(suffix: str) -> None:
    assert by_suffix(suffix) is None


@given(st.text() | st.text("*/,;q=.10 texhmlvcjson+", max_size=60))
def test_any_header_is_answered(accept: str) -> None:
    for table in (SHARE_PAGE, CREDENTIAL, RESOURCE, STATUS):
        assert choose(table, accept) in {*table.offers, table.otherwise}
