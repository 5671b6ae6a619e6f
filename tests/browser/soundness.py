"""What axe finds on a page: nothing."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def sound(page: Page) -> None:
    """Fails where axe has something to say, and tells where and what."""
    found = Axe().run(page, options={"resultTypes": ["violations"]})  # details of no others
    wrong = [
        (each["id"], [node["html"][:160] for node in each["nodes"][:3]])
        for each in found.response["violations"]
    ]
    assert not wrong, (page.url, wrong)
