"""Markdown of issuers and teachers, shown in our pages: read by one library, cleaned by another.

What comes out has no picture, script, style or form, no heading above our own, and no link but to
the web or to an address of mail. Threat: a text that takes over the page or rearranges it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

from openbadges_issuer.plain_text import spaced

MOST_CHARS = 10_000

_CUT = "\n<p>[…]</p>"
_OUR_HEADINGS = 3  # levels that the page itself uses
_JOINERS = "\u200c\u200d"  # of letters in Persian and Hindi, and of emoji; they move nothing
_LINKED = re.compile(r"(?:https?://|mailto:).", re.IGNORECASE)
_TAGS = {
    "p", "br", "hr", "h4", "h5", "h6", "em", "strong", "code", "pre", "blockquote", "ul", "ol",
    "li", "a",
}  # fmt: skip


def to_html(text: str) -> Markup:
    """Give CommonMark as safe HTML.

    Args:
        text: anything; of more than `MOST_CHARS` characters the rest is left out, and ``[…]``
            says so.
    """
    html = nh3.clean(
        _MARKDOWN.render(text[:MOST_CHARS]),
        tags=_TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )
    # at the end, because a character can be written as a reference such as &#8238;
    html = spaced(html.replace("\u00ad", ""), keep=f"\n\t{_JOINERS}")
    return Markup(html + (_CUT if len(text) > MOST_CHARS else ""))  # noqa: S704  # cleaned


def _lower_headings(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + _OUR_HEADINGS, 6)}"


def _image_as_link(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    at: int,
    options: OptionsDict,
    env: EnvType,
) -> str:
    """Link to a picture by its alternative text; inside a link, give the text alone."""
    image = tokens[at]
    url = str(image.attrs["src"])
    label = renderer.renderInlineAsText(image.children, options, env) or url
    before = [token.type for token in tokens[:at]]
    if before.count("link_open") > before.count("link_close"):
        return str(escape(label))
    return Markup('<a href="{}">{}</a>').format(url, label)


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False})
    markdown.validateLink = lambda url: bool(_LINKED.match(url))  # type: ignore[method-assign]
    markdown.core.ruler.push("lower_headings", _lower_headings)
    markdown.add_render_rule("image", _image_as_link)
    return markdown


_MARKDOWN = _markdown()
