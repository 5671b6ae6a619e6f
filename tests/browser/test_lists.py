"""A list in a browser: a view that is kept by typing, and the way back."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.served import Served


def test_a_view_is_named_at_once_and_the_way_back_shows_what_the_address_asks(
    enter: Callable[..., Page], served: Served
) -> None:
    page = enter(width=1024)
    page.goto(f"{served.url}/incidents/")
    words = page.get_by_label("Words")
    words.fill("checkout")
    words.press("Enter")
    page.wait_for_url("**/incidents/?q=checkout*")
    page.locator("summary", has_text="Save this view").click()
    expect(page.locator("#view-name")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1024
    page.keyboard.press("Escape")
    page.go_back()
    page.wait_for_url("**/incidents/")
    expect(words).to_have_value("")
