"""Small dossiers for the tests of outputs: a checkout outage, and what can go wrong with one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hansei.domain.document import (
    Block,
    BlockKind,
    Document,
    How,
    Mark,
    Milestone,
    Section,
)
from hansei.domain.event import Event, Kind, Place, Signal
from hansei.domain.findings import Against, Finding, Level
from hansei.domain.timeline import ClockKind, ClockShift, Counts, Timeline
from hansei.outputs.base import Dossier

DAY = datetime(2025, 3, 12, tzinfo=UTC)


def at(clock: str, day: datetime = DAY) -> datetime:
    """The instant of "14:05" or "14:05:10" UTC on the day of the outage."""
    parts = [int(part) for part in clock.split(":")]
    seconds = parts[2] if len(parts) > 2 else 0
    return day + timedelta(hours=parts[0], minutes=parts[1], seconds=seconds)


def event(identity: str, clock: str, text: str, source: str = "pagerduty", **more: Any) -> Event:
    """An event of the outage."""
    return Event(id=identity, at=at(clock), text=text, source=source, **more)


def mark(clock: str, *events: str, how: How = How.INFERRED, spread_s: int = 0) -> Mark:
    """A milestone that lies within `spread_s` seconds of a time."""
    instant, spread = at(clock), timedelta(seconds=spread_s)
    return Mark(
        at=instant, earliest=instant - spread, latest=instant + spread, how=how, events=events
    )


def text(*blocks: str) -> tuple[Block, ...]:
    """Blocks of prose."""
    return tuple(Block(each) for each in blocks)


OWN = (
    event("e1", "13:58", "Deploy of checkout 4.18.0 finished", "deploylog", signal=Signal.DEPLOY,
          precision_s=60),
    event("e2", "14:02:30", "Connection pool exhausted on checkout", "datadog",
          signal=Signal.ALERT_FIRED, until=at("14:41:00"), shift_s=95.0),
    event("e3", "14:06:10", "Alert fired: error rate on checkout above 5 % (Sev-1)",
          signal=Signal.ALERT_FIRED, sources=("pagerduty", "slack")),
    event("e4", "14:09:02", "Acknowledged", kind=Kind.HUMAN, actor="on-call engineer"),
    event("e5", "14:16", "Escalated to the database team", "slack", kind=Kind.HUMAN,
          actor="incident lead", precision_s=60),
    event("e6", "14:21:40", "Pool size halved by 4.18.0, says the **diff** of `pool.yaml`", "slack",
          kind=Kind.HUMAN, actor="database engineer", by_person=True, written="about 14:21"),
    event("e7", "14:28:05", "Rollback to checkout 4.17.3 started", "deploylog",
          signal=Signal.ROLLBACK, until=at("14:32:20")),
    event("e8", "14:41:00", "Error rate below 0.1 % for five minutes", "datadog",
          signal=Signal.ALERT_RESOLVED, shift_s=95.0),
    event("e9", "15:20", "Incident closed", kind=Kind.HUMAN, actor="incident lead",
          precision_s=60),
)  # fmt: skip
REST = tuple(
    event(f"e{20 + n}", f"14:{4 + n % 40:02d}:{n * 7 % 60:02d}",
          ("Anyone else seeing timeouts?", "Checkout p95 4.2 s", "Looking at the pool")[n % 3],
          ("slack", "datadog", "slack")[n % 3], kind=(Kind.HUMAN, Kind.SYSTEM, Kind.HUMAN)[n % 3],
          actor=("support engineer", None, "on-call engineer")[n % 3])
    for n in range(60)
)  # fmt: skip
SECTIONS = (
    Section("summary", "Summary", text(
        "Checkout failed for 45 % of users from 14:02 to 14:41 [e2, e8]. Version 4.18.0 halved the "
        "connection pool [e6]; under the lunch peak the pool ran dry. Rolling back restored it "
        "[e7].",
        "**Assumption:** mobile clients were affected in the same way as the web.",
        "<!-- public -->\nSome customers could not pay. Nothing was charged twice.",
    )),
    Section("timeline", "Timeline", (Block(kind=BlockKind.TIMELINE),)),
    Section("root_cause", "Root cause and contributing factors", text(
        "The pool size is a default of the deployment template, and nobody is told when a default "
        "changes [e1]. **Unknown:** whether staging ran at the same size.",
        "### Why the alert came late",
        "1. The alert looks at the error rate only [e3].\n2. The pool's gauge has no threshold.\n"
        "3. **Disputed:** the gauge was visible on the dashboard.",
        "| Factor | Evidence | Share |\n| --- | --- | ---: |\n"
        "| F1 Pool size halved | [e6] | 80 % |\n| F2 ~~No~~ late alert | [e3, e99] | 20 % |",
    )),
    Section("milestones", "Detection and response", (
        Block("**Question:** why did the escalation wait for seven minutes after [e4]?"),
        Block(kind=BlockKind.MILESTONES),
    )),
    Section("actions", "Corrective actions", text(
        "- [ ] Alert on pool saturation (owner: payments team, due 2025-03-28) F2\n"
        "- [x] Pin the pool size in the service's own configuration F1",
        "<!-- public -->\n- We now watch the limit that was reached.",
    )),
    Section("lessons", "Lessons learned"),
)  # fmt: skip
MARKS = {
    Milestone.IMPACT_START: mark("14:02:30", "e2", spread_s=60),
    Milestone.DETECTED: mark("14:06:10", "e3", how=How.STATED),
    Milestone.ACKNOWLEDGED: mark("14:09:02", "e4", how=How.STATED),
    Milestone.ESCALATED: mark("14:16", "e5", how=How.STATED),
    Milestone.CAUSE_IDENTIFIED: mark("14:21:40", "e6", spread_s=60),
    Milestone.MITIGATED: mark("14:32:20", "e7"),
    Milestone.RECOVERED: mark("14:41", "e8", spread_s=150),
}
FINDINGS = (
    Finding(
        rule="consistency/duration", level=Level.ERROR, place=Place(file="pm.md", line=12),
        message="The stated time to detect disagrees with the timeline.",
        says="detected within 2 minutes",
        against=Against("3 min 40 s from impact start to detection", Place(file="pm.md", line=31)),
        suggestion="detected within 4 minutes",
    ),
    Finding(
        rule="complete/owner", level=Level.WARNING, place=Place(file="pm.md", line=58),
        message="An action has no owner.", ask="Which team can change the template?",
    ),
    Finding(
        rule="blame/hindsight", level=Level.NOTE, place=Place(file="pm.md", line=20),
        message="Hindsight word.", says="obviously",
    ),
)  # fmt: skip
CLOCKS = (
    ClockShift(source="datadog", against="pagerduty", offset_s=95.0, error_s=2.0, pairs=4,
               kind=ClockKind.OFFSET, applied=True),
    ClockShift(source="deploylog", against="pagerduty", offset_s=-3600.0, error_s=1.0, pairs=1,
               kind=ClockKind.ZONE, applied=False),
)  # fmt: skip


def document(**changes: Any) -> Document:
    """The post-mortem of the outage, with changes."""
    fields: dict[str, Any] = {
        "title": "Checkout failed while its connection pool was exhausted",
        "id": "PM-12",
        "zone": "Europe/Berlin",
        "severity": "Sev-1",
        "status": "in review",
        "owner": "payments team",
        "services": ("checkout", "payments"),
        "sections": SECTIONS,
        "events": OWN,
        "milestones": MARKS,
    }
    return Document(**{**fields, **changes})


def dossier(**changes: Any) -> Dossier:
    """The whole dossier of the outage, with changes to its document."""
    events = tuple(sorted(OWN + REST, key=lambda each: each.at))
    counts = Counts(records=412, events=69, key_events=9, merged=31, noise=12, refused=2)
    return Dossier(
        document=document(**changes),
        timeline=Timeline(events=events, clocks=CLOCKS, counts=counts),
        findings=FINDINGS,
        source="records/2025-03-12-checkout",
    )
