"""Availability over the API: the same numbers, and what does not count against them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from hansei.timeline.models import Incident, Service
from tests.api.callers import caller

pytestmark = pytest.mark.django_db


def test_from_a_declared_maintenance_to_a_weighted_outage() -> None:
    who, reader = caller("contributor"), caller("viewer")
    service = Service.objects.create(name="checkout", slo_target=Decimal("99.9"))
    start = timezone.now() - timedelta(days=2)
    incident = Incident.objects.create(
        title="Slow", status="closed", started=start, ended=start + timedelta(minutes=30)
    )
    incident.services.add(service)
    address = f"/services/{service.pk}/availability"
    found = reader.get(address).json()
    assert (found["down"], found["breach"], found["burnt"][0]["title"]) == (1800, False, "Slow")
    assert round(found["used"], 3) == 0.694
    stretch = {"start": start.isoformat(), "end": (start + timedelta(minutes=10)).isoformat()}
    assert reader("POST", f"/services/{service.pk}/maintenance", stretch).status_code == 404
    made = who("POST", f"/services/{service.pk}/maintenance", stretch)
    assert made.status_code == 201
    assert reader.get(address).json()["down"] == 1200
    share = who("PUT", f"/incidents/{incident.pk}/share", {"share": 0.5})
    assert share.json() == {"share": 0.5}
    assert reader.get(address).json()["down"] == 600
    assert who("DELETE", f"/maintenance/{made.json()['id']}").status_code == 204
    assert reader.get(f"{address}?window=30d").json()["down"] == 900
    assert reader.get("/availability").json()["services"][0]["down"] == 900
    assert len(reader.get(f"{address}/months?months=2").json()["months"]) == 2
    assert reader.get(f"{address}?window=soon").status_code == 400
