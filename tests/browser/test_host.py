"""The host itself in a browser without scripts: from a link, from paper, from a file."""

from __future__ import annotations

import io
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from werkzeug.serving import make_server
from zxingcpp import read_barcode

import openbadges_issuer as ob
from issuer_app import create_app
from issuer_app.awarding import Award
from issuer_app.config import Settings
from issuer_app.wiring import wire
from tests.app.conftest import SECRET

WHOSE = "teacher@example.org"
ACHIEVEMENT = {
    "achievementType": "MicroCredential",
    "name": "Flipped classroom",
    "description": "Students meet new content before class.",
    "criteria": {"narrative": "A plan."},
}


@pytest.fixture(scope="module")
def host(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A running host on this computer, with one issuer."""
    folder = tmp_path_factory.mktemp("host")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app: Any = None

    def answer(environ: Any, start_response: Any) -> Any:
        return app(environ, start_response)

    server = make_server("127.0.0.1", 0, answer, threaded=True)
    settings = Settings.load(
        folder / "no.env",
        base_url=f"http://localhost:{server.server_port}",
        secret_key=SECRET,
        database_url=f"sqlite:///{folder / 'host.db'}",
        host_name="Kettle Moraine",
    )
    ob.write_key(folder / "keys" / "km.pem", ob.KeySigner.generate(), unencrypted=True)
    made = wire(settings)
    made.database.upgrade()
    key = f"file:{folder / 'keys' / 'km.pem'}"
    made.accounts.add_issuer("km", key, actor="test", name="Kettle Moraine")
    app = create_app(settings)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()
    app.extensions["openbadges_host"].close()
    made.close()


@pytest.fixture
def badge(host: Any) -> Any:
    """A shared badge."""
    issuer = host.accounts.issuer("km")
    achievement = host.defining.define(issuer, ACHIEVEMENT, actor="test")
    award = Award(achievement.id, ob.Recipient.by_email(WHOSE))
    made = host.awarding.award(issuer, award, actor="test")
    return host.awarding.share(issuer, made.id, actor="test")


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page on a small phone that runs no scripts."""
    context = browser.new_context(
        viewport={"width": 360, "height": 640}, java_script_enabled=False, accept_downloads=True
    )
    yield context.new_page()
    context.close()


def link(host: Any, badge: Any) -> str:
    return f"{host.settings.base_url}/b/{badge.code}"


def heading(page: Any) -> str:
    return " ".join(page.locator("h1").inner_text().split())


def test_a_link_is_answered(page: Any, host: Any, badge: Any) -> None:
    answer = page.goto(link(host, badge))
    assert answer.status == 200
    assert "genuine and in force" in heading(page)


def test_the_code_on_the_page_leads_to_the_page(page: Any, host: Any, badge: Any) -> None:
    page.goto(link(host, badge))
    picture = page.locator("img[src^='data:image/svg']")
    read = read_barcode(Image.open(io.BytesIO(picture.screenshot())))
    assert read is not None
    assert read.text == link(host, badge)


def test_whose_it_is_is_asked_on_the_page(page: Any, host: Any, badge: Any) -> None:
    page.goto(link(host, badge))
    field = page.get_by_label("e-mail address")
    field.fill("somebody.else@example.org")
    field.press("Enter")
    assert "was not issued to somebody.else@example.org" in heading(page)
    assert "somebody" not in page.url
    page.get_by_label("e-mail address").fill(WHOSE)
    page.get_by_label("e-mail address").press("Enter")
    assert "genuine and in force" in heading(page)


def test_a_code_from_paper_is_typed(page: Any, host: Any, badge: Any) -> None:
    page.goto(f"{host.settings.base_url}/verify")
    page.locator("textarea").fill(badge.code.lower())
    page.get_by_role("button", name="Check").click()
    assert "genuine and in force" in heading(page)
    assert page.url == f"{host.settings.base_url}/verify"


@pytest.mark.parametrize("form", ["JSON", "JWT", "PNG", "SVG"])
def test_what_is_downloaded_can_be_brought_back(
    page: Any, host: Any, badge: Any, form: str, tmp_path: Path
) -> None:
    page.goto(link(host, badge))
    if form != "PNG":
        page.get_by_text("Technical details").click()
    name = "Download the badge file" if form == "PNG" else f"Download as {form}"
    with page.expect_download() as download:
        page.get_by_role("link", name=name, exact=True).click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    page.goto(f"{host.settings.base_url}/verify")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Check").click()
    assert "genuine and in force" in heading(page)


def test_a_withdrawn_badge_changes_at_once(page: Any, host: Any, badge: Any) -> None:
    page.goto(link(host, badge))
    host.awarding.revoke(host.accounts.issuer("km"), badge.id, actor="test")
    page.reload()
    assert "has withdrawn this badge" in heading(page)


def test_what_is_not_shared_any_more_is_not_there(page: Any, host: Any, badge: Any) -> None:
    host.awarding.share(host.accounts.issuer("km"), badge.id, actor="test", shared=False)
    assert page.goto(link(host, badge)).status == 404
    assert "nothing at this address" in heading(page)


def test_programs_of_other_origins_may_read_the_data(browser: Any, host: Any, badge: Any) -> None:
    page = browser.new_page(bypass_csp=True)  # a page of a wallet, which has a policy of its own
    page.goto(f"{host.settings.base_url.replace('localhost', '127.0.0.1')}/healthz")
    got = page.evaluate(
        "url => fetch(url).then(r => r.text().then(t => [r.status, r.headers.get('etag'), t]))",
        f"{host.settings.base_url}/credentials/{badge.id}",
    )
    page.close()
    assert (got[0], bool(got[1]), got[2]) == (200, True, badge.embedded)
