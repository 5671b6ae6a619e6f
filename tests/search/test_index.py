"""The index follows every change, whatever made it, in the transaction of the change."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection, transaction

from hansei.domain.document import Section, drafted
from hansei.domain.event import Event as Line
from hansei.domain.incident import IncidentFacts
from hansei.postmortem.models import Action, PostMortem
from hansei.postmortem.services.change_incident import edit_incident
from hansei.postmortem.services.save_draft import save_draft
from hansei.project.transactions import writing
from hansei.search import indexing, triggers
from hansei.search.models import Changed, Kind, Text
from hansei.timeline.models import Event, Incident, Service
from tests.search.things import HOST, NOON, titles, told, written
from tests.store.samples import sample_draft

pytestmark = pytest.mark.django_db


def test_a_change_is_found_as_soon_as_it_is_made() -> None:
    made = told("Checkout is slow", services=("payments",), summary="The queue filled up.")
    for text in ("checkout", "payments", "queue filled"):
        assert titles(text) == ["Checkout is slow"]
    facts = IncidentFacts(title="Cart is empty", started=NOON, ended=NOON)
    edit_incident(actor=HOST, incident=made.pk, version=made.version, facts=facts)
    assert titles("cart") == ["Cart is empty"]
    for text in ("checkout", "payments", "queue"):
        assert titles(text) == []
    assert not Changed.objects.exists()


def test_what_a_transaction_takes_back_is_not_found() -> None:
    def fails() -> None:
        with writing():
            Incident.objects.create(title="Never happened")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert titles("happened") == []
    assert Text.objects.count() == 0


def test_prose_key_events_and_actions_are_found() -> None:
    text = "The **connection pool** of `ledger` was exhausted. [e1]"
    made = written("Checkout is slow", text=text)
    assert titles("ledger exhausted", kind=Kind.POST_MORTEM) == ["Checkout is slow"]
    assert titles("PM-1", kind=Kind.POST_MORTEM) == ["Checkout is slow"]
    assert titles('"something happened 2"') == ["Checkout is slow"]  # a key event
    assert titles('"something happened 4"') == []  # one that is not
    sections = (Section("actions", "Actions", (drafted("x", "- Alert on waiting connections"),)),)
    again = sample_draft(title="Checkout is slow", sections=sections)
    save_draft(actor=HOST, draft=again, source="/1", version=made.version)
    assert titles("alert waiting", kind=Kind.ACTION) == ["Alert on waiting connections"]
    assert titles("ledger", kind=Kind.POST_MORTEM) == []


def _event(incident: Incident) -> Event:
    body = b'{"id":"e1","at":"2026-03-01T12:00:00Z","text":"Harbour pilot aboard"}'
    return Event.objects.create(incident=incident, name="e1", at=NOON, key=True, body=body.decode())


_PAST_SERVICES: dict[str, Callable[[Incident], object]] = {
    "title": lambda made: Incident.objects.filter(pk=made.pk).update(title="Harbour pilot"),
    "summary": lambda made: Incident.objects.filter(pk=made.pk).update(summary="harbour pilot"),
    "event": _event,
    "service": lambda made: made.services.add(Service.objects.create(name="harbour-pilot")),
    "renamed": lambda made: Service.objects.filter(name="ledger").update(name="harbour pilot"),
}


@pytest.mark.parametrize("what", _PAST_SERVICES)
def test_statements_past_the_services_are_noted_by_the_database(what: str) -> None:
    made = told("Checkout is slow", services=("ledger",))
    _PAST_SERVICES[what](made)
    assert Changed.objects.exists()
    indexing.index_backlog()
    assert len(titles("harbour pilot")) == 1


def test_what_is_gone_is_not_found() -> None:
    made = told("Checkout is slow")
    Incident.objects.filter(pk=made.pk).delete()
    indexing.index_backlog()
    assert Text.objects.count() == 0


def test_events_that_nobody_starred_cost_the_index_nothing() -> None:
    made = told()
    Event.objects.create(incident=made, name="e1", at=NOON, key=False, body="{}")
    Event.objects.filter(incident=made).update(body='{"odd": true}')
    assert not Changed.objects.exists()


def test_a_large_change_leaves_the_rest_for_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "AT_ONCE", 3)
    with transaction.atomic():
        for number in range(7):
            Incident.objects.create(title=f"Harbour {number}")
    told("Harbour of a person")
    assert titles("harbour person") == ["Harbour of a person"]  # the newest come first
    assert Changed.objects.count() == 5
    assert indexing.index_backlog() == 2
    assert len(titles("harbour")) == 8


def test_triggers_that_a_rebuilt_table_lost_are_made_again() -> None:
    name = next(each for each in triggers.statements(connection.vendor) if "TRIGGER" in each)
    assert "search_timeline_incident_insert" in name
    drop = {
        "sqlite": "DROP TRIGGER search_timeline_incident_insert",
        "postgresql": "DROP TRIGGER search_timeline_incident_insert ON timeline_incident",
    }
    with connection.cursor() as cursor:
        cursor.execute(drop[connection.vendor])
    Incident.objects.create(title="Unnoticed")
    assert not Changed.objects.exists()
    triggers.ensure()
    Incident.objects.create(title="Noticed")
    assert Changed.objects.count() == 1


def test_odd_text_is_indexed_on_either_engine() -> None:
    text = "zero \0 and lone, 14:05 <b>&amp;</b> e5 1e5 5xx v1.2.3 \N{PILE OF POO}"
    written("Odd \N{PILE OF POO} one", text=text)
    assert titles("lone 5xx 1e5", kind=Kind.POST_MORTEM) == ["Odd \N{PILE OF POO} one"]
    assert titles("v1.2", kind=Kind.POST_MORTEM) == ["Odd \N{PILE OF POO} one"]
    assert PostMortem.objects.count() == 1
    assert not Action.objects.exists()


def test_a_line_is_found_with_who_acted() -> None:
    line = Line(id="e1", at=NOON, text="Rolled back", actor="on-call engineer", key=True)
    assert indexing.event_text(indexing.msgspec.json.encode(line).decode()) == (
        "on-call engineer: Rolled back"
    )
