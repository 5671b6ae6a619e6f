"""The cast of an incident: service, cause, damage, and who recorded it in which format.

Every choice comes from the random numbers that are given, in one fixed order.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bench.synth import words
from bench.synth.model import ClockError, Impact
from bench.synth.shapes import Shape

_FIRST_DAY = date(2025, 1, 6)
_OFFSETS = (-95, 240, -37, 180, 620, -310)
# Only software on the team's own hosts runs late: a vendor's clock counts as right.
_OWN_CLOCK = ("deploylog", "alertmanager", "csv")


def cast_systems(rng: random.Random, shape: Shape, *, rollback: bool) -> tuple[str, ...]:
    """The systems in use. Slack or PagerDuty is always there, and one system that monitors."""
    systems = {"slack"} if rng.random() < 0.9 else set()
    if not systems or rng.random() < 0.9:
        systems.add("pagerduty")
    systems.add(rng.choice(("datadog", "alertmanager")))
    if shape.outage and rng.random() < 0.7:
        systems.add("uptimerobot")
    if shape.impact and rng.random() < 0.65:
        systems.add("statuspage")
    if rollback and rng.random() < 0.6:
        systems.add("git")
    if rollback and rng.random() < 0.85:
        systems.add("deploylog")
    if rng.random() < 0.45 + shape.impact_recorded * 0.4:
        systems.add("csv")
    return tuple(sorted(systems))


def cast_forms(rng: random.Random, shape: Shape, systems: tuple[str, ...]) -> dict[str, str]:
    """A format variant for each system that has several."""
    forms = {
        "alertmanager": rng.choice(("alertmanager", "grafana")),
        "csv": rng.choice(("iso", "utc-header", "offset")),
        "datadog": rng.choice(("v1", "v2", "csv")),
        "deploylog": rng.choice(("iso", "clf", "offset")),
        "pagerduty": rng.choice(("log", "log+incidents", "webhooks", "log+webhooks", "incidents")),
        "impact": "recorded" if rng.random() < shape.impact_recorded else "",
    }
    if shape.escalate and forms["pagerduty"] == "incidents":
        forms["pagerduty"] = "log+incidents"  # the incident alone does not say when it escalated
    return {name: form for name, form in forms.items() if name in systems or name == "impact"}


def cast_clocks(
    rng: random.Random, systems: tuple[str, ...], *, zone_s: int, rollback: bool
) -> dict[str, ClockError]:
    """Which clocks are wrong: most are right; a CSV may hold a whole-hour zone mistake.

    `zone_s` is the local offset from UTC in seconds: a CSV that says UTC often holds local times.
    """
    clocks: dict[str, ClockError] = {}
    own = [system for system in _OWN_CLOCK if system in systems]
    if own and rng.random() < 0.55:
        clocks[rng.choice(own)] = ClockError(rng.choice(_OFFSETS), "offset")
    chosen = rng.random() < 0.4
    if chosen and rollback and "csv" in systems and "csv" not in clocks:
        clocks["csv"] = ClockError(zone_s or rng.choice((3600, -3600, 7200, -18000)), "zone")
    return clocks


def cast_setting(
    rng: random.Random, shape: Shape
) -> tuple[dict[str, str], tuple[tuple[str, str], ...], bool]:
    """Names and wordings, the cause's factors, and whether a rollback is the fix."""
    service, second = rng.sample(words.SERVICES, 2)
    alert, alert_name, symptom = rng.choice(words.ALERTS)
    rollback = rng.random() < shape.rollback
    build = rng.randint(41, 940)
    fields = {
        "service": service,
        "second": second,
        "symptom": symptom,
        "alert_name": alert_name,
        "team": rng.choice(words.TEAMS),
        "severity": rng.choice(("SEV1", "SEV2")) if shape.impact else "SEV3",
        "version": f"v{build}",
        "previous": f"v{build - 1}",
    }
    cause, factors = rng.choice(words.RELEASE_CAUSES if rollback else words.OTHER_CAUSES)
    fields["cause"] = cause.format_map(fields)
    fields["alert"] = alert.format_map(fields)
    return fields, factors, rollback


def cast_start(rng: random.Random, shape: Shape, zone: str) -> datetime:
    """When the impact begins: a local time of the shape's day, in UTC."""
    day = date.fromisoformat(rng.choice(shape.days)) if shape.days else _FIRST_DAY
    if not shape.days:
        day += timedelta(days=rng.randrange(300))
    minute = rng.randint(*shape.starts)
    local = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    local += timedelta(minutes=minute, seconds=rng.randrange(60))
    return local.astimezone(UTC)


def cast_impact(rng: random.Random) -> Impact:
    """How much damage the incident did."""
    return Impact(
        percent=rng.randint(22, 88),
        population=rng.choice(("requests", "active users", "sessions", "customers")),
        failed_requests=rng.randint(2_100, 98_000),
        tickets=rng.randint(6, 60),
    )
