"""The forms of structured blocks, through the door that people and scripts use."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from hansei.domain.blocks.forms import FORMS
from hansei.domain.document import Block, Document, Section, drafted
from hansei.domain.section_text import section_digest
from hansei.postmortem.models import Grant, PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.save_draft import save_draft
from tests.store.samples import sample_draft
from tests.web.people import ANONYMOUS, STRANGER, Person

pytestmark = pytest.mark.django_db
WHYS = "1. **Question:** Why did this happen?\n2. **Question:** Why was that possible?"
FACTORS = (
    "| No. | Factor | Type | Evidence | Seen by |\n| --- | --- | --- | --- | --- |\n"
    "| F1 | The pool had no bound | primary cause | [e1] | Support lead |\n"
    "| F3 | Nobody was paged | detection gap |  |  |"
)
SECTIONS = (
    Section("root_cause", "Root cause", (Block(FACTORS), drafted("root_cause.whys", WHYS))),
    Section("impact", "Impact", (Block("It was slow."),)),
    Section("actions", "Corrective actions"),
    *(Section(key, key) for key in ("dependencies", "cost", "compliance", "communication",
                                    "evidence", "risk", "feedback")),
)  # fmt: skip
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def saved(db: None) -> PostMortem:
    from hansei.accounts.actor import system

    return save_draft(actor=system("test"), draft=sample_draft(sections=SECTIONS), source="/1")


def _address(form: str, handle: str = "") -> str:
    return f"/postmortems/1/sections/{handle or FORMS[form].sections[0]}/blocks/{form}/"


def _document(saved: PostMortem) -> Document:
    saved.refresh_from_db()
    return document_of(saved)


def _text(saved: PostMortem, key: str) -> str:
    section = _document(saved).section(key)
    assert section is not None
    return section.text


def _sent(answer: HttpResponse) -> dict[str, str]:
    """The fields of the form that a page holds, as a browser would send them back."""
    page = answer.content.decode().partition("<template")[0]
    found = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*?value="([^"]*)"', page))
    found |= {name: value for value, name in
              re.findall(r'<input[^>]*value="([^"]*)"[^>]*name="([^"]+)"', page)}  # fmt: skip
    areas = r'<textarea[^>]*name="([^"]+)"[^>]*>\n(.*?)</textarea>'
    found |= dict(re.findall(areas, page, re.DOTALL))
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        found[name] = chosen[1] if chosen else ""
    return {name: value for name, value in found.items() if not name.startswith("csrf")}


def test_every_form_is_a_page_for_those_who_write(
    saved: PostMortem, people: Mapping[str, Person]
) -> None:
    for form in FORMS:
        assert people["contributor"].client.get(_address(form)).status_code == 200, form
        for who in ("viewer", "auditor", STRANGER):
            assert people[who].client.get(_address(form)).status_code == 404, (form, who)
        assert people[ANONYMOUS].client.get(_address(form)).status_code == 302


def test_a_restricted_one_is_for_named_people(
    saved: PostMortem, people: Mapping[str, Person]
) -> None:
    PostMortem.objects.update(restricted=True)
    Grant.objects.create(post_mortem=saved, user=people["viewer"].user, role="contributor")
    assert people["viewer"].client.get(_address("impact")).status_code == 200
    for who in ("contributor", "administrator"):
        for ask in ("get", "post"):
            answer = getattr(people[who].client, ask)(_address("impact"))
            assert answer.status_code == 404


def test_what_stands_is_shown_and_saved_unchanged(
    saved: PostMortem, people: Mapping[str, Person]
) -> None:
    client = people["contributor"].client
    page = client.get(_address("causes"))
    sent = _sent(page)
    assert sent["row-r0-text"] == "The pool had no bound"
    assert sent["row-r0-type"] == "primary cause"
    assert sent["row-r0-evidence"] == "e1"
    assert sent["row-r0-other4"] == "Support lead"
    answer = client.post(_address("causes"), sent)
    assert (answer.status_code, answer["Location"]) == (303, _address("causes"))
    assert _document(saved).sections[0].blocks[0].text == FACTORS
    assert saved.version == 1


def test_a_saved_form_is_markdown_in_the_section(
    saved: PostMortem, people: Mapping[str, Person]
) -> None:
    client = people["contributor"].client
    sent = {
        **_sent(client.get(_address("impact"))),
        "row-n1-measure": "Parcels delayed", "row-n1-value": "40 | more", "row-n1-evidence": "e3",
        "row-n2-measure": "", "row-n2-value": "",
    }  # fmt: skip
    assert client.post(_address("impact"), sent).status_code == 303
    assert _text(saved, "impact").endswith("| Parcels delayed | 40 \\| more | [e3] |")
    assert "Users affected" not in _text(saved, "impact")
    assert "Saved." in client.get(_address("impact")).content.decode()


def test_what_was_not_filled_in_is_offered_at_the_next_visit(
    saved: PostMortem, people: Mapping[str, Person]
) -> None:
    client = people["contributor"].client
    first = _sent(client.get(_address("impact")))
    name = next(key for key, value in first.items() if value == "Users affected")
    client.post(_address("impact"), {**first, name.replace("measure", "value"): "1,200"})
    page = client.get(_address("impact"))
    assert 'value="offer-Failed requests"' in page.content.decode()
    assert 'value="offer-Users affected"' not in page.content.decode()
    asked = client.post(_address("impact"), {**_sent(page), "do": "offer-Failed requests"})
    assert "Failed requests" in _sent(asked).values()
    assert 'value="offer-Failed requests"' not in asked.content.decode()
    assert "Failed requests" not in _text(saved, "impact")
    unknown = client.post(_address("impact"), {**_sent(page), "do": "offer-Nothing of the kind"})
    assert _sent(unknown) == _sent(page)


def test_a_suggested_action_that_somebody_takes_up_is_followed_up(
    saved: PostMortem, people: Mapping[str, Person]
) -> None:
    client = people["contributor"].client
    rows = {"base": "", "row-a-text": "Suggestion: add an alert", "row-a-status": "planned",
            "row-b-text": "Suggestion: set the clock", "row-b-status": "planned"}  # fmt: skip
    client.post(_address("actions"), rows)
    assert not saved.actions.exists()
    sent = _sent(client.get(_address("actions")))
    client.post(_address("actions"), {**sent, "row-r0-owner": "Platform lead"})
    assert [each.text for each in saved.actions.all()] == ["Add an alert"]
    assert "| Add an alert | Platform lead |" in _text(saved, "actions")
    assert "| Suggestion: set the clock |" in _text(saved, "actions")
    by_hand = _text(saved, "actions").replace("set the clock |  |", "set the clock | SRE |")
    digest = section_digest(_document(saved).sections[2])
    client.post("/postmortems/1/edit/actions/", {"text": by_hand, "base": digest})
    assert saved.actions.filter(owner="SRE").exists()


def test_without_a_script_buttons_arrange_rows_and_save_nothing(
    saved: PostMortem, people: Mapping[str, Person]
) -> None:
    client = people["contributor"].client
    sent = _sent(client.get(_address("causes")))
    sent["row-r1-text"] = "Changed meanwhile"
    moved = client.post(_address("causes"), {**sent, "do": "up-r1"})
    order = re.findall(r'data-row="(\w+)"', moved.content.decode().partition("<template")[0])
    assert order == ["r1", "r0"]
    assert _sent(moved)["row-r1-text"] == "Changed meanwhile"
    assert _sent(moved)["base"] == sent["base"]
    less = _sent(client.post(_address("causes"), {**sent, "do": "delete-r0"}))
    assert "row-r0-text" not in less
    more = _sent(client.post(_address("causes"), {**sent, "do": "add"}))
    assert more["row-n0-text"] == ""
    assert saved.version == PostMortem.objects.get().version == 1


def test_a_rule_brings_its_notifications_with_their_clocks(
    saved: PostMortem, people: Mapping[str, Person]
) -> None:
    client = people["contributor"].client
    sent = _sent(client.get(_address("compliance")))
    page = client.post(_address("compliance"), {**sent, "do": "rule-NIS2"})
    rows = _sent(page)
    assert (rows["row-n0-rule"], rows["row-n0-step"]) == ("NIS2", "early warning")
    client.post(_address("compliance"), {**rows, "do": "save"})
    assert "2026-03-02 12:04" in _text(saved, "compliance")
    shown = client.get(_address("compliance")).content.decode()
    assert "overdue" in shown or "running" in shown


def test_a_script_saves_and_learns_what_stands_now(
    saved: PostMortem, people: Mapping[str, Person]
) -> None:
    client = people["contributor"].client
    sent = _sent(client.get(_address("causes")))
    sent |= {"row-nx-text": "Retries multiplied the load", "row-nx-evidence": "see the graph",
             "row-nx-type": "amplifier", "row-ny-text": ""}  # fmt: skip
    answer = client.post(_address("causes"), sent, **JSON)
    found: dict[str, Any] = json.loads(answer.content)
    assert answer.status_code == 200
    assert found["version"] == 2
    assert found["cells"]["nx"]["number"] == "F4"
    assert "ny" not in found["cells"]
    assert any("named as e3" in each for each in found["remarks"]["nx"]["evidence"])
    assert "of 3 factors answered" in found["beneath"]
    assert "Retries multiplied" in found["section"]["text"]
    again = client.post(_address("causes"), {**sent, "base": found["digest"]}, **JSON)
    assert json.loads(again.content)["version"] == 2


def test_a_form_that_comes_too_late_overwrites_nothing_and_keeps_what_was_typed(
    saved: PostMortem, people: Mapping[str, Person]
) -> None:
    first, second = people["contributor"].client, people["lead"].client
    early, late = (_sent(each.get(_address("causes"))) for each in (first, second))
    first.post(_address("causes"), {**early, "row-r0-text": "Theirs stands"})
    mine = {**late, "row-r0-text": "Mine is <kept>"}
    answer = second.post(_address("causes"), mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Mine is &lt;kept&gt;" in page
    assert "Theirs stands" in page
    assert "The contributor" in page
    assert "Theirs stands" in _text(saved, "root_cause")
    told = second.post(_address("causes"), mine, **JSON)
    assert told.status_code == 409
    theirs = json.loads(told.content)["theirs"]
    assert "Theirs stands" in theirs["html"]
    assert _sent(answer)["base"] == theirs["digest"]
    second.post(_address("causes"), {**mine, "base": theirs["digest"]})
    assert "Mine is <kept>" in _text(saved, "root_cause")


def test_what_is_refused_is_shown_again_with_its_reason(
    saved: PostMortem, people: Mapping[str, Person]
) -> None:
    client = people["contributor"].client
    sent = {**_sent(client.get(_address("impact"))), "row-n1-measure": "x" * 4001}
    answer = client.post(_address("impact"), sent)
    assert answer.status_code == 400
    assert "4,000 characters" in answer.content.decode()
    assert "x" * 4001 in answer.content.decode()
    told = client.post(_address("impact"), sent, **JSON)
    assert (told.status_code, "4,000" in json.loads(told.content)["reason"]) == (400, True)
    other = {**_sent(client.get(_address("impact"))), "as": "987654"}
    assert client.post(_address("impact"), other, **JSON).status_code == 403


@pytest.mark.parametrize(
    "address",
    ["/postmortems/1/sections/impact/blocks/cost-of/", "/postmortems/1/sections/none/blocks/cost/",
     "/postmortems/1/sections/actions/blocks/impact/", "/postmortems/9/sections/cost/blocks/cost/"],
)  # fmt: skip
def test_what_is_not_there(saved: PostMortem, people: Mapping[str, Person], address: str) -> None:
    for ask in ("get", "post"):
        assert getattr(people["lead"].client, ask)(address).status_code == 404


def test_markup_in_cells_is_text_everywhere(
    saved: PostMortem, people: Mapping[str, Person]
) -> None:
    client = people["contributor"].client
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    sent = _sent(client.get(_address("causes")))
    sent["row-r0-text"] = evil
    client.post(_address("causes"), sent)
    edges = _sent(client.get(_address("map", "root_cause")))
    edges |= {"row-n1-from": "F1", "row-n1-to": "impact", "row-n1-how": evil}
    client.post(_address("map", "root_cause"), edges)
    for address in (
        _address("causes"),
        _address("map", "root_cause"),
        "/postmortems/1/factors/",
        "/postmortems/1/open/",
        "/postmortems/1/revisions/compare/?from=1",
    ):
        page = client.get(address).content.decode()
        assert "alert(1)" in page or "open" in address
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_the_drawing_flags_what_nothing_shows(
    saved: PostMortem, people: Mapping[str, Person]
) -> None:
    client = people["contributor"].client
    sent = _sent(client.get(_address("map", "root_cause")))
    sent |= {"row-n1-from": "F1", "row-n1-to": "impact", "row-n1-evidence": "e1",
             "row-n2-from": "F3", "row-n2-to": "F1"}  # fmt: skip
    client.post(_address("map", "root_cause"), sent)
    page = client.get("/postmortems/1/factors/").content.decode()
    assert 'class="edge shown"' in page
    assert 'class="edge unshown"' in page
    assert "nothing shows it" in page
    assert " style=" not in page


def test_readers_see_what_the_rows_amount_to(
    saved: PostMortem, people: Mapping[str, Person]
) -> None:
    client = people["contributor"].client
    edges = {"base": "", "row-n1-from": "F1", "row-n1-to": "impact", "row-n1-evidence": "e1"}
    client.post(_address("map", "root_cause"), edges)
    for amount in ("4,000 EUR", "1,500 EUR"):
        sent = _sent(client.get(_address("cost")))
        item = {"row-n1-item": f"Refunds of {amount}", "row-n1-amount": amount}
        client.post(_address("cost"), {**sent, **item})
    page = people["viewer"].client.get("/postmortems/1/").content.decode()
    assert 'class="causal-map"' in page
    assert "5,500" in page


def test_more_rows_ask_no_more_of_the_store(
    saved: PostMortem, people: Mapping[str, Person]
) -> None:
    client = people["contributor"].client

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(_address("causes")).status_code == 200
        return len(seen)

    count()
    few = count()
    sent = _sent(client.get(_address("causes")))
    more = {f"row-m{n}-text": f"Factor number {n}" for n in range(30)}
    assert client.post(_address("causes"), {**sent, **more}, **JSON).status_code == 200
    count()
    assert count() == few
