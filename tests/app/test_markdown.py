"""Markdown of others in our pages: what is kept, and that nothing else gets through."""

from __future__ import annotations

import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from issuer_app.markdown import MOST_CHARS, to_html

TAGS = {
    "p", "br", "hr", "h4", "h5", "h6", "em", "strong", "code", "pre", "blockquote", "ul", "ol",
    "li", "a",
}  # fmt: skip


class Reader(HTMLParser):
    """Collects what a browser would find in a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str | None]] = []
        self.text = ""
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_data(self, data):
        self.text += data

    @property
    def links(self) -> list[str | None]:
        return [value for _, name, value in self.attributes if name == "href"]


def test_what_a_text_may_have() -> None:
    html = to_html("A *plan*, **kept**: `x < y`\n\n- one\n- two\n\n3. three\n\n> said\n\n---\n")
    assert isinstance(html, Markup)
    for part in (
        "<em>plan</em>",
        "<strong>kept</strong>",
        "<code>x &lt; y</code>",
        "<li>two</li>",
        '<ol start="3">',
        "<blockquote>",
        "<hr>",
    ):
        assert part in html


def test_headings_stand_below_those_of_the_page() -> None:
    html = to_html("# one\n## two\n### three\n###### six\n\nline\n====\n")
    levels = [("h4", "one"), ("h5", "two"), ("h6", "three"), ("h6", "six"), ("h4", "line")]
    assert html.split("\n")[:5] == [f"<{tag}>{text}</{tag}>" for tag, text in levels]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("[x](https://a.example/?b=1&c=2)", "https://a.example/?b=1&c=2"),
        ("[x](HTTP://a.example)", "HTTP://a.example"),
        ('[x](https://a.example "title")', "https://a.example"),
        ("<https://a.example>", "https://a.example"),
        ("[x][1]\n\n[1]: mailto:a@example.org", "mailto:a@example.org"),
    ],
)
def test_links_to_the_web_and_to_mail(text: str, url: str) -> None:
    found = Reader(to_html(text))
    assert sorted(found.attributes) == [
        ("a", "href", url),
        ("a", "rel", "noopener noreferrer nofollow"),
    ]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt&colon;alert(1)",
        "&#106;avascript:alert(1)",
        "<java\tscript:alert(1)>",
        "\x01javascript:alert(1)",
        "vbscript:x",
        "data:text/html;base64,PHNjcmlwdD4=",
        "data:image/svg+xml;base64,PHN2Zz4=",
        "data:image/png;base64,iVBORw0=",
        "file:///etc/passwd",
        "tel:123",
        "/admin",
        "//attacker.example",
        "https:attacker.example",
        "\\\\attacker.example",
        "?next=x",
        "#top",
    ],
)
def test_no_other_link(url: str) -> None:
    for text in (f"[x]({url})", f"![x]({url})", f"<{url}>", f"[x]\n\n[x]: {url}"):
        found = Reader(to_html(text))
        assert found.tags <= {"p", "h4"}
        assert found.attributes == []


def test_a_picture_becomes_a_link() -> None:
    found = Reader(to_html('![A *unit* plan"><b>](https://a.example/x.png "title")'))
    assert found.tags == {"p", "a"}
    assert found.links == ["https://a.example/x.png"]
    assert found.text.strip() == 'A unit plan"><b>'
    assert Reader(to_html("![](https://a.example/x.png)")).text.strip() == (
        "https://a.example/x.png"
    )


def test_a_picture_inside_a_link_is_its_text() -> None:
    found = Reader(to_html("[![plan](https://a.example/x.png)](https://b.example)"))
    assert found.links == ["https://b.example"]
    assert found.text.strip() == "plan"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<b onclick='alert(1)'>x</b>",
        "<img src=x onerror=alert(1)>",
        "<!-- --><svg/onload=alert(1)>",
        "<form action=/x><input></form>",
        "<style>*{}</style>",
        "<![CDATA[<script>]]>",
    ],
)
def test_html_is_shown_as_text(text: str) -> None:
    found = Reader(to_html(text))
    assert found.tags == {"p"}
    assert found.text.strip() == text


@pytest.mark.parametrize("written", ["\u202e", "&#8238;", "&#x202E;"])
def test_what_would_turn_the_text_around_is_gone(written: str) -> None:
    html = to_html(f"be{written}fore `{written}` [a{written}](https://a.example/{written}) after")
    assert "\u202e" not in html
    assert "be fore" in html


def test_emoji_and_joined_letters_stay_whole() -> None:
    text = "👩\u200d🏫 می\u200cخواهم"
    assert to_html(text) == f"<p>{text}</p>\n"
    assert to_html("micro\u00adcredential") == "<p>microcredential</p>\n"


def test_marks_do_not_pile_up() -> None:
    assert to_html("e" + "\u0301" * 50).count("\u0301") == 4


def test_a_long_text_is_cut_and_says_so() -> None:
    whole, cut = to_html("x" * MOST_CHARS), to_html("x" * (MOST_CHARS + 1))
    assert whole == f"<p>{'x' * MOST_CHARS}</p>\n"
    assert cut.count("x") == MOST_CHARS
    assert "…" in cut


@pytest.mark.parametrize(
    "part", ["[", "![", "> ", "- ", "*a ", "**a*", "![[]()", "[a](b)", "`", "<a:", "\\", "&", "_a_"]
)
def test_poisonous_texts_are_read(part: str) -> None:
    assert Reader(to_html(part * MOST_CHARS)).tags <= TAGS


MARKDOWN = st.lists(
    st.sampled_from([*"[]()<>!*_`#>-+.:/\\&;\"'= \n\t", "javascript:", "https://a", "&#x202e;"])
    | st.sampled_from(["<script>", "<img src=x onerror=y>", "data:", "\u202e", "\0", "]: ", "]("])
    | st.text(max_size=5)
).map("".join)


@given(MARKDOWN)
def test_nothing_else_gets_through(text: str) -> None:
    html = to_html(text)
    found = Reader(html)
    assert found.tags <= TAGS
    assert {(tag, name) for tag, name, _ in found.attributes} <= {
        ("a", "href"),
        ("a", "rel"),
        ("ol", "start"),
    }
    for link in found.links:
        assert str(link).lower().startswith(("http://", "https://", "mailto:"))
    unseen = {letter for letter in html if unicodedata.category(letter) in {"Cf", "Cc", "Zl", "Zp"}}
    assert unseen <= set("\n\t\u200c\u200d")
