"""Every page with every verdict, served without a store, to be looked at and tested.

``python -m tests.browser.gallery FOLDER [NAME…]`` takes pictures of the pages, for a person to see.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, render_template
from flask_babel import Babel
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from issuer_app import saying
from issuer_app.badge_facts import foreign, kind_in_words
from issuer_app.markdown import to_html
from issuer_app.presenting import present
from issuer_app.qr import svg_data_uri
from issuer_app.views import language
from tests.browser.cases import CASES, TRUST, badge, report
from tests.hostile import forge

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HOST = "Kettle Moraine School District"
URL = "https://badges.kettle-moraine.example"
CODE = "7Q2M-4XKD-9RTV"
SIZES = {"phone": (360, 640), "desk": (1280, 900)}


def _shown(name: str) -> Any:
    return present(report(name), trust=TRUST, host=HOST, own_url=URL)


def _share(name: str, *, printable: bool = False) -> str:
    link = f"{URL}/b/{CODE}"
    data = f"{URL}/credentials/5b1f7a3e-8d0c-4a55-9a6e-0d3f6a2b9c11"
    return render_template(
        "share.html",
        shown=_shown(name),
        recipient="teacher@example.org" if "asked" in name or "recipient" in name else None,
        recipient_error=None,
        printable=printable,
        share={
            "url": link,
            "code": CODE,
            "data_url": data,
            "forms": [(form.upper(), f"{data}.{form}") for form in ("json", "jwt", "png", "svg")],
            "qr": svg_data_uri(link),
            "path": f"/b/{CODE}",
        },
    )


def _verify(*names: str, **given: str) -> str:
    results = [
        {"name": f"{name}.json", "shown": _shown(name), "text": '{"a": "badge"}', "link": None}
        for name in names
    ]
    if len(names) > 1:
        results.append({"name": "a code", "shown": None, "text": "", "link": None})
    return render_template(
        "verify.html", results=results, **{"text": "", "error": None, "recipient": ""} | given
    )


def _issuer() -> str:
    achievement = badge()["credentialSubject"]["achievement"]
    names = ["Flipped classroom", "Text-based discussions", "Collaborative classroom teaching"]
    return render_template(
        "issuer.html",
        profile={
            "name": HOST,
            "url": URL,
            "email": "badges@kettle-moraine.example",
            "description": "A small school district whose educators earn micro-credentials for "
            "what they bring into the classroom.",
        },
        did=forge.DISTRICT,
        domain=forge.HOST,
        achievements=[achievement | {"name": name} for name in names],
        json_url="/issuers/kettle-moraine",
    )


def _achievement() -> str:
    achievement = badge()["credentialSubject"]["achievement"]
    return render_template(
        "achievement.html",
        achievement=achievement,
        kind=kind_in_words(achievement["achievementType"]),
        foreign=foreign(achievement),
        issuer={"name": HOST, "slug": "kettle-moraine", "url": URL},
        criteria_html=to_html(achievement["criteria"]["narrative"]),
        image=None,
        json_url="/achievements/1",
    )


def _home() -> str:
    described = "A small school district whose educators earn micro-credentials."
    issuers = [{"name": HOST, "slug": "kettle-moraine", "url": URL, "description": described}]
    return render_template("home.html", issuers=issuers)


PAGES = {
    **{f"share-{name}": lambda name=name: _share(name) for name in CASES},
    "print-valid": lambda: _share("valid", printable=True),
    "print-hostile": lambda: _share("hostile", printable=True),
    "verify": _verify,
    "verify-error": lambda: _verify(
        text="7Q2M-4XKD", error="This code has 8 of 12 characters. Look at the paper again."
    ),
    "verify-one": lambda: _verify("valid"),
    "verify-one-hostile": lambda: _verify("hostile"),
    "verify-several": lambda: _verify("valid", "revoked", "status-unknown", "tampered-changed"),
    "home": _home,
    "issuer": _issuer,
    "achievement": _achievement,
    "not-found": lambda: render_template("not_found.html"),
    "error": lambda: render_template(
        "error.html",
        status=429,
        heading="That was too often",
        sentence="This page answers only so many questions in a minute.",
        advice="Wait a minute, and try again.",
    ),
}


def make_gallery() -> Flask:
    """Make an application that shows each of `PAGES` at its name."""
    app = Flask("issuer_app")
    Babel(app, locale_selector=language.choose)
    app.context_processor(language.for_templates)
    app.jinja_env.globals["csrf_token"] = lambda: "a-token"
    app.context_processor(lambda: {"host_name": HOST, "contact": "badges@kettle-moraine.example"})

    @app.get("/<name>")
    def page(name: str) -> Response:
        return Response(
            rendered(name, saying.language()), headers={"Content-Security-Policy": POLICY}
        )

    @app.after_request
    def read_at_once(response: Response) -> Response:
        """Leave no file open when the browser goes away while a page still loads its icon."""
        if response.direct_passthrough:
            response.direct_passthrough = False
            content: Any = response.response
            response.set_data(b"".join(content))
            content.close()
        return response

    @cache
    def rendered(name: str, _language: str) -> str:
        return PAGES[name]()

    return app


@contextmanager
def served() -> Iterator[str]:
    """Serve the gallery on this computer, and give its URL."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, make_gallery(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


def _pictures(browser: Browser, url: str, folder: Path, names: list[str]) -> None:
    for scheme in ("light", "dark"):
        for size, (width, height) in SIZES.items():
            page = browser.new_page(
                viewport={"width": width, "height": height}, color_scheme=scheme
            )
            for name in names:
                page.goto(f"{url}/{name}")
                page.screenshot(path=folder / f"{name}.{size}.{scheme}.png", full_page=True)
            page.close()
    page = browser.new_page()
    for name in names:
        print_page(page, f"{url}/{name}", folder / f"{name}.pdf")
    page.close()


def print_page(page: Page, url: str, path: Path | None = None) -> bytes:
    """Print a page on Letter paper and give the PDF."""
    page.goto(url)
    return page.pdf(path=path, prefer_css_page_size=True, format="Letter", print_background=False)


def main(folder: str, *names: str) -> None:
    """Take the pictures."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    with served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        _pictures(browser, url, Path(folder), list(names) or list(PAGES))
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
