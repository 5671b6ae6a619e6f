"""A made-up incident of several sources, and how the tests draft it. Actors are roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hansei.domain.document import Document, Mark, Milestone
from hansei.domain.draft.compose import Draft, Request, draft
from hansei.domain.draft.keying import numbered
from hansei.domain.event import Event, Kind, Record, Signal
from hansei.domain.merge import merge
from hansei.domain.milestones import infer
from hansei.domain.records import InMemory
from hansei.domain.variants import modules, variant
from tests.strategies.records import TRUST, record

TITLES = {
    "pagerduty": "PagerDuty", "datadog": "Datadog", "slack": "Slack", "uptimerobot": "UptimeRobot",
    "statuspage": "Statuspage", "deploylog": "Deploy log", "generic": "Table",
}  # fmt: skip
_SAID = {"signal": Signal.MESSAGE, "kind": Kind.HUMAN, "channel": "incident-7"}
_INCIDENT = ("incident:P7",)


def outage() -> list[Record]:
    """A deploy breaks checkout; a check and an alert see it; it is rolled back and closed."""
    return [
        record("deploylog", "d1", -4, "checkout-api v412 deployed", signal=Signal.DEPLOY,
               service="checkout-api"),
        record("uptimerobot", "u1", 0, "checkout.example is down: 502", signal=Signal.DOWN,
               precision_s=300, service="checkout-api"),
        record("datadog", "a1", 2, "High error rate on checkout-api", signal=Signal.ALERT_FIRED,
               service="checkout-api", refs=("dedup:x",)),
        record("pagerduty", "p1", 2.2, "High error rate on checkout-api", signal=Signal.DECLARED,
               service="checkout-api", severity="SEV-2", refs=("dedup:x", *_INCIDENT)),
        record("pagerduty", "p2", 6, "Acknowledged", signal=Signal.ACKNOWLEDGED, kind=Kind.HUMAN,
               actor="on-call engineer", refs=_INCIDENT),
        record("pagerduty", "p3", 12, "Escalated to the database team", signal=Signal.ESCALATED,
               refs=_INCIDENT),
        record("slack", "m1", 15, "About 30% of users cannot pay. Is it known?", actor="support",
               **_SAID),
        record("slack", "m2", 20, "Root cause identified: v412 halves the connection pool.",
               actor="incident lead", **_SAID),
        record("statuspage", "s1", 22, "Investigating: checkout fails",
               refs=("status:investigating",), signal=Signal.STATUS_UPDATE),
        record("deploylog", "d2", 36, "checkout-api rolled back to v411", signal=Signal.ROLLBACK,
               service="checkout-api"),
        record("uptimerobot", "u2", 40, "checkout.example is up", signal=Signal.UP,
               service="checkout-api"),
        record("statuspage", "s2", 50, "Resolved: checkout works", refs=("status:resolved",),
               signal=Signal.STATUS_UPDATE),
        record("pagerduty", "p4", 52, "Incident resolved", signal=Signal.RESOLVED,
               refs=_INCIDENT),
        record("slack", "n1", 30, "joined the channel", noise=True, **_SAID),
    ]  # fmt: skip


def drafted_from(
    records: Iterable[Record],
    *,
    name: str = "incident",
    extras: Iterable[str] = (),
    previous: Document | None = None,
    **fields: Any,
) -> Draft:
    """A draft as the command line makes it."""
    plans = modules()
    request = Request(
        variant=variant(name),
        modules=tuple(plans[each] for each in extras),
        previous=previous,
        trust=TRUST,
        titles=TITLES,
        **fields,
    )
    return draft(InMemory(records), request)


def timeline_of(*records: Record) -> list[Event]:
    """The numbered events of some records."""
    return numbered(merge(records, TRUST).events)


def milestones_of(
    *records: Record, stated: Mapping[Milestone, Mark] | None = None
) -> dict[Milestone, Mark]:
    """What the records tell."""
    return infer(timeline_of(*records), stated)
