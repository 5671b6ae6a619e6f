"""The page to write on as it is first: light, and nothing is lost until the editor stands."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.desk import stands
from tests.browser.elsewhere import Elsewhere
from tests.browser.served import Served
from tests.browser.soundness import sound

Enter = Callable[..., Page]
EDIT = "/postmortems/1/edit/"
STATE = "[data-save-text]"
FIELD = "#text-lessons"
EDITOR = "#lessons .cm-content"
MOST = 150_000
"""Bytes as sent, of everything that a browser loads which was never here."""
_WAIT = 20_000
_SUM = """() => [...performance.getEntriesByType("navigation"),
    ...performance.getEntriesByType("resource")].map(each => [each.name, each.transferSize])"""


@pytest.fixture(autouse=True)
def _begun(elsewhere: Elsewhere) -> None:
    elsewhere.begin("Begun.")


class Held:
    """Holds the editor back on its way until it is let go."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._waiting: list[Route] | None = []
        page.route("**/vendor/editor/core.js", lambda route: self._take(route))

    def _take(self, route: Route) -> None:
        if self._waiting is None:
            route.continue_()
        else:
            self._waiting.append(route)

    def let_go(self, *, stands: bool = True) -> None:
        """Lets it come, and waits until it stands."""
        waiting, self._waiting = self._waiting or [], None
        assert waiting, "nothing asked for the editor"
        for each in waiting:
            each.continue_()
        if stands:
            self._page.wait_for_selector("[data-ready]")


def _stored(page: Page, elsewhere: Elsewhere, text: str) -> None:
    """Sees the text in the editor and, in the end, in the store."""
    expect(page.locator(EDITOR)).to_have_text(text, timeout=_WAIT)
    expect(page.locator(STATE)).to_have_text("Saved", timeout=_WAIT)
    for _ in range(80):
        if elsewhere.text() == text:
            return
        page.wait_for_timeout(250)
    assert elsewhere.text() == text


def _type(page: Page, text: str) -> None:
    """Into the plain field, at its end."""
    page.locator(FIELD).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def test_what_is_loaded_before_anybody_moves_is_light(drafted: Served, enter: Enter) -> None:
    page = enter("writer", "contributor")
    page.goto(drafted.url + EDIT, wait_until="networkidle")
    loaded = dict(page.evaluate(_SUM))
    assert len(loaded) > 10
    assert all(loaded.values()), "a size that the browser does not tell"
    assert sum(loaded.values()) < MOST
    assert not [each for each in loaded if "/vendor/editor/" in each]
    sound(page)
    stands(page)
    assert [each for each in dict(page.evaluate(_SUM)) if "/vendor/editor/room.js" in each]


def test_who_writes_alone_loads_nothing_of_rooms(drafted: Served, alone: Enter) -> None:
    page = alone("writer", "contributor")
    page.goto(drafted.url + EDIT)
    stands(page)
    names = [each.rpartition("/")[2] for each in dict(page.evaluate(_SUM)) if "/vendor/" in each]
    assert "core.js" in names
    assert not {"room.js", "merge.js"} & set(names)


@pytest.mark.parametrize("way", ["alone", "enter"])
def test_keys_before_the_editor_stands_are_in_it(
    drafted: Served, elsewhere: Elsewhere, way: str, request: pytest.FixtureRequest
) -> None:
    page = request.getfixturevalue(way)("writer", "contributor")
    page.goto(drafted.url + EDIT)
    held = Held(page)
    _type(page, " One two")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(STATE)).to_have_text("Not saved yet")
    held.let_go()
    page.keyboard.type("x")
    _stored(page, elsewhere, "Begun. One twxo")
    for _ in range(2):
        page.keyboard.press("Control+z")
    _stored(page, elsewhere, "Begun.")


def test_it_waits_for_a_word_that_is_composed(
    drafted: Served, elsewhere: Elsewhere, alone: Enter
) -> None:
    page = alone("writer", "contributor")
    page.goto(drafted.url + EDIT)
    held = Held(page)
    page.locator(FIELD).click()
    page.keyboard.press("Control+End")
    method = page.context.new_cdp_session(page)
    begun = {"text": "にほん", "selectionStart": 3, "selectionEnd": 3}
    method.send("Input.imeSetComposition", begun)
    with page.expect_response("**/vendor/editor/shared-*.js"):
        held.let_go(stands=False)
    page.wait_for_timeout(1500)
    expect(page.locator(EDITOR)).to_have_count(0)
    page.keyboard.insert_text("日本")
    page.wait_for_selector("[data-ready]")
    _stored(page, elsewhere, "Begun.日本")


def test_keys_go_on_while_it_comes(drafted: Served, elsewhere: Elsewhere, enter: Enter) -> None:
    page = enter("writer", "contributor")
    page.goto(drafted.url + EDIT)
    page.locator(FIELD).focus()
    page.keyboard.press("Control+End")
    words = " ".join(str(each) for each in range(60))
    page.keyboard.type(f" {words}", delay=20)
    page.wait_for_selector("[data-ready]")
    _stored(page, elsewhere, f"Begun. {words}")


