"""What is at stake: an action's replay and the ranked backlog, to who may read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from html import unescape

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hansei.postmortem.models import PostMortem
from hansei.recurrence.models import Pair
from tests.recurrence.things import action, incident, published
from tests.web.people import Person

People = Mapping[str, Person]
POOL = "The connection pool of the primary was exhausted by the importer"


def _page(who: Person, path: str) -> str:
    answer = who.client.get(path)
    assert answer.status_code == 200, path
    return unescape(answer.content.decode())


def _first(people: People) -> PostMortem:
    found = published(people["contributor"], days=100, sections=())
    found.incidents.update(title="Checkout fails: pool exhausted", summary=POOL)
    return found


def test_the_incidents_that_it_would_have_touched_are_summed(people: People) -> None:
    first = _first(people)
    open_one = action(first, action_class="prevent")
    like = incident(days=20, title="Payments fail: pool exhausted", summary=POOL)
    incident(days=30, title="Certificate expired")
    incident(days=31, title="Disk full", service="other")
    path = f"/actions/{open_one.pk}/replay/"
    page = _page(people["viewer"], path)
    assert "2 incidents in 365 days, with 2 h at stake" in page
    assert like.title in page
    assert "1 h<" in page  # half of it
    assert "3 incidents in 365 days" in _page(people["viewer"], f"{path}?reach=services")
    assert "1 incident in 365 days" in _page(people["viewer"], f"{path}?reach=own")
    assert "1 incident in 50 days" in _page(people["viewer"], f"{path}?days=50")
    assert "With" not in page
    Pair.objects.create(
        later=like, earlier=first.incidents.get(), same=False, by="user:lead", at=timezone.now()
    )
    assert "1 incident in 365 days" in _page(people["viewer"], path)
    assert path in _page(people["viewer"], f"/actions/{open_one.pk}/")


def test_assumptions_that_make_no_sense_are_told_and_kept(people: People) -> None:
    open_one = action(_first(people))
    for path in (f"/actions/{open_one.pk}/replay/", "/actions/backlog/"):
        answer = people["viewer"].client.get(f"{path}?days=soon&share=150&reach=all")
        assert answer.status_code == 400
        page = unescape(answer.content.decode())
        assert 'value="soon"' in page
        assert 'value="150"' in page
        assert "a whole percentage from 0 to 100" in page


def test_the_backlog_is_ranked_by_what_each_would_have_spared(people: People) -> None:
    first = _first(people)
    action(first, text="See it sooner", action_class="detect")
    action(first, text="Prevent it", action_class="prevent")
    action(first, text="Long done", done_days=3)
    page = _page(people["viewer"], "/actions/backlog/")
    assert page.index("Prevent it") < page.index("See it sooner")
    assert "Long done" not in page
    assert "/actions/backlog/" in _page(people["viewer"], "/actions/")


def test_what_may_not_be_read_is_neither_ranked_nor_touched(people: People) -> None:
    first = _first(people)
    open_one = action(first, text="Open to all")
    hidden = published(people["lead"], days=50, sections=(), restricted=True)
    hidden.incidents.update(title="Secret: pool exhausted", summary=POOL)
    secret = action(hidden, text="Kept apart")
    for who in ("viewer", "lead"):
        assert "Kept apart" not in _page(people[who], "/actions/backlog/")
        assert "Secret" not in _page(people[who], f"/actions/{open_one.pk}/replay/")
        assert people[who].client.get(f"/actions/{secret.pk}/replay/").status_code == 404
    assert "Secret" in _page(people["auditor"], f"/actions/{open_one.pk}/replay/")


def test_it_costs_a_constant_number_of_queries(people: People) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            people["lead"].client.get("/actions/backlog/?reach=services")
        return len(queries)

    action(_first(people))
    few = cost()
    for days in range(60, 80):
        action(published(people["lead"], days=days, sections=()), due=timezone.localdate())
        incident(days=days - timedelta(days=1).days)
    assert cost() == few
