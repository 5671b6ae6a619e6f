"""Takes the pictures of "Did it work?" again: `python -m tests.docs.proof_pictures`."""

from __future__ import annotations

from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from tests.browser.served import CHROMIUM, FLAGS, Served, serving
from tests.docs.pictures import FOLDER

PICTURES = (
    ("web-check-in.png", "/postmortems/1/check-ins/2/", 900),
    ("web-effect.png", "/actions/1/effect/", 640),
    ("web-stake.png", "/actions/backlog/?reach=services", 560),
)
_WIDTH, _SETTLES_MS = 1440, 600


def main() -> None:
    """Writes every picture."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        store = f"sqlite:///{folder}/store.sqlite3"
        served = Served(store, 0)
        key = served.session("incident-lead")
        served.hansei("draft", "examples/checkout-outage", "--quiet", "-o", f"{folder}/draft")
        served.run("-m", "tests.docs.proof_data")
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        with serving(store) as running:
            for name, path, height in PICTURES:
                context = browser.new_context(
                    viewport={"width": _WIDTH, "height": height}, locale="en-GB",
                    timezone_id="Europe/London", color_scheme="light",
                )  # fmt: skip
                context.add_cookies([{"name": "hansei-session", "value": key, "url": running.url}])
                page = context.new_page()
                page.goto(running.url + path)
                page.wait_for_timeout(_SETTLES_MS)
                page.screenshot(path=FOLDER / name)
                context.close()
        browser.close()


if __name__ == "__main__":
    main()
