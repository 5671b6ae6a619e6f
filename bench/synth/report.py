"""Post-mortems in Markdown: one true to the facts, and one with contradictions put in."""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

from bench.synth.facts import Facts, facts_of
from bench.synth.model import Incident
from bench.synth.slots import Slot, slots_of

_ROWS = {
    "deploy_finished": "Release {version} of {service} is live",
    "impact": "Impact starts: {service} {symptom}",
    "customer": "First customer report reaches support",
    "alert": "Alert fired: {alert}",
    "second_alert": "Alert fired: errors on {second}",
    "acknowledged": "On-call engineer acknowledged the alert",
    "declared": "Incident declared, {severity}",
    "status_investigating": "Status page: investigating",
    "escalated": "Escalated to the {team}",
    "identified": "Root cause identified",
    "status_identified": "Status page: identified",
    "rollback_started": "Rollback to {previous} started",
    "mitigated": "Fix applied",
    "status_monitoring": "Status page: monitoring",
    "recovered": "Recovery confirmed",
    "closed": "Incident closed",
    "status_resolved": "Status page: resolved",
}
# True of any incident here, and easily mistaken for a contradiction.
_ASIDES = (
    "The alert waits for 2 minutes above its threshold before it fires.",
    "The availability target of the service is 99.9 % over 30 days.",
    "Requests give up after 30 seconds, and clients retry them up to 3 times.",
    "The connection pool holds 200 connections on each of 12 instances.",
    "Dashboards average over 5-minute windows.",
    "Four other teams depend on this service.",
    "The review meeting took 60 minutes.",
)
_OWNERS = ("platform lead", "service owner", "observability lead", "release lead")


@dataclass(frozen=True, slots=True)
class Injection:
    """A contradiction that was put into a report: its kind, place and both sides."""

    kind: str
    line: int
    says: str
    value: str
    truth: str
    against_line: int | None

    def as_json(self) -> dict[str, Any]:
        """The fields as `truth.json` holds them."""
        return asdict(self)


@dataclass(slots=True)
class _Page:
    """Lines being written, with the place of each named one."""

    injected: set[str]
    lines: list[str] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)

    def put(self, *lines: str, name: str = "") -> None:
        self.lines += lines
        if name:
            self.places[name] = len(self.lines)

    def say(self, slot: Slot | None) -> None:
        """Write a slot's sentence, in the version that was chosen."""
        if slot is None:
            return
        sentence = slot.injected if slot.name in self.injected else slot.clean
        if sentence:
            self.put(sentence, name=f"slot:{slot.name}")


def render(incident: Incident, count: int) -> tuple[str, list[Injection]]:
    """The post-mortem with `count` contradictions (fewer where it offers fewer sentences)."""
    rng = random.Random(f"{incident.seed}/report")
    facts = facts_of(incident, rng)
    slots = slots_of(facts, rng)
    chosen = _choose(slots, count, random.Random(f"{incident.seed}/inject"))
    page = _Page(set(chosen))
    _head(page, facts, slots)
    _timeline(page, facts, rng)
    _body(page, facts, slots, rng)
    _actions(page, facts, rng)
    _close(page, slots)
    injections = [_injection(page, slots[name]) for name in chosen]
    injections.sort(key=lambda one: one.line)
    return "\n".join(page.lines) + "\n", injections


def _choose(slots: dict[str, Slot], count: int, rng: random.Random) -> list[str]:
    """Names of slots to falsify: every kind once before any kind twice."""
    left = list(slots)
    rng.shuffle(left)
    chosen: list[str] = []
    while left and len(chosen) < count:
        kinds = set()
        for name in list(left):
            if len(chosen) < count and slots[name].kind not in kinds:
                kinds.add(slots[name].kind)
                chosen.append(name)
                left.remove(name)
    return chosen


