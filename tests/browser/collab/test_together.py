"""Several real browsers write one post-mortem at once, and nothing that anybody typed is lost."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.collab.line import Line
from tests.browser.desk import stands
from tests.browser.elsewhere import Elsewhere
from tests.browser.served import Served
from tests.browser.soundness import sound

Enter = Callable[..., Page]
EDIT = "/postmortems/1/edit/"
STATE = "[data-save-text]"
_WAIT = 20_000


@pytest.fixture(autouse=True)
def _begun(elsewhere: Elsewhere) -> None:
    elsewhere.write("Begun.")


@pytest.fixture
def line(drafted: Served) -> Iterator[Line]:
    found = Line(drafted.port)
    yield found
    found.close()


def _open(page: Page, url: str) -> Page:
    page.goto(url + EDIT)
    stands(page)
    expect(page.locator("#lessons .cm-content")).to_contain_text("Begun.", timeout=_WAIT)
    return page


def _through(page: Page, served: Served, line: Line) -> Page:
    """The same page, behind a network that can be cut."""
    (cookie,) = [each for each in page.context.cookies(served.url)
                 if each.get("name") == "hansei-session"]  # fmt: skip
    page.context.add_cookies([{"name": "hansei-session", "value": str(cookie.get("value")),
                               "url": line.url}])  # fmt: skip
    return _open(page, line.url)


def _text(page: Page, handle: str = "lessons") -> str:
    return str(page.locator(f"#{handle} .cm-content").inner_text()).strip()


def _at(page: Page, key: str, handle: str = "lessons") -> None:
    page.locator(f"#{handle} .cm-content").click()
    page.keyboard.press(key)


def _alike(pages: list[Page], *parts: str, handle: str = "lessons") -> str:
    """What all pages show in the end: the same, with all these parts."""
    for page in pages:
        for part in parts:
            expect(page.locator(f"#{handle} .cm-content")).to_contain_text(part, timeout=_WAIT)
        expect(page.locator(STATE)).to_have_text("Saved", timeout=_WAIT)
    end = time.monotonic() + _WAIT / 1000
    while len(texts := {_text(page, handle) for page in pages}) > 1:
        assert time.monotonic() < end, texts
        time.sleep(0.1)
    return texts.pop()


def _stored(elsewhere: Elsewhere, text: str) -> None:
    end = time.monotonic() + _WAIT / 1000
    while (found := elsewhere.text()).strip() != text:
        assert time.monotonic() < end, found
        time.sleep(0.3)


def test_three_people_type_at_once(drafted: Served, elsewhere: Elsewhere, enter: Enter) -> None:
    names = ("on-call-engineer", "support-lead", "incident-lead")
    pages = [_open(enter(name, "contributor"), drafted.url) for name in names]
    for page, key in zip(pages, ("Control+End", "Control+Home", "Control+End"), strict=True):
        _at(page, key)
    words = ("alpha", "beta", "gamma")
    for count in range(6):
        for page, word in zip(pages, words, strict=True):
            page.keyboard.type(f" {word}{count}")
    found = _alike(pages, *(f"{word}{count}" for word in words for count in range(6)))
    _stored(elsewhere, found)
    expect(pages[0].locator("[data-people] button")).to_have_count(2)
    expect(pages[0].locator("#lessons [data-here]")).to_contain_text("Support lead")
    expect(pages[1].locator("#lessons .caret-of")).to_have_count(2)
    sound(pages[0])


def test_what_one_undoes_is_ones_own(drafted: Served, enter: Enter) -> None:
    one = _open(enter("on-call-engineer", "contributor"), drafted.url)
    other = _open(enter("support-lead", "contributor"), drafted.url)
    _at(one, "Control+End")
    one.keyboard.type(" mine")
    _alike([one, other], "mine")
    _at(other, "Control+Home")
    other.keyboard.type("theirs ")
    _alike([one, other], "theirs")
    one.keyboard.press("Control+z")
    expect(other.locator("#lessons .cm-content")).not_to_contain_text("mine")
    _alike([one, other], "theirs")


def test_the_network_is_cut_and_nothing_is_lost(
    drafted: Served, elsewhere: Elsewhere, enter: Enter, line: Line
) -> None:
    near = _through(enter("on-call-engineer", "contributor"), drafted, line)
    far = _open(enter("support-lead", "contributor"), drafted.url)
    _at(near, "Control+End")
    near.keyboard.type(" before")
    line.cut()
    near.keyboard.type(" apart")
    expect(near.locator(STATE)).to_contain_text("No connection")
    _at(far, "Control+Home")
    far.keyboard.type("meanwhile ")
    expect(far.locator(STATE)).to_have_text("Saved")
    expect(near.locator("#lessons .cm-content")).not_to_contain_text("meanwhile")
    line.mend()
    found = _alike([near, far], "before", "apart", "meanwhile")
    assert found.count("apart") == found.count("before") == 1
    _stored(elsewhere, found)


def test_a_tab_that_closes_without_a_connection_is_brought_along_by_the_next(
    drafted: Served, elsewhere: Elsewhere, enter: Enter, line: Line
) -> None:
    page = _through(enter("on-call-engineer", "contributor"), drafted, line)
    _at(page, "Control+End")
    line.cut()
    page.keyboard.type(" typed on the train")
    expect(page.locator(STATE)).to_contain_text("No connection")
    page.wait_for_timeout(400)
    context = page.context
    page.close()
    line.mend()
    elsewhere.write("Begun. Changed since.")
    again = _open(context.new_page(), line.url)
    expect(again.locator("[data-restored]")).to_contain_text("without a connection")
    _stored(elsewhere, _alike([again], "typed on the train", "Changed since."))


def test_a_server_that_is_killed_and_started_again(
    drafted: Served, elsewhere: Elsewhere, enter: Enter
) -> None:
    pages = [_open(enter(name, "contributor"), drafted.url)
             for name in ("on-call-engineer", "support-lead")]  # fmt: skip
    _at(pages[0], "Control+End")
    _at(pages[1], "Control+Home")
    pages[0].keyboard.type(" one")
    pages[1].keyboard.type("two ")
    drafted.stop(signal.SIGKILL)
    pages[0].keyboard.type(" three")
    pages[1].keyboard.type("four ")
    drafted.start()
    found = _alike(pages, "one", "two", "three", "four")
    assert all(found.count(word) == 1 for word in ("one", "two", "three", "four"))
    _stored(elsewhere, found)


def test_what_changes_elsewhere_comes_in_beside_what_is_typed(
    drafted: Served, elsewhere: Elsewhere, enter: Enter
) -> None:
    page = _open(enter("on-call-engineer", "contributor"), drafted.url)
    _at(page, "Control+End")
    page.keyboard.type(" Typed here.")
    expect(page.locator(STATE)).to_have_text("Saved")
    _stored(elsewhere, "Begun. Typed here.")
    elsewhere.write("From the API. Begun. Typed here.")
    expect(page.locator("#lessons .cm-content")).to_contain_text("From the API.", timeout=_WAIT)
    page.keyboard.type(" And on.")
    _stored(elsewhere, "From the API. Begun. Typed here. And on.")


def test_everybody_sees_the_same_findings(drafted: Served, enter: Enter) -> None:
    one = _open(enter("on-call-engineer", "contributor"), drafted.url)
    other = _open(enter("support-lead", "contributor"), drafted.url)
    _at(one, "Control+End")
    one.keyboard.type(" Of course it was slow [e7].")
    for page in (one, other):
        underlined = page.locator("#lessons .cm-lintRange-warning")
        expect(underlined).to_have_text("Of course", timeout=_WAIT)
    _at(other, "Control+Home")
    other.keyboard.press("F8")
    other.keyboard.press("Alt+Enter")
    for page in (one, other):
        expect(page.locator("#lessons .cm-lintRange-warning")).to_have_count(0, timeout=_WAIT)


def test_a_right_that_is_withdrawn_ends_it_and_keeps_what_was_typed(
    drafted: Served, enter: Enter
) -> None:
    page = _open(enter("leaving-writer", "contributor"), drafted.url)
    _at(page, "Control+End")
    page.keyboard.type(" allowed")
    expect(page.locator(STATE)).to_have_text("Saved")
    drafted.run("-m", "tests.collab.act", "withdraw", "leaving-writer", "contributor")
    expect(page.locator(STATE)).to_contain_text("may not write here", timeout=_WAIT)
    expect(page.locator("#lessons .cm-content")).to_contain_text("allowed")
