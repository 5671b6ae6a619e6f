"""Which service a monitor is for: by its name, or as a person says."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from hansei.accounts.actor import system
from hansei.dashboards.promises import measured
from hansei.domain.errors import NotFound
from hansei.domain.event import Record, Signal
from hansei.learning.selectors.availability import availabilities
from hansei.learning.selectors.monitors import monitor_list, released, tied, unmatched_monitors
from hansei.organisation.selectors import MONITORS, monitors, versions
from hansei.organisation.services.settings import set_monitors, undo_setting
from hansei.timeline.models import Service
from hansei.timeline.services.import_records import import_records
from tests.api.callers import caller
from tests.web.people import person

pytestmark = pytest.mark.django_db
ACTOR = system("test")
NOW = datetime(2026, 3, 31, tzinfo=UTC)
WHERE = {"source": "uptimerobot", "monitor": "checkout-api"}


@pytest.fixture
def checkout(db: None) -> Service:
    """A service with a monitor of its name, and one with another; 43 minutes down."""
    made = Service.objects.create(name="Checkout API")
    start = NOW - timedelta(days=3)
    for at, signal in ((start, Signal.DOWN), (start + timedelta(minutes=43), Signal.UP)):
        record = Record(
            source="uptimerobot", key=f"{signal}", at=at, text="x", signal=signal,
            service="checkout-api",
        )  # fmt: skip
        import_records(actor=ACTOR, readings=[(record, {"at": str(at)})])
    return made


def _tie(service: int | None) -> int:
    wanted = tied(actor=ACTOR, service=service, **WHERE)
    return set_monitors(actor=ACTOR, monitors=wanted, version=versions().monitors)


def _measured() -> dict[str, float]:
    return {
        each.name: each.measured[0].found.down
        for each in availabilities(actor=ACTOR, now=NOW)
        if each.measured
    }


def test_a_source_that_saw_nothing_but_an_outage_tells_no_availability(checkout: Service) -> None:
    (chart,) = measured(availabilities(actor=ACTOR, now=NOW))
    names = [each.name for each in chart.columns]
    (row,) = (dict(zip(names, each, strict=True)) for each in chart.rows)
    assert (row["availability"], row["downtime"]) == (None, 2580)
    assert (row["from"], row["until"]) == ("2026-03-28 00:00", "2026-03-28 00:43")


def test_a_monitor_is_for_the_service_that_a_person_says(checkout: Service) -> None:
    other = Service.objects.create(name="Payments")
    assert _measured() == {"Checkout API": 2580}
    version = _tie(other.pk)
    assert _measured() == {"Payments": 2580}
    assert _tie(other.pk) == version  # says nothing new
    (row,) = monitor_list(actor=ACTOR)
    assert (row.service, row.name, row.is_tied) == (other.pk, "Payments", True)
    _tie(None)
    assert _measured() == {}
    assert unmatched_monitors(actor=ACTOR) == []  # somebody said that it is for none
    undo_setting(actor=ACTOR, key=MONITORS, version=versions().monitors)
    assert _measured() == {"Payments": 2580}
    wanted = released(actor=ACTOR, **WHERE)
    set_monitors(actor=ACTOR, monitors=wanted, version=versions().monitors)
    assert _measured() == {"Checkout API": 2580}
    assert monitors().ties == ()
    checkout.delete()
    assert unmatched_monitors(actor=ACTOR) == ["checkout-api"]


def test_what_is_no_monitor_or_service_is_not_tied(checkout: Service) -> None:
    for wrong in ({"monitor": "nothing"}, {"source": "statuscake"}, {"service": 987_654}):
        with pytest.raises(NotFound):
            tied(actor=ACTOR, **{**WHERE, "service": checkout.pk, **wrong})  # type: ignore[arg-type]
    reader = person("contributor").actor
    with pytest.raises(NotFound):
        tied(actor=reader, service=checkout.pk, **WHERE)
    assert len(monitor_list(actor=reader)) == 1
    with pytest.raises(NotFound):
        monitor_list(actor=person("stranger").actor)


def test_the_page_ties_and_takes_back(checkout: Service) -> None:
    other = Service.objects.create(name="Payments")
    keeper, reader = person("administrator"), person("viewer")
    page = keeper.client.get("/settings/monitors/").content.decode()
    assert "by its name" in page
    assert "<select" not in reader.client.get("/settings/monitors/").content.decode()
    typed = {**WHERE, "service": str(other.pk)}
    assert reader.client.post("/settings/monitors/", typed).status_code == 404
    assert keeper.client.post("/settings/monitors/", typed).status_code == 303
    assert _measured() == {"Payments": 2580}
    shown = keeper.client.get("/settings/monitors/").content.decode()
    undo = shown.partition("/settings/undo/monitors/?version=")[2].partition('"')[0]
    assert keeper.client.post(f"/settings/undo/monitors/?version={undo}").status_code == 303
    assert _measured() == {"Checkout API": 2580}
    nonsense = {**WHERE, "service": "9" * 40}
    assert keeper.client.post("/settings/monitors/", nonsense).status_code == 404


def test_the_api_does_the_same(checkout: Service) -> None:
    keeper, reader = caller("administrator"), caller("viewer")
    body = {**WHERE, "service": None}
    assert reader("PUT", "/monitors/tie", body).status_code == 404
    assert keeper("PUT", "/monitors/tie", body).status_code == 204
    (row,) = json.loads(reader.get("/monitors").content)["monitors"]
    assert (row["monitor"], row["service"], row["is_tied"]) == ("checkout-api", None, True)
    assert keeper("POST", "/monitors/release", WHERE).status_code == 204
    assert json.loads(reader.get("/monitors").content)["monitors"][0]["service"] == checkout.pk
