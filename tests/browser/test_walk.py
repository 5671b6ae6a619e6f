"""The way from an empty store to a published post-mortem, as two people go it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests import stores
from tests.browser.desk import stands
from tests.browser.served import ROOT, Served, serving

Enter = Callable[..., Page]
STATE = "[data-save-text]"
ACTION = "Refuse a pool size below ten at deployment"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The server as on a shell, from a store that is not there yet."""
    folder = tmp_path_factory.mktemp("walked")
    with stores.absent(folder) as store, serving(store, cold=True) as found:
        yield found


def test_from_the_first_account_to_published(enter: Enter, served: Served) -> None:
    page = enter("", width=1440)
    _first_administrator(page, served)
    _drop_a_folder(page, served)
    _see_the_timeline(page)
    _write_and_cite(page, served)
    _second_tab(page, served)
    _mend_a_finding(page)
    _action(page, enter, served)
    _publish(page, enter, served)


def _first_administrator(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/incidents/")
    expect(page).to_have_url(f"{served.url}/welcome/")
    page.get_by_label("Your name").fill("Incident lead")
    page.get_by_label("User name").fill("incident-lead")
    page.get_by_label("Password").fill("correct horse battery staple")
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("button", name="Load the example")).to_be_visible()


def _drop_a_folder(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/incidents/import/")
    page.locator("#choose-folder").set_input_files(ROOT / "examples" / "checkout-outage")
    expect(page.locator("#arriving")).to_contain_text("deploy.log")
    page.get_by_role("button", name="Draft the post-mortem").click()
    expect(page.get_by_role("link", name="Open PM-1")).to_be_visible(timeout=60_000)
    report = page.get_by_role("region", name="What became of each file").or_(
        page.locator("section", has_text="What became of each file")
    )
    expect(report.first).to_contain_text("PagerDuty")


def _see_the_timeline(page: Page) -> None:
    page.get_by_role("link", name="See the timeline").click()
    expect(page.get_by_text("Log with times ran 2 min 07 s late")).to_be_visible()
    expect(page.locator("body")).to_contain_text("Acknowledged by On-call engineer")


def _write_and_cite(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/postmortems/1/edit/")
    stands(page)
    _type(page, "The pool was too small [pool from 40", instead=True)
    expect(page.locator(".cite-picker li").first).to_contain_text("lowers the connection pool")
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")
    expect(page.locator("#lessons .cm-content")).to_contain_text("[e24]")
    expect(page.locator(STATE)).to_have_text("Saved")


def _second_tab(page: Page, served: Served) -> None:
    other = page.context.new_page()
    other.goto(f"{served.url}/postmortems/1/edit/")
    stands(other)
    _type(page, " First.")
    expect(page.locator(STATE)).to_have_text("Saved")
    _type(other, " Second.")
    for each in (page, other):
        expect(each.locator("#lessons .cm-content")).to_contain_text("First.")
        expect(each.locator("#lessons .cm-content")).to_contain_text("Second.")
    expect(other.locator(STATE)).to_have_text("Saved")
    other.close()


def _mend_a_finding(page: Page) -> None:
    _type(page, "Of course it was slow [e7].", instead=True)
    expect(page.locator("#lessons .cm-lintRange-warning")).to_have_text("Of course")
    page.keyboard.press("Control+Home")
    page.keyboard.press("F8")
    expect(page.locator(".finding-card")).to_be_visible()
    page.keyboard.press("Alt+Enter")
    expect(page.locator("#lessons .cm-lintRange-warning")).to_have_count(0)
    expect(page.locator(STATE)).to_have_text("Saved")


def _action(page: Page, enter: Enter, served: Served) -> None:
    page.goto(f"{served.url}/actions/new/?postmortem=PM-1")
    page.get_by_label("What will change?").fill(ACTION)
    page.get_by_role("button", name="Add").click()
    page.goto(f"{served.url}/actions/")
    card = page.get_by_role("link", name=ACTION)
    for stage in ("in progress", "completed"):
        card.focus()
        page.keyboard.press("Shift+ArrowRight")
        expect(page.locator(f".lane[data-stage='{stage}']")).to_contain_text(ACTION)
    other = enter("platform-engineer", "lead")
    other.goto(f"{served.url}/actions/")
    other.get_by_label(f"Move: {ACTION}").click()
    other.get_by_role("link", name="Verify…").click()
    other.get_by_label("How did you verify it?").fill("A deployment with four was refused")
    other.get_by_role("dialog").get_by_role("button", name="Verify").click()
    expect(other.locator(".lane[data-stage='verified']")).to_contain_text(ACTION)


def _publish(page: Page, enter: Enter, served: Served) -> None:
    status = f"{served.url}/postmortems/1/status/"
    page.goto(f"{served.url}/postmortems/1/details/")
    owner = page.get_by_label("Owner")
    owner.fill("Incident lead")
    page.get_by_role("button", name="Save").first.click()
    page.goto(status)
    page.get_by_role("button", name="Submit for review").click()
    other = enter("platform-engineer", "lead")
    other.goto(status)
    other.get_by_role("button", name="Approve").click()
    expect(other.get_by_text(re.compile("Approved")).first).to_be_visible()
    other.get_by_role("button", name="Publish", exact=True).click()
    other.goto(f"{served.url}/postmortems/")
    expect(other.get_by_role("row", name=re.compile("PM-1"))).to_contain_text("published")


def _type(page: Page, text: str, *, instead: bool = False) -> None:
    page.locator("#lessons .cm-content").click()
    page.keyboard.press("Control+a" if instead else "Control+End")
    page.keyboard.type(text)
