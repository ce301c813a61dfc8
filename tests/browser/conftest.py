"""A real browser, and the gallery to look at with it."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright")

from playwright.sync_api import sync_playwright

from tests.browser import gallery


@pytest.fixture(scope="session")
def browser():
    if not gallery.CHROMIUM.exists():
        pytest.skip(f"{gallery.CHROMIUM} is not there: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=gallery.CHROMIUM, args=gallery.ARGUMENTS
        )
        yield started
        started.close()


@pytest.fixture(scope="session")
def url(browser):
    with gallery.served() as served:
        yield served


@pytest.fixture
def page(browser):
    """A page on a small phone."""
    opened = browser.new_page(viewport={"width": 360, "height": 640})
    yield opened
    opened.close()
