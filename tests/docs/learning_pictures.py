"""Takes the pictures of the dashboards again: `python -m tests.docs.learning_pictures DATA`.

DATA is a folder of real archives: `statuspages` as GitHub and others publish them, and
`postmortems` with published reports. They are adopted into a store of their own, three services get
a promise, and each page is taken as it is.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright

from tests.browser.served import CHROMIUM, FLAGS, ROOT, Served, serving
from tests.docs.pictures import FOLDER

_PROMISED = """
from decimal import Decimal
from hansei.project.boot import open_store
open_store()
from hansei.accounts.actor import command_line
from hansei.timeline.models import Service
from hansei.timeline.services.keep_service import ServiceFields, change_service
for each in Service.objects.filter(name__in=("Actions", "Git Operations", "Pages")):
    fields = ServiceFields(name=each.name, slo_target=Decimal("99.9"), slo_days=90)
    change_service(actor=command_line(), pk=each.pk, version=each.version, fields=fields)
"""
_TWO_YEARS = "since=2021-10-01&until=2023-09-30"


class Picture(NamedTuple):
    """A page at a size, or the part of it that a selector names."""

    name: str
    path: str
    width: int
    height: int
    part: str = ""
    scheme: str = "light"


PICTURES = (
    Picture("learning.png", f"/learning/?{_TWO_YEARS}&service=Actions", 1600, 1040),
    Picture("learning-strips.png", "/learning/?since=2019-01-01&until=2023-09-30", 1100, 900,
            "#chart-strips"),
    Picture("learning-budgets.png", "/learning/availability/?period=2023Q1", 1600, 900),
    Picture("learning-patterns.png", f"/learning/patterns/?{_TWO_YEARS}", 1100, 900,
            "#chart-service-severity"),
    Picture("learning-review.png", "/learning/review/2023Q1/", 1600, 1000, scheme="dark"),
    Picture("learning-phone.png", f"/learning/?{_TWO_YEARS}&service=Actions", 390, 844),
)  # fmt: skip


def main(data: Path) -> None:
    """Writes every picture."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        served = Served(f"sqlite:///{folder}/store.sqlite3", 0)
        served.hansei("adopt", str(data / "postmortems/moj-cloud-platform"), "--quiet",
                      "--zone", "Europe/London", "--service", "Cloud Platform")  # fmt: skip
        served.hansei("adopt", str(data / "statuspages"), str(data / "postmortems"), "--quiet")
        served.run("-c", _PROMISED)
        served.session("incident-lead")
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        with serving(served.store) as running:
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
    page.wait_for_selector("main")
    page.wait_for_timeout(300)
    where = page.locator(picture.part) if picture.part else page
    where.screenshot(path=FOLDER / picture.name)
    context.close()


if __name__ == "__main__":
    print(f"writing into {FOLDER.relative_to(ROOT)}")
    main(Path(sys.argv[1]))
