"""Takes the picture of past post-mortems taken in: `python -m tests.docs.adopting_picture DATA`.

DATA is the folder of published reports, `postmortems/dfds` of which are dropped on the page of an
empty store, with a readme beside them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from tests.browser.served import CHROMIUM, FLAGS, ROOT, Served, serving
from tests.docs.pictures import FOLDER

_SETTLES_MS = 600


def main(data: Path) -> None:
    """Drops five reports and writes the picture of what became of them."""
    reports = sorted((data / "postmortems/dfds").glob("PM20*.md"))[:5]
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        store = f"sqlite:///{folder}/store.sqlite3"
        key = Served(store, 0).session("incident-lead")
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        with serving(store) as running:
            page = browser.new_page(
                viewport={"width": 1440, "height": 820}, locale="en-GB",
                timezone_id="Europe/London",
            )  # fmt: skip
            cookie = {"name": "hansei-session", "value": key, "url": running.url}
            page.context.add_cookies([cookie])  # type: ignore[list-item]
            page.goto(f"{running.url}/postmortems/adopt/")
            page.locator("#choose-files").set_input_files([*reports, ROOT / "README.md"])
            page.locator(".arriving .badge.good").nth(len(reports)).wait_for()
            page.get_by_label("Service").fill("Kubernetes")
            page.get_by_role("button", name="Take them in").click()
            page.get_by_role("heading", name="Passed over").wait_for()
            page.mouse.move(0, 0)
            page.wait_for_timeout(_SETTLES_MS)
            page.screenshot(path=FOLDER / "web-adopt.png")
        browser.close()


if __name__ == "__main__":
    print(f"writing into {FOLDER.relative_to(ROOT)}")
    main(Path(sys.argv[1]))
