"""The board by mouse and by keyboard, and a template whose form and text keep step."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.served import Served

TEXT = "Alert when the queue is half full"


@pytest.fixture(scope="module")
def drafted(served: Served) -> None:
    """The example as PM-1, drafted on the command line."""
    served.session("administrator")
    served.hansei("draft", "examples/checkout-outage", "--quiet", "--format", "json")


def _lane(page: Page, stage: str) -> Locator:
    return page.locator(f".lane[data-stage='{stage}']")


def test_an_action_goes_from_planned_to_verified(
    enter: Callable[..., Page], served: Served, drafted: None
) -> None:
    page = enter("on-call-engineer", "contributor", width=1600)
    page.goto(f"{served.url}/actions/new/?postmortem=PM-1")
    page.get_by_label("What will change?").fill(TEXT)
    page.get_by_role("button", name="Add").click()
    page.goto(f"{served.url}/actions/")
    card = page.get_by_role("link", name=TEXT)
    expect(_lane(page, "planned")).to_contain_text(TEXT)
    card.focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(_lane(page, "in progress")).to_contain_text(TEXT)
    expect(card).to_be_focused()
    card.drag_to(_lane(page, "planned").locator("header"))
    expect(_lane(page, "planned")).to_contain_text(TEXT)
    page.get_by_role("button", name="Undo").click()
    expect(_lane(page, "in progress")).to_contain_text(TEXT)
    card.focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(_lane(page, "completed")).to_contain_text(TEXT)
    card.focus()
    page.keyboard.press("Shift+ArrowRight")
    page.get_by_label("How did you verify it?").fill("In a drill")
    page.get_by_role("dialog").get_by_role("button", name="Verify").click()
    expect(page.get_by_text("You completed this action")).to_be_visible()

    other = enter("network-engineer", "contributor", width=390)
    other.goto(f"{served.url}/actions/")
    other.get_by_label(f"Move: {TEXT}").click()
    other.get_by_role("link", name="Verify…").click()
    other.get_by_label("How did you verify it?").fill("In a drill")
    other.get_by_role("dialog").get_by_role("button", name="Verify").click()
    expect(_lane(other, "verified")).to_contain_text(TEXT)
    other.goto(f"{served.url}/postmortems/1/")
    expect(other.get_by_text(TEXT).first).to_be_attached()


def test_filters_answer_as_they_are_chosen(
    enter: Callable[..., Page], served: Served, drafted: None
) -> None:
    page = enter("on-call-engineer", "contributor")
    page.goto(f"{served.url}/actions/list/")
    page.get_by_label("Status").select_option("all")
    page.wait_for_url(re.compile(r"/actions/list/\?status=all"))
    page.get_by_label("Words").fill("nothing like it")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No action fits")).to_be_visible()
    page.get_by_role("link", name="Show everything").click()
    page.wait_for_url(f"{served.url}/actions/list/")


def test_a_templates_form_and_text_keep_step(
    enter: Callable[..., Page], served: Served, drafted: None
) -> None:
    page = enter(width=1600)
    page.goto(f"{served.url}/settings/templates/new/?from=one-pager")
    text = page.get_by_label("As text (TOML)")
    page.get_by_label("Title", exact=True).fill("Our short one")
    expect(text).to_have_value(re.compile('title = "Our short one"'))
    page.get_by_label("Another section").fill("Weather")
    expect(page.get_by_role("heading", name="Weather").first).to_be_visible()
    text.fill(text.input_value().replace('key = "impact"', "key = 7"))
    expect(page.get_by_text("expected `str`, got `int`")).to_be_visible()
    text.fill(text.input_value().replace("key = 7", 'key = "impact"'))
    expect(page.get_by_label("Key").first).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Our short one", level=1)).to_be_visible()


def test_a_policy_tells_what_it_would_mean(
    enter: Callable[..., Page], served: Served, drafted: None
) -> None:
    page = enter()
    page.goto(f"{served.url}/settings/policy/")
    expect(page.get_by_text("would be due").first).to_be_visible()
    page.get_by_label("Every incident of severity").select_option("0")
    for each in page.get_by_role("checkbox").all():
        each.uncheck()
    expect(page.locator("[data-preview] .foreseen strong")).to_have_text("0")
