"""Dropping a folder, what is refused on the way, and moving through the list by keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.served import ROOT, Served

EXAMPLE = ROOT / "examples" / "checkout-outage"
_DROP = """([selector, files]) => {
  const data = new DataTransfer();
  for (const [name, text] of files) data.items.add(new File([text], name));
  const zone = document.querySelector(selector);
  for (const type of ["dragenter", "dragover", "drop"]) {
    const how = { bubbles: true, cancelable: true, dataTransfer: data };
    zone.dispatchEvent(new DragEvent(type, how));
  }
}"""
TABLE = (
    "time,what\n2026-03-03 14:00:00,Alert fired\n2026-03-03 14:30:00,Incident closed\n14:??,odd\n"
)


def test_a_folder_becomes_a_draft_and_again_the_same(
    enter: Callable[..., Page], served: Served
) -> None:
    page = enter()
    for _ in range(2):
        page.goto(f"{served.url}/incidents/import/")
        expect(page.get_by_role("button", name="Draft the post-mortem")).to_be_disabled()
        page.locator("#choose-folder").set_input_files(EXAMPLE)
        expect(page.get_by_text("checkout-outage/slack/users.json")).to_be_visible()
        page.get_by_role("button", name="Draft the post-mortem").click()
        page.get_by_role("link", name="Open PM-1").wait_for(timeout=60_000)
    report = page.get_by_role("table", name="What became of each file")
    expect(report.get_by_role("row", name=re.compile("log_entries"))).to_contain_text("PagerDuty")
    page.goto(f"{served.url}/incidents/")
    expect(page.get_by_text("1 incident", exact=True)).to_be_visible()


def test_dropped_files_tell_what_was_refused_and_can_be_sent_again(
    enter: Callable[..., Page], served: Served
) -> None:
    page = enter()
    page.goto(f"{served.url}/incidents/import/")
    fails = [True]

    def flaky(route: Route) -> None:
        if fails.pop() if fails else False:
            route.abort()
        else:
            route.continue_()

    page.route("**/files/", flaky)
    files = [["<b>table</b>.csv", TABLE], ["other.csv", TABLE], [".hidden", "x"]]
    page.evaluate(_DROP, [".drop-zone", files])
    again = page.get_by_role("button", name=re.compile("Try those again"))
    expect(page.get_by_text("1 of 2 files")).to_be_visible()
    again.click()
    expect(page.locator(".arriving .badge.good")).to_have_count(2)
    expect(again).to_be_hidden()
    expect(page.get_by_text("<b>table</b>.csv")).to_be_visible()
    expect(page.get_by_text(".hidden")).to_have_count(0)
    page.get_by_label("Title").fill("Dropped by hand")
    page.get_by_role("button", name="Draft the post-mortem").click()
    page.get_by_role("heading", name="Dropped by hand").wait_for(timeout=60_000)
    refused = page.get_by_role("row").filter(has_text="<b>table</b>.csv")
    expect(refused.get_by_text("line 4")).to_be_visible()


def test_a_form_without_scripts_does_it_too(
    browser: Browser, served: Served, tmp_path: Path
) -> None:
    path = tmp_path / "plain.csv"
    path.write_text(TABLE)
    context = browser.new_context(java_script_enabled=False)
    key = served.session("administrator")
    context.add_cookies([{"name": "hansei-session", "value": key, "url": served.url}])
    page = context.new_page()
    page.goto(f"{served.url}/incidents/import/")
    page.locator("#choose-files").set_input_files(path)
    page.get_by_role("button", name="Draft the post-mortem").click()
    expect(page.get_by_role("heading", name="Your files")).to_be_visible()
    context.close()


def test_keys_move_through_the_list_and_open_what_is_marked(
    enter: Callable[..., Page], served: Served
) -> None:
    page = enter()
    page.goto(f"{served.url}/incidents/?sort=oldest")
    titles = page.locator("[data-rows] a.title").all_text_contents()
    assert len(titles) >= 2
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(titles[0])
    page.go_back()
    page.keyboard.press("/")
    page.keyboard.type("dropped")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served.url}/incidents/?q=dropped&sort=oldest")
    expect(page.get_by_text("1 incident", exact=True)).to_be_visible()
    page.go_back()
    page.wait_for_url(f"{served.url}/incidents/?sort=oldest")
    expect(page.get_by_label("Words")).to_have_value("")  # as the list: it asks for no words


def test_a_view_is_saved_and_taken_away_with_undo(
    enter: Callable[..., Page], served: Served
) -> None:
    page = enter(width=1024)
    page.goto(f"{served.url}/incidents/?q=dropped")
    page.keyboard.press("v")
    expect(page.get_by_label("Name")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1024
    page.keyboard.type("By hand")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="By hand", exact=True)).to_have_attribute(
        "aria-current", "true"
    )
    page.get_by_text("This view", exact=True).click()
    page.get_by_role("button", name="Remove this view").click()
    expect(page.get_by_role("link", name="By hand", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="By hand", exact=True)).to_be_visible()
