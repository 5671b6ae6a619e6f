"""Trends over an archive that ends: its silence is said, and counted as nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hansei.accounts.actor import system
from hansei.dashboards.asked import asked
from hansei.dashboards.frequency import day_by_day, frequency, frequency_saying
from hansei.domain.incident import EXPORT_ADOPTED
from hansei.domain.learning.rates import Verdict
from hansei.recurrence.selectors.effects import service_effect
from hansei.timeline.models import Incident, Service
from tests.web.people import person

pytestmark = pytest.mark.django_db
ACTOR = system("test")
START = datetime(2022, 1, 1, 12, tzinfo=UTC)
YEARS = {"since": "2023-01-01", "until": "2024-12-31"}
"""The archive ends in the first half of it."""


def _incident(day: int, service: str, **columns: str) -> Incident:
    at = START + timedelta(days=day)
    found = Incident.objects.create(title="Slow", started=at, ended=at, status="closed", **columns)
    found.services.add(Service.objects.get_or_create(name=service)[0])
    return found


@pytest.fixture
def archive(db: None) -> None:
    """One incident every five days from January 2021 to May 2023, and then nothing."""
    for day in range(-365, 500, 5):
        _incident(day, "Actions", waived=EXPORT_ADOPTED)


@pytest.mark.usefixtures("archive")
def test_the_silence_after_an_archive_is_no_improvement() -> None:
    said = frequency_saying(ACTOR, asked("/learning/", YEARS))
    assert said is not None
    assert said.verdict is Verdict.TOO_FEW
    assert "Nothing was observed after 2023-05-11: compared up to then." in said.text
    chart = frequency(ACTOR, asked("/learning/", YEARS))
    months = {str(row[0]): row[1] for row in chart.rows}
    assert (months["2023-04"], months["2023-06"], months["2024-12"]) == (6, None, None)
    assert "Nothing was observed after 2023-05-11" in chart.says
    assert "in 24 months" not in chart.title
    later = asked("/learning/", {"since": "2024-01-01", "until": "2024-12-31"})
    silent = frequency_saying(ACTOR, later)
    assert silent is not None
    assert (silent.is_tested, silent.verdict) == (False, Verdict.TOO_FEW)
    assert "cannot be told" in silent.text
    assert frequency(ACTOR, later).title == "Nothing was observed in this time"
    assert day_by_day(ACTOR, asked("/learning/", YEARS)).title == "27 of 131 days had an incident"
    whole = day_by_day(ACTOR, asked("/learning/", {"period": "all"}))
    assert whole.title == "74 of the last 367 days of this time had an incident"
    assert day_by_day(ACTOR, later).rows == []
    assert day_by_day(ACTOR, later).title == "Nothing was observed in this time"


@pytest.mark.usefixtures("archive")
def test_an_archive_that_is_carried_on_is_watched() -> None:
    _incident(1090, "Actions")
    said = frequency_saying(ACTOR, asked("/learning/", YEARS))
    assert said is not None
    assert said.verdict is Verdict.BETTER
    assert "observed" not in said.text
    rows = {str(row[0]): row[1] for row in frequency(ACTOR, asked("/learning/", YEARS)).rows}
    assert rows["2023-06"] == 0


@pytest.mark.usefixtures("archive")
def test_beside_what_is_watched_an_archive_is_left_out() -> None:
    for day in range(-300, 1095, 60):
        _incident(day, "Checkout")
    said = frequency_saying(ACTOR, asked("/learning/", YEARS))
    assert said is not None
    assert said.verdict is Verdict.TOO_FEW
    assert "incidents are left out: nothing was observed of their services after" in said.behind


@pytest.mark.usefixtures("archive")
def test_an_effect_says_that_nothing_was_observed() -> None:
    reader, service = person("viewer").client, Service.objects.get()
    landed = datetime(2023, 1, 1, tzinfo=UTC)
    found = service_effect(actor=ACTOR, pk=service.pk, landed=landed).effect
    assert found.comparison is not None
    assert found.comparison.until == START + timedelta(days=495)
    page = reader.get(f"/effect/{service.pk}/?landed=2023-01-01")
    assert "Nothing was observed after 2023-05-11" in page.content.decode()
    assert 'class="landed middle"' in page.content.decode()
    assert "observed until" in page.content.decode()
    late = reader.get(f"/effect/{service.pk}/?landed=2024-01-01")
    assert "Nothing was observed since it landed" in late.content.decode()
