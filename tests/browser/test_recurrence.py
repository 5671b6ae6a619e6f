"""The same again: from an incident's page to a verdict, and what is at stake, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.served import Served
from tests.browser.soundness import sound

DONE = "Limit the connection pool to what the database can serve"


@pytest.fixture(scope="module")
def year(served: Served) -> None:
    """The example as PM-1, published, with its actions and a year of incidents around it."""
    served.session("administrator")
    served.hansei("draft", "examples/checkout-outage", "--quiet", "--format", "json")
    served.run("-m", "tests.docs.proof_data")


def test_an_incident_is_called_the_same_again_and_taken_back(
    enter: Callable[..., Page], served: Served, year: None
) -> None:
    page = enter("incident-lead", "lead")
    page.goto(f"{served.url}/incidents/29/")
    similar = page.locator("#similar")
    expect(similar.get_by_text("words").first).to_be_visible()
    sound(page)
    page.goto(f"{served.url}/incidents/29/similar/?other=1")
    expect(page.get_by_role("heading", name="What was to prevent it")).to_be_visible()
    expect(page.get_by_label(re.compile("^Open again: Limit"))).to_be_checked()
    page.get_by_role("button", name="Yes, it is the same again").click()
    expect(page.get_by_text("it is the same again.").first).to_be_visible()
    expect(page.get_by_text("This was foreseen:").first).to_be_visible()
    sound(page)
    page.goto(f"{served.url}/incidents/29/")
    expect(similar.get_by_text("This was foreseen:")).to_be_visible()
    expect(similar.get_by_text("action 3 of PM-1 is 12 days overdue")).to_be_visible()
    page.goto(f"{served.url}/actions/")
    expect(page.locator(".lane[data-stage='planned']")).to_contain_text(DONE)
    page.goto(f"{served.url}/incidents/29/similar/1/")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Taken back")).to_be_visible()
    page.goto(f"{served.url}/actions/")
    expect(page.locator(".lane[data-stage='verified']")).to_contain_text(DONE)


@pytest.mark.parametrize("path", ["/actions/backlog/", "/recurrence/", "/actions/1/effect/",
                                  "/actions/4/replay/", "/effect/1/", "/incidents/29/similar/",
                                  "/check-ins/"])  # fmt: skip
def test_the_pages_fit_a_phone_in_the_dark(
    enter: Callable[..., Page], served: Served, year: None, path: str
) -> None:
    page = enter("incident-lead", "lead", width=360, scheme="dark")
    page.goto(served.url + path)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    sound(page)


def test_assumptions_are_set_and_can_be_sent(
    enter: Callable[..., Page], served: Served, year: None
) -> None:
    page = enter("incident-lead", "lead")
    page.goto(f"{served.url}/actions/")
    page.get_by_role("link", name="By stake").click()
    page.get_by_label("It would have touched").select_option("services")
    page.get_by_label("and spared, in percent").fill("25")
    page.get_by_role("button", name="Replay").click()
    page.wait_for_url(re.compile("share=25"))
    first = page.locator(".ranked > li").first
    expect(first).to_contain_text("Give the importer a pool of its own")
    first.get_by_role("link", name=re.compile("at stake")).click()
    expect(page.get_by_label("and spared, in percent")).to_have_value("25")
    expect(page.get_by_role("table")).to_be_visible()
