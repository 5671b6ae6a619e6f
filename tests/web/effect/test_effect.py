"""Did it work? The pages, the command and the API say the same, to who may know."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import unescape
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from hansei.domain.coverage import FactorType
from hansei.domain.document import Block, Section
from hansei.learning.held import facts
from hansei.postmortem.models import PostMortem
from hansei.timeline.models import Service
from tests.api.callers import caller
from tests.recurrence.things import action, incident, published
from tests.web.people import Person

People = Mapping[str, Person]


def _page(who: Person, path: str) -> str:
    answer = who.client.get(path)
    assert answer.status_code == 200, path
    return unescape(answer.content.decode())


def _landed(people: People) -> PostMortem:
    found = published(people["contributor"], days=100)
    for days in range(95, 460, 6):
        incident(days=days, detect=30)
    for days in (3, 40, 60, 61, 62, 63):
        incident(days=days, detect=3)
    return found


def test_the_page_says_it_in_words_and_lists_what_was_counted(people: People) -> None:
    done = action(_landed(people), done_days=90)
    page = _page(people["viewer"], f"/actions/{done.pk}/effect/")
    assert "Incidents became rarer" in page
    assert "Detection became quicker" in page
    assert "Resolution became slower" in page
    assert "left out" in page
    assert page.count('<line class="mark after"') == 6
    assert f"/actions/{done.pk}/effect/" in _page(people["viewer"], f"/actions/{done.pk}/")


def test_what_is_not_done_or_has_no_service_pretends_nothing(people: People) -> None:
    found = _landed(people)
    planned, done = action(found), action(found, done_days=9)
    assert "It is not done yet" in _page(people["viewer"], f"/actions/{planned.pk}/effect/")
    found.incidents.get().services.clear()
    assert "Nothing to compare with" in _page(people["viewer"], f"/actions/{done.pk}/effect/")


def test_a_service_is_compared_around_any_day(people: People) -> None:
    done = action(_landed(people), done_days=90)
    pk = Service.objects.get(name="checkout").pk
    page = _page(people["viewer"], f"/effect/{pk}/")
    assert "Incidents became rarer" in page
    assert f"/actions/{done.pk}/effect/" in page
    assert "rule out luck" in _page(people["viewer"], f"/effect/{pk}/?landed=2026-11-24")
    answer = people["viewer"].client.get(f"/effect/{pk}/?landed=soon")
    assert answer.status_code == 400
    assert 'value="soon"' in answer.content.decode()
    assert "checkout" in _page(people["viewer"], "/effect/")


FACTORS = """| Factor | Type |
| --- | --- |
| Nothing watched the queue | detection gap |
| The pool had no bound | condition |"""


def test_a_class_of_factors_is_compared_around_what_answered_it(people: People) -> None:
    sections = (Section("factors", "Contributing factors", (Block(FACTORS),)),)
    first = published(people["contributor"], days=100, sections=sections)
    published(people["contributor"], days=300, sections=sections)
    published(people["contributor"], days=20)
    seen = action(first, done_days=90, answers="F1", text="Watch the queue")
    action(first, done_days=80, answers="F2", text="Bound the pool")
    place = 1 + tuple(FactorType).index(FactorType.DETECTION)
    page = _page(people["viewer"], f"/effect/factors/{place}/")
    assert "Detection gap" in _page(people["viewer"], "/effect/")
    assert f"/actions/{seen.pk}/effect/" in page
    assert "Bound the pool" not in page
    assert page.count('<line class="mark before"') == 1
    assert page.count("left out") >= 1  # what the action was made for
    assert 'class="mark after"' not in page
    assert people["viewer"].client.get("/effect/factors/99/").status_code == 404
    assert people["stranger"].client.get(f"/effect/factors/{place}/").status_code == 404


def test_who_may_not_read_it_learns_nothing(people: People) -> None:
    hidden = published(people["contributor"], days=100, restricted=True)
    done = action(hidden, done_days=9)
    for who in ("lead", "viewer", "stranger"):
        assert people[who].client.get(f"/actions/{done.pk}/effect/").status_code == 404
    pk = Service.objects.get(name="checkout").pk
    assert done.text not in _page(people["viewer"], f"/effect/{pk}/")
    assert done.text in _page(people["auditor"], f"/effect/{pk}/")
    assert people["stranger"].client.get(f"/effect/{pk}/").status_code == 404


def test_the_api_says_the_same(people: People) -> None:
    done = action(_landed(people), done_days=90)
    reader = caller("viewer", name="reader")
    told: dict[str, Any] = reader.get(f"/actions/{done.pk}/effect").json()
    assert told["said"]["rate"]["verdict"] == "better"
    assert told["comparison"]["rate"]["after"]["count"] == 6
    assert "incidents" not in told
    pk = Service.objects.get(name="checkout").pk
    assert reader.get(f"/services/{pk}/effect").json()["landed"] == told["landed"]
    at = reader.get(f"/services/{pk}/effect?landed=2020-01-01T00:00:00Z").json()
    assert at["comparison"]["rate"]["before"]["count"] == 0
    assert caller("stranger", name="other").get(f"/actions/{done.pk}/effect").status_code == 404
    assert json.dumps(told)


def test_it_costs_a_constant_number_of_queries(people: People) -> None:
    def cost(pk: int) -> int:
        facts()  # what was written past the services is told first
        with CaptureQueriesContext(connection) as queries:
            people["lead"].client.get(f"/actions/{pk}/effect/")
        return len(queries)

    found = published(people["contributor"], days=100)
    done = action(found, done_days=90)
    few = cost(done.pk)
    for days in range(1, 60):
        incident(days=days)
    assert cost(done.pk) <= few + 1
