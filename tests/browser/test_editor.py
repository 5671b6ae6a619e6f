"""Writing a post-mortem in a real browser: nothing typed is lost, nothing is overwritten."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.desk import stands
from tests.browser.elsewhere import Elsewhere
from tests.browser.served import Served
from tests.browser.soundness import sound

Enter = Callable[..., Page]
EDIT = "/postmortems/1/edit/"
STATE = "[data-save-text]"
_SETTLES = 150  # milliseconds in which a picker that has just opened takes no key


@pytest.fixture
def enter(alone: Enter) -> Enter:
    """Each page saves for itself here; `collab` has those that write together."""
    return alone


@pytest.fixture(autouse=True)
def _begun(elsewhere: Elsewhere) -> None:
    """Every test begins with the same lessons."""
    elsewhere.begin("Begun.")


def _open(page: Page, served: Served, path: str = EDIT) -> Page:
    page.goto(served.url + path)
    return stands(page)


def _text(page: Page, handle: str = "lessons") -> str:
    return str(page.locator(f"#{handle} .cm-content").inner_text())


def _type(page: Page, text: str, handle: str = "lessons", *, instead: bool = False) -> None:
    page.locator(f"#{handle} .cm-content").click()
    page.keyboard.press("Control+a" if instead else "Control+End")
    page.keyboard.type(text)


def test_what_is_typed_is_saved_and_there_again(
    drafted: Served, elsewhere: Elsewhere, enter: Enter
) -> None:
    page = _open(enter("writer", "contributor"), drafted)
    _type(page, " Then more.")
    expect(page.locator(STATE)).to_have_text("Not saved yet")
    expect(page.locator(STATE)).to_have_text("Saved")
    assert elsewhere.text() == "Begun. Then more."
    page.reload()
    stands(page)
    assert _text(page) == "Begun. Then more."


def test_a_list_goes_on_and_a_heading_stays_inside(
    drafted: Served, elsewhere: Elsewhere, enter: Enter
) -> None:
    page = _open(enter("writer", "contributor"), drafted)
    _type(page, "- one", instead=True)
    page.keyboard.press("Enter")
    page.keyboard.type("two")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("## Deeper")
    expect(page.locator(STATE)).to_have_text("Saved")
    assert elsewhere.text() == "- one\n- two\n### Deeper"


def test_an_event_is_cited_with_one_key(
    drafted: Served, elsewhere: Elsewhere, enter: Enter
) -> None:
    page = _open(enter("writer", "contributor"), drafted)
    _type(page, "The pool was too small [pool from 40")
    option = page.locator(".cite-picker li").first
    expect(option).to_contain_text("lowers the connection pool from 40 to 4")
    page.wait_for_timeout(_SETTLES)
    page.keyboard.press("Enter")
    page.keyboard.type(" and then ")
    page.keyboard.press("Control+k")
    expect(page.locator(".cite-picker li").first).to_contain_text("★ e1")
    page.wait_for_timeout(_SETTLES)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#lessons .cm-content")).to_contain_text("[e2]")
    expect(page.locator(STATE)).to_have_text("Saved")
    assert elsewhere.text() == "Begun.The pool was too small [e24] and then [e2]"


def test_a_sentence_is_marked_with_one_key(
    drafted: Served, elsewhere: Elsewhere, enter: Enter
) -> None:
    page = _open(enter("writer", "contributor"), drafted)
    _type(page, "It was slow [e7]. Nobody knew why", instead=True)
    page.keyboard.press("Alt+u")
    expect(page.locator("#lessons .cm-content .mark.unknown")).to_be_visible()
    expect(page.locator(STATE)).to_have_text("Saved")
    assert elsewhere.text() == "It was slow [e7]. **Unknown:** Nobody knew why"
    page.keyboard.press("Alt+a")
    page.keyboard.press("Alt+a")
    expect(page.locator("#lessons .cm-content .mark")).to_have_count(0)


def test_a_second_tab_asks_and_never_overwrites(
    drafted: Served, elsewhere: Elsewhere, enter: Enter
) -> None:
    first = _open(enter("writer", "contributor"), drafted)
    second = _open(enter("other-writer", "contributor"), drafted)
    _type(first, " First.")
    expect(first.locator(STATE)).to_have_text("Saved")
    _type(second, " Second.")
    asked = second.locator("#lessons [data-conflict]")
    expect(asked).to_be_visible()
    sound(second)
    expect(asked).to_contain_text("Writer saved another text")
    expect(asked.locator("pre")).to_have_text(["Begun. Second.", "Begun. First."])
    assert elsewhere.text() == "Begun. First."
    second.keyboard.press("Escape")
    _type(second, " More.")
    expect(asked.locator("pre").first).to_have_text("Begun. Second. More.")
    assert elsewhere.text() == "Begun. First."
    asked.get_by_role("button", name="Keep mine").click()
    expect(second.locator(STATE)).to_have_text("Saved")
    assert elsewhere.text() == "Begun. Second. More."
    _type(first, " Late.")
    asked = first.locator("#lessons [data-conflict]")
    asked.get_by_role("button", name="Take theirs").click()
    expect(first.locator(STATE)).to_have_text("Saved")
    assert _text(first) == "Begun. Second. More."
    assert elsewhere.text() == "Begun. Second. More."
    first.keyboard.press("Control+z")
    assert _text(first) == "Begun. First. Late."


def test_two_texts_are_merged_by_hand(drafted: Served, elsewhere: Elsewhere, enter: Enter) -> None:
    first = _open(enter("writer", "contributor"), drafted)
    second = _open(enter("other-writer", "contributor"), drafted)
    _type(first, " First.")
    expect(first.locator(STATE)).to_have_text("Saved")
    _type(second, " Second.")
    asked = second.locator("#lessons [data-conflict]")
    asked.get_by_role("button", name="Merge by hand").click()
    mine = asked.get_by_role("textbox", name="Mine")
    mine.click()
    second.keyboard.press("Control+a")
    second.keyboard.type("Begun. First. Second.")
    asked.get_by_role("button", name="Use the merged text").click()
    expect(second.locator(STATE)).to_have_text("Saved")
    assert _text(second) == elsewhere.text() == "Begun. First. Second."


def test_two_people_in_two_sections_do_not_meet(
    drafted: Served, elsewhere: Elsewhere, enter: Enter
) -> None:
    first = _open(enter("writer", "contributor"), drafted)
    second = _open(enter("other-writer", "contributor"), drafted)
    _type(first, " First.")
    _type(second, "- Second.", "resolution", instead=True)
    for page in (first, second):
        expect(page.locator(STATE)).to_have_text("Saved")
    assert elsewhere.text() == "Begun. First."
    assert elsewhere.text("resolution") == "- Second."


def test_a_lost_connection_is_told_and_made_good(
    drafted: Served, elsewhere: Elsewhere, enter: Enter
) -> None:
    page = _open(enter("writer", "contributor"), drafted)
    page.context.set_offline(True)
    _type(page, " Offline.")
    expect(page.locator(STATE)).to_contain_text("no connection")
    assert elsewhere.text() == "Begun."
    page.context.set_offline(False)
    expect(page.locator(STATE)).to_have_text("Saved")
    assert elsewhere.text() == "Begun. Offline."


def test_a_dead_server_loses_nothing(drafted: Served, elsewhere: Elsewhere, enter: Enter) -> None:
    page = _open(enter("writer", "contributor"), drafted)
    drafted.stop(signal.SIGKILL)
    _type(page, " While it was down.")
    expect(page.locator(STATE)).to_contain_text("the server does not answer")
    expect(page.get_by_role("button", name="Try now")).to_be_visible()
    drafted.start()
    expect(page.locator(STATE)).to_have_text("Saved", timeout=40_000)
    assert elsewhere.text() == "Begun. While it was down."


def test_an_answer_that_is_lost_asks_nothing(
    drafted: Served, elsewhere: Elsewhere, enter: Enter
) -> None:
    """The server has it, the browser does not know, and the writer goes on."""
    page = _open(enter("writer", "contributor"), drafted)
    lost: list[Route] = []

    def lose(route: Route) -> None:
        lost.append(route)
        route.fetch()
        route.abort()

    page.context.route("**/edit/lessons/", lose, times=1)
    _type(page, " Once.")
    expect(page.locator(STATE)).to_contain_text("the server does not answer")
    assert elsewhere.text() == "Begun. Once."
    _type(page, " Twice.")
    expect(page.locator(STATE)).to_have_text("Saved")
    expect(page.locator("#lessons [data-conflict]")).to_be_hidden()
    assert elsewhere.text() == "Begun. Once. Twice."
    assert len(lost) == 1


def test_an_ended_session_keeps_the_text_until_one_signs_in(
    drafted: Served, elsewhere: Elsewhere, enter: Enter
) -> None:
    page = _open(enter("writer", "contributor"), drafted)
    page.context.clear_cookies()
    _type(page, " Signed out.")
    expect(page.locator(STATE)).to_contain_text("signed out")
    expect(page.get_by_role("link", name="Sign in again")).to_be_visible()
    key = drafted.session("another-person", "contributor")
    page.context.add_cookies([{"name": "hansei-session", "value": key, "url": drafted.url}])
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator(STATE)).to_contain_text("somebody else")
    assert elsewhere.text() == "Begun."
    key = drafted.session("writer")
    page.context.add_cookies([{"name": "hansei-session", "value": key, "url": drafted.url}])
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator(STATE)).to_have_text("Saved")
    assert elsewhere.text() == "Begun. Signed out."


def test_a_right_that_is_withdrawn_keeps_the_text(
    drafted: Served, elsewhere: Elsewhere, enter: Enter
) -> None:
    page = _open(enter("leaving-writer", "contributor"), drafted)
    drafted.run("-m", "tests.browser.withdraw", "leaving-writer")
    _type(page, " Not for long.")
    expect(page.locator(STATE)).to_contain_text("you may not write here any more")
    assert elsewhere.text() == "Begun."
    assert "Not for long." in _text(page)


def _closed_unsaved(drafted: Served, enter: Enter) -> BrowserContext:
    page = _open(enter("writer", "contributor"), drafted)
    context = page.context
    context.set_offline(True)
    _type(page, " Nearly lost.")
    expect(page.locator(STATE)).to_contain_text("Not saved yet: ")
    page.close(run_before_unload=False)
    context.set_offline(False)
    return context


def test_what_was_not_saved_comes_back_in_the_next_tab(
    drafted: Served, elsewhere: Elsewhere, enter: Enter
) -> None:
    context = _closed_unsaved(drafted, enter)
    again = _open(context.new_page(), drafted)
    expect(again.locator("[data-restored]")).to_contain_text("Lessons learned")
    expect(again.locator(STATE)).to_have_text("Saved")
    assert elsewhere.text() == "Begun. Nearly lost."


def test_what_was_not_saved_does_not_overwrite_what_came_since(
    drafted: Served, elsewhere: Elsewhere, enter: Enter
) -> None:
    context = _closed_unsaved(drafted, enter)
    elsewhere.write("Written since.")
    again = _open(context.new_page(), drafted)
    asked = again.locator("#lessons [data-conflict]")
    expect(asked.locator("pre")).to_have_text(["Begun. Nearly lost.", "Written since."])
    assert elsewhere.text() == "Written since."


def test_leaving_with_unsaved_text_is_asked_about(drafted: Served, enter: Enter) -> None:
    page = _open(enter("writer", "contributor"), drafted)
    page.context.route("**/edit/lessons/", lambda route: route.abort())
    _type(page, " Unsaved.")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{drafted.url}/postmortems/1/")
    assert asked == ["beforeunload"]


def test_a_finding_stands_at_its_line_and_is_mended(
    drafted: Served, elsewhere: Elsewhere, enter: Enter
) -> None:
    page = _open(enter("writer", "contributor"), drafted)
    _type(page, "Of course it was slow [e7].", instead=True)
    expect(page.locator("#lessons .cm-lintRange-warning")).to_have_text("Of course")
    item = page.locator("[data-findings] > li", has_text="Lessons learned")
    expect(item).to_contain_text("The outcome makes the past look clearer")
    page.keyboard.press("Control+Home")
    page.keyboard.press("F8")
    expect(page.locator(".finding-card")).to_contain_text("The outcome makes the past")
    sound(page)
    page.keyboard.press("Alt+Enter")
    expect(page.locator(STATE)).to_have_text("Saved")
    assert elsewhere.text() == "It was slow [e7]."
    expect(page.locator("#lessons .cm-lintRange-warning")).to_have_count(0)
    page.keyboard.press("Control+z")
    assert _text(page) == "Of course it was slow [e7]."


def test_a_contradiction_shows_both_sides(drafted: Served, enter: Enter) -> None:
    page = _open(enter("writer", "contributor"), drafted)
    _type(page, "\n\nRecovery came 3 hours after impact start [e30].", "impact")
    expect(page.locator("#impact .cm-lintRange-error")).to_be_visible()
    page.locator("[data-findings] button", has_text="Impact").first.click()
    sides = page.locator("[data-findings] .finding-sides dd")
    expect(sides).to_have_text(["3 hours", re.compile("25 min 30 s")])


def test_it_reads_beside_the_writing(drafted: Served, enter: Enter) -> None:
    page = _open(enter("writer", "contributor", width=1600), drafted)
    page.get_by_role("button", name="Side by side").click()
    _type(page, "This is *so* [e7].", instead=True)
    expect(page.locator("#lessons .preview em")).to_have_text("so")
    expect(page.locator("#lessons .preview a.cite")).to_have_text("e7")


def test_a_section_is_added_moved_and_taken_out(
    drafted: Served, elsewhere: Elsewhere, enter: Enter
) -> None:
    page = _open(enter("writer", "contributor"), drafted)
    _type(page, " Before.")
    page.locator("#add-key").select_option("own")
    page.locator("#add-own").fill("What we saw")
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_selector("[data-ready] #what-we-saw [role=textbox]")
    assert elsewhere.text() == "Begun. Before."
    page.locator("#what-we-saw summary").click()
    page.locator("#what-we-saw").get_by_role("button", name="Take out").click()
    page.wait_for_selector(".toast")
    expect(page.locator("#what-we-saw")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    page.wait_for_selector("[data-ready] #what-we-saw")
    page.locator("#what-we-saw summary").click()
    page.locator("#what-we-saw").get_by_role("button", name="Take out").click()
    page.wait_for_selector(".toast")


def test_the_timeline_stands_in_the_text_as_a_card(drafted: Served, enter: Enter) -> None:
    page = _open(enter("writer", "contributor"), drafted)
    card = page.locator("#timeline .card-in-text")
    card.locator("summary").click()
    expect(card).to_contain_text("Root cause identified")
    assert "<!--" not in _text(page, "timeline")


def test_a_citation_opens_what_it_cites(drafted: Served, enter: Enter) -> None:
    page = enter("reader", "viewer")
    page.goto(f"{drafted.url}/postmortems/1/")
    page.locator("a.cite", has_text="e30").first.click()
    shown = page.locator("#cite-popover")
    expect(shown).to_contain_text("Alert recovered")
    expect(shown.get_by_role("link")).to_have_attribute("href", "/incidents/1/timeline/#e30")
    page.keyboard.press("Escape")
    page.wait_for_timeout(400)  # longer than a pointer has to rest on it to see it
    expect(shown).not_to_be_visible()
    expect(page.get_by_role("link", name="Write", exact=True)).to_have_count(0)


def test_without_scripts_a_form_does_it(
    drafted: Served, elsewhere: Elsewhere, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False)
    key = drafted.session("writer", "contributor")
    context.add_cookies([{"name": "hansei-session", "value": key, "url": drafted.url}])
    page = context.new_page()
    page.goto(drafted.url + EDIT)
    area = page.locator("#text-lessons")
    assert area.input_value() == "Begun."
    area.fill("By a plain form.")
    page.locator("#lessons").get_by_role("button", name="Save").click()
    assert page.url.endswith("#lessons")
    assert elsewhere.text() == "By a plain form."
    context.close()
