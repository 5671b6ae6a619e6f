"""What is at stake, through the API."""

from __future__ import annotations

import pytest

from tests.api.callers import caller
from tests.recurrence.things import action, incident, published
from tests.web.people import person

pytestmark = pytest.mark.django_db


def test_the_backlog_and_one_action_say_the_same() -> None:
    first = published(person("contributor", name="writer"), days=100, sections=())
    open_one = action(first, action_class="prevent")
    incident(days=20)
    reader = caller("viewer")
    one = reader.get(f"/actions/{open_one.pk}/replay?reach=services&share=0.25").json()
    assert (one["at_stake"], one["spared"], len(one["touched"])) == (7200, 1800, 2)
    assert one["assumptions"] == {"reach": "services", "days": 365, "share": 0.25}
    (ranked,) = reader.get("/backlog?reach=services&share=0.25").json()["actions"]
    assert ranked == {key: value for key, value in one.items() if key != "assumptions"}
    assert reader.get("/backlog?share=2").status_code == 422
    assert caller("stranger").get(f"/actions/{open_one.pk}/replay").status_code == 404
    assert caller("stranger", name="other").get("/backlog").json()["actions"] == []
