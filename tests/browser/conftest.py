"""A real browser before the real server. Without a Chromium these tests skip, and say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import stores
from tests.browser.elsewhere import Elsewhere
from tests.browser.served import CHROMIUM, FLAGS, ROOT, Served, serving

PATIENCE_MS = 15_000
"""How long a test waits for what is to come: a busy machine is no fault of a page."""
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks everything here, and skips it where there is no browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
            if not CHROMIUM.exists():
                item.add_marker(pytest.mark.skip(reason=f"no browser at {CHROMIUM}"))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The server on an empty store; one for all tests of a module."""
    with stores.blank(tmp_path_factory.mktemp("served")) as store, serving(store) as found:
        yield found


@pytest.fixture(scope="module")
def drafted(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Served:
    """The server with the example incident drafted as PM-1."""
    out = tmp_path_factory.mktemp("drafted")
    served.hansei("draft", str(ROOT / "examples" / "checkout-outage"), "-o", str(out), "--quiet",
                  "--store", served.store)  # fmt: skip
    return served


@pytest.fixture(scope="module")
def elsewhere(drafted: Served) -> Elsewhere:
    """Somebody with another browser, who sees what is stored and writes too, without a socket."""
    return Elsewhere(drafted, drafted.session("somebody-elsewhere", "contributor"))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this folder."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield found
        found.close()


@pytest.fixture
def enter(browser: Browser, served: Served) -> Iterator[Callable[..., Page]]:
    """Opens a page as somebody: `enter("incident-lead", "lead", width=390)`.

    Whatever the browser reports as an error or a refused policy fails the test at its end, unless
    the test empties `page.context.hansei_troubles`.
    """
    contexts: list[BrowserContext] = []

    def open_page(user: str = "administrator", role: str = "administrator", *, width: int = 1280,
                  scheme: str = "light") -> Page:  # fmt: skip
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, locale="en-GB",
            timezone_id="Europe/Berlin",
        )  # fmt: skip
        contexts.append(context)
        if user:
            key = served.session(user, role)
            context.add_cookies([{"name": "hansei-session", "value": key, "url": served.url}])
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        troubles: list[str] = []
        context.hansei_troubles = troubles  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("console", lambda said: _note(troubles, said.type, said.text))
        return page

    yield open_page
    told = [each for context in contexts for each in context.hansei_troubles]  # type: ignore[attr-defined]
    for context in contexts:
        context.close()
    assert not told, told


@pytest.fixture
def alone(enter: Callable[..., Page]) -> Callable[..., Page]:
    """As `enter`, without sockets: as behind a proxy that lets none through."""

    def open_page(*given: str, **named: object) -> Page:
        page = enter(*given, **named)
        page.context.add_init_script("delete window.WebSocket")
        return page

    return open_page


_ANSWERS = ("Failed to load resource", "WebSocket connection to")


def _note(troubles: list[str], kind: str, text: str) -> None:
    """A refused request is an answer of ours; the rest of what browsers call errors is trouble."""
    if kind == "error" and not any(each in text for each in _ANSWERS):
        troubles.append(text)
