"""The pages as a browser shows them: readable by everybody, on every screen and on paper."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from PIL import Image
from zxingcpp import read_barcode

from issuer_app import presenting
from tests.browser import gallery
from tests.browser.cases import TRUST, report
from tests.browser.gallery import PAGES, print_page

VERDICTS = [name for name in PAGES if name.startswith("share-")]
PRINTABLE = [name for name in PAGES if name.startswith("print-")]
ONE_REPORT = [*VERDICTS, *PRINTABLE, "verify-one", "verify-one-hostile"]
WITH_BADGE = [name for name in VERDICTS if report(name[6:]).document]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def _violations(page, scheme) -> list[tuple[str, str]]:
    only = {"type": "tag", "values": RULES}
    if scheme == "dark":  # differs in nothing but colors
        only = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
    page.evaluate(AXE_FILE_PATH.read_text())
    found = page.evaluate(
        "only => axe.run({runOnly: only, rules: {'target-size': {enabled: true}}})", only
    )
    return [
        (rule["id"], node["html"][:200]) for rule in found["violations"] for node in rule["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", gallery.SIZES)
def test_everybody_can_read_it(browser, url, size, scheme):
    width, height = gallery.SIZES[size]
    page = browser.new_page(
        viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=True
    )
    found = {}
    for name in PAGES:
        page.goto(f"{url}/{name}")
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        if violations := _violations(page, scheme):
            found[name] = violations
    page.close()
    assert found == {}


@pytest.mark.parametrize("name", VERDICTS)
def test_the_heading_is_the_verdict(page, url, name):
    page.goto(f"{url}/{name}")
    heading = page.locator("h1")
    assert heading.count() == 1
    expected = presenting.present(report(name[6:]), trust=TRUST, host="")
    assert heading.inner_text() == expected.heading.unescape()
    assert page.title().startswith(expected.title.unescape())
    assert "@" not in page.title()  # which browsers remember
    assert page.title().endswith(gallery.HOST)


@pytest.mark.parametrize("name", [name for name in ONE_REPORT if "hostile" not in name])
def test_the_answer_is_seen_on_a_small_phone_without_scrolling(page, url, name):
    page.goto(f"{url}/{name}")
    box = page.locator(".verdict").bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 640


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_nothing_is_wider_than_the_window(browser, url, width):
    page = browser.new_page(viewport={"width": width, "height": 640})
    wide = []
    for name in PAGES:
        page.goto(f"{url}/{name}")
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(name)
    page.close()
    assert wide == []


@pytest.mark.parametrize("name", ONE_REPORT)
def test_it_prints_on_one_sheet(page, url, name):
    paper = pypdf.PdfReader(io.BytesIO(print_page(page, f"{url}/{name}")))
    assert len(paper.pages) == 1
    assert [float(side) for side in paper.pages[0].mediabox[2:]] == [612, 792]


@pytest.mark.parametrize("name", WITH_BADGE)
def test_the_paper_has_what_is_needed_to_check_again(page, url, name):
    page.goto(f"{url}/{name}")
    heading, checked = page.locator("h1").inner_text(), page.locator("time").inner_text()
    page.emulate_media(media="print")
    text = page.locator("body").inner_text()
    for part in (heading, checked, gallery.CODE, f"{gallery.URL}/b/", "This paper is not proof"):
        assert part in text
    for folded in ("Technical details", "application", "Download"):
        assert folded not in text
    assert checked.endswith("UTC")


def test_the_code_on_paper_leads_to_the_page(page, url):
    page.goto(f"{url}/share-valid")
    page.emulate_media(media="print")
    picture = Image.open(io.BytesIO(page.locator(".link img").screenshot()))
    assert picture.width >= 76  # 2 cm
    assert read_barcode(picture).text == f"{gallery.URL}/b/{gallery.CODE}"


def test_nothing_is_fetched_from_elsewhere_and_no_script_runs(browser, url):
    page = browser.new_page()
    asked, alerts, refused = [], [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda message: refused.append(message.text))
    for name in PAGES:
        page.goto(f"{url}/{name}")
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert page.locator("script, style, [style], iframe, object, embed").count() == 0, name
        inline = page.evaluate(
            "[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames())"
            ".filter(a => a.startsWith('on'))"
        )
        assert inline == [], name
    assert [one for one in asked if not one.startswith((f"{url}/", "data:image/"))] == []
    assert alerts == []
    assert refused == []  # the policy had nothing to refuse
    page.close()


@pytest.mark.parametrize("name", ["share-hostile", "verify-one-hostile"])
def test_the_links_of_a_stranger_lead_to_the_web_only(page, url, name):
    page.goto(f"{url}/{name}")
    assert page.title() != "taken"
    links = page.evaluate("[...document.links].map(a => [a.href, a.rel])")
    strange = [href for href, _ in links if not re.match(r"https?://|mailto:", href)]
    assert strange == []
    theirs = [(href, rel) for href, rel in links if "example.org" in href]
    assert theirs
    assert all({"noopener", "noreferrer", "nofollow"} <= set(rel.split()) for _, rel in theirs)


def test_green_is_used_for_valid_only(page, url):
    green = {}
    for name in VERDICTS:
        page.goto(f"{url}/{name}")
        colors = page.evaluate(
            "[...document.querySelectorAll('main *, .top')].flatMap(e => {"
            "const s = getComputedStyle(e); return [s.color, s.backgroundColor, s.fill]})"
        )
        green[name] = any(_is_green(color) for color in colors)
    assert {name for name, is_green in green.items() if is_green} == {
        name for name in VERDICTS if name.startswith("share-valid")
    }


def _is_green(color: str) -> bool:
    parts = [float(part) for part in re.findall(r"[\d.]+", color)[:3]]
    if len(parts) < 3:  # none
        return False
    red, green, blue = (part * (255 if color.startswith("color(") else 1) for part in parts)
    return green > red + 8 and green > blue + 8


@pytest.mark.parametrize("name", ["share-valid", "share-revoked", "verify", "verify-several"])
def test_all_is_reached_with_the_keyboard_and_focus_is_seen(page, url, name):
    page.goto(f"{url}/{name}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reachable = page.evaluate(
        "[...document.querySelectorAll('a[href], button, textarea, summary,"
        " input:not([type=hidden])')].filter(e => e.checkVisibility()).length"
    )
    for _ in range(reachable - 1):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
    assert page.evaluate("document.activeElement.tagName") != "BODY"


def test_targets_are_large_enough_for_a_thumb(page, url):
    small = []
    for name in PAGES:
        page.goto(f"{url}/{name}")
        small += page.evaluate(
            "name => [...document.querySelectorAll('button, .button, summary, textarea, .top a,"
            " .listed a, input:not([type=hidden])')].filter(e => e.checkVisibility())"
            ".map(e => [name, e.outerHTML.slice(0, 80), e.getBoundingClientRect().height])"
            ".filter(([, , height]) => height < 43.9)",
            name,
        )
    assert small == []


def test_the_answer_of_a_form_gets_the_focus_and_is_announced(page, url):
    page.goto(f"{url}/share-wrong-recipient")
    assert page.evaluate("document.activeElement.tagName") == "H1"
    assert page.locator("[role=status] h1").count() == 1
    page.goto(f"{url}/share-valid")
    assert page.locator("[role=status]").count() == 0


def test_an_address_is_posted_and_never_kept_by_the_browser(page, url):
    page.goto(f"{url}/verify-one")
    form = page.locator(".ask form")
    assert form.get_attribute("method") == "post"
    assert form.locator("[name=recipient]").get_attribute("autocomplete") == "off"
    assert form.locator("[name=text]").input_value() == '{"a": "badge"}'
    assert form.locator("[name=csrf_token]").input_value() == "a-token"


def test_an_error_stands_beside_its_field(page, url):
    page.goto(f"{url}/verify-error")
    field = page.locator("#text")
    described = field.get_attribute("aria-describedby").split()
    assert "8 of 12" in page.locator(f"#{described[-1]}").inner_text()
    assert field.get_attribute("aria-invalid") == "true"
    assert field.input_value() == "7Q2M-4XKD"


def test_a_shape_tells_the_answers_apart_where_colors_are_not_seen(browser, url):
    page = browser.new_page(forced_colors="active")
    shapes = {}
    for name in ("share-valid", "share-revoked", "share-suspended", "share-unsupported"):
        page.goto(f"{url}/{name}")
        icon = page.locator(".verdict .icon-large")
        assert icon.is_visible()
        shapes[name] = icon.inner_html()
    page.close()
    assert len(set(shapes.values())) == len(shapes)


def test_words_of_technicians_are_in_technical_details_only(page, url):
    forbidden = r"\b(proofs?|credential subject|hash|revocation|assertion|failed)\b"
    for name in VERDICTS:
        if "hostile" in name:
            continue
        page.goto(f"{url}/{name}")
        page.evaluate("document.querySelectorAll('.technical').forEach(one => one.remove())")
        assert re.findall(forbidden, page.locator("main").inner_text(), re.IGNORECASE) == [], name


SPANISH = {  # as the verdicts are called in Spanish
    "valid": "Esta insignia es auténtica y está vigente",
    "expired": "Esta insignia es auténtica, pero terminó el",
    "revoked": "ha retirado esta insignia",
    "suspended": "ha puesto en pausa esta insignia",
    "not-yet-valid": "Esta insignia será válida desde el",
    "tampered-changed": "Este archivo no coincide con lo que se firmó",
    "key-unreachable": "No pudimos comunicarnos con el sitio del emisor",
    "issuer-unknown": "La insignia está intacta, pero no sabemos quién la emitió",
    "status-unknown": "No pudimos comprobar si esta insignia fue retirada",
    "wrong-recipient": "Esta insignia no fue emitida para",
    "recipient-unknown": "Esta insignia no dice a quién fue emitida de un modo que podamos",
    "not-a-badge": "Esto no es una insignia que podamos leer",
}
# Words of the pages in English that are no words of Spanish.
_ENGLISH = re.compile(
    r"\b(the|and|was|with|not|of|to|is|it|this|badge|issuer|signed|key|list|check|checked|by)\b",
    re.I,
)
# What the page says itself: without what is the badge's, a name, or marked as English.
_OWN_TEXT = """() => {
    const theirs = "[lang=en], code, pre, .domain, .top .brand, .told, .warning, .what, .listed,"
        + " .answer.calm .lead:not(.bring *), .body > h3, .facts.wide, .kinds, #badge,"
        + " .badge .body > p:not(.hint, .kind, .by)";
    document.querySelectorAll(theirs).forEach(e => e.remove());
    return document.body.innerText;
}"""
# Names and texts of the badges, lists and hosts of the gallery.
_NAMES = re.compile(r"https?://\S+|“[^”]*”|did:\S+|\S+@\S+|\S+\.example\S*|z6Mk\w+|\(\$\S*")


def test_every_page_is_there_in_spanish(browser, url):
    context = browser.new_context(
        viewport={"width": 360, "height": 640}, bypass_csp=True, locale="es-US"
    )
    page = context.new_page()
    violations, english = {}, {}
    for name in PAGES:
        page.goto(f"{url}/{name}")
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        if found := _violations(page, "light"):
            violations[name] = found
        heading = page.locator("h1").inner_text()
        assert SPANISH.get(name.removeprefix("share-"), "") in heading
        if "share-" in name or "verify" in name:
            assert not _ENGLISH.search(heading), heading
            marked = page.locator(".words [lang=en]:visible").all_inner_texts()
            assert [text for text in marked if "did not answer" not in text] == [], name
        if "hostile" not in name and name not in {"verify-error", "error"}:
            own = _NAMES.sub("", page.evaluate(_OWN_TEXT).replace(TRUST.keeper, ""))
            if found := _ENGLISH.findall(own):
                english[name] = (found, own)
    context.close()
    assert violations == {}
    assert english == {}


def test_a_page_in_spanish_fits_a_small_screen_and_one_sheet(browser, url):
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale="es-US")
    page = context.new_page()
    for name in PAGES:
        page.goto(f"{url}/{name}")
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name
    for name in ONE_REPORT:
        assert len(pypdf.PdfReader(io.BytesIO(print_page(page, f"{url}/{name}"))).pages) == 1, name
    context.close()


def test_text_in_another_language_than_the_page_says_so(page, url):
    page.goto(f"{url}/share-valid?lang=es")
    assert page.locator("#badge").get_attribute("lang") == "en"
    assert "En inglés, tal como se emitió" in page.locator(".badge").inner_text()
    page.goto(f"{url}/share-valid")
    assert page.locator("#badge").get_attribute("lang") is None
    assert "as issued" not in page.locator(".badge").inner_text()
