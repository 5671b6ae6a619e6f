"""Statements are marked and settled in the text of their section."""

from __future__ import annotations

import pytest

from hansei.accounts.actor import Actor, ActorKind, system
from hansei.accounts.roles import Role
from hansei.audit.models import Entry
from hansei.domain.claims import Standing
from hansei.domain.document import Block, Section
from hansei.domain.errors import Conflict, InputError, NotFound
from hansei.domain.open_points import open_points
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.mark_statement import mark_statement, settle_statement
from hansei.postmortem.services.save_draft import save_draft
from tests.store.samples import sample_draft

pytestmark = pytest.mark.django_db
WRITER = Actor(ActorKind.USER, "writer", 101, frozenset({Role.CONTRIBUTOR}))
VIEWER = Actor(ActorKind.USER, "viewer", 102, frozenset({Role.VIEWER}))
SAID = "It began at 10:10. [e1]"
PLACE = {"number_or_id": 1, "handle": "impact", "statement": SAID}


@pytest.fixture
def saved() -> PostMortem:
    sections = (Section("impact", "Impact", (Block("It hurt."), Block(SAID))),)
    return save_draft(actor=system("test"), draft=sample_draft(sections=sections), source="/1")


def _text(saved: PostMortem) -> str:
    saved.refresh_from_db()
    return document_of(saved).sections[0].blocks[1].text


def test_a_dispute_is_written_into_the_text_and_settled(saved: PostMortem) -> None:
    mark_statement(
        actor=WRITER, **PLACE, standing=Standing.DISPUTED, who="Support lead", why="a ticket"
    )
    assert _text(saved) == f"**Disputed** (Support lead: a ticket): {SAID}"
    (point,) = open_points(document_of(saved))
    settle_statement(
        actor=WRITER, number_or_id=1, handle="impact", statement=point.statement, note="We looked."
    )
    assert _text(saved) == SAID
    verbs = list(Entry.objects.order_by("seq").values_list("verb", flat=True))
    assert verbs[1:] == ["mark statement", "settle statement"]
    assert "We looked." in Entry.objects.get(seq=3).changes


def test_an_answer_takes_the_place_of_what_was_open(saved: PostMortem) -> None:
    mark_statement(actor=WRITER, **PLACE, standing=Standing.ASSUMPTION)
    (point,) = open_points(document_of(PostMortem.objects.get()))
    settle_statement(
        actor=WRITER, number_or_id=1, handle="impact", statement=point.statement,
        answer="It began at 10:04. [e4]",
    )  # fmt: skip
    assert _text(saved) == "It began at 10:04. [e4]"
    assert "e4" in [each.id for each in document_of(saved).events]


def test_what_is_refused(saved: PostMortem) -> None:
    with pytest.raises(InputError, match="says why"):
        mark_statement(actor=WRITER, **PLACE, standing=Standing.DISPUTED, why=" ")
    with pytest.raises(InputError):
        mark_statement(actor=WRITER, **PLACE, standing=Standing.CITED)
    with pytest.raises(InputError, match="2,000"):
        settle_statement(actor=WRITER, **PLACE, answer="x" * 2001)
    for changed in ({"statement": "Other."}, {"handle": "nowhere"}):
        with pytest.raises(Conflict):
            mark_statement(actor=WRITER, **{**PLACE, **changed}, standing=Standing.UNKNOWN)
    with pytest.raises(Conflict):
        settle_statement(actor=WRITER, **PLACE)
    with pytest.raises(NotFound):
        mark_statement(actor=VIEWER, **PLACE, standing=Standing.UNKNOWN)
    with pytest.raises(NotFound):
        settle_statement(actor=VIEWER, **PLACE)
    assert _text(saved) == SAID
