"""Pictures of the demo's pages, where a browser is there to take them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from demo_table import Case, shown

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def screenshots(base_url: str, cases: Iterable[Case], folder: Path) -> str:
    """Take a picture of each page as a phone shows it; say in a sentence where they are."""
    browser_file = shutil.which("chromium") or shutil.which("google-chrome")
    if not browser_file:
        return "No pictures of the pages: there is no Chromium (apt-get install chromium)."
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return "No pictures of the pages: pip install playwright."
    folder.mkdir()
    pages = {"verify": f"{base_url}/verify", "home": base_url}
    for case in cases:
        if case.page:
            pages[f"{case.expected}-{case.files[0].stem}"] = case.page
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_file, args=list(_QUIET))
        page = browser.new_page(viewport={"width": 360, "height": 640})
        for name, url in pages.items():
            page.goto(url)
            page.screenshot(path=folder / f"{name}.png", full_page=True)
        browser.close()
    return f"Pictures of its pages are in {shown(folder)}/."
