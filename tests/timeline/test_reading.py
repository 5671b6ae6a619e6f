"""Reading long timelines: in the order of time, in one indexed query."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from hansei.domain.event import Event
from hansei.project.bulk import insert, time_text
from hansei.timeline import selectors
from hansei.timeline.models import Event as Row
from hansei.timeline.models import Incident
from hansei.timeline.services.save_timeline import row_of
from tests.strategies.records import START

pytestmark = pytest.mark.django_db
MANY = 10_000


def _rows(incident: Incident, count: int) -> Iterator[tuple[object, ...]]:
    for number in range(count):
        # Written in another order than that of time.
        at = START + timedelta(seconds=(number * 7919) % count)
        event = Event(id=f"e{number}", at=at, text=f"line {number}", key=number % 100 == 0)
        columns = {**row_of(event, None), "at": time_text(at)}
        yield incident.pk, *(columns[name] for name in ("name", "at", "key", "body"))


@pytest.fixture
def long(db: None) -> Incident:
    made = [Incident.objects.create(title=f"Incident {number}") for number in range(20)]
    for each in made[1:]:
        insert(Row, ("incident_id", "name", "at", "key", "body"), _rows(each, 100))
    insert(Row, ("incident_id", "name", "at", "key", "body"), _rows(made[0], MANY))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE timeline_event")
    return made[0]


def _plan(queryset: QuerySet[Row]) -> str:
    return queryset.explain()


def test_ten_thousand_events_come_in_order_in_one_query(long: Incident) -> None:
    with CaptureQueriesContext(connection) as asked:
        found = list(selectors.stored_events(long))
    assert len(asked.captured_queries) == 1
    assert len(found) == MANY
    assert [each.at for each in found] == sorted(each.at for each in found)


def test_an_index_leads_to_a_page_a_line_and_the_key_events(long: Incident) -> None:
    shown = Row.objects.filter(incident=long, removed=False).order_by("at", "pk")
    assert "event_of_timeline" in _plan(shown[4000:4100])
    assert "event_key" in _plan(shown.filter(key=True))
    named = Row.objects.filter(incident=long, name__in=["e7", "e8"]).order_by()
    assert "event_by_name" in _plan(named)
    touched = Row.objects.filter(incident=long).exclude(amendment="").order_by()
    assert "event_touched" in _plan(touched)


def test_a_page_is_a_part_of_the_whole(long: Incident) -> None:
    whole = [each.id for each in selectors.stored_events(long)]
    page = selectors.some_events(long, first=4000, count=100)
    assert [each.id for each in page] == whole[4000:4100]
    assert selectors.event_count(long) == MANY
    keys = [each.id for each in selectors.key_events(long)]
    assert len(keys) == MANY // 100
    assert keys == [each for each in whole if each in set(keys)]
