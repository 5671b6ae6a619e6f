"""The history of a post-mortem: states, who made them, and what changed in each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hansei.accounts.actor import Actor, system
from hansei.domain.changes.words import Kind
from hansei.domain.document import Block, Section
from hansei.domain.errors import NotFound
from hansei.domain.section_text import section_digest
from hansei.postmortem.models import Grant, PostMortem, Revision
from hansei.postmortem.selectors import document_of
from hansei.postmortem.selectors.revisions import PAGE, between, history, one_state
from hansei.postmortem.services.edit_section import edit_section
from hansei.postmortem.services.save_draft import save_draft
from hansei.postmortem.services.save_point import save_point
from tests.store.samples import sample_draft
from tests.web.people import person

pytestmark = pytest.mark.django_db
TABLE = "| Action | Owner | Status |\n| --- | --- | --- |\n| Bound the pool | A | {} |"
SECTIONS = (
    Section("impact", "Impact", (Block("It was slow."),)),
    Section("actions", "Actions", (Block(TABLE.format("planned")),)),
)


@pytest.fixture
def saved() -> PostMortem:
    draft = sample_draft(sections=SECTIONS)
    return save_draft(actor=system("draft"), draft=draft, source="/1", note="the first draft")


def _write(saved: PostMortem, actor: Actor, text: str, handle: str = "impact") -> None:
    saved.refresh_from_db()
    at = 0 if handle == "impact" else 1
    base = section_digest(document_of(saved).sections[at])
    edit_section(actor=actor, number_or_id=1, handle=handle, text=text, base=base)


def test_each_state_tells_who_made_it_and_what_changed(saved: PostMortem) -> None:
    Revision.objects.update(at=saved.updated - timedelta(hours=1))
    writer = person("contributor").actor
    _write(saved, writer, "It was very slow.")
    _write(saved, writer, TABLE.format("completed"), "actions")
    found = history(actor=writer, number_or_id=1)
    now, first_of_writer, first = found.steps
    assert [each.state.number for each in found.steps] == [3, 2, 1]
    assert (now.state.is_now, now.state.by, now.before) == (True, "The contributor", 2)
    assert (first.state.by, first.state.note) == ("draft", "the first draft")
    assert first.changes is None
    assert first_of_writer.changes
    assert [each.came for each in first_of_writer.changes.touched] == [1]
    assert [(each.kind, each.action.status.value) for each in now.actions] == [
        (Kind.SAME, "completed")
    ]
    assert found.older == 0
    assert found.may_change


def test_any_two_states_are_compared_and_one_is_read(saved: PostMortem) -> None:
    writer = person("contributor").actor
    _write(saved, writer, "It was very slow.")
    save_point(actor=writer, number_or_id=1)
    _write(saved, writer, "It was down.")
    found = between(actor=writer, number_or_id=1, before=1)
    assert (found.before.number, found.after.number, found.after.is_now) == (1, 3, True)
    assert found.changes.touched[0].handle == "impact"
    back = between(actor=writer, number_or_id=1, before=3, after=2)
    assert (back.before.number, back.after.number) == (3, 2)
    kept = one_state(actor=writer, number_or_id=1, revision=2)
    assert kept.document.sections[0].text == "It was very slow."
    for wanted in ({"before": 9}, {"before": 1, "after": 9}):
        with pytest.raises(NotFound):
            between(actor=writer, number_or_id=1, **wanted)


def test_a_long_history_has_pages_and_no_more_queries(saved: PostMortem) -> None:
    writer = person("contributor").actor

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            history(actor=writer, number_or_id=1)
        return len(seen)

    _write(saved, writer, "It was 0.")
    few = count()
    for number in range(PAGE + 5):
        _write(saved, writer, f"It was {number + 1}.")
        save_point(actor=writer, number_or_id=1)
    assert count() <= few
    first = history(actor=writer, number_or_id=1)
    second = history(actor=writer, number_or_id=1, before=first.older)
    numbers = [each.state.number for page in (first, second) for each in page.steps]
    assert numbers == sorted(numbers, reverse=True)
    assert len(set(numbers)) == len(numbers) == Revision.objects.count()
    assert second.older == 0
    assert first.steps[-1].changes is not None


def test_strangers_learn_nothing_of_a_restricted_one(saved: PostMortem) -> None:
    PostMortem.objects.update(restricted=True)
    named = person("viewer", name="named")
    Grant.objects.create(post_mortem=saved, user=named.user, role="viewer")
    assert not history(actor=named.actor, number_or_id=1).may_change
    stranger = person("lead").actor
    with pytest.raises(NotFound):
        history(actor=stranger, number_or_id=1)
    with pytest.raises(NotFound):
        between(actor=stranger, number_or_id=1, before=1)
    with pytest.raises(NotFound):
        one_state(actor=stranger, number_or_id=1, revision=1)
