"""Takes the pictures of the web application again: `python -m tests.docs.web_pictures`.

The example is drafted into a store of its own and served; every page is taken as it is. Needs
Playwright and a Chromium; CHROMIUM names it where it is not /usr/bin/chromium.
"""

from __future__ import annotations

from tempfile import TemporaryDirectory
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.desk import stands
from tests.browser.served import CHROMIUM, FLAGS, ROOT, Served, serving
from tests.docs.pictures import FOLDER


class Picture(NamedTuple):
    """A page at a size, in light or dark. `ready` is waited for; `beside`: somebody else writes."""

    name: str
    path: str
    width: int
    height: int
    scheme: str = "light"
    ready: str = "main"
    beside: bool = False


PICTURES = (
    Picture("web-home.png", "/", 1440, 620),
    Picture("web-incidents.png", "/incidents/", 1440, 560),
    Picture("web-incident.png", "/incidents/1/", 1440, 900),
    Picture("web-timeline.png", "/incidents/1/timeline/", 1440, 1000),
    Picture("web-timeline-dark.png", "/incidents/1/timeline/", 1440, 1000, "dark"),
    Picture("web-post-mortem.png", "/postmortems/1/", 1440, 900),
    Picture("web-editor.png", "/postmortems/1/edit/", 1440, 900, ready="[data-ready]"),
    Picture("web-together.png", "/postmortems/1/edit/", 1440, 900, "light", "[data-ready]", True),
    Picture("web-actions.png", "/actions/", 1440, 620),
    Picture("web-status.png", "/postmortems/1/status/", 1440, 800),
    Picture("web-review.png", "/postmortems/1/review/", 1600, 900, ready="[data-ready]"),
    Picture("web-policy.png", "/settings/policy/", 1440, 800),
    Picture("web-phone.png", "/postmortems/1/", 390, 844),
)
_SETTLES_MS = 600


def main() -> None:
    """Writes every picture."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        store = f"sqlite:///{folder}/store.sqlite3"
        served = Served(store, 0)
        served.session("incident-lead")
        served.hansei("draft", "examples/checkout-outage", "--quiet", "-o", f"{folder}/draft")
        served.run("-m", "tests.docs.web_actions")
        served.run("-m", "tests.docs.web_review")
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        with serving(store) as running:
            for each in PICTURES:
                _take(browser, running, each)
        browser.close()


def _take(browser: Browser, served: Served, picture: Picture) -> None:
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme="dark" if picture.scheme == "dark" else "light",
        locale="en-GB", timezone_id="Europe/London",
    )  # fmt: skip
    key = served.session("incident-lead")
    context.add_cookies([{"name": "hansei-session", "value": key, "url": served.url}])
    page = context.new_page()
    page.goto(served.url + picture.path)
    page.mouse.move(0, 0)
    page.wait_for_selector(picture.ready)
    if picture.beside:
        _write_beside(browser, served, page)
    page.wait_for_timeout(_SETTLES_MS)
    page.screenshot(path=FOLDER / picture.name)
    context.close()


def _write_beside(browser: Browser, served: Served, page: Page) -> None:
    """The support lead marks a sentence of the summary, and a cursor of one's own stands there."""
    context = browser.new_context(locale="en-GB")
    key = served.session("support-lead", "contributor")
    context.add_cookies([{"name": "hansei-session", "value": key, "url": served.url}])
    other = context.new_page()
    other.goto(page.url)
    stands(other)
    for each, place in ((page, "Control+End"), (other, "Control+Home")):
        each.locator("#summary .cm-content").click()
        each.keyboard.press(place)
    other.keyboard.press("Shift+End")
    page.locator("#summary .caret-of").wait_for(state="attached")


if __name__ == "__main__":
    print(f"writing into {FOLDER.relative_to(ROOT)}")
    main()
