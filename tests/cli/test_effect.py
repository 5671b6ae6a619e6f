"""`hansei effect` on the store."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Run
from tests.recurrence.things import action, incident, published
from tests.web.people import person

pytestmark = pytest.mark.django_db


def test_an_action_is_told_in_words_and_as_json(run: Run) -> None:
    found = published(person("lead"), days=100)
    done, planned = action(found, done_days=90), action(found)
    for days in (10, 120, 150, 300):
        incident(days=days)
    told = run("effect", str(done.pk))
    assert told.code == 0
    assert told.out.startswith("Limit the pool (PM-1)\nlanded ")
    assert "1 incident in 90 days since" in told.out
    assert "left out: 1 that it was made for" in told.out
    answer = json.loads(run("effect", str(done.pk), "--format", "json").out)
    assert answer["comparison"]["rate"]["after"] == pytest.approx({"count": 1, "exposure": 90})
    assert answer["said"]["rate"]["verdict"] == "cannot tell"
    assert "not done yet" in run("effect", str(planned.pk)).out


def test_what_is_no_action_is_one_line(run: Run) -> None:
    for given in ("99", "x", "0"):
        answer = run("effect", given)
        assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
