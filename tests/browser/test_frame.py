"""The frame in a browser: keys, the palette, times in the reader's zone, light and dark."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.request import Request, urlopen

from playwright.sync_api import Page, expect

from tests.browser.served import Served


def test_keys_and_palette_reach_every_place(enter: Callable[..., Page], served: Served) -> None:
    page = enter()
    page.goto(f"{served.url}/no/such/page")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_contain_text("Incidents")
    expect(page.get_by_role("dialog", name="Keyboard").locator("kbd").first).to_have_text("Ctrl")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("such words")
    expect(page.get_by_text("Nothing fits these words.")).to_be_visible()
    page.get_by_role("combobox").fill("home")
    expect(page.get_by_role("option").first).to_have_text("Homeg h")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served.url}/")
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.wait_for_url(f"{served.url}/incidents/")


def test_what_was_typed_comes_back_after_signing_in_again(
    enter: Callable[..., Page], served: Served
) -> None:
    page = enter()
    address = f"{served.url}/incidents/new/"
    page.goto(address)
    page.get_by_label("Title").fill("Checkout is slow")
    page.context.clear_cookies(name="hansei-session")
    page.get_by_role("main").get_by_role("button").last.click()
    page.wait_for_url("**/account/login/?next=/incidents/new/")
    key = served.session("administrator")
    page.context.add_cookies([{"name": "hansei-session", "value": key, "url": served.url}])
    for kept in ("Checkout is slow", ""):
        page.goto(address)
        expect(page.get_by_label("Title")).to_have_value(kept)


def test_light_and_dark_stay_as_chosen(enter: Callable[..., Page], served: Served) -> None:
    page = enter(scheme="light")
    page.goto(f"{served.url}/no/such/page")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_label("Your account").click()
    page.get_by_role("button", name="Light or dark").click()
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


def test_a_narrow_page_scrolls_down_only(enter: Callable[..., Page], served: Served) -> None:
    page = enter(width=360)
    page.goto(f"{served.url}/no/such/page")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    expect(page.get_by_role("navigation", name="Main").get_by_text("Actions")).to_be_visible()


def test_what_travels_is_compressed_and_kept(enter: Callable[..., Page], served: Served) -> None:
    page = enter()
    page.goto(f"{served.url}/no/such/page")
    found = re.search(r'href="(/static/[0-9a-f]{12}/css/base\.css)"', page.content())
    assert found
    asked = Request(served.url + found[1], headers={"Accept-Encoding": "gzip"})
    with urlopen(asked) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_form_goes_on_after_signing_in_again_elsewhere(
    served: Served, enter: Callable[..., Page]
) -> None:
    page = enter("incident-lead", "lead")
    page.goto(f"{served.url}/incidents/new/")
    page.locator("input[name=title]").fill("Checkout returns errors")
    page.evaluate("document.cookie = `hansei-csrf=${'a'.repeat(32)}; path=/`")
    page.locator("main form[method=post] button.primary").click()
    expect(page.locator("h1")).to_contain_text("Checkout returns errors")