def test_what_others_wrote_meanwhile_is_not_overwritten(
    drafted: Served, elsewhere: Elsewhere, enter: Enter
) -> None:
    page = enter("writer", "contributor")
    page.goto(drafted.url + EDIT)
    held = Held(page)
    _type(page, " Typed here.")
    elsewhere.write("Written elsewhere. Begun.")
    held.let_go()
    _stored(page, elsewhere, "Written elsewhere. Begun. Typed here.")


def test_a_tab_that_closes_before_it_stands_loses_nothing(
    drafted: Served, elsewhere: Elsewhere, alone: Enter
) -> None:
    page = alone("writer", "contributor")
    page.goto(drafted.url + EDIT)
    Held(page)
    _type(page, " Nearly lost.")
    page.wait_for_timeout(500)
    context = page.context
    page.close(run_before_unload=False)
    again = context.new_page()
    again.goto(drafted.url + EDIT)
    expect(again.locator("[data-restored]")).to_contain_text("Lessons learned")
    _stored(again, elsewhere, "Begun. Nearly lost.")


def test_a_click_before_it_stands_is_done_then(
    drafted: Served, elsewhere: Elsewhere, enter: Enter
) -> None:
    page = enter("writer", "contributor", width=1600)
    page.goto(drafted.url + EDIT)
    held = Held(page)
    _type(page, " Kept.")
    page.locator("#lessons [data-toggle-preview]").click()
    held.let_go()
    expect(page.locator("#lessons .preview")).to_contain_text("Begun. Kept.")
    _stored(page, elsewhere, "Begun. Kept.")


def test_a_form_waits_for_what_was_typed(
    drafted: Served, elsewhere: Elsewhere, enter: Enter
) -> None:
    page = enter("writer", "contributor")
    page.goto(drafted.url + EDIT)
    held = Held(page)
    _type(page, " Before.")
    page.locator("#lessons summary").click()
    page.locator("#lessons").get_by_role("button", name="Move up").click()
    held.let_go()
    page.wait_for_url("**/edit/#lessons")
    _stored(page, elsewhere, "Begun. Before.")


def test_without_the_editor_the_fields_save(
    drafted: Served, elsewhere: Elsewhere, enter: Enter
) -> None:
    page = enter("writer", "contributor")
    page.route("**/vendor/editor/core.js", lambda route: route.abort())
    page.goto(drafted.url + EDIT)
    page.locator(FIELD).click()
    expect(page.locator(STATE)).to_contain_text("could not be loaded")
    page.locator(FIELD).fill("By the plain field.")
    expect(page.locator(STATE)).to_contain_text("could not be loaded")
    page.locator("#lessons").get_by_role("button", name="Save").click()
    page.wait_for_url("**/edit/#lessons")
    assert elsewhere.text() == "By the plain field."


def test_the_editor_is_tried_for_again(drafted: Served, elsewhere: Elsewhere, enter: Enter) -> None:
    page = enter("writer", "contributor")
    page.clock.install()
    page.route("**/vendor/editor/core.js", lambda route: route.abort())
    page.goto(drafted.url + EDIT)
    page.locator(FIELD).click()
    page.keyboard.press("Control+End")
    expect(page.locator(STATE)).to_contain_text("could not be loaded")
    page.keyboard.type(" Patient.")
    page.unroute("**/vendor/editor/core.js")
    page.clock.fast_forward(6000)
    page.clock.resume()
    stands(page)
    _stored(page, elsewhere, "Begun. Patient.")


_EDITS = """async ([address, cases]) => {
  const { carried, difference, placed } = await import(address);
  const put = (text, { from, to, insert }) => text.slice(0, from) + insert + text.slice(to);
  return cases.map(([base, mine, theirs, at]) => {
    const [own, other] = [difference(base, mine), difference(base, theirs)];
    return [put(theirs, carried(own, other)), placed(at, other)];
  });
}"""
_CARRIED = {
    ("a b c", "a b c d", "x a b c", 5): ["x a b c d", 7],
    ("a b c", "a c", "a b c!", 0): ["a c!", 0],
    ("one two", "one 2", "one zwei", 6): ["one zwei2", 8],
    ("same", "same", "other", 4): ["other", 5],
    ("", "mine", "theirs", 0): ["minetheirs", 0],
    ("\U0001f600", "\U0001f601", "\U0001f600!", 2): ["\U0001f601!", 2],
}
"""A text, what one person and another made of it at the same time, and a place in it; then both."""


def test_an_edit_is_carried_into_a_changed_text(drafted: Served, enter: Enter) -> None:
    page = enter("writer", "contributor")
    page.goto(drafted.url + EDIT)
    script = page.locator("script[src*='editor/writing.js']").get_attribute("src")
    assert script
    address = script.replace("writing.js", "carrying.js")
    assert page.evaluate(_EDITS, [address, [list(each) for each in _CARRIED]]) == [
        *_CARRIED.values()
    ]
