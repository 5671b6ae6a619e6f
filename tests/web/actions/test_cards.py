"""Cards are kept as they were made: each change and each kind of reader makes another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from hansei.accounts.roles import Role
from hansei.domain.document import Block, Section
from hansei.postmortem.models import Action
from hansei.postmortem.services.save_draft import save_draft
from tests.store.samples import sample_draft
from tests.web.people import Person

TABLE = """| Action | Owner | Status |
| --- | --- | --- |
| Limit the pool | Support lead | planned |"""


@pytest.fixture
def action(people: Mapping[str, Person]) -> Action:
    section = Section("actions", "Corrective actions", (Block(TABLE),))
    actor = people[Role.ADMINISTRATOR].actor
    made = save_draft(actor=actor, draft=sample_draft(sections=(section,)), source="/a")
    return made.actions.get()


def _board(who: Person, where: str = "/actions/") -> str:
    answer = who.client.get(where)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_a_card_follows_what_changes(people: Mapping[str, Person], action: Action) -> None:
    worker, day = people[Role.CONTRIBUTOR], timezone.localdate()
    assert "Limit the pool" in _board(worker)
    assert "no due date" in _board(worker)
    change = Action.objects.filter(pk=action.pk).update
    for fields, shown in (
        ({"due": day - timedelta(days=3)}, "3 days overdue"),
        ({"owner": "On-call engineer"}, "On-call engineer"),
        ({"text": "Limit the pool & the queue"}, "Limit the pool & the queue"),
        ({"version": 7}, 'data-version="7"'),
    ):
        assert shown not in _board(worker)
        change(**fields)
        assert shown in _board(worker)


def test_each_reader_gets_a_card_of_its_own(
    people: Mapping[str, Person], action: Action
) -> None:  # fmt: skip
    worker, viewer = people[Role.CONTRIBUTOR], people[Role.VIEWER]
    for _ in range(2):
        assert 'class="menu"' in _board(worker)
        assert 'class="menu"' not in _board(viewer)
        assert 'draggable="true"' not in _board(viewer)
    assert action.text in _board(viewer)


def test_a_menu_leads_back_to_where_its_reader_is(
    people: Mapping[str, Person], action: Action
) -> None:
    worker = people[Role.CONTRIBUTOR]
    edit = f"/actions/{action.pk}/edit/?next="
    assert f'{edit}/actions/"' in _board(worker)
    assert f'{edit}/actions/%3Fq%3Dpool"' in _board(worker, "/actions/?q=pool")
    assert f'{edit}/actions/"' in _board(worker)
