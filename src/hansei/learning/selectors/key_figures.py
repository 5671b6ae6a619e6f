"""The key figures as they stand now, for systems that watch numbers over time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec
from django.db.models import Count, Q
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.domain.document import ActionStatus
from hansei.learning.selectors import calendar
from hansei.learning.selectors.availability import availabilities
from hansei.learning.selectors.chosen import By, Chosen
from hansei.learning.selectors.figures import figures_table
from hansei.organisation.selectors import today
from hansei.postmortem.access import visible_actions, visible_incidents
from hansei.postmortem.models import Action
from hansei.timeline.models import Incident

DAYS = 90
_DONE = (ActionStatus.COMPLETED.value, ActionStatus.CANCELLED.value)


class Sample(msgspec.Struct, frozen=True):
    """One value of a family: `labels` are pairs of name and value."""

    labels: tuple[tuple[str, str], ...]
    value: float


class Family(msgspec.Struct, frozen=True):
    """A named quantity with its values. `help` says what it is, with its unit."""

    name: str
    help: str
    samples: tuple[Sample, ...]


def key_figures(*, actor: Actor, now: datetime | None = None) -> list[Family]:
    """What the actor may see of the last `DAYS` days: figures, budgets, work that waits."""
    now = now or timezone.now()
    recent = Chosen(since=now - timedelta(days=DAYS))
    return [
        *_durations(actor=actor, recent=recent),
        *_incidents(actor=actor, recent=recent),
        *_budgets(actor=actor, now=now),
        *_work(actor=actor, now=now),
    ]


def _durations(*, actor: Actor, recent: Chosen) -> Iterator[Family]:
    rows = figures_table(actor=actor, by=(By.ALL,), chosen=recent)
    for name in ("mean", "median", "p90", "geometric"):
        samples = [
            Sample((("figure", row.definition.name),), value)
            for row in rows
            if (value := getattr(row.summary, name)) is not None
        ]
        said = "geometric mean" if name == "geometric" else name
        yield Family(
            f"hansei_figure_{name}_seconds",
            f"The {said} of a figure over incidents of the last {DAYS} days",
            tuple(samples),
        )
    counted = [
        Sample((("figure", row.definition.name), ("state", state)), getattr(row.summary, field))
        for row in rows
        for state, field in (("recorded", "n"), ("missing", "missing"), ("invalid", "invalid"))
    ]
    yield Family(
        "hansei_figure_incidents",
        f"Incidents of the last {DAYS} days whose figure is recorded, missing or invalid",
        tuple(counted),
    )


def _incidents(*, actor: Actor, recent: Chosen) -> Iterator[Family]:
    found = calendar.totals(actor=actor, chosen=recent)
    samples = (
        Sample((("kind", "incident"),), found.incidents),
        Sample((("kind", "near miss"),), found.near_misses),
    )
    yield Family("hansei_incidents", f"Incidents of the last {DAYS} days", samples)


def _budgets(*, actor: Actor, now: datetime) -> Iterator[Family]:
    found = availabilities(actor=actor, now=now)

    def family(name: str, help_: str, field: str) -> Family:
        values = [
            Sample((("service", each.name), ("days", str(each.days))), value)
            for each in found
            if (value := getattr(each.found, field)) is not None
        ]
        return Family(name, help_, tuple(values))

    yield family(
        "hansei_availability_ratio", "Availability over the rolling days of the promise", "share"
    )
    yield family("hansei_availability_target_ratio", "The promised availability", "target")
    yield family("hansei_downtime_seconds", "Weighted downtime over those days", "down")
    yield family(
        "hansei_error_budget_seconds", "What the promise allows over those days", "allowed"
    )
    yield family("hansei_error_budget_left_seconds", "What is left; below 0 is a breach", "left")


def _work(*, actor: Actor, now: datetime) -> Iterator[Family]:
    late = Q(due__lt=today())
    waiting = visible_actions(actor, Action.objects.exclude(status__in=_DONE)).aggregate(
        open=Count("pk"), overdue=Count("pk", filter=late)
    )
    samples = tuple(Sample((("state", name),), waiting[name]) for name in ("open", "overdue"))
    yield Family(
        "hansei_actions", "Actions that are open, and those of them past their day", samples
    )
    due = ~Q(due_reason="") & Q(waived="", post_mortems=None)
    needed = visible_incidents(actor, Incident.objects.filter(due).exclude(status="archived"))
    counted = needed.aggregate(
        needed=Count("pk", distinct=True),
        overdue=Count("pk", distinct=True, filter=Q(due_by__lt=now)),
    )
    yield Family(
        "hansei_post_mortems_needed",
        "Incidents that need a post-mortem and have none, and those of them past the day to meet",
        tuple(Sample((("state", name),), counted[name]) for name in ("needed", "overdue")),
    )
