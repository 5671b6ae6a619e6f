"""Figures over the incidents of a store, by group, period and who asks."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from hansei.accounts.actor import system
from hansei.accounts.models import Team
from hansei.domain.document import Milestone
from hansei.domain.learning.definitions import IN_SUPPORT_HOURS
from hansei.domain.learning.durations import Durations
from hansei.learning.selectors import calendar
from hansei.learning.selectors.chosen import By, Chosen
from hansei.learning.selectors.figures import distribution, figures_table, titles
from hansei.postmortem.models import PostMortem
from hansei.postmortem.services.save_draft import save_draft
from hansei.timeline.models import Incident, Service
from tests.store.samples import START, mark, sample_draft

ACTOR = system("test")
pytestmark = pytest.mark.django_db


def _save(number: int, **fields: object) -> PostMortem:
    save_draft(actor=ACTOR, draft=sample_draft(**fields), source=f"/{number}")  # type: ignore[arg-type]
    return PostMortem.objects.get(source=f"/{number}")


def _table(by: By, chosen: Chosen | None = None) -> dict[tuple[str, str], Durations]:
    rows = figures_table(actor=ACTOR, by=(by,), chosen=chosen or Chosen())
    return {(row.group, row.definition.name): row.summary for row in rows}


def test_figures_by_group_with_missing_and_invalid() -> None:
    _save(1, detected=4)
    _save(2, detected=10, services=("checkout", "search"), severity="SEV1")
    _save(3, detected=-3)
    _save(4, milestones={}, services=(), severity=None)
    everything = _table(By.ALL)["", "time_to_detect"]
    assert (everything.n, everything.missing, everything.invalid) == (2, 1, 1)
    assert (everything.mean, everything.median) == (420, 420)
    by_service = _table(By.SERVICE)
    assert by_service["search", "time_to_detect"].mean == 600
    assert by_service["checkout", "time_to_detect"].n == 2
    assert by_service["unknown", "time_to_detect"].missing == 1
    assert _table(By.SEVERITY)["Sev-1", "time_to_detect"].n == 1
    assert {group for group, _ in _table(By.MONTH)} == {"2026-03"}
    assert {group for group, _ in _table(By.QUARTER)} == {"2026Q1"}
    assert _table(By.ALL)["", "time_to_acknowledge"].missing == 4


def test_figures_of_chosen_incidents() -> None:
    _save(1)
    _save(2, milestones={}, services=("search",), severity="P1")
    day = timedelta(days=1)
    assert _table(By.ALL, Chosen(since=START))["", "time_to_detect"].n == 1
    assert _table(By.ALL, Chosen(since=START - day, until=START)) == {}
    assert _table(By.ALL, Chosen(since=START + day)) == {}
    assert _table(By.ALL, Chosen(services=("search",)))["", "time_to_detect"].missing == 1
    assert _table(By.ALL, Chosen(services=("nothing",))) == {}
    assert _table(By.ALL, Chosen(severities=("critical",)))["", "time_to_detect"].n == 0
    assert _table(By.ALL, Chosen(severities=("SEV2",)))["", "time_to_detect"].n == 1


def test_a_change_is_in_the_figures_at_once() -> None:
    _save(1, detected=4)
    assert _table(By.ALL)["", "time_to_detect"].mean == 240
    detected = msgspec.json.encode({Milestone.IMPACT_START: mark(0), Milestone.DETECTED: mark(6)})
    PostMortem.objects.update(milestones=detected.decode())
    assert _table(By.ALL)["", "time_to_detect"].mean == 360
    Incident.objects.update(near_miss=True)
    assert _table(By.ALL)["", "time_to_detect"] == Durations(n=0)
    assert calendar.totals(actor=ACTOR).near_misses == 1
    Incident.objects.update(near_miss=False, status="archived")
    assert _table(By.ALL)["", "time_to_detect"] == Durations(n=0)
    Incident.objects.all().delete()
    assert _table(By.ALL) == {}


def test_a_team_is_that_of_the_post_mortem_or_of_the_services() -> None:
    of_service, own = Team.objects.create(name="Platform"), Team.objects.create(name="Payments")
    saved = _save(1)
    assert {group for group, _ in _table(By.TEAM)} == {"unknown"}
    Service.objects.update(team=of_service)
    assert {group for group, _ in _table(By.TEAM)} == {"Platform"}
    PostMortem.objects.filter(pk=saved.pk).update(team=own)
    assert {group for group, _ in _table(By.TEAM)} == {"Payments"}
    assert _table(By.ALL, Chosen(teams=("Payments",)))["", "time_to_detect"].n == 1
    assert _table(By.ALL, Chosen(teams=("Platform",))) == {}


def test_a_cause_is_the_type_of_a_factor() -> None:
    text = "| # | Factor | Type | Evidence |\n|---|---|---|---|\n| F1 | A deploy | trigger | |\n"
    document = {"sections": (_section(text),)}
    _save(1, **document)
    _save(2)
    assert {group for group, _ in _table(By.CAUSE)} == {"trigger", "unknown"}
    assert _table(By.ALL, Chosen(causes=("trigger",)))["", "time_to_detect"].n == 1


def _section(text: str) -> object:
    from hansei.domain.document import Block, Section

    return Section("factors", "Contributing factors", (Block(text=text.strip()),))


def test_milestones_of_a_post_mortem_count_once() -> None:
    saved = _save(1)
    second = Incident.objects.create(title="The same again", started=START)
    saved.incidents.add(second)
    found = _table(By.ALL)["", "time_to_detect"]
    assert (found.n, found.missing) == (1, 0)


def test_windows_of_milestones_bound_the_mean() -> None:
    wide = mark(4)
    minute = timedelta(minutes=1)
    wide = type(wide)(at=wide.at, earliest=wide.at - minute, latest=wide.at + 2 * minute)
    _save(1, milestones={Milestone.IMPACT_START: mark(0), Milestone.DETECTED: wide})
    row = figures_table(actor=ACTOR)[0]
    assert row.window is not None
    assert (row.window.low, row.summary.mean, row.window.high) == (180, 240, 360)


def test_support_hours_are_a_figure_of_their_own() -> None:
    _save(1, detected=0, resolved=24 * 60)  # from Sunday noon to Monday noon
    row = figures_table(actor=ACTOR, wanted=(IN_SUPPORT_HOURS,))[0]
    assert row.summary.mean == 2 * 3600


def test_a_distribution_names_its_incidents() -> None:
    saved = _save(1)
    _save(2, milestones={})
    spots = distribution(actor=ACTOR, figure="time_to_detect")
    incident = saved.incidents.get()
    assert [(each.incident, each.seconds) for each in spots] == [(incident.pk, 240)]
    assert titles(actor=ACTOR, incidents=[incident.pk]) == {incident.pk: incident.title}
    assert calendar.days(actor=ACTOR) == {START.date(): 2}
