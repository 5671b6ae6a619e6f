"""The queue in one process: what is asked for, taken, tried again and given up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction

from hansei.accounts.actor import command_line
from hansei.accounts.models import Team
from hansei.domain.errors import Conflict, UsageError
from hansei.jobs import registry
from hansei.jobs.models import Job, Runner, State
from hansei.jobs.queue import Work, backoff, claim, enqueue, fail, finish, renew
from hansei.jobs.registry import task, tasks
from hansei.jobs.running import Running
from hansei.jobs.schedule import last_due, plant
from hansei.jobs.selectors import Pulse, pulse
from hansei.jobs.tasks import clean
from hansei.project.transactions import writing

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tasks that a test registers are gone after it, and no scheduled one gets in its way."""
    tasks()
    own = {name: each for name, each in registry._known.items() if not each.cron}
    monkeypatch.setattr(registry, "_known", own)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def _settled(name: str, work: Work) -> None:
    with writing():
        Team.objects.create(name=name)
        work.settle()


def _job(pk: int) -> Job:
    return Job.objects.get(pk=pk)


def test_asking_is_part_of_the_change() -> None:
    with transaction.atomic():
        enqueue("any", {"number": 1})
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    with writing():
        pk = enqueue("any", {"number": 1})
    assert _job(pk).arguments == '{"number":1}'


def test_a_key_is_asked_for_once_whatever_became_of_it(clock: time_machine.Traveller) -> None:
    first = enqueue("any", {"number": 1}, key="draft 7")
    assert enqueue("any", {"number": 2}, key="draft 7") == first
    work = claim("r", {})
    assert work
    assert finish(work)
    assert enqueue("any", key="draft 7") == first
    assert enqueue("any", key="draft 8") != first
    assert enqueue("any") != enqueue("any")
    assert _job(first).state == State.DONE


def test_nothing_is_taken_before_it_is_due(clock: time_machine.Traveller) -> None:
    later = enqueue("any", due=NOW + timedelta(minutes=5))
    sooner = enqueue("any", due=NOW + timedelta(minutes=1))
    assert claim("r", {}) is None
    clock.move_to(NOW + timedelta(minutes=5))
    taken = [work.pk for _ in range(3) if (work := claim("r", {}))]
    assert taken == [sooner, later]


def test_a_silent_runner_loses_its_job_and_cannot_end_it(clock: time_machine.Traveller) -> None:
    enqueue("any")
    first = claim("first", {})
    assert first
    clock.move_to(NOW + timedelta(seconds=50))
    assert renew(first)
    clock.move_to(NOW + timedelta(seconds=100))
    assert claim("second", {}) is None
    clock.move_to(NOW + timedelta(seconds=111))
    second = claim("second", {})
    assert second
    assert second.attempt == 2
    assert not renew(first)
    assert not finish(first)
    assert fail(first, "late") is None
    with pytest.raises(Conflict):
        _settled("twice", first)
    assert not Team.objects.exists()
    _settled("once", second)
    assert _job(second.pk).state == State.DONE


@pytest.mark.django_db(transaction=True)
def test_settling_belongs_into_a_transaction() -> None:
    enqueue("any")
    work = claim("r", {})
    assert work
    with pytest.raises(RuntimeError):
        work.settle()


def test_a_job_that_kills_its_runners_dies(clock: time_machine.Traveller) -> None:
    pk = enqueue("any")
    for number in range(registry.ATTEMPTS):
        clock.move_to(NOW + timedelta(minutes=5 * number))
        work = claim("r", {})
        assert work
        assert work.attempt == number + 1
    clock.move_to(NOW + timedelta(hours=1))
    assert claim("r", {}) is None
    found = _job(pk)
    assert found.state == State.DEAD
    assert "died" in found.error


def test_waiting_grows_and_is_left_to_chance() -> None:
    waits = [backoff(1).total_seconds() for _ in range(50)]
    assert all(5 <= each <= 10 for each in waits)
    assert len(set(waits)) > 1
    assert 20 <= backoff(3).total_seconds() <= 40
    assert 1800 <= backoff(1000).total_seconds() <= 3600


def test_a_failing_task_is_tried_again_and_at_last_given_up(
    clock: time_machine.Traveller,
) -> None:
    tried: list[int] = []

    @task("tests.fails", attempts=3)
    def _fails(work: Work, *, number: int) -> None:
        tried.append(number)
        raise OSError("mail server\nis away")

    pk = enqueue("tests.fails", {"number": 4})
    running = Running()
    assert running.drain() == 1
    assert _job(pk).state == State.WAITING
    assert _job(pk).error == "OSError: mail server is away"
    assert NOW + timedelta(seconds=5) <= _job(pk).due <= NOW + timedelta(seconds=10)
    assert running.drain() == 0
    for hour in (1, 2, 3):
        clock.move_to(NOW + timedelta(hours=hour))
        running.drain()
    assert tried == [4, 4, 4]
    assert _job(pk).state == State.DEAD


