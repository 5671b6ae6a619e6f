"""Takes the documentation's pictures of the example again: `python -m tests.docs.pictures`.

Needs Playwright and a Chromium; CHROMIUM names it where it is not /usr/bin/chromium.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import FloatRect, Page, sync_playwright

from tests.docs.session import ROOT, session

FOLDER = ROOT / "docs" / "pictures"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
_DRAFT = "hansei draft examples/checkout-outage --no-store --quiet -o demo"


class Picture(NamedTuple):
    """A crop of the page: `first` gives its top and left, `last` its bottom."""

    name: str
    first: str
    last: str


PICTURES = (
    Picture("timeline.png", "#part-2-title", "figure.chart"),
    Picture("events.png", "tbody tr:has-text('09:14:05')", "tbody tr:has-text('09:31:15')"),
    Picture("overview.png", "h1", "#part-1"),
    Picture("milestones.png", "#part-3-title", "table.milestones"),
    Picture("causes.png", "#part-4-title", "#part-4"),
)
_WIDTH, _BESIDE, _ABOVE = 1200, 14, 4


def main() -> None:
    """Writes every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with session() as reader, sync_playwright() as playwright:
        reader.run(_DRAFT)
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        for each in PICTURES:
            page = browser.new_page(viewport={"width": _WIDTH, "height": 1000})
            page.goto((reader.work / "demo" / "postmortem.html").as_uri())
            _take(page, each, FOLDER / each.name)
            page.close()
        browser.close()


def _take(page: Page, picture: Picture, path: Path) -> None:
    first, last, whole = (_box(page, each) for each in (picture.first, picture.last, "main"))
    top = first["y"] - _ABOVE
    page.screenshot(
        path=path,
        full_page=True,
        clip={
            "x": first["x"] - _BESIDE,
            "y": top,
            "width": whole["width"] + 2 * _BESIDE,
            "height": last["y"] + last["height"] + _ABOVE - top,
        },
    )
    print(f"{path.relative_to(ROOT)} {path.stat().st_size // 1000} kB")


def _box(page: Page, selector: str) -> FloatRect:
    found = page.locator(selector).first.bounding_box()
    if found is None:
        raise LookupError(f"{selector} is not on the page")
    return found


if __name__ == "__main__":
    main()