def _injection(page: _Page, slot: Slot) -> Injection:
    return Injection(
        kind=slot.kind,
        line=page.places[f"slot:{slot.name}"],
        says=slot.injected,
        value=slot.value,
        truth=slot.truth,
        against_line=page.places.get(slot.against),
    )


def _head(page: _Page, facts: Facts, slots: dict[str, Slot]) -> None:
    incident = facts.incident
    day = facts.moment("alert") or incident.first
    page.put(f"# Post-mortem: {incident.title}", "")
    page.put(f"- Severity: {incident.severity}", f"- Date: {day:%Y-%m-%d}")
    affected = [name for name in (incident.service, incident.second_service) if name]
    page.put(f"- Services: {', '.join(affected)}", f"- Times: {facts.label}", "")
    page.put("## Summary", "")
    page.say(slots.get("window"))
    if incident.impact is None:
        page.put("No customer was affected: the warning was acted on in time.")
    page.say(slots.get("share"))
    page.put("")


def _timeline(page: _Page, facts: Facts, rng: random.Random) -> None:
    incident = facts.incident
    fields = {
        "version": incident.version,
        "previous": incident.previous,
        "service": incident.service,
        "second": incident.second_service or "",
        "symptom": incident.symptom,
        "alert": incident.alert,
        "severity": incident.severity,
        "team": incident.team,
    }
    form = rng.randrange(3)
    page.put(f"## Timeline ({facts.label})", "")
    if form == 0:
        page.put("| Time | Event |", "| --- | --- |")
    for happening in incident.happenings:
        at = facts.moment(happening.key)
        if happening.key not in _ROWS or at is None:
            continue
        text = _ROWS[happening.key].format_map(fields)
        row = ("| {} | {} |", "- **{}** {}", "- {} - {}")[form].format(facts.show(at), text)
        page.put(row, name=f"row:{happening.key}")
    page.put("")


def _body(page: _Page, facts: Facts, slots: dict[str, Slot], rng: random.Random) -> None:
    incident, impact = facts.incident, facts.incident.impact
    asides = rng.sample(_ASIDES, 3)
    page.put("## Root cause", "")
    page.put(f"{incident.cause[0].upper()}{incident.cause[1:]}.", asides[0], "")
    page.put("## Contributing factors", "")
    page.put(*(f"- {factor[0].upper()}{factor[1:]}." for factor, _ in incident.factors), "")
    page.put("## Impact", "")
    page.say(slots.get("lasted"))
    if impact:
        people = {"requests": "of requests failed"}
        text = people.get(impact.population, f"of {impact.population} were affected")
        page.put(f"- {impact.percent} % {text}", name="line:share")
        page.put(f"- {impact.failed_requests:,} failed requests", name="line:failed")
        page.put(f"- {impact.tickets} support tickets", name="line:tickets")
    else:
        page.put("None.")
    page.put("", "## Detection and response", "")
    for name in ("detect", "acknowledge", "order", "action", "mitigate", "closing", "resolve"):
        page.say(slots.get(name))
    page.say(slots.get("failed"))
    page.say(slots.get("tickets"))
    page.put(asides[1])
    page.say(slots.get("posted"))
    page.put("")
    page.put("## Lessons learned", "")
    page.put("- A quick look at recent changes paid off.", f"- {asides[2]}", "")


def _actions(page: _Page, facts: Facts, rng: random.Random) -> None:
    page.put("## Corrective actions", "")
    page.put("| Action | Owner | Due | Status |", "| --- | --- | --- | --- |")
    for factor, action in facts.incident.factors:
        due = facts.incident.last + timedelta(days=rng.randint(10, 60))
        owner = rng.choice(_OWNERS)
        page.put(f"| {action} (answers: {factor}) | {owner} | {due:%Y-%m-%d} | planned |")
    page.put("")


def _close(page: _Page, slots: dict[str, Slot]) -> None:
    if "public" not in slots:
        return
    page.put("## Customer message", "")
    page.say(slots["public"])
    page.put("We are sorry for the disruption and have planned work that prevents a repeat.")
