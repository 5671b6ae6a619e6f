"""The timeline in a browser: keyboard, list, panel, zones, two people at once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.served import Served
from tests.browser.soundness import sound
from tests.browser.timeline.conftest import panel, said, toast

At = Callable[..., Page]


def test_everything_goes_by_keyboard(at: At, example: int) -> None:
    page = at(example)
    page.locator("[data-lanes]").focus()
    page.keyboard.press("ArrowRight")
    first = said(page)
    page.keyboard.press("ArrowRight")
    assert re.match(r"e\d+, \d\d:\d\d:\d\d, ", said(page))
    assert said(page) != first
    page.keyboard.press("ArrowLeft")
    assert said(page) == first
    source = first.split(", ")[2]
    page.keyboard.press("ArrowDown")
    assert said(page).split(", ")[2] != source
    page.keyboard.press("Home")
    assert said(page).startswith("e1,")
    page.keyboard.press("s")
    assert "Star taken off" in toast(page)
    page.locator(".toast button", has_text="Undo").click()
    expect(page.locator(".toast", has_text="Taken back")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("[data-panel-box] h2")).to_be_focused()
    assert panel(page).startswith("e1")
    page.keyboard.press("Escape")
    expect(page.locator("[data-lanes]")).to_be_focused()
    page.keyboard.press("?")
    keys = page.locator("#keys").inner_text()
    for name in ("Star the event", "Set the event aside as noise", "Add event", "Next zone",
                 "Merge the chosen events", "The event before, the next one"):  # fmt: skip
        assert name in keys


def test_ten_thousand_events_are_a_few_rows(at: At, long: int) -> None:
    page = at(long, width=1400)
    assert page.locator("tr.event").count() < 80
    grid = page.locator("table.grid")
    rows = int(grid.get_attribute("aria-rowcount") or 0)
    assert rows > 9000
    page.locator("tr.event").first.focus()
    page.keyboard.press("End")
    last = page.locator("tr.current")
    expect(last).to_be_focused()
    assert int(last.get_attribute("aria-rowindex") or 0) == rows
    page.locator("input[name=q]").fill("line 777:")
    expect(page.locator("[data-count]")).to_have_text("9 of 10,000 events")
    assert page.locator("tr.event").count() == 9
    assert "q=line+777" in page.url
    page.locator("input[name=q]").fill("no such words")
    expect(page.locator("tr.nothing")).to_be_visible()


def test_zoom_and_brush_change_what_is_in_view(at: At, long: int) -> None:
    page = at(long)
    shown = page.locator("[data-in-view]")
    page.locator("[data-zoom=all]").click()
    expect(shown).to_contain_text("9,091 of 9,091")
    page.locator("[data-lanes]").focus()
    page.keyboard.press("+")
    expect(shown).not_to_contain_text("9,091 of 9,091")
    page.keyboard.press("0")
    expect(shown).to_contain_text("9,091 of 9,091")
    box = page.locator("[data-overview]").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] - 6, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20, steps=4)
    page.mouse.up()
    expect(shown).not_to_contain_text("9,091 of 9,091")


def test_a_link_leads_to_its_event(at: At, example: int) -> None:
    page = at(example, more="#e12")
    page.wait_for_selector("[data-panel-box] .one")
    assert panel(page).startswith("e12")
    expect(page.locator("tr.current")).to_have_attribute("data-id", "e12")


def test_a_record_is_copied_as_received(at: At, example: int, served: Served) -> None:
    page = at(example, more="#e12")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=served.url)
    page.locator("[data-copy-raw]").first.click()
    expect(page.locator("[data-copy-raw] span").first).to_have_text("✓")
    raw = page.request.get(f"{served.url}/incidents/{example}/timeline/e12/records/1/").text()
    assert page.evaluate("navigator.clipboard.readText()") == raw


def test_one_switch_shows_every_time_in_another_zone(at: At, example: int) -> None:
    page = at(example)
    when = page.locator("tr.event time").first
    mine = when.inner_text()
    page.locator("[data-zone-choice=utc]").click()
    expect(when).not_to_have_text(mine)
    expect(page.locator("[data-in-view]")).to_contain_text("UTC")
    utc = when.inner_text()
    page.reload()
    page.wait_for_selector("#timeline.ready")
    expect(page.locator("tr.event time").first).to_have_text(utc)
    page.locator("[data-lanes]").focus()
    page.keyboard.press("z")
    expect(page.locator("[data-zone-choice=reader]")).to_have_attribute("aria-pressed", "true")


def test_a_second_tab_cannot_overwrite(at: At, example: int) -> None:
    mine, theirs = at(example, more="#e14"), at(example, user="other-lead", more="#e14")
    for page in (mine, theirs):
        page.locator("[data-panel-box] a", has_text="Correct").click()
    text = "[data-panel-box] textarea"
    theirs.locator(text).fill("Their words")
    theirs.locator("[data-panel-box] button.primary").click()
    assert "Corrected" in toast(theirs)
    mine.locator(text).fill("My words")
    mine.locator("[data-panel-box] button.primary").click()
    expect(mine.locator("[data-panel-box]")).to_contain_text("Somebody changed the timeline")
    expect(mine.locator("[data-panel-box]")).to_contain_text("Their words")
    expect(mine.locator(text)).to_have_value("My words")
    mine.locator("[data-panel-box] button.primary").click()
    expect(mine.locator("[data-panel-box] .said")).to_have_text("My words")
    expect(mine.locator("[data-panel-box]")).to_contain_text("The original")


def test_what_is_typed_outlives_whatever_else_is_opened(at: At, example: int) -> None:
    mine, theirs = at(example, more="#e15"), at(example, user="other-lead", more="#e15")
    text = "[data-panel-box] textarea"
    for page in (mine, theirs):
        page.locator("[data-panel-box] a", has_text="Correct").click()
    mine.locator(text).fill("Typed for a while")
    mine.locator('tr[data-id="e21"] a.title').click()
    mine.locator(".toast button", has_text="Go on writing").click()
    expect(mine.locator(text)).to_have_value("Typed for a while")
    theirs.locator(text).fill("Their words")
    theirs.locator("[data-panel-box] button.primary").click()
    assert "Corrected" in toast(theirs)
    star = mine.locator('tr[data-id="e22"] button.star')
    before = star.get_attribute("aria-pressed")
    star.click()
    expect(star).not_to_have_attribute("aria-pressed", str(before))
    expect(mine.locator(text)).to_have_value("Typed for a while")
    mine.locator("[data-panel-box] button.primary").click()
    expect(mine.locator("[data-panel-box]")).to_contain_text("Their words")
    expect(mine.locator(text)).to_have_value("Typed for a while")
    mine.keyboard.press("Escape")
    mine.locator('tr[data-id="e15"] a.title').click()
    mine.locator("[data-panel-box] a", has_text="Correct").click()
    expect(mine.locator(text)).to_have_value("Typed for a while")


def test_an_ended_session_leaves_the_form_as_it_is(at: At, example: int, served: Served) -> None:
    page = at(example, more="#e16")
    page.locator("[data-panel-box] a", has_text="Correct").click()
    page.locator("[data-panel-box] textarea").fill("Signed out meanwhile")
    page.context.clear_cookies(name="hansei-session")
    page.locator("[data-panel-box] button.primary").click()
    assert "signed out" in toast(page)
    key = served.session("incident-lead")
    anew = {"hansei-session": key, "hansei-csrf": "a" * 32}  # signing in makes both
    page.context.add_cookies([{"name": name, "value": value, "url": served.url}
                              for name, value in anew.items()])  # fmt: skip
    page.locator("[data-panel-box] button.primary").click()
    expect(page.locator("[data-panel-box] .said")).to_have_text("Signed out meanwhile")


def test_a_star_goes_through_where_others_changed_something_else(at: At, example: int) -> None:
    mine, theirs = at(example), at(example, user="other-lead")
    for page, row in ((theirs, "e18"), (mine, "e21")):
        before = page.locator(f'tr[data-id="{row}"] button.star')
        before.click()
        expect(before).to_have_attribute("aria-pressed", "true")
    expect(mine.locator('tr[data-id="e18"] button.star')).to_have_attribute("aria-pressed", "true")


def test_merging_splitting_and_figures(at: At, example: int) -> None:
    page = at(example)
    total = page.locator("[data-count]").inner_text()
    for name in ("e25", "e23"):
        page.locator(f'tr[data-id="{name}"] input').check()
    expect(page.locator("[data-chosen]")).to_have_text("2 chosen")
    page.keyboard.press("m")
    assert "Merged into one" in toast(page)
    expect(page.locator("[data-count]")).not_to_have_text(total)
    page.locator('tr[data-id="e25"] a.title').click()
    page.locator("[data-panel-box] button", has_text="Split").click()
    expect(page.locator("[data-count]")).to_have_text(total)
    figure = page.locator("[data-figures] .stat").first
    before = figure.inner_text()
    page.locator("[data-milestone=detected]").click()
    page.locator("[data-panel-box] input[type=radio]").nth(1).check()
    page.locator("[data-panel-box] button.primary").click()
    expect(figure).not_to_have_text(before)
    expect(page.locator("[data-panel-box]")).to_contain_text("stated by a person")
    page.locator("[data-panel-box] button", has_text="Take back").first.click()
    expect(figure).to_have_text(before, use_inner_text=True)


def test_what_is_typed_never_becomes_markup(at: At, example: int) -> None:
    page = at(example, more="#e16")
    hostile = "<img src=x onerror=\"document.title='taken'\"><b>bold</b>"
    page.locator("[data-panel-box] a", has_text="Correct").click()
    page.locator("[data-panel-box] textarea").fill(hostile)
    page.locator("[data-panel-box] button.primary").click()
    expect(page.locator("[data-panel-box] .said")).to_have_text(hostile)
    expect(page.locator('tr[data-id="e16"] a.title')).to_have_text(hostile)
    page.reload()
    page.wait_for_selector("#timeline.ready")
    assert page.locator("main img, main b").count() == 0
    assert page.title() != "taken"


def test_a_viewer_reads_and_changes_nothing(at: At, example: int) -> None:
    page = at(example, user="a-viewer", role="viewer")
    assert page.locator(".deeds, tr.event input, button.star").count() == 0
    page.locator("tr.event a.title").first.click()
    page.wait_for_selector("[data-panel-box] .one")
    assert page.locator("[data-panel-box] form").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_with_an_event_open(at: At, example: int, scheme: str) -> None:
    page = at(example, more="#e12", scheme=scheme)
    page.wait_for_selector("[data-panel-box] .one")
    sound(page)


def test_on_a_phone_an_event_lies_over_the_page(at: At, example: int) -> None:
    page = at(example, width=390)
    page.locator("tr.event a.title").first.click()
    expect(page.locator("[data-panel-box]")).to_be_visible()
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    page.locator("[data-panel-box] [data-close]").click()
    expect(page.locator("[data-panel-box]")).to_be_hidden()


def test_a_list_stands_still_once_it_is_drawn(at: At, example: int) -> None:
    page = at(example, width=390)
    place = "document.querySelector('[data-list]').scrollTop"
    before = page.evaluate(place)
    assert before > 0
    page.wait_for_timeout(600)
    assert page.evaluate(place) == before


def test_the_id_that_one_cites_is_in_sight(at: At, example: int) -> None:
    page = at(example)
    cut = """() => [...document.querySelectorAll('.list .id')].filter((each) =>
        each.getBoundingClientRect().right > each.closest('td').getBoundingClientRect().right)
        .map((each) => each.textContent)"""
    assert page.locator(".list [title='4 records']").count() == 1
    assert page.evaluate(cut) == []


def test_print_shows_band_and_key_events(at: At, example: int) -> None:
    page = at(example)
    page.emulate_media(media="print")
    expect(page.locator(".print-only table")).to_be_visible()
    expect(page.locator(".print-only td", has_text=re.compile("^e7$"))).to_be_visible()
    expect(page.locator(".drawing svg.wide")).to_be_visible()
    expect(page.locator("[data-chart-box]")).to_be_hidden()


def test_without_scripts_there_is_a_table(browser: Browser, served: Served, example: int) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 1024, "height": 900}
    )
    key = served.session("incident-lead", "lead")
    context.add_cookies([{"name": "hansei-session", "value": key, "url": served.url}])
    page = context.new_page()
    page.goto(f"{served.url}/incidents/{example}/timeline/?q=rolled+back")
    expect(page.locator(".drawing svg.wide")).to_be_visible()
    expect(page.locator("[data-chart-box]")).to_be_hidden()
    rows = page.locator("[data-list] tbody tr")
    assert rows.count() < 6
    rows.first.locator("input[type=checkbox]").check()
    page.locator("button[value=hide]").click()
    assert "Set aside as noise" in page.locator(".toast").inner_text()
    page.locator(".toast form button").click()
    assert "Taken back" in page.locator(".toast").inner_text()
    context.close()
