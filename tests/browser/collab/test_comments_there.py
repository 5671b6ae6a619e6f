"""Words are talked about where they are written, by people who write at the same time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import stands
from tests.browser.served import Served
from tests.browser.soundness import sound

Enter = Callable[..., Page]
_SECTION = "[data-section=lessons]"


@pytest.fixture(scope="module")
def drafted(served: Served) -> Served:
    """The example."""
    served.session("administrator")
    served.hansei("draft", "examples/checkout-outage", "--quiet", "--format", "json")
    return served


def _open(page: Page, url: str) -> Page:
    page.goto(f"{url}/postmortems/1/edit/")
    stands(page)
    page.wait_for_selector("[data-comments][data-ready]")
    return page


def _type(page: Page, text: str) -> None:
    page.locator(f"{_SECTION} .cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def _choose(page: Page, count: int) -> None:
    """The last characters of the section."""
    page.keyboard.press("Control+End")
    for _ in range(count):
        page.keyboard.press("Shift+ArrowLeft")


def _say(page: Page, text: str, wording: str = "") -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What you have to say").fill(text)
    if wording:
        dialog.get_by_label("Suggest other words").check()
        dialog.get_by_label("To stand there instead").fill(wording)
    sound(page)
    dialog.get_by_role("button", name="Comment").click()
    expect(dialog).to_be_hidden()


def test_two_talk_about_words_while_both_write(enter: Enter, drafted: Served) -> None:
    """The words stay marked while others type in front of them, and the suggestion lands there."""
    writer = _open(enter("on-call-engineer", "contributor", width=1600), drafted.url)
    lead = _open(enter("incident-lead", "lead", width=1600, scheme="dark"), drafted.url)
    _type(writer, "\n\nThe pool was far too small.")
    _choose(writer, len("far too small."))
    writer.get_by_role("button", name="Comment", exact=True).click()
    expect(writer.get_by_role("dialog")).to_contain_text("far too small")
    _say(writer, "Is this a number?", "of 20 connections, with 90 asked for.")
    for page in (writer, lead):
        expect(page.locator(f"{_SECTION} .commented")).to_have_text("far too small")
        expect(page.locator(".talk")).to_contain_text("Is this a number?")
        sound(page)
    reply = lead.locator(".talk .textarea").last
    lead.locator(".talk footer summary").click()
    reply.fill("Half a thou")
    _type(writer, " It grew.")
    writer.locator(f"{_SECTION} .cm-content").press("Control+Home")
    writer.keyboard.type("First of all. ")
    writer.locator(".talk footer summary").click()
    writer.locator(".talk .textarea").last.fill("From the graph.")
    writer.locator(".talk footer").get_by_role("button", name="Reply").click()
    expect(lead.locator(".talk")).to_contain_text("From the graph.")
    expect(reply).to_have_value("Half a thou")
    expect(lead.locator(f"{_SECTION} .commented")).to_have_text("far too small")
    lead.get_by_role("button", name="Accept").click()
    for page in (writer, lead):
        content = page.locator(f"{_SECTION} .cm-content")
        expect(content).to_contain_text("The pool was of 20 connections, with 90 asked for.")
        expect(content).to_contain_text("First of all.")
        expect(page.locator(".talk")).to_have_count(0)


def test_a_remark_is_resolved_and_taken_back_and_read_on_a_phone(
    enter: Enter, drafted: Served
) -> None:
    writer = _open(enter("on-call-engineer", "contributor", width=1600), drafted.url)
    _type(writer, "\n\nNobody was called.")
    _choose(writer, len("called."))
    writer.keyboard.press("Control+Alt+m")
    _say(writer, "By whom?")
    phone = _open(enter("support-lead", "contributor", width=390), drafted.url)
    phone.locator(f"{_SECTION} .commented").click()
    expect(phone.locator(".talks-beside.raised")).to_be_visible()
    expect(phone.locator(".talk.current")).to_contain_text("By whom?")
    sound(phone)
    phone.get_by_role("button", name="Resolve").click()
    expect(writer.locator(".talk")).to_have_count(0)
    expect(writer.locator(".commented")).to_have_count(0)
    phone.locator(".toast").get_by_role("button", name="Undo").click()
    expect(writer.locator(".talk")).to_contain_text("By whom?")


def test_who_writes_alone_talks_as_well(
    enter: Enter, alone: Callable[..., Page], drafted: Served
) -> None:
    """Without a socket what is chosen is saved first, and a suggestion stands where it is taken."""
    writer = _open(alone("on-call-engineer", "contributor"), drafted.url)
    _type(writer, "\n\nIt took long.")
    _choose(writer, len("long."))
    writer.keyboard.press("Control+Alt+m")
    _say(writer, "How long?", "24 minutes.")
    writer.get_by_role("button", name="Accept").first.click()
    content = writer.locator(f"{_SECTION} .cm-content")
    expect(content).to_contain_text("It took 24 minutes.")
    _type(writer, " Go on.")
    expect(writer.locator("[data-save-text]")).to_have_text("Saved", timeout=15_000)
    expect(content).to_contain_text("It took 24 minutes. Go on.")
