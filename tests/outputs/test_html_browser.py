"""The page in a browser: it fits, stays silent, asks for nothing, and can be read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from tests.outputs import extremes
from tests.outputs.dossiers import dossier
from tests.outputs.test_html_colours import contrast

from hansei.outputs.html.render import render

CHROMIUM = Path(os.environ.get("HANSEI_CHROMIUM", "/usr/bin/chromium"))
playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no Chromium at {CHROMIUM}"),
]

COLOURS = """() => {
  const hex = (text) => '#' + text.match(/[\\d.]+/g).slice(0, 3)
    .map((each) => Math.round(each).toString(16).padStart(2, '0')).join('');
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = getComputedStyle(each).backgroundColor;
      if (!/, 0\\)$/.test(colour)) return hex(colour);
    }
    return '#ffffff';
  };
  const found = new Set();
  for (const each of document.querySelectorAll('body *:not(svg *)')) {
    const own = [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (own && each.checkVisibility())
      found.add([hex(getComputedStyle(each).color), ground(each), each.className].join(' '));
  }
  for (const each of document.querySelectorAll('svg.wide text'))
    found.add([hex(getComputedStyle(each).fill), ground(each.closest('figure')), 'svg'].join(' '));
  return [...found];
}"""
PAGES = {
    "outage": dossier, "hostile": extremes.hostile, "storm": lambda: extremes.many(2000),
    "silence": extremes.silent, "crowded": extremes.crowded, "empty": extremes.empty,
}  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with playwright.sync_playwright() as driver:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        launched = driver.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        yield launched
        launched.close()


@pytest.mark.parametrize("name", PAGES)
def test_it_fits_and_asks_for_nothing(browser, tmp_path: Path, name) -> None:
    file = tmp_path / "postmortem.html"
    file.write_bytes(render(PAGES[name]()))
    page = browser.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    for look in product((360, 1280), ("light", "dark")):
        width, scheme = look
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("innerWidth") == width
        assert page.evaluate("document.documentElement.scrollWidth") <= width, look
        drawn = page.evaluate(
            "[...document.querySelectorAll('svg')].filter((each) => each.checkVisibility()).length"
        )
        assert drawn == (0 if name == "empty" else 1), look
        for each in page.evaluate(COLOURS):
            text, ground, *_ = each.split(" ")
            assert contrast(text, ground) >= 4.5, (look, each)
    assert said == []
    assert [each for each in asked if not each.startswith("data:")] == [file.as_uri()]
    page.close()


def test_a_citation_leads_to_its_row_and_back(browser, tmp_path: Path) -> None:
    file = tmp_path / "postmortem.html"
    file.write_bytes(render(dossier()))
    page = browser.new_page(viewport={"width": 1280, "height": 700})
    page.goto(file.as_uri())
    page.click("a.cite[href='#event-e8']")
    assert page.evaluate("document.querySelector(':target').id") == "event-e8"
    page.click("#event-e8 a[aria-label^='Back']")
    assert page.evaluate("document.querySelector(':target').className") == "cite"
    page.close()


def test_it_prints_on_a4_without_cutting_rows(browser, tmp_path: Path) -> None:
    file = tmp_path / "postmortem.html"
    file.write_bytes(render(dossier()))
    page = browser.new_page(viewport={"width": 673, "height": 900})
    page.goto(file.as_uri())
    page.emulate_media(media="print", color_scheme="dark")
    styles = page.evaluate(
        """() => [getComputedStyle(document.querySelector('.timeline tbody tr')).breakInside,
                  getComputedStyle(document.body).color,
                  getComputedStyle(document.querySelector('svg.wide')).display,
                  document.documentElement.scrollWidth]"""
    )
    assert styles == ["avoid", "rgb(0, 0, 0)", "block", 673]
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") in range(2, 7)
    page.close()
