"""From a shape and a seed to one incident: what happened, when, and who recorded it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bench.synth import words
from bench.synth.casting import (
    cast_clocks,
    cast_forms,
    cast_impact,
    cast_setting,
    cast_start,
    cast_systems,
)
from bench.synth.model import Happening, Incident, Milestone, by_time
from bench.synth.shapes import Shape, Span


@dataclass(slots=True)
class _Story:
    """An incident in the making; `now` moves forward as it is told."""

    rng: random.Random
    shape: Shape
    service: str
    words: dict[str, str]
    start: datetime
    happenings: list[Happening] = field(default_factory=list)
    times: dict[str, datetime] = field(default_factory=dict)

    def after(self, key: str, span: Span) -> datetime:
        """A moment `span` seconds after the happening or step `key`."""
        return self.times[key] + timedelta(seconds=self.rng.randint(*span))

    def pick(self, wordings: tuple[str, ...]) -> str:
        """One of the wordings, filled in."""
        return self.rng.choice(wordings).format_map(self.words)

    def add(
        self,
        key: str,
        at: datetime,
        signal: str,
        text: str,
        *,
        actor: str | None = None,
        service: str | None = None,
        said: str = "",
    ) -> None:
        """Tell one happening."""
        self.times[key] = at
        self.happenings.append(
            Happening(
                key=key,
                at=at,
                signal=signal,
                text=text.format_map(self.words),
                actor=actor,
                service=service or self.service,
                said=said,
            )
        )


def tell(seed: int, index: int, shape: Shape) -> Incident:
    """The incident number `index` of a run: equal arguments give an equal incident."""
    name = f"case-{index:03d}-{shape.name}"
    rng = random.Random(f"{seed}/{index}/{shape.name}")
    zone = rng.choice(shape.zones)
    fields, factors, rollback = cast_setting(rng, shape)
    service = fields["service"]
    story = _Story(rng, shape, service, fields, cast_start(rng, shape, zone))
    _begin(story, rollback=rollback)
    _respond(story)
    _end(story, rollback=rollback)
    systems = cast_systems(rng, shape, rollback=rollback)
    local = story.start.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)
    zone_s = round(local.total_seconds())
    return Incident(
        name=name,
        shape=shape.name,
        seed=f"{seed}/{index}",
        zone=zone,
        service=service,
        second_service=fields["second"] if shape.second_service else None,
        title=fields["alert"] if rng.random() < 0.6 else f"{service} {fields['symptom']}",
        alert=fields["alert"],
        alert_name=fields["alert_name"],
        severity=fields["severity"],
        version=fields["version"],
        previous=fields["previous"],
        team=fields["team"],
        cause=fields["cause"],
        factors=factors,
        symptom=fields["symptom"],
        impact=cast_impact(rng) if shape.impact else None,
        happenings=by_time(story.happenings),
        milestones=_milestones(story),
        unscored=frozenset() if shape.impact else frozenset({"recovered"}),
        systems=systems,
        forms=cast_forms(rng, shape, systems),
        clocks=cast_clocks(rng, systems, zone_s=zone_s, rollback=rollback),
    )


def _begin(story: _Story, *, rollback: bool) -> None:
    """The change that caused it, the impact, and who noticed first."""
    rng, shape = story.rng, story.shape
    story.times["impact"] = story.start
    if rollback:
        finished = story.start - timedelta(seconds=rng.randint(5, 240))
        story.add("deploy_finished", finished, "deploy", "{service} {version} deployed")
        started = finished - timedelta(seconds=rng.randint(60, 240))
        story.add("deploy_started", started, "deploy", "Deployment of {service} {version} started")
        committed = started - timedelta(seconds=rng.randint(300, 2400))
        text = "Change for {service} {version} merged"
        story.add("commit", committed, "change", text, actor="service engineer")
    if shape.impact:
        text = "{service} {symptom}: first failed request"
        story.add("impact", story.start, "impact_started", text)
    detected = story.after("impact", shape.detect)
    if shape.found_by == "customer":
        said = story.pick(words.CUSTOMER_SAID)
        text = "Customers report that {service} fails"
        story.add("customer", detected, "note", text, actor="support agent", said=said)
        detected = story.after("customer", (60, 900))
    story.add("alert", detected, "alert_fired", "Alert fired: {alert}")
    if shape.second_service:
        at = story.after("alert", (20, 300))
        text, second = "Alert fired: errors on {second}", story.words["second"]
        story.add("second_alert", at, "alert_fired", text, service=second)
    if shape.outage:
        text = "{service} seen down from outside"
        story.add("down", story.after("impact", (15, 75)), "down", text)


def _respond(story: _Story) -> None:
    """Acknowledgement, declaration, escalation, notes, the cause."""
    rng, shape = story.rng, story.shape
    first = "customer" if shape.found_by == "customer" else "alert"
    at = story.after(first, shape.acknowledge)
    if first == "customer":
        at = max(at, story.after("alert", (20, 90)))
    engineer = "on-call engineer"
    said = story.pick(words.ACKNOWLEDGED_SAID)
    text = "Alert acknowledged"
    story.add("acknowledged", at, "acknowledged", text, actor=engineer, said=said)
    said = story.pick(words.DECLARED_SAID)
    at = story.after("acknowledged", (60, 300))
    text = "Incident declared for {service}"
    story.add("declared", at, "declared", text, actor="incident lead", said=said)
    _say_status(story, "investigating", story.after("declared", (60, 400)))
    step = "declared"
    if shape.escalate:
        at = max(story.after("acknowledged", shape.escalate), story.after("declared", (30, 90)))
        said = story.pick(words.ESCALATED_SAID)
        text = "Escalated to the {team}"
        story.add("escalated", at, "escalated", text, actor=engineer, said=said)
        step = "escalated"
    identified = story.after(step, shape.identify)
    _notes(story, story.times["declared"], identified)
    said = story.pick(words.IDENTIFIED_SAID)
    who = f"{story.words['team'].removesuffix(' team')} engineer" if shape.escalate else engineer
    story.add("identified", identified, "identified", "Cause: {cause}", actor=who, said=said)
    if rng.random() < 0.6:
        _say_status(story, "identified", story.after("identified", (40, 200)))
    for turn in range(shape.flaps):
        at = story.after("alert" if turn == 0 else f"flap_fired_{turn - 1}", (90, 260))
        text = "Alert resolved for a moment: {alert}"
        story.add(f"flap_resolved_{turn}", at, "alert_resolved", text)
        at = story.after(f"flap_resolved_{turn}", (60, 200))
        story.add(f"flap_fired_{turn}", at, "alert_fired", "Alert fired again: {alert}")


def _notes(story: _Story, since: datetime, until: datetime) -> None:
    wordings = list(words.NOTES_SAID)
    story.rng.shuffle(wordings)
    if not story.shape.impact:
        wordings = [*words.NEAR_MISS_NOTES, *wordings]
    room = (until - since).total_seconds()
    count = min(len(wordings), 2 + int(room // 600))
    for number in range(count):
        at = since + timedelta(seconds=round(room * (number + 1) / (count + 1)))
        actor = story.rng.choice(("on-call engineer", "incident lead", "service engineer"))
        said = wordings[number].format_map(story.words)
        story.add(f"note_{number}", at, "note", said, actor=actor, said=said)


def _end(story: _Story, *, rollback: bool) -> None:
    """The fix, recovery and closing, in whichever order the shape has them."""
    shape = story.shape
    if rollback:
        at = story.after("identified", shape.mitigate)
        said = story.pick(words.ROLLBACK_SAID)
        text = "Rollback of {service} to {previous} started"
        story.add("rollback_started", at, "rollback", text, actor="release engineer", said=said)
        at = story.after("rollback_started", (45, 200))
        text = "Rollback of {service} to {previous} finished"
        story.add("mitigated", at, "mitigated", text)
    else:
        at = story.after("identified", shape.mitigate)
        said = story.pick(words.FIX_SAID)
        text = "Fix applied to {service}"
        story.add("mitigated", at, "mitigated", text, actor="service engineer", said=said)
    _say_status(story, "monitoring", story.after("mitigated", (60, 300)))
    last = "mitigated"
    if shape.recovery_recorded:
        _recover(story)
        last = max(("mitigated", "alert_resolved"), key=lambda key: story.times[key])
    at = story.after(last, shape.close)
    said = story.pick(words.CLOSED_SAID)
    text = "Incident closed"
    story.add("closed", at, "resolved", text, actor="incident lead", said=said)
    _say_status(story, "resolved", story.after("closed", (20, 240)))


def _recover(story: _Story) -> None:
    recovered = story.after("mitigated", story.shape.recover)
    if story.shape.outage:
        at = recovered + timedelta(seconds=story.rng.randint(0, 45))
        story.add("up", at, "up", "{service} seen up from outside")
    at = recovered + timedelta(seconds=story.rng.randint(20, 90))
    story.add("alert_resolved", at, "alert_resolved", "Alert resolved: {alert}")
    if story.shape.second_service:
        at = story.after("alert_resolved", (5, 60))
        text, second = "Alert resolved: errors on {second}", story.words["second"]
        story.add("second_alert_resolved", at, "alert_resolved", text, service=second)
    if story.shape.impact:
        said = story.pick(words.RECOVERED_SAID)
        at = story.after("alert_resolved", (20, 200))
        text = "Recovery of {service} confirmed"
        story.add("recovered", at, "recovered", text, actor="on-call engineer", said=said)


def _say_status(story: _Story, status: str, at: datetime) -> None:
    said = story.pick(words.STATUS[status])
    text = f"Status page: {status}"
    who = "communications lead"
    story.add(f"status_{status}", at, "status_update", text, actor=who, said=said)


def _milestones(story: _Story) -> dict[str, Milestone]:
    found = {
        "acknowledged": Milestone("acknowledged"),
        "cause_identified": Milestone("identified"),
        "mitigated": Milestone("mitigated", ("rollback_started",)),
        "resolved": Milestone("closed", ("status_resolved",)),
    }
    if story.shape.impact:
        found["impact_start"] = Milestone("impact", ("down",))
    if story.shape.escalate:
        found["escalated"] = Milestone("escalated")
    if story.shape.found_by == "customer":
        found["detected"] = Milestone("customer", fallback=("alert",))
    else:
        first = "down" if "down" in story.times else "alert"
        first = min((first, "alert"), key=lambda key: story.times[key])
        found["detected"] = Milestone(first, ("alert",))
    if story.shape.recovery_recorded and story.shape.impact:
        found["recovered"] = Milestone("recovered", ("alert_resolved", "up"))
    return found
