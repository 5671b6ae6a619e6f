"""`hansei similar` on the store."""

from __future__ import annotations

import json

import pytest

from hansei.recurrence.services.judge_pair import confirm_recurrence
from tests.cli.conftest import Run
from tests.recurrence.things import action, incident, published
from tests.web.people import person

pytestmark = pytest.mark.django_db
POOL = "The connection pool of the primary was exhausted by the importer"


def test_what_is_like_an_incident_is_told_with_its_why(run: Run) -> None:
    lead = person("lead")
    first = published(lead, days=100, sections=())
    first.incidents.update(title="Checkout fails: pool exhausted", summary=POOL)
    done = action(first, done_days=50)
    again = incident(days=2, title="Payments fail: pool exhausted", summary=POOL)
    told = run("similar", str(again.pk))
    assert told.code == 0
    assert "like it 0." in told.out
    assert "same service: checkout" in told.out
    confirm_recurrence(
        actor=lead.actor, incident=again.pk, other=first.incidents.get().pk,
        reopen={done.pk: done.version},
    )  # fmt: skip
    told = run("similar", str(again.pk))
    assert "the same again 0." in told.out
    assert "this was foreseen: action 1 of PM-1 is not done yet" in told.out
    (match,) = json.loads(run("similar", "PM-1", "--format", "json").out)["confirmed"]
    assert (match["incident"], match["same"], match["is_earlier"]) == (again.pk, True, False)


def test_what_is_no_incident_is_one_line(run: Run) -> None:
    for given in ("99", "PM-99", "the last one"):
        answer = run("similar", given)
        assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    only = incident(days=2)
    assert "nothing like it is known" in run("similar", str(only.pk)).out
