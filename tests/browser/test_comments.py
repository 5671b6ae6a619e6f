"""Words are marked in the text, talked about beside it, and replaced where somebody suggests it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.served import Served
from tests.browser.soundness import sound

_CHOOSE = """(words) => {
  for (const block of document.querySelectorAll(".paper .block p, .paper .block li")) {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.data.indexOf(words);
      if (at < 0) continue;
      getSelection().setBaseAndExtent(node, at, node, at + words.length);
      return true;
    }
  }
  return false;
}"""


@pytest.fixture(scope="module")
def drafted(served: Served) -> Served:
    """The example."""
    served.session("administrator")
    served.hansei("draft", "examples/checkout-outage", "--quiet", "--format", "json")
    return served


def test_words_are_commented_on_and_replaced(enter: Callable[..., Page], drafted: Served) -> None:
    writer = enter("on-call-engineer", "contributor", width=1600)
    writer.goto(f"{drafted.url}/postmortems/1/")
    writer.wait_for_selector("[data-comments][data-ready]")
    assert writer.evaluate(_CHOOSE, "It was noticed through Datadog")
    writer.get_by_role("button", name="Comment", exact=True).click()
    dialog = writer.get_by_role("dialog")
    expect(dialog).to_contain_text("It was noticed through Datadog")
    dialog.get_by_label("What you have to say").fill("By the monitor, then.")
    dialog.get_by_label("Suggest other words").check()
    dialog.get_by_label("To stand there instead").fill("A monitor of Datadog noticed it")
    sound(writer)
    dialog.get_by_role("button", name="Comment").click()
    writer.wait_for_selector("[data-comments][data-ready]")
    expect(writer.locator(".talk")).to_contain_text("By the monitor, then.")
    assert writer.evaluate("CSS.highlights.get('commented').size") == 1
    sound(writer)
    lead = enter("incident-lead", "lead", width=390, scheme="dark")
    lead.goto(f"{drafted.url}/postmortems/1/")
    lead.wait_for_selector("[data-comments][data-ready]")
    lead.get_by_role("button", name="Accept").click()
    expect(lead.locator(".paper")).to_contain_text("A monitor of Datadog noticed it")
    lead.goto(f"{drafted.url}/postmortems/1/comments/")
    expect(lead.get_by_text("accepted")).to_be_visible()
    sound(lead)


def test_a_second_click_says_nothing_twice(enter: Callable[..., Page], drafted: Served) -> None:
    page = enter()
    address = f"{drafted.url}/postmortems/1/comments/"
    page.goto(address)
    page.get_by_label("What you have to say").first.fill("Said once.")
    held: list[Route] = []
    page.route(address, lambda each: held.append(each))
    page.get_by_role("button", name="Comment", exact=True).evaluate(
        "button => { button.click(); setTimeout(() => button.click(), 100); }"
    )
    page.wait_for_timeout(300)
    assert len(held) == 1
    held[0].continue_()
    page.unroute(address)
    expect(page.get_by_text("Said once.", exact=True).locator("visible=true")).to_have_count(1)


def test_readers_are_offered_nothing_to_write(enter: Callable[..., Page], drafted: Served) -> None:
    reader = enter("support-lead", "viewer")
    reader.goto(f"{drafted.url}/postmortems/1/")
    reader.wait_for_selector("[data-comments][data-ready]")
    assert reader.evaluate(_CHOOSE, "Recovery was confirmed")
    expect(reader.get_by_role("button", name="Comment", exact=True)).to_have_count(0)
