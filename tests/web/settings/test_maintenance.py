"""Maintenance and shares as people declare them in the browser."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from hansei.learning.models import Observation
from hansei.timeline.models import Degradation, Incident, Maintenance, Service
from tests.web.people import Person

pytestmark = pytest.mark.django_db
START = {"start": "2026-03-01T02:00", "end": "2026-03-01T04:00", "reason": "Upgrade"}


def test_maintenance_is_declared_taken_back_and_declared_again(
    people: Mapping[str, Person],
) -> None:
    service = Service.objects.create(name="checkout")
    client = people["administrator"].client
    page = f"/settings/services/{service.pk}/"
    answer = client.post(f"{page}maintenance/", START)
    assert (answer.status_code, answer["Location"]) == (303, f"{page}#maintenance")
    made = Maintenance.objects.get()
    assert made.start == datetime(2026, 3, 1, 2, tzinfo=UTC)
    shown = client.get(page).content.decode()
    assert "Upgrade" in shown
    assert f"{page}maintenance/{made.pk}/withdrawal/" in shown
    client.post(f"{page}maintenance/{made.pk}/withdrawal/")
    made.refresh_from_db()
    assert made.withdrawn is not None
    client.post(f"{page}maintenance/{made.pk}/restoration/")
    made.refresh_from_db()
    assert made.withdrawn is None


def test_what_is_refused_shows_again_as_it_was_typed(people: Mapping[str, Person]) -> None:
    service = Service.objects.create(name="checkout")
    client = people["administrator"].client
    address = f"/settings/services/{service.pk}/maintenance/"
    for wrong in ({"end": "2026-03-01T01:00"}, {"end": "later"}):
        answer = client.post(address, START | wrong)
        assert answer.status_code == 400
        assert 'value="Upgrade"' in answer.content.decode()
        assert "field-end-wrong" in answer.content.decode()
    assert people["viewer"].client.post(address, START).status_code == 404
    assert not Maintenance.objects.exists()


def test_a_share_is_said_on_the_incident_and_taken_back(people: Mapping[str, Person]) -> None:
    incident = Incident.objects.create(title="Slow")
    client = people["contributor"].client
    page = f"/incidents/{incident.pk}/"
    assert "100 % of the service" in client.get(page).content.decode()
    assert client.post(f"{page}share/", {"percent": "12,5"}).status_code == 303
    assert Degradation.objects.get().share == 0.125
    shown = client.get(page).content.decode()
    assert "12.5 % of the service" in shown
    assert f"{page}share/?percent=100" in shown
    client.post(f"{page}share/?percent=100")
    assert Degradation.objects.get().share == 1
    client.post(f"{page}share/", {"percent": "some"})
    assert "between 0 and 100 percent" in client.get(page).content.decode()
    viewer = people["viewer"].client
    assert viewer.post(f"{page}share/", {"percent": "1"}).status_code == 404
    assert "Percent of users" not in viewer.get(page).content.decode()


def test_monitors_that_match_no_service_are_named(people: Mapping[str, Person]) -> None:
    Observation.objects.create(
        record=1, source="uptimerobot", subject="Web shop", service="Web shop", state=1,
        at=datetime(2026, 3, 1, tzinfo=UTC),
    )  # fmt: skip
    client = people["viewer"].client
    assert "Web shop: tie each to its service" in client.get("/settings/services/").content.decode()
    Service.objects.create(name="web-shop")
    assert "Web shop" not in client.get("/settings/services/").content.decode()
