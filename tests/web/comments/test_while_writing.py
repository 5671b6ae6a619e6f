"""Remarks as the script of the editor sends them: a few words back, and no other page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from hansei.accounts.actor import system
from hansei.comments.models import Thread
from hansei.domain.section_text import section_digest, section_text
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.edit_section import edit_section
from tests.web.people import Person

People = Mapping[str, Person]
JSON: Mapping[str, Any] = {"HTTP_ACCEPT": "application/json"}
SUGGESTED = {"section": "impact", "quote": "too small", "text": "Says who?", "from": "edit",
             "suggests": "1", "wording": "of 20 connections"}  # fmt: skip


@pytest.fixture
def base(post_mortem: PostMortem) -> str:
    (section, *_) = [e for e in document_of(post_mortem).sections if e.key == "impact"]
    edit_section(
        actor=system("test"), number_or_id=post_mortem.number, handle="impact",
        text="The pool was too small.", base=section_digest(section),
    )  # fmt: skip
    return f"/postmortems/{post_mortem.number}/comments/"


def test_the_margin_of_the_editor_tells_where_words_stand(people: People, base: str) -> None:
    lead = people["lead"].client
    told = lead.post(base, SUGGESTED, **JSON).json()
    made = Thread.objects.get()
    assert told == {"said": "", "undo": "", "thread": made.pk, "stands": None}
    margin = lead.get(f"{base}beside/?at=edit").content.decode()
    assert 'data-before="the pool was"' in margin
    assert 'data-handle="impact"' in margin
    assert "data-before" not in lead.get(f"{base}beside/").content.decode()
    assert people["stranger"].client.post(base, SUGGESTED, **JSON).status_code == 404


def test_a_refusal_says_why_and_keeps_nothing(people: People, base: str) -> None:
    lead = people["lead"].client
    for given, reason in (
        ({**SUGGESTED, "quote": "far too large"}, "do not stand in the text"),
        ({**SUGGESTED, "suggests": "", "text": " "}, "write what you have to say"),
    ):
        answer = lead.post(base, given, **JSON)
        assert answer.status_code == 400
        assert reason in answer.json()["reason"]
    assert not Thread.objects.exists()


def test_a_suggestion_that_is_taken_in_says_how_its_section_stands(
    people: People, post_mortem: PostMortem, base: str
) -> None:
    """For whoever writes alone: their next save goes over this text and no other."""
    lead = people["lead"].client
    thread = lead.post(base, SUGGESTED, **JSON).json()["thread"]
    told = lead.post(f"{base}{thread}/acceptance/", **JSON).json()
    post_mortem.refresh_from_db()
    (section, *_) = [e for e in document_of(post_mortem).sections if e.key == "impact"]
    assert told["stands"] == {
        "handle": "impact", "text": section_text(section), "digest": section_digest(section),
    }  # fmt: skip
    assert "The pool was of 20 connections." in told["stands"]["text"]


def test_what_is_done_names_the_way_back(people: People, base: str) -> None:
    lead = people["lead"].client
    thread = lead.post(base, SUGGESTED, **JSON).json()["thread"]
    for what in ("refusal", "resolution"):
        told = lead.post(f"{base}{thread}/{what}/", **JSON).json()
        assert Thread.objects.get().resolved is not None
        assert lead.post(told["undo"], **JSON).json()["undo"] == ""
        assert Thread.objects.get().resolved is None
