"""The example's timeline in a browser, and how tests read what it shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.served import Served

_LONG = (
    "import os; from bench.web.timeline import seed;print(seed(os.environ['HANSEI_STORE'], 10_000))"
)


@pytest.fixture(scope="module")
def example(served: Served) -> int:
    """The key of the example's incident."""
    served.session("administrator")
    served.hansei("draft", "examples/checkout-outage", "--quiet", "--format", "json")
    found = served.run(
        "-c",
        "from hansei.project.boot import open_store; open_store(web=True);"
        "from hansei.timeline.models import Incident;"
        "print(Incident.objects.values_list('pk', flat=True).first())",
    )
    return int(found)


@pytest.fixture(scope="module")
def long(served: Served, example: int) -> int:
    """The key of an incident with ten thousand events."""
    return int(served.run("-c", _LONG))


@pytest.fixture
def at(enter: Callable[..., Page], served: Served) -> Callable[..., Page]:
    """Opens a timeline as somebody and waits until it is drawn."""

    def open_timeline(incident: int, *, more: str = "", **who: object) -> Page:
        page = enter(**{"user": "incident-lead", "role": "lead", **who})
        page.goto(f"{served.url}/incidents/{incident}/timeline/{more}")
        page.wait_for_selector("#timeline.ready")
        return page

    return open_timeline


def said(page: Page) -> str:
    """What a screen reader was told last."""
    return page.locator("[data-said]").inner_text()


def toast(page: Page) -> str:
    """The newest notice."""
    box = page.locator(".toast").last
    box.wait_for()
    return box.inner_text()


def panel(page: Page) -> str:
    """The title of what the panel shows."""
    return page.locator("[data-panel-box] h2").first.inner_text()
