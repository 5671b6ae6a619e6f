"""What became of actions, how the process goes, what goes together, and who may see it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from hansei.accounts.actor import Actor, system
from hansei.domain.document import Block, How, Mark, Milestone, Section
from hansei.learning.selectors.chosen import By, Chosen
from hansei.learning.selectors.follow_through import completed_actions, follow_through
from hansei.learning.selectors.patterns import matrix
from hansei.learning.selectors.process import health
from hansei.learning.selectors.spreads import spreads
from hansei.organisation.selectors import today
from hansei.postmortem.models import Action, PostMortem
from hansei.postmortem.services.save_draft import save_draft
from hansei.timeline.models import Event, Incident
from tests.store.samples import START, sample_draft
from tests.web.people import person

ACTOR = system("test")
pytestmark = pytest.mark.django_db


def _save(number: int, **fields: object) -> PostMortem:
    save_draft(actor=ACTOR, draft=sample_draft(**fields), source=f"/{number}")  # type: ignore[arg-type]
    found = PostMortem.objects.get(source=f"/{number}")
    found.actions.all().delete()
    return found


def _action(of: PostMortem, due: date | None, **columns: object) -> None:
    Action.objects.create(
        post_mortem=of, source=of.reference, position=1, text="Do it", due=due, revision=1,
        **columns,
    )  # fmt: skip


def _done(at: date) -> dict[str, object]:
    noon = datetime(at.year, at.month, at.day, 12, tzinfo=timezone.get_current_timezone())
    return {"status": "completed", "completed": noon}


def _hidden() -> Actor:
    """A contributor after all post-mortems were restricted to others."""
    PostMortem.objects.update(restricted=True)
    return person("contributor").actor


def test_actions_are_counted_in_the_quarter_that_they_were_due() -> None:
    one, other = _save(1), _save(2, services=("search",))
    day = date(2026, 3, 31)
    _action(one, day, **_done(day))
    _action(one, day, **_done(day + timedelta(days=1)), verified=timezone.now())
    _action(one, day, status="planned")
    _action(other, day, status="cancelled")
    _action(one, today() + timedelta(days=1))
    _action(one, None)
    found = follow_through(actor=ACTOR)
    first = found.quarters[0]
    assert (first.quarter, first.in_time, first.late, first.overdue, first.cancelled) == (
        "2026Q1", 1, 1, 1, 1,
    )  # fmt: skip
    assert sum(each.ahead for each in found.quarters) == 1
    assert (found.total, found.undated, found.completed, found.verified) == (5, 1, 2, 1)
    of_search = follow_through(actor=ACTOR, chosen=Chosen(services=("search",)))
    assert (of_search.total, of_search.quarters[0].cancelled) == (1, 1)
    later = Chosen(since=datetime(2026, 4, 1, tzinfo=timezone.get_current_timezone()))
    assert follow_through(actor=ACTOR, chosen=later).completed == 1
    assert len(completed_actions(actor=ACTOR)) == 2
    assert len(completed_actions(actor=ACTOR, chosen=later)) == 1
    stranger = _hidden()
    assert follow_through(actor=stranger).total == 0
    assert completed_actions(actor=stranger) == []


def test_process_rests_on_what_was_published_and_told() -> None:
    prose = Section("impact", "Impact", (
        Block(text="Nobody could pay for an hour [e1]. It was bad for many people."),
    ))  # fmt: skip
    marks = {Milestone.DETECTED: Mark(at=START, earliest=START, latest=START, how=How.STATED)}
    saved = _save(1, sections=(prose,), milestones=marks)
    _save(2, milestones={})
    incident = saved.incidents.get()
    ended = START + timedelta(hours=1)
    Incident.objects.filter(pk=incident.pk).update(ended=ended)
    published = ended + timedelta(days=3)
    PostMortem.objects.filter(pk=saved.pk).update(status="published", published=published)
    body = '{"id":"e99","at":"2026-03-01T12:20:00Z","text":"Told","signal":"status_update"}'
    told = START + timedelta(minutes=20)
    Event.objects.create(incident=incident, name="e99", at=told, key=True, body=body)
    found = health(actor=ACTOR)
    assert (found.published.part, found.published.whole) == (1, 2)
    assert found.to_publish.median == timedelta(days=3).total_seconds()
    assert (found.to_tell.median, found.to_tell.missing) == (1200, 1)
    assert (found.cited.part, found.cited.whole, found.read) == (1, 2, 1)
    Incident.objects.filter(pk=incident.pk).update(near_miss=True)
    assert (health(actor=ACTOR).near_misses.part, health(actor=ACTOR).incidents) == (1, 1)
    assert health(actor=_hidden()).incidents == 0


def test_an_update_that_told_of_the_incident_does_not_tell_how_long_customers_waited() -> None:
    marks = {Milestone.DETECTED: Mark(at=START, earliest=START, latest=START)}
    incident = _save(1, milestones=marks).incidents.get()
    body = '{"id":"e99","at":"2026-03-01T12:00:00Z","text":"Told","signal":"status_update"}'
    Event.objects.create(incident=incident, name="e99", at=START, key=True, body=body)
    found = health(actor=ACTOR).to_tell
    assert (found.n, found.missing) == (0, 1)


def test_pairs_are_counted_once_an_incident() -> None:
    _save(1, services=("checkout", "search"), severity="SEV1")
    _save(2, services=("search",), severity="SEV1")
    _save(3, services=(), severity=None)
    found = matrix(actor=ACTOR, rows=By.SERVICE, columns=By.SEVERITY)
    assert (found.rows, found.columns) == (("search", "checkout", "unknown"), ("Sev-1", "unknown"))
    assert found.counts == ((2, 0), (1, 0), (0, 1))
    assert found.totals == (2, 1, 1)
    assert matrix(actor=ACTOR, rows=By.SERVICE, columns=By.SEVERITY, most=1).left_out == 2
    assert matrix(actor=_hidden(), rows=By.SERVICE, columns=By.SEVERITY).rows == ()


def test_a_spread_has_every_duration_of_its_group() -> None:
    _save(1, detected=4)
    _save(2, detected=10, services=("search",))
    _save(3, detected=-3, services=("search",))
    found = spreads(actor=ACTOR, figure="time_to_detect", by=By.ALL)
    assert [each.values for each in found] == [(240, 600)]
    by_service = {each.group: each for each in spreads(
        actor=ACTOR, figure="time_to_detect", by=By.SERVICE)}  # fmt: skip
    assert by_service["search"].values == (600,)
    assert by_service["search"].summary.invalid == 1
    assert spreads(actor=_hidden(), figure="time_to_detect", by=By.ALL) == []


def test_of_very_many_durations_some_are_given_evenly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hansei.learning.selectors.spreads.MOST_VALUES", 3)
    for number in range(5):
        _save(number, detected=number + 1)
    (found,) = spreads(actor=ACTOR, figure="time_to_detect", by=By.ALL)
    assert found.values == (60, 180, 300)
    assert found.summary.n == 5
