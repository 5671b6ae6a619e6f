"""The first page, and choosing reminders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hansei.domain.reminders import Kind
from hansei.postmortem.models import Grant
from hansei.reminders.models import Muted
from hansei.reminders.selectors import wanted_kinds
from hansei.reminders.tokens import stop_token
from tests.publishing.conftest import asks_for_approval
from tests.reminders.things import NOW, action, check_in, incident, post_mortem, review
from tests.web.people import Person, person

People = Mapping[str, Person]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def _page(who: Person, query: str = "") -> str:
    response = who.client.get(f"/{query}")
    assert response.status_code == 200
    return str(response.content.decode())


def test_a_first_day_shows_how_to_begin(people: People) -> None:
    page = _page(people["administrator"])
    assert "/incidents/import/" in page
    assert "/people/invitations/" in page
    assert "/people/invitations/" not in _page(people["contributor"])
    assert "/incidents/import/" not in _page(people["viewer"])
    assert people["stranger"].client.get("/").headers["Location"] == "/account/waiting/"
    assert people["anonymous"].client.get("/").status_code == 302


def test_overdue_things_cannot_be_missed(people: People) -> None:
    lead = people["lead"]
    of = post_mortem(lead)
    action(of, lead.user, days=-40, text="Alert on saturation")
    incident(hours=-12, title="Disk full")
    page = _page(lead)
    assert "1 action is overdue" in page
    assert "1 post-mortem is late" in page
    assert "40 days late" in page
    assert "12 h late" in page
    assert "is overdue" not in _page(people["viewer"])
    assert "Alert on saturation" in _page(people["viewer"], "?show=all")


def test_everything_that_needs_somebody_is_on_it(people: People) -> None:
    asks_for_approval()
    lead, other = people["lead"], people["contributor"]
    mine = post_mortem(lead, title="Mine is a draft")
    action(mine, other.user, days=1, status="completed", text="Verify me")
    post_mortem(other, status="in review", title="Approve me")
    review(mine, hours=20)
    check_in(post_mortem(lead, status="published", title="Look at me"), days=0)
    incident(hours=5, title="Write me up")
    page = _page(lead)
    for text in ("Mine is a draft", "Verify me", "Approve me", "Look at me", "Write me up",
                 "5 h left", "every Sev-1 incident gets one", "Reviews ahead"):  # fmt: skip
        assert text in page, text


def test_restricted_things_are_nowhere_on_it(people: People) -> None:
    hidden = post_mortem(people["contributor"], restricted=True, title="The hidden one")
    hidden.incidents.add(incident(hours=-5, title="A hidden incident"))
    action(hidden, people["contributor"].user, days=-1, text="A hidden action")
    review(hidden, hours=5)
    page = _page(people["administrator"], "?show=all")
    for text in ("The hidden one", "A hidden incident", "A hidden action"):
        assert text not in page
    named = people["contributor"]
    Grant.objects.create(post_mortem=hidden, user=named.user, role="viewer")
    assert "The hidden one" in _page(named)


def test_an_action_is_done_from_it_and_taken_back(people: People) -> None:
    me = people["contributor"]
    mine = action(post_mortem(me), me.user, days=-2, in_document=False)
    given = {"move": "complete", "version": mine.version, "next": "/"}
    assert f'action="/actions/{mine.pk}/move/"' in _page(me)
    response = me.client.post(f"/actions/{mine.pk}/move/", given)
    assert response.headers["Location"] == "/"
    mine.refresh_from_db()
    assert mine.status == "completed"


def test_it_costs_the_same_queries_however_much_there_is(people: People) -> None:
    lead = people["lead"]
    asks_for_approval()

    def grow(count: int) -> None:
        for _ in range(count):
            of = post_mortem(lead)
            action(of, lead.user, days=-1)
            action(of, people["contributor"].user, days=-1, status="completed")
            review(of, hours=5)
            check_in(post_mortem(lead, status="published"), days=0)
            of.incidents.add(incident(hours=5))

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            _page(lead)
        return len(queries)

    grow(10)
    cost()
    few = cost()
    grow(12)
    assert cost() == few
    assert few <= 28


def test_reminders_are_chosen_and_the_choice_taken_back(people: People) -> None:
    lead = people["lead"]
    assert "HANSEI_SMTP_URL" in lead.client.get("/reminders/").content.decode()
    response = lead.client.post("/reminders/", {"kind": ["review", "due", "no such kind"]})
    assert wanted_kinds(actor=lead.actor) == {Kind.REVIEW, Kind.DUE}
    (message,) = get_messages(response.wsgi_request)
    lead.client.post(str(message.extra_tags))
    assert wanted_kinds(actor=lead.actor) == frozenset(Kind)
    assert people["anonymous"].client.post("/reminders/").status_code == 302


def test_a_link_in_a_letter_stops_them_only_when_it_is_posted(people: People) -> None:
    user = people["lead"].user
    assert user is not None
    browser = Client(enforce_csrf_checks=True)
    address = f"/reminders/stop/{stop_token(user.pk)}/"
    page = browser.get(address)
    assert page.status_code == 200
    assert not Muted.objects.exists()
    one_click: dict[str, Any] = {"List-Unsubscribe": "One-Click"}
    assert browser.post(address, one_click).status_code == 200
    assert wanted_kinds(actor=people["lead"].actor) == frozenset()
    assert browser.post("/reminders/stop/forged/").status_code == 404
    other = person("lead", name="other")
    assert wanted_kinds(actor=other.actor) == frozenset(Kind)
    one = stop_token(other.user.pk, Kind.REVIEW) if other.user else ""
    browser.post(f"/reminders/stop/{one}/")
    assert wanted_kinds(actor=other.actor) == frozenset(Kind) - {Kind.REVIEW}
