"""Real reports dropped on the page for past post-mortems, and from an import that knew none."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.served import ROOT, Served
from tests.browser.soundness import sound

DATA = Path(os.environ.get("HANSEI_DATA", Path(__file__).parents[3] / "shared" / "data"))
REPORTS = sorted((DATA / "postmortems" / "dfds").glob("PM20*.md"))[:2]
GUIDE = ROOT / "docs/guide/files/login-outage.md"


@pytest.mark.skipif(not REPORTS, reason="no reports here: set HANSEI_DATA")
def test_real_reports_are_taken_in_and_followed(enter: Callable[..., Page], served: Served) -> None:
    page = enter("support-lead", "contributor")
    page.goto(f"{served.url}/postmortems/")
    page.get_by_role("link", name="Take in past ones").first.click()
    expect(page.get_by_role("button", name="Take them in")).to_be_disabled()
    sound(page)
    page.locator("#choose-files").set_input_files([*REPORTS, ROOT / "README.md"])
    expect(page.locator(".arriving .badge.good")).to_have_count(3)
    page.get_by_label("Zone of times without one").fill("Europe/Copenhagen")
    page.get_by_label("Service").fill("Kubernetes")
    page.get_by_role("button", name="Take them in").click()
    page.get_by_role("heading", name="2 post-mortems are taken in").wait_for(timeout=60_000)
    sound(page)
    row = page.get_by_role("table", name="Taken in").get_by_role("row", name=REPORTS[0].name)
    expect(row).to_contain_text(re.compile(r"\d+ events, \d+ milestones?, \d+ actions"))
    expect(page.get_by_role("table", name="Passed over")).to_contain_text("README.md")
    row.get_by_role("link", name="IP starvation").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("IP starvation")
    expect(page.get_by_text("published", exact=True).first).to_be_visible()


def test_a_report_that_was_dropped_as_an_export_needs_no_second_drop(
    enter: Callable[..., Page], served: Served
) -> None:
    page = enter("support-lead", "contributor")
    page.goto(f"{served.url}/incidents/import/")
    page.locator("#choose-files").set_input_files(GUIDE)
    page.get_by_role("button", name="Draft the post-mortem").click()
    page.get_by_role("link", name="Take them in as past post-mortems").click(timeout=60_000)
    expect(page.get_by_text("login-outage.md")).to_be_visible()
    page.get_by_role("button", name="Take them in").click()
    page.get_by_role("link", name=re.compile("Open PM-")).click(timeout=60_000)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Login outage of 4 March 2026")


def test_a_form_without_scripts_takes_them_in_too(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    key = served.session("administrator")
    context.add_cookies([{"name": "hansei-session", "value": key, "url": served.url}])
    page = context.new_page()
    page.goto(f"{served.url}/postmortems/adopt/")
    page.locator("#choose-files").set_input_files(GUIDE)
    page.get_by_role("button", name="Take them in").click()
    expect(page.get_by_role("heading", name="Your reports")).to_be_visible()
    context.close()
