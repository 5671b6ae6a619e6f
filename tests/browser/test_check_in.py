"""A check-in from due to verdict, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.served import Served
from tests.browser.soundness import sound

TEXT = "Limit the pool to what the database can serve"


@pytest.fixture(scope="module")
def published(served: Served) -> None:
    """The example as PM-1, published forty days ago, with one action that was done since."""
    served.session("administrator")
    served.hansei("draft", "examples/checkout-outage", "--quiet", "--format", "json")
    served.run("-m", "tests.browser.published")


def test_a_check_in_goes_from_due_to_verdict_and_back(
    enter: Callable[..., Page], served: Served, published: None
) -> None:
    page = enter("incident-lead", "lead", width=1280)
    page.goto(f"{served.url}/check-ins/")
    page.get_by_role("link", name="High 5xx rate").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("After 30 days")
    expect(page.get_by_text("10 days late")).to_be_visible()
    expect(page.get_by_text("Were the short-term fixes done")).to_be_visible()
    card = page.locator(".look", has_text=TEXT)
    expect(card.locator(".finding")).to_contain_text("since")
    page.get_by_role("button", name="Close this check-in").click()
    expect(page.get_by_text("1 action needs a word from you")).to_be_visible()
    card.get_by_label("It worked").check()
    card.get_by_label("What shows it?").fill("No exhaustion in the load test")
    page.get_by_label("What changed since, and what did not?").fill("Quieter")
    page.get_by_role("button", name="Close this check-in").click()
    expect(page.get_by_text("Closed by Incident lead")).to_be_visible()
    expect(card).to_contain_text("No exhaustion in the load test")
    expect(card.locator(".verdict")).to_contain_text("It worked")
    sound(page)
    page.get_by_role("link", name=TEXT).click()
    expect(page.get_by_text("Effective", exact=True).first).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Open again").click()
    expect(page.get_by_role("button", name="Close this check-in")).to_be_visible()
    expect(card.get_by_label("It worked")).to_be_checked()
    page.get_by_role("link", name=TEXT).click()
    expect(page.get_by_text("Verified", exact=True).first).to_be_visible()


def test_it_is_done_by_keyboard_on_a_phone_in_the_dark(
    enter: Callable[..., Page], served: Served, published: None
) -> None:
    page = enter("support-lead", "lead", width=390, scheme="dark")
    page.goto(f"{served.url}/postmortems/1/check-ins/2/")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    sound(page)
    page.get_by_label("It worked").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Too early to tell")).to_be_checked()
    page.get_by_role("button", name="Close this check-in").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The check-in is closed.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("The check-in is open again.")).to_be_visible()
