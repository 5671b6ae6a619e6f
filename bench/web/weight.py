"""What a browser that was never here loads for a page, as sent: document, styles, scripts, fonts.

    python -m bench.web.weight --store sqlite:///build/bench/web.sqlite3

Each page is opened in a new profile of Chromium. `first` is everything until the page is idle,
`again` the same with the browser's cache warm. `in hand` is everything once somebody moves on the
page that was opened first: the page to write on fetches its editor then, alone or, where others may
write too, with what a room needs. Weights are in kB (1,000 bytes) with compression.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import Any

from bench.web.measure import PAGES, addresses, served, signed_in
from tests.browser.served import CHROMIUM, FLAGS

from hansei.project.boot import open_store

_IDLE_MS = 1000
_WRITE = {"page to write on": ("/postmortems/{post_mortem}/edit/", 10)}
_SUM = """() => [...performance.getEntriesByType("navigation"),
    ...performance.getEntriesByType("resource")]
    .reduce((sum, each) => sum + (each.transferSize || 0), 0)"""


def main() -> None:
    """Prints a line a page."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--store", required=True)
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    os.environ["HANSEI_STORE"], os.environ["HANSEI_HOSTS"] = chosen.store, "127.0.0.1"
    open_store(chosen.store, web=True)
    cookie, pages = signed_in(), addresses({**PAGES, **_WRITE})
    from django.db import connections

    connections.close_all()
    with served("hansei.web.asgi:application", workers=1) as host:
        found = _weighed(cookie, {name: host + path for name, path in pages.items()})
    print("| page | first, kB | in hand, kB | again, kB |\n| --- | --- | --- | --- |")
    for name, weights in found.items():
        print(f"| {name} | {' | '.join(f'{each / 1000:.1f}' for each in weights)} |")
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


def _weighed(cookie: str, pages: dict[str, str]) -> dict[str, tuple[int, int, int]]:
    from playwright.sync_api import sync_playwright

    name, _, value = cookie.partition("=")
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        for title, address in pages.items():
            context = browser.new_context()
            context.add_cookies([{"name": name, "value": value, "url": address}])
            page = context.new_page()
            first, in_hand = _load(page, address), _moved(page)
            found[title] = (first, in_hand, _load(page, address))
            context.close()
        browser.close()
    return found


def _load(page: Any, address: str) -> int:
    page.goto(address, wait_until="networkidle")
    return int(page.evaluate(_SUM))


def _moved(page: Any) -> int:
    """What has come once somebody is there: a pointer moves, and the page is idle again."""
    page.mouse.move(9, 9)
    if page.locator("[data-editor]").count():
        page.wait_for_selector("[data-ready]")
    page.wait_for_timeout(_IDLE_MS)
    return int(page.evaluate(_SUM))


if __name__ == "__main__":
    main()
