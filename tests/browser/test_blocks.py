"""Forms of structured blocks in a real browser: by keyboard, saved by themselves, never over
somebody else's.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.served import Served

Enter = Callable[..., Page]
CAUSES = "/postmortems/1/sections/root_cause/blocks/causes/"
IMPACT = "/postmortems/1/sections/impact/blocks/impact/"
STATE = "[data-state]"


def _saved(page: Page) -> None:
    expect(page.locator(STATE)).to_have_text("Saved")


def _row(page: Page, number: int) -> Locator:
    return page.locator("[data-body] tr").nth(number)


def _numbers(page: Page) -> list[str]:
    return page.locator("[data-body] .own-number").all_inner_texts()


def test_factors_by_keyboard_alone(drafted: Served, enter: Enter) -> None:
    page = enter("writer", "contributor")
    page.goto(drafted.url + CAUSES)
    page.keyboard.press("n")  # adds a row
    for text in ("The pool had no bound", "Retries multiplied it", "Nobody was paged"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    _saved(page)
    expect(_row(page, 2).locator(".own-number")).to_have_text("F3")
    expect(_row(page, 0).locator(".remarks").get_by_text("What shows it?")).to_be_visible()

    _row(page, 2).locator("textarea").focus()
    page.keyboard.press("Alt+ArrowUp")
    assert _numbers(page)[:3] == ["F1", "F3", "F2"]
    expect(_row(page, 1).locator("textarea")).to_be_focused()
    page.keyboard.press("Alt+Delete")
    _saved(page)
    assert _numbers(page)[:2] == ["F1", "F2"]
    page.locator(".toast").get_by_role("button", name="Undo").click()
    _saved(page)
    page.reload()
    assert _numbers(page) == ["F1", "F3", "F2"]


def test_evidence_is_chosen_from_a_list(drafted: Served, enter: Enter) -> None:
    page = enter("writer", "contributor")
    page.goto(drafted.url + IMPACT)
    cell = _row(page, 0).locator("[data-cites]")
    cell.focus()
    page.keyboard.press("[")
    expect(page.get_by_role("combobox", name="Words, a time or a name")).to_be_focused()
    page.keyboard.type("5xx")
    option = page.get_by_role("option").filter(has_text="5xx").first
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(cell).to_be_focused()
    expect(cell).to_have_value(re.compile(r"e\d+"))
    _saved(page)
    page.keyboard.press("[")
    page.keyboard.press("Escape")
    expect(cell).to_be_focused()
    assert page.get_by_role("combobox", name="Words, a time or a name").count() == 0


def test_whoever_comes_second_is_asked(drafted: Served, enter: Enter) -> None:
    first, second = enter("writer", "contributor"), enter("other-writer", "contributor")
    for page in (first, second):
        page.goto(drafted.url + IMPACT)
    first.locator("[data-body] tr").first.locator("input").nth(1).fill("1,200")
    _saved(first)
    mine = second.locator("[data-body] tr").first.locator("input").nth(1)
    mine.fill("1,300")
    expect(second.locator(STATE)).to_have_text("Changed elsewhere: choose below")
    expect(second.locator("[data-theirs]")).to_contain_text("1,200")
    expect(mine).to_have_value("1,300")
    second.get_by_role("button", name="Keep mine").click()
    _saved(second)
    first.locator("[data-body] tr").first.locator("input").nth(1).fill("1,400")
    first.get_by_role("button", name="Take theirs").click()
    expect(first.locator("[data-body] tr").first.locator("input").nth(1)).to_have_value("1,300")


def test_a_lost_connection_loses_nothing(drafted: Served, enter: Enter) -> None:
    page = enter("writer", "contributor")
    page.goto(drafted.url + IMPACT)
    cell = _row(page, 0).locator("input").nth(1)
    expect(cell).to_be_visible()  # scripts make the form: one that never came has nothing to lose
    page.context.set_offline(True)
    cell.fill("Written on a train")
    expect(page.locator(STATE)).to_contain_text("no connection")
    page.context.set_offline(False)
    _saved(page)
    page.reload()
    expect(cell).to_have_value("Written on a train")


def test_a_form_goes_on_once_somebody_signed_in_again(drafted: Served, enter: Enter) -> None:
    page = enter("writer", "contributor")
    page.goto(drafted.url + IMPACT)
    cell = _row(page, 0).locator("input").nth(1)
    expect(cell).to_be_visible()
    page.context.clear_cookies(name="hansei-session")
    cell.fill("Signed out meanwhile")
    expect(page.locator(STATE)).to_contain_text("signed out")
    anew = {"hansei-session": drafted.session("writer"), "hansei-csrf": "a" * 32}
    page.context.add_cookies([{"name": name, "value": value, "url": drafted.url}
                              for name, value in anew.items()])  # fmt: skip
    page.evaluate("dispatchEvent(new Event('online'))")
    _saved(page)
    page.reload()
    expect(cell).to_have_value("Signed out meanwhile")
