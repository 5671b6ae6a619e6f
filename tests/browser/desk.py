"""The page on which a post-mortem is written, from plain fields to the editor."""

from __future__ import annotations

from playwright.sync_api import Page


def stands(page: Page) -> Page:
    """Gives the first sign of a person, and waits until the editor stands."""
    page.mouse.move(9, 9)
    page.wait_for_selector("[data-ready]")
    return page
