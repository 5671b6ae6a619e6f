"""Every page, in light and dark, narrow and wide: nothing for axe to say, nothing cut off."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response

from tests.browser.desk import stands
from tests.browser.served import Served
from tests.web.addresses import addresses

WIDTHS = (390, 1024, 1600)
VISITORS = (
    "/account/login/", "/account/password/reset/", "/public/none/", "/invitations/none/", "/none",
)  # fmt: skip
pytestmark = pytest.mark.skipif(
    not os.environ.get("EVERY_PAGE"), reason="takes minutes: `make every-page` runs it"
)
_RULES = {"resultTypes": ["violations"]}


@pytest.fixture(scope="module")
def samples(served: Served) -> Mapping[str, object]:
    """The example in the store with one of everything on it."""
    served.session("administrator")
    served.hansei("draft", "examples/checkout-outage", "--quiet", "--format", "json")
    found: dict[str, object] = json.loads(served.run("-m", "tests.browser.world"))
    return found


def _pages(samples: Mapping[str, object]) -> list[str]:
    return [
        each.path(samples)
        for each in addresses()
        if not each.template.startswith("api/v1/") or each.template == "api/v1/reference"
    ]


def _is_page(answer: Response | None) -> bool:
    """Whether it is a whole page: parts that a script puts into one are looked at there."""
    return bool(
        answer and answer.status == 200
        and answer.headers.get("content-type", "").startswith("text/html")
        and "attachment" not in answer.headers.get("content-disposition", "")
        and answer.text().lstrip().lower().startswith("<!doctype html")
    )  # fmt: skip


def _go(page: Page, address: str) -> None:
    page.goto(address)
    if page.locator("[data-editor]").count():
        stands(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    enter: Callable[..., Page], served: Served, samples: Mapping[str, object], scheme: str
) -> None:
    page = enter(scheme=scheme)
    wrong: list[Any] = []
    seen = 0
    for path in _pages(samples):
        if not _is_page(page.request.get(served.url + path)):  # type: ignore[arg-type]
            continue
        _go(page, served.url + path)
        found = Axe().run(page, options=_RULES)
        wrong += [
            (path, each["id"], [node["html"][:160] for node in each["nodes"][:3]])
            for each in found.response["violations"]
        ]
        seen += 1
    assert not wrong, wrong
    assert seen > 5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_before_signing_in(
    enter: Callable[..., Page], served: Served, samples: Mapping[str, object], scheme: str
) -> None:
    page = enter("", scheme=scheme)
    wrong: list[Any] = []
    for path in VISITORS:
        page.goto(served.url + path)
        found = Axe().run(page, options=_RULES)
        wrong += [(path, each["id"]) for each in found.response["violations"]]
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    assert not wrong, wrong


@pytest.mark.parametrize("width", [360, *WIDTHS])
def test_no_page_is_wider_than_its_window(
    enter: Callable[..., Page], served: Served, samples: Mapping[str, object], width: int
) -> None:
    page = enter(width=width)
    wide = []
    for path in _pages(samples):
        if not _is_page(page.request.get(served.url + path)):  # type: ignore[arg-type]
            continue
        _go(page, served.url + path)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(path)
    assert not wide, wide
