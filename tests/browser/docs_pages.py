"""Takes the pictures of docs/pages: what a reader sees first of every verdict.

python -m tests.browser.docs_pages
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.gallery import ARGUMENTS, CHROMIUM, PAGES, served

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pages"
SIZES = {"360": (360, 640), "1280": (1280, 800)}
OTHERS = ["home", "issuer", "achievement", "verify", "verify-several", "not-found"]
VERDICTS = [name for name in PAGES if name.startswith("share-") and name != "share-hostile"]


def _save(picture: bytes, path: Path) -> None:
    """Keep a picture with 256 colors, which is a third of its size."""
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(256).save(path, optimize=True)


def main() -> None:
    """Take all pictures anew, and write the page that shows them."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    rows = []
    with served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name in [*VERDICTS, *OTHERS]:
            shown = name.removeprefix("share-")
            for size, (width, height) in SIZES.items():
                page = browser.new_page(viewport={"width": width, "height": height})
                page.goto(f"{url}/{name}")
                _save(page.screenshot(), FOLDER / f"{shown}-{size}.png")
                heading = " ".join(page.locator("h1").inner_text().split())
                page.close()
            pictures = [f"![{shown}]({shown}-{size}.png)" for size in SIZES]
            rows.append(" | ".join(["", heading, *pictures, ""]).strip())
        browser.close()
    head = "# The pages\n\nWhat a reader sees first, on a telephone and on a desk. Taken by "
    head += "`python -m tests.browser.docs_pages`.\n\n| | 360 px | 1280 px |\n|---|---|---|\n"
    (FOLDER / "README.md").write_text(head + "\n".join(rows) + "\n", "utf-8")


if __name__ == "__main__":
    main()
