"""The dashboards in a browser: from an archive on the shell to an address that can be sent."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.served import Served
from tests.browser.soundness import sound
from tests.cli.test_adopt import page as incident

Enter = Callable[..., Page]
PAGES = (
    "/learning/?period=2026", "/learning/availability/?period=2026", "/learning/actions/",
    "/learning/patterns/?period=2026", "/learning/process/?period=2026", "/learning/review/2026Q1/",
)  # fmt: skip


@pytest.fixture(scope="module")
def adopted(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Served:
    """A status page's archive of six incidents, adopted."""
    folder = tmp_path_factory.mktemp("archive")
    found = []
    for day in range(6):
        hit = ("Checkout", "Search") if day % 2 else ("Checkout",)
        found.append(incident(f"i{day}", f"2026-0{1 + day % 3}-1{day}", *hit))
    (folder / "incidents.json").write_text(json.dumps(
        {"page": {"id": "p", "name": "Shop", "url": "https://status.example.org"},
         "incidents": found}
    ))  # fmt: skip
    served.hansei("adopt", str(folder), "--quiet")
    return served


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
def test_every_dashboard_is_readable_for_everybody(
    enter: Enter, adopted: Served, width: int, scheme: str
) -> None:
    page = enter(width=width, scheme=scheme)
    for address in PAGES:
        page.goto(adopted.url + address)
        for summary in page.locator("details.behind > summary").all():
            summary.click()
        sound(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_a_choice_is_an_address_and_a_point_leads_to_its_incidents(
    enter: Enter, adopted: Served
) -> None:
    page = enter(width=1440)
    page.goto(f"{adopted.url}/")
    page.keyboard.press("g")
    page.keyboard.press("l")
    expect(page).to_have_url(re.compile(r"/learning/$"))
    page.get_by_label("Time", exact=True).select_option("2026Q1")
    page.get_by_label("Service").select_option("Search")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(re.compile(r"period=2026Q1&service=Search"))
    expect(page.locator(".population")).to_contain_text("3 incidents")
    with page.expect_download() as download:
        page.locator("#chart-frequency .csv").click()
    rows = Path(download.value.path()).read_text("utf-8").splitlines()
    assert rows[0].startswith("period,incidents,")
    assert sum(int(each.split(",")[1]) for each in rows[1:]) == 3
    point = page.locator("#chart-frequency .chart-wide a").nth(1)
    expect(point).to_have_attribute("aria-label", re.compile(r"^2026-02: "))
    point.click()
    expect(page).to_have_url(re.compile(r"/incidents/\?service=Search&since=2026-02-01"))


def test_a_review_is_taken_along(enter: Enter, adopted: Served, tmp_path: Path) -> None:
    page = enter(width=1440)
    page.goto(f"{adopted.url}/learning/review/2026Q1/")
    expect(page.locator("h1")).to_have_text("Review of 2026Q1")
    with page.expect_download() as download:
        page.get_by_role("link", name="One HTML file").click()
    file = tmp_path / download.value.suggested_filename
    assert file.name == "review-2026Q1.html"
    download.value.save_as(file)
    page.goto(file.as_uri())
    expect(page.locator("h1")).to_have_text("Review of 2026Q1")
    expect(page.locator("svg.chart-wide").first).to_be_visible()
    page.goto(f"{adopted.url}/learning/review/2026Q1/")
    page.keyboard.press("[")
    expect(page).to_have_url(re.compile(r"/learning/review/2025Q4/$"))
