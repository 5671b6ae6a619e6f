"""Similar incidents through the API: found, judged, taken back."""

from __future__ import annotations

import pytest

from hansei.recurrence.models import Pair
from tests.api.callers import caller
from tests.recurrence.things import action, incident, published
from tests.web.people import person

pytestmark = pytest.mark.django_db
POOL = "The connection pool of the primary was exhausted by the importer"


def test_a_pair_is_found_judged_and_taken_back() -> None:
    first = published(person("contributor", name="writer"), days=100, sections=())
    first.incidents.update(title="Checkout fails: pool exhausted", summary=POOL)
    done = action(first, done_days=50)
    again = incident(days=2, title="Payments fail: pool exhausted", summary=POOL)
    earlier = first.incidents.get().pk
    lead, place = caller("lead"), f"/incidents/{again.pk}/similar"
    found = lead.get(place).json()
    assert [each["incident"] for each in found["likely"]] == [earlier]
    body = {"same": True, "reopen": [{"action": done.pk, "version": done.version}]}
    for who in ("viewer", "stranger"):
        assert caller(who)("PUT", f"{place}/{earlier}", body).status_code == 404
    said = lead("PUT", f"{place}/{earlier}", body)
    assert said.status_code == 200
    assert said.json()["same"] is True
    done.refresh_from_db()
    assert done.status == "planned"
    (match,) = lead.get(place).json()["confirmed"]
    assert match["foreseen"][0]["says"] == f"action 1 of {first.reference} is not done yet"
    assert lead("DELETE", f"{place}/{earlier}").status_code == 204
    done.refresh_from_db()
    assert done.status == "completed"
    assert not Pair.objects.exists()
    assert lead("DELETE", f"{place}/{earlier}").status_code == 404


def test_recurrence_is_told_within_a_window() -> None:
    for days in (200, 150, 10):
        incident(days=days, title=f"Nothing alike {days}")
    reader = caller("viewer")
    told = reader.get("/recurrence").json()
    assert (told["total"]["n"], told["total"]["repeated"], told["window_days"]) == (3, 1, 90)
    assert told["services"][0]["name"] == "checkout"
    assert told["total"]["low"] < told["total"]["rate"] < told["total"]["high"]
    assert reader.get("/recurrence?window=0").json()["total"]["repeated"] == 2
    assert reader.get("/recurrence?window=-1").status_code == 422
    assert caller("stranger").get("/recurrence").json()["total"]["n"] == 0
