"""A whole meeting in three browsers: who leads, who writes along, who follows on a phone."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.served import Served
from tests.browser.soundness import sound

ROOM = "/postmortems/1/review/"


@pytest.fixture(scope="module")
def drafted(served: Served) -> Served:
    """The example, with a review that its draft has planned."""
    served.session("administrator")
    served.hansei("draft", "examples/checkout-outage", "--quiet", "--format", "json")
    return served


def test_a_meeting_from_its_start_to_its_summary(
    enter: Callable[..., Page], drafted: Served
) -> None:
    lead = enter("incident-lead", "lead", width=1600)
    engineer = enter("on-call-engineer", "contributor", scheme="dark")
    phone = enter("support-lead", "viewer", width=390)
    phone.goto(drafted.url + ROOM + "follow/")
    expect(phone.get_by_role("heading", name="Not started yet")).to_be_visible()
    lead.goto(drafted.url + ROOM)
    sound(lead)
    lead.get_by_role("button", name="Start the meeting").click()
    lead.wait_for_selector("[data-ready]")
    expect(phone.get_by_role("heading", name="Introduction")).to_be_visible()
    engineer.goto(drafted.url + ROOM)
    expect(lead.locator("#part-people")).to_contain_text("On call engineer")
    _follows(lead, engineer, phone)
    _puts_down(lead, engineer, phone)
    for page in (lead, engineer, phone):
        sound(page)
    _ends(lead, engineer, phone)


def _follows(lead: Page, engineer: Page, phone: Page) -> None:
    """Where the facilitator goes, the others are taken; a key is enough."""
    lead.keyboard.press("n")
    expect(phone.get_by_role("heading", name="Incident recap")).to_be_visible()
    lead.get_by_role("button", name="Next: Timeline review").click()
    for page in (lead, engineer, phone):
        expect(page.locator("#item-title")).to_have_text("Timeline review")
    expect(lead.get_by_text("Only you see this.")).to_be_visible()
    expect(engineer.get_by_text("Only you see this.")).to_have_count(0)
    lead.locator("#point-e17").click()
    expect(phone.locator(".pointed-card")).to_contain_text("e17")
    tick = lead.locator("[id^=tick-]").first
    tick.click()
    expect(tick).to_have_attribute("aria-pressed", "true")
    expect(phone.locator(".asked .done")).to_have_count(1)


def _puts_down(lead: Page, engineer: Page, phone: Page) -> None:
    """Names are offered after "@"; what is being typed stays while the room changes."""
    box = engineer.locator("#capture-text")
    box.fill("half a thought about the pool ")
    lead.locator("#capture-text").press_sequentially("fix the alert @on-c")
    option = lead.locator("#suggestions li").first
    expect(option).to_be_visible()
    lead.keyboard.press("Enter")
    lead.locator("#capture-text").press_sequentially("2026-12-01")
    lead.keyboard.press("Enter")
    expect(phone.locator("#part-follow-log")).to_contain_text("fix the alert")
    expect(lead.locator("#capture-text")).to_have_value("")
    expect(engineer.locator("#part-log")).to_contain_text("fix the alert")
    expect(box).to_have_value("half a thought about the pool ")
    engineer.get_by_role("button", name="Park it").click()
    expect(phone.locator("#part-follow-log")).to_contain_text("half a thought")
    lead.get_by_role("button", name="Action", exact=True).click()
    expect(lead.locator("[data-wrong]")).to_have_text("write what is to be done")


def _ends(lead: Page, engineer: Page, phone: Page) -> None:
    """The last item offers the end, and everybody is led to what it left."""
    lead.get_by_role("button", name="Wrap-up").click()
    lead.get_by_role("button", name="End the meeting").click()
    for page in (lead, engineer, phone):
        expect(page.get_by_role("heading", name="What the review left")).to_be_visible()
    expect(phone.get_by_text("fix the alert")).to_be_visible()
    phone.get_by_role("group", name="Did you learn something?").get_by_label("Yes").check()
    phone.get_by_role("group", name="Would you come again?").get_by_label("No").check()
    phone.get_by_role("button", name="Answer").click()
    expect(phone.get_by_text("You answered. Thank you.")).to_be_visible()
    sound(phone)


def test_a_room_survives_the_network_going_away(
    enter: Callable[..., Page], drafted: Served
) -> None:
    """What was typed stays, is said not to have arrived, and arrives when sent again."""
    lead = _in_the_room(enter, drafted)
    lead.context.set_offline(True)
    lead.locator("#capture-text").fill("We keep the pool at forty")
    lead.get_by_role("button", name="Decision").click()
    expect(lead.locator("[data-wrong]")).to_contain_text("It stays here")
    expect(lead.locator("#capture-text")).to_have_value("We keep the pool at forty")
    lead.context.set_offline(False)
    lead.get_by_role("button", name="Decision").click()
    expect(lead.locator("#part-log")).to_contain_text("We keep the pool at forty")


def test_a_room_survives_a_server_that_is_killed(
    enter: Callable[..., Page], drafted: Served
) -> None:
    """Nothing that was put down is lost, and everybody goes on where they were."""
    lead = _in_the_room(enter, drafted)
    phone = enter("support-lead", "viewer", width=390)
    phone.goto(drafted.url + ROOM + "follow/")
    lead.locator("#capture-text").fill("Put down before the crash")
    lead.get_by_role("button", name="Decision").click()
    expect(phone.locator("#part-follow-log")).to_contain_text("Put down before the crash")
    drafted.stop(signal.SIGKILL)
    lead.locator("#capture-text").fill("Put down after the crash")
    lead.get_by_role("button", name="Decision").click()
    expect(lead.locator("[data-wrong]")).to_contain_text("It stays here")
    drafted.start()
    lead.get_by_role("button", name="Decision").click()
    for box in (lead.locator("#part-log"), phone.locator("#part-follow-log")):
        expect(box).to_contain_text("Put down before the crash")
        expect(box).to_contain_text("Put down after the crash")
    lead.get_by_role("button", name="Incident recap", exact=True).click()
    expect(phone.get_by_role("heading", name="Incident recap")).to_be_visible()


def test_changes_come_by_the_socket_alone_and_without_one_by_asking(
    enter: Callable[..., Page], alone: Callable[..., Page], drafted: Served
) -> None:
    """One page may not ask, another has no sockets: both follow. Who closes their page is away."""
    lead = _in_the_room(enter, drafted)
    phone, screen = enter("support-lead", "viewer", width=390), alone("on-call", "contributor")
    phone.route("**/tag/", lambda route: route.abort())
    phone.goto(drafted.url + ROOM + "follow/")
    screen.goto(drafted.url + ROOM + "screen/")
    for name in ("Wrap-up", "Root cause discussion"):
        lead.get_by_role("button", name=name, exact=True).click()
        expect(phone.locator("#item-title")).to_have_text(name)
        expect(screen.locator("#part-screen-head")).to_contain_text(name)
    there = lead.locator("#part-people li", has_text="Support lead")
    expect(there).not_to_have_class("away")
    phone.close()
    expect(there).to_have_class("away")


def _in_the_room(enter: Callable[..., Page], drafted: Served) -> Page:
    """Who leads the running meeting, which is planned and started where there is none."""
    drafted.session("incident-lead", "lead")
    lead = enter("incident-lead", "lead")
    lead.goto(drafted.url + ROOM)
    for name in ("Plan it then", "Start the meeting"):
        button = lead.get_by_role("button", name=name).first
        if button.count():
            button.click()
    lead.wait_for_selector("[data-ready]")
    return lead