def test_what_cannot_be_mended_is_not_tried_again() -> None:
    @task("tests.useless")
    def _useless(work: object) -> None:
        raise UsageError("no such address")

    pk = enqueue("tests.useless")
    assert Running().drain() == 1
    assert (_job(pk).state, _job(pk).error) == (State.DEAD, "no such address")


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [("tests.unknown", {}, "no task"), ("jobs.clean", {"number": 1}, "TypeError")],
)
def test_what_no_task_takes_waits_for_a_version_that_does(
    name: str, arguments: dict[str, Any], says: str
) -> None:
    registry._known["jobs.clean"] = registry.Task("jobs.clean", clean)
    pk = enqueue(name, arguments)
    Running().drain()
    assert _job(pk).state == State.WAITING
    assert says in _job(pk).error


def test_a_dead_job_is_started_again_by_who_looks_after_jobs() -> None:
    from hansei.accounts.actor import Actor, ActorKind
    from hansei.accounts.roles import Role
    from hansei.audit.models import Entry
    from hansei.domain.errors import NotFound
    from hansei.jobs.selectors import jobs
    from hansei.jobs.services import retry_job

    pk = enqueue("any")
    work = claim("r", {})
    assert work
    assert fail(work, "broken", final=True) is State.DEAD
    stranger = Actor(ActorKind.USER, "lead", 1, roles=frozenset({Role.LEAD}))
    for refused in (lambda: retry_job(actor=stranger, pk=pk), lambda: jobs(actor=stranger)):
        with pytest.raises(NotFound):
            refused()
    retry_job(actor=command_line(), pk=pk)
    assert [each.pk for each in jobs(actor=command_line(), state=State.WAITING)] == [pk]
    assert Entry.objects.get().verb == "retry job"
    with pytest.raises(Conflict):
        retry_job(actor=command_line(), pk=pk)


def test_a_schedule_fires_once_for_each_instant_whoever_plants_it() -> None:
    @task("tests.hourly", cron="0 * * * *")
    def _hourly(work: object) -> None:
        pass

    known = {"tests.hourly": registry._known["tests.hourly"]}
    at = NOW.replace(minute=0)
    mine: dict[str, datetime] = {}
    for now in (NOW, NOW + timedelta(minutes=1)):
        plant(known, now, mine)
        plant(known, now, {})
    assert list(Job.objects.values_list("due", flat=True)) == [at]
    plant(known, at + timedelta(hours=5), mine)  # nothing ran for hours: made up for once
    assert Job.objects.count() == 2


@pytest.mark.parametrize(
    ("cron", "now", "due"),
    [
        ("0 * * * *", NOW, NOW.replace(minute=0)),
        ("30 9 * * *", NOW, NOW),
        ("31 9 * * *", NOW, NOW - timedelta(days=1) + timedelta(minutes=1)),
        ("30 9 * * *", NOW.replace(second=59), NOW),
    ],
)
def test_the_newest_instant_that_has_come(cron: str, now: datetime, due: datetime) -> None:
    assert last_due(cron, now) == due


def test_a_schedule_that_means_nothing_is_refused() -> None:
    with pytest.raises(Exception, match="Bad"):
        task("tests.bad", cron="61 * * * *")


def test_two_tasks_cannot_share_a_name() -> None:
    task("tests.same")(print)
    with pytest.raises(ValueError, match="two tasks"):
        task("tests.same")(repr)


def test_old_jobs_are_forgotten_but_not_the_dead(clock: time_machine.Traveller) -> None:
    done, dead, fresh = enqueue("a"), enqueue("b"), enqueue("c")
    old = NOW - timedelta(days=8)
    Job.objects.filter(pk=done).update(state=State.DONE, finished=old)
    Job.objects.filter(pk=dead).update(state=State.DEAD, finished=old)
    Job.objects.filter(pk=fresh).update(state=State.DONE, finished=NOW)
    Runner.objects.create(name="gone", started=old, seen=old)
    registry._known["jobs.clean"] = registry.Task("jobs.clean", clean)
    pk = enqueue("jobs.clean")
    Running().drain()
    assert set(Job.objects.values_list("pk", flat=True)) == {dead, fresh, pk}
    assert not Runner.objects.exists()


def test_the_pulse(clock: time_machine.Traveller) -> None:
    assert pulse() is Pulse.NEVER
    Runner.objects.create(name="one", started=NOW, seen=NOW)
    assert pulse() is Pulse.ALIVE
    clock.move_to(NOW + timedelta(seconds=91))
    assert pulse() is Pulse.LATE
