"""Several callers at once: one wins, and everybody is told the truth."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.http import HttpResponse

from hansei.accounts.models import Team
from hansei.api import keys
from hansei.api.models import KeyedAnswer
from hansei.audit.models import Entry
from hansei.postmortem.models import PostMortem
from hansei.timeline.models import Incident
from tests.api.callers import Caller, caller

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


def _at_once(do: Callable[[int], HttpResponse]) -> list[HttpResponse]:
    barrier = Barrier(AT_ONCE)

    def run(number: int) -> HttpResponse:
        barrier.wait(timeout=30)
        try:
            return do(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def _callers() -> list[Caller]:
    """As many clients of one person; a client is not shared between threads."""
    first = caller("administrator")
    return [first, *(Caller(first.user) for _ in range(AT_ONCE - 1))]


def test_of_many_changes_over_one_version_one_wins() -> None:
    who = _callers()
    made = who[0]("POST", "/incidents", {"title": "Checkout is slow"})
    address, tag = made.headers["Location"].removeprefix("/api/v1"), made.headers["ETag"]
    answers = _at_once(
        lambda number: who[number]("PATCH", address, {"title": f"Title {number}"}, If_Match=tag)
    )
    statuses = sorted(each.status_code for each in answers)
    assert statuses == [200, *[412] * (AT_ONCE - 1)]
    (won,) = (each.json()["title"] for each in answers if each.status_code == 200)
    assert (Incident.objects.get().title, Incident.objects.get().version) == (won, 2)


def test_writing_different_sections_is_no_conflict_and_the_same_one_is() -> None:
    who = _callers()
    made = who[0]("POST", "/postmortems", {"title": "Checkout is slow"})
    sections = f"{made.headers['Location'].removeprefix('/api/v1')}/sections"
    names = [each["handle"] for each in who[0].get(sections).json()["items"]][:AT_ONCE]
    tags = [who[0].get(f"{sections}/{name}").headers["ETag"] for name in names]

    def apart(number: int) -> HttpResponse:
        body = {"text": f"Text {number}."}
        return who[number]("PUT", f"{sections}/{names[number]}", body, If_Match=tags[number])

    assert {each.status_code for each in _at_once(apart)} == {200}
    tag = who[0].get(f"{sections}/{names[0]}").headers["ETag"]

    def together(number: int) -> HttpResponse:
        body = {"text": f"Another text {number}."}
        return who[number]("PUT", f"{sections}/{names[0]}", body, If_Match=tag)

    statuses = sorted(each.status_code for each in _at_once(together))
    assert statuses == [200, *[412] * (AT_ONCE - 1)]
    assert PostMortem.objects.get().version == 1 + AT_ONCE + 1


def test_one_key_sent_many_times_at_once_makes_one_thing() -> None:
    who = _callers()
    answers = _at_once(
        lambda number: who[number]("POST", "/teams", {"name": "Payments"}, Idempotency_Key="k1")
    )
    statuses = {each.status_code for each in answers}
    assert 201 in statuses
    assert statuses <= {201, 409}
    assert len({each.content for each in answers if each.status_code == 201}) == 1
    assert Team.objects.count() == 1
    assert Entry.objects.filter(verb="create team").count() == 1


def test_a_second_attempt_that_took_over_undoes_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a request that was given up for dead and then ends after all."""
    who = caller("administrator")
    original = keys._begun

    def taken_over(*given: Any) -> Any:
        mine, attempt = original(*given)
        KeyedAnswer.objects.filter(pk=mine.pk).update(attempt="another")
        return mine, attempt

    monkeypatch.setattr(keys, "_begun", taken_over)
    answer = who("POST", "/teams", {"name": "Payments"}, Idempotency_Key="k1")
    assert answer.status_code == 409
    assert not Team.objects.exists()
    assert KeyedAnswer.objects.get().attempt == "another"


def test_a_server_that_dies_before_it_answers_leaves_neither(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    who = caller("administrator")

    def dead(*_: Any, **__: Any) -> Any:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(keys.msgspec.json, "encode", dead)
        with pytest.raises(SystemExit):
            who("POST", "/teams", {"name": "Payments"}, Idempotency_Key="k1")
    assert not Team.objects.exists()
